package prompts

import (
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// index finds the templates that may write a text by its words: all of them
// must be in a template's vocabulary, and the words that every derivation of the
// template has must be in the text. Templates are bits, in the order of rank.
type index struct {
	ranked []*template
	ids    map[string]uint32 // of words
	known  []templateSet     // by word: the templates that can write it
	glued  map[string]templateSet
	number templateSet // templates that write words with a digit first
	needs  []wordSet
	need   [][]uint32           // the same words, listed
	viable func() []templateSet // see viabilityOfAll; computed once
}

// templateSet holds a bit for each template.
type templateSet []uint64

func (x *index) newSet() templateSet { return make(templateSet, (len(x.ranked)+63)/64) }

func (s templateSet) add(i int) { s[i/64] |= 1 << (i % 64) }

func (s templateSet) addAll(o templateSet) {
	for i := range o {
		s[i] |= o[i]
	}
}

// wordSet is a Bloom filter of words.
type wordSet [2]uint64

func (s *wordSet) add(word uint32) {
	h := mix(uint64(word))
	s[0] |= 1 << (h & 63)
	s[1] |= 1 << (h >> 6 & 63)
}

func (s *wordSet) within(all *wordSet) bool { return s[0]&^all[0] == 0 && s[1]&^all[1] == 0 }

func newIndex(ranked []*template) *index {
	x := &index{ranked: ranked, ids: map[string]uint32{}, glued: map[string]templateSet{}}
	x.number, x.needs = x.newSet(), make([]wordSet, len(x.ranked))
	x.viable = sync.OnceValue(x.viabilityOfAll)
	r := reader{x, map[factsKey]*facts{}}
	var begun sync.WaitGroup
	defer begun.Wait()
	begun.Go(func() { // it fills in other fields of the nodes than are read here
		for _, t := range x.ranked {
			t.root.begin()
		}
	})
	for i, t := range x.ranked {
		f := r.facts(t.root, true, true)
		x.need = append(x.need, f.need)
		for _, w := range f.need {
			x.needs[i].add(w)
		}
		for _, w := range f.all {
			x.known[w].add(i)
		}
		for _, w := range f.glue {
			if x.glued[w] == nil {
				x.glued[w] = x.newSet()
			}
			x.glued[w].add(i)
		}
		if f.number {
			x.number.add(i)
		}
	}
	return x
}

// id returns the number of a word, a new one where it has none.
func (x *index) id(word string) uint32 {
	id, ok := x.ids[word]
	if !ok {
		id = uint32(len(x.known))
		x.ids[word] = id
		x.known = append(x.known, x.newSet())
	}
	return id
}

// writers is the templates that can write a word.
func (x *index) writers(word string) templateSet {
	s := x.newSet()
	if id, ok := x.ids[word]; ok {
		s.addAll(x.known[id])
	}
	for i := range len(word) {
		s.addAll(x.glued[word[:i+1]])
	}
	if isDigit(word[0]) {
		s.addAll(x.number)
	}
	return s
}

// finder looks texts up in an index. It remembers words, and is used by one
// goroutine.
type finder struct {
	*index
	cache map[string]*wordFacts
	left  templateSet
}

// wordFacts is what a finder knows of a word.
type wordFacts struct {
	writers templateSet
	bit     wordSet // of the word, where some template must write it
}

// find appends the ranks, below one, of the templates that may write a text in
// lower case.
func (f *finder) find(to []int32, text string, below int32) []int32 {
	if f.cache == nil {
		f.cache, f.left = map[string]*wordFacts{}, f.newSet()
	}
	left := f.left[:(below+63)/64]
	for i := range left {
		left[i] = ^uint64(0)
	}
	if below%64 != 0 {
		left[below/64] = 1<<(below%64) - 1
	}
	var have wordSet
	any := uint64(below)
	for start, end := nextWord(text, 0); start < end && any != 0; start, end = nextWord(text, end) {
		w := f.word(text[start:end])
		have[0] |= w.bit[0]
		have[1] |= w.bit[1]
		any = 0
		for i := range left {
			left[i] &= w.writers[i]
			any |= left[i]
		}
	}
	if any == 0 {
		return to
	}
	for i, w := range left {
		for ; w != 0; w &= w - 1 {
			if t := int32(i*64 + bits.TrailingZeros64(w)); f.needs[t].within(&have) {
				to = append(to, t)
			}
		}
	}
	return to
}

func (f *finder) word(word string) *wordFacts {
	w := f.cache[word]
	if w == nil {
		w = &wordFacts{writers: f.writers(word)}
		if id, ok := f.ids[word]; ok {
			w.bit.add(id)
		}
		if len(f.cache) < 1<<12 {
			f.cache[strings.Clone(word)] = w
		}
	}
	return w
}

// eachWord calls f with the place of each run of letters and digits.
func eachWord(s string, f func(start, end int)) {
	for start, end := nextWord(s, 0); start < end; start, end = nextWord(s, end) {
		f(start, end)
	}
}

// nextWord is the first run of letters and digits from a place on, empty at the
// end.
func nextWord(s string, start int) (int, int) {
	for start < len(s) && !isWordByte(s[start]) {
		start++
	}
	end := start
	for end < len(s) && isWordByte(s[end]) {
		end++
	}
	return start, end
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || isDigit(c) || c >= utf8.RuneSelf
}

// facts are the words of a node: those that stand in all its derivations and
// those that stand in any; the beginnings of words to which a neighbour may join
// letters; and whether a word may begin with a digit.
type facts struct {
	need, all []uint32
	glue      []string
	number    bool
}

// reader gathers facts, once for each node between like neighbours.
type reader struct {
	x    *index
	memo map[factsKey]*facts
}

// factsKey names a node between neighbours: left and right say that no letter
// of a neighbour joins it there.
type factsKey struct {
	n           *node
	left, right bool
}

func (r *reader) facts(n *node, left, right bool) *facts {
	key := factsKey{n, left, right}
	if f := r.memo[key]; f != nil {
		return f
	}
	f := &facts{}
	r.memo[key] = f
	switch n.kind {
	case kindLiteral:
		r.literal(f, n.lower, left, right)
	case kindArticle:
		r.literal(f, "a", left, right)
		r.literal(f, "an", left, right)
		f.need = nil
	case kindNumber:
		r.number(f, &n.form, left, right)
	case kindAlt, kindPlural:
		for i, k := range n.kids {
			g := r.facts(k, left, right)
			if i == 0 {
				f.need = g.need
			}
			f.need = common(f.need, g.need)
			f.join(g)
		}
	default:
		for i, k := range n.kids {
			g := r.facts(k, n.apart(i, -1, left), n.apart(i, 1, right))
			f.need = append(f.need[:len(f.need):len(f.need)], g.need...)
			f.join(g)
		}
	}
	slices.Sort(f.all)
	f.all = slices.Compact(f.all)
	slices.Sort(f.glue)
	f.glue = slices.Compact(f.glue)
	return f
}

func (f *facts) join(g *facts) {
	f.all = append(f.all, g.all...)
	f.glue = append(f.glue, g.glue...)
	f.number = f.number || g.number
}

func common(a, b []uint32) []uint32 {
	return slices.DeleteFunc(slices.Clone(a), func(w uint32) bool { return !slices.Contains(b, w) })
}

func (r *reader) literal(f *facts, s string, left, right bool) {
	eachWord(s, func(start, end int) {
		if (start > 0 || left) && (end < len(s) || right) {
			id := r.x.id(s[start:end])
			f.need, f.all = append(f.need, id), append(f.all, id)
		} else { // letters may join it, or it is the end of a word, or a word where its neighbours write nothing
			f.glue = append(f.glue, s[start:end])
		}
		f.number = f.number || isDigit(s[start])
	})
}

func (r *reader) number(f *facts, form *form, left, right bool) {
	spelt := form.style.name == spelled.name
	if f.number = !spelt; spelt {
		for word := range said {
			f.all, f.glue = append(f.all, r.x.id(word)), append(f.glue, word)
		}
	}
	before, after := strings.ToLower(form.before), strings.ToLower(form.after)
	r.literal(f, before, left, !spelt && before != "" && !isWordByte(before[len(before)-1]))
	r.literal(f, after, false, right)
	f.need = nil
}

// apart reports whether letters of a neighbour of kid i cannot join it, on the
// side that step says; edge says so of the node's own neighbour.
func (n *node) apart(i, step int, edge bool) bool {
	if n.kind == kindPerm {
		return true
	}
	for i += step; i >= 0 && i < len(n.kids); i += step {
		joins, through := n.kids[i].joins(step < 0)
		if joins || !through {
			return !joins
		}
	}
	return edge
}

// joins reports whether what a node writes may end, or begin, with a letter or
// digit, and whether it may write nothing at all, not even a space.
func (n *node) joins(atEnd bool) (joins, through bool) {
	switch n.kind {
	case kindLiteral:
		if n.lower == "" {
			return false, true
		}
		c := n.lower[0]
		if atEnd {
			c = n.lower[len(n.lower)-1]
		}
		return isWordByte(c), false
	case kindNumber, kindArticle:
		return true, false
	case kindPerm:
		return false, false
	case kindSeq:
		for i := range n.kids {
			k := n.kids[i]
			if atEnd {
				k = n.kids[len(n.kids)-1-i]
			}
			if joins, through = k.joins(atEnd); joins || !through {
				return joins, through
			}
		}
		return false, true
	}
	for _, k := range n.kids {
		j, t := k.joins(atEnd)
		joins, through = joins || j, through || t
	}
	return joins, through
}
