package inference

import (
	"encoding/binary"
	"iter"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/slmkit/slmkit/inference/tokenizer"
)

// Pattern is a part of what outputs may be.
type Pattern struct {
	kind  patternKind
	text  string
	parts []*Pattern
	fits  func(string) bool
}

type patternKind uint8

const (
	patternText patternKind = iota
	patternAll
	patternAny
	patternMany
	patternRange
	patternQuote
	patternIf
)

// Text is the text itself.
func Text(s string) *Pattern { return &Pattern{kind: patternText, text: s} }

// All is its parts in turn.
func All(parts ...*Pattern) *Pattern { return &Pattern{kind: patternAll, parts: parts} }

// Any is one of its parts.
func Any(parts ...*Pattern) *Pattern { return &Pattern{kind: patternAny, parts: parts} }

// Many is one or more of p with sep between them.
func Many(p, sep *Pattern) *Pattern { return &Pattern{kind: patternMany, parts: []*Pattern{p, sep}} }

// Range is one byte from lo to hi.
func Range(lo, hi byte) *Pattern { return &Pattern{kind: patternRange, text: string([]byte{lo, hi})} }

// Quote is words that stand in the prompt, one or more in a row, that fit, each
// quotation mark in them doubled. With a nil fits all do that have a letter or a digit.
func Quote(fits func(words string) bool) *Pattern { return &Pattern{kind: patternQuote, fits: fits} }

// If is p where the prompt has words that fit a quote, which p has in it, and
// nothing that can be written elsewhere.
func If(quote, p *Pattern) *Pattern { return &Pattern{kind: patternIf, parts: []*Pattern{quote, p}} }

// Grammar says which outputs are allowed: an automaton over bytes. Compiled for a
// vocabulary it allows tokens. It is safe for concurrent use.
type Grammar struct {
	states       []grammarState
	bare, spaced int32      // where outputs start, without a space and with one
	quotes       []*Pattern // the different quotes with a fits

	mu    sync.Mutex
	words map[*vocabulary]*lexicon
}

// lexicon is what is known of a grammar's tokens in a vocabulary: an automaton over
// tokens of the places that do not depend on the prompt, as far as outputs have
// come to them.
type lexicon struct {
	*vocabulary
	mu    sync.RWMutex
	known map[string]*node
	room  int // how many are kept: of numbers there are many
}

// node is a place that does not depend on the prompt.
type node struct {
	place
	depends bool            // what is allowed behind it does
	ids     []int32         // else: the tokens that may come next, in order
	next    map[int32]*node // behind those that were taken, where there is one
}

const maxKnown = 1 << 14

// place is where outputs that begin alike have come to.
type place struct {
	threads []thread
	prefix  tokenizer.Prefix
}

func (p *place) set(q *place) {
	p.threads = append(p.threads[:0], q.threads...)
	p.prefix.Set(&q.prefix)
}

// push goes on behind a byte of from; threads that do not fit are gone.
func (p *place) push(from *place, g *Grammar, b byte, q *quotable) bool {
	p.threads = g.step(p.threads[:0], from.threads, b, q)
	if len(p.threads) == 0 {
		return false
	}
	p.prefix.Set(&from.prefix)
	p.prefix.Push(b)
	return true
}

type grammarKind uint8

const (
	stateByte   grammarKind = iota // goes on to next behind one of the bytes in set
	stateSplit                     // goes on to next and to other
	stateGate                      // goes on to next where the prompt has words for a quote
	stateWord                      // begins to copy words of the prompt
	stateCopy                      // copies, and may go on to next at the end of a word
	stateAccept                    // the output may end
)

type grammarState struct {
	kind        grammarKind
	set         byteRange
	next, other int32
	quote       int32 // of stateGate, stateWord and stateCopy: index into quotes, -1 where any words fit
}

// byteRange is the bytes from lo to hi.
type byteRange struct{ lo, hi byte }

// NewGrammar compiles a pattern of whole outputs.
func NewGrammar(p *Pattern) *Grammar {
	g := &Grammar{words: map[*vocabulary]*lexicon{}}
	end := g.add(grammarState{kind: stateAccept})
	g.bare = g.compile(p, end, map[compiled]int32{})
	g.spaced = g.text(" ", g.bare)
	return g
}

// in returns what is known of the grammar in a vocabulary.
func (g *Grammar) in(v *vocabulary) *lexicon {
	g.mu.Lock()
	defer g.mu.Unlock()
	l := g.words[v]
	if l == nil {
		l = &lexicon{vocabulary: v, known: map[string]*node{}, room: maxKnown}
		g.words[v] = l
	}
	return l
}

// compiled names a pattern before a state, so that equal ones are one.
type compiled struct {
	p    *Pattern
	next int32
}

func (g *Grammar) add(s grammarState) int32 {
	g.states = append(g.states, s)
	return int32(len(g.states) - 1)
}

func (g *Grammar) split(a, b int32) int32 {
	return g.add(grammarState{kind: stateSplit, next: a, other: b})
}

func (g *Grammar) text(s string, next int32) int32 {
	for i := len(s) - 1; i >= 0; i-- {
		next = g.add(grammarState{kind: stateByte, set: byteRange{s[i], s[i]}, next: next})
	}
	return next
}

// quote numbers a quote, -1 where any words fit it.
func (g *Grammar) quote(p *Pattern) int32 {
	if p.fits == nil {
		return -1
	}
	if i := slices.Index(g.quotes, p); i >= 0 {
		return int32(i)
	}
	g.quotes = append(g.quotes, p)
	return int32(len(g.quotes) - 1)
}

// compile returns the state from which p leads to next.
func (g *Grammar) compile(p *Pattern, next int32, done map[compiled]int32) int32 {
	key := compiled{p, next}
	if s, ok := done[key]; ok {
		return s
	}
	var s int32
	switch p.kind {
	case patternText:
		s = g.text(p.text, next)
	case patternAll:
		s = next
		for i := len(p.parts) - 1; i >= 0; i-- {
			s = g.compile(p.parts[i], s, done)
		}
	case patternAny:
		s = g.compile(p.parts[len(p.parts)-1], next, done)
		for i := len(p.parts) - 2; i >= 0; i-- {
			s = g.split(g.compile(p.parts[i], next, done), s)
		}
	case patternMany:
		loop := g.split(next, next) // the second branch is filled in below
		s = g.compile(p.parts[0], loop, done)
		g.states[loop].other = g.compile(p.parts[1], s, done)
	case patternRange:
		s = g.add(grammarState{kind: stateByte, set: byteRange{p.text[0], p.text[1]}, next: next})
	case patternQuote:
		copying := g.add(grammarState{kind: stateCopy, next: next, quote: g.quote(p)})
		s = g.add(grammarState{kind: stateWord, next: copying, quote: g.quote(p)})
	case patternIf:
		s = g.add(grammarState{kind: stateGate, next: g.compile(p.parts[1], next, done), quote: g.quote(p.parts[0])})
	}
	done[key] = s
	return s
}

// thread is a state of the automaton, with the place in the prompt and where its
// words began where that is one that copies, else -1. It only counts if words of
// the prompt fit the quote gate, noGate if that need not be asked: the answer takes
// long, and most threads end before it matters.
type thread struct{ state, at, from, gate int32 }

const noGate = -1

// quotable is the words of a prompt as a target writes them.
type quotable struct {
	text   string
	starts []int32
	ends   []bool  // by byte offset
	solid  []int32 // where the next letter or digit from there on ends, beyond the text if there is none

	wordless bool                // it has none: no words fit a quote without a fits
	fits     map[opening][]int32 // of those that were asked for
	asked    bool                // since this was last set to false
}

// opening is a place in the prompt where words for a quote may begin.
type opening struct{ quote, from int32 }

// maxQuote is how many words between spaces are tried as one value.
const maxQuote = 8

// fitting returns where words that begin at a place and fit a quote end.
func (q *quotable) fitting(g *Grammar, quote, from int32) []int32 {
	key := opening{quote, from}
	found, ok := q.fits[key]
	if ok {
		return found
	}
	for to, words := from+1, 1; int(to) <= len(q.text) && words <= maxQuote; to++ {
		if int(to) < len(q.text) && q.text[to] == ' ' {
			words++
		}
		if q.ends[to] && g.quotes[quote].fits(strings.ReplaceAll(q.text[from:to], `""`, `"`)) {
			found = append(found, to)
		}
	}
	if q.fits == nil {
		q.fits = map[opening][]int32{}
	}
	q.fits[key] = found
	return found
}

// any reports whether some words fit a quote. Days and amounts stand near the end
// more often than not, and there are fewer words to try.
func (q *quotable) any(g *Grammar, quote int32) bool {
	q.asked = true
	for _, from := range slices.Backward(q.starts) {
		if begins, _ := q.words(g, quote, from, from); begins {
			return true
		}
	}
	return false
}

// words says of a quote's words from one place to another whether more of them
// may follow or they may end there: begins where some that fit begin so, ends
// where some are just these.
func (q *quotable) words(g *Grammar, quote, from, to int32) (begins, ends bool) {
	if quote < 0 {
		return int(q.solid[from]) <= len(q.text), q.ends[to] && q.solid[from] <= to
	}
	fits := q.fitting(g, quote, from)
	return len(fits) > 0 && fits[len(fits)-1] >= to, slices.Contains(fits, to)
}

// newQuotable finds the words of a prompt: runs of letters or of digits, and
// every other character by itself. The s at the end of a word may be left off:
// last weeks charges, boas number.
func newQuotable(prompt string) *quotable {
	q := &quotable{text: strings.ReplaceAll(prompt, `"`, `""`)}
	q.ends, q.solid = make([]bool, len(q.text)+1), make([]int32, len(q.text)+1)
	before := ' '
	for i, r := range q.text {
		second := r == '"' && i > 0 && before == '"' && strings.Count(q.text[:i], `"`)%2 == 1 // of a doubled one
		if (class(r) != class(before) || class(r) == 0) && !second {
			q.ends[i] = !unicode.IsSpace(before)
			if !unicode.IsSpace(r) {
				q.starts = append(q.starts, int32(i))
			}
		}
		before = r
	}
	q.ends[len(q.text)] = true
	next := int32(len(q.text)) + 1
	q.solid[len(q.text)] = next
	for i := len(q.text) - 1; i >= 0; i-- {
		if r, width := utf8.DecodeRuneInString(q.text[i:]); class(r) != 0 {
			next = int32(i + width)
		}
		q.solid[i] = next
	}
	q.wordless = int(q.solid[0]) > len(q.text)
	for i := 1; i < len(q.text); i++ {
		if (q.text[i] == 's' || q.text[i] == 'S') && q.ends[i+1] && !q.ends[i] {
			q.ends[i] = true
		}
	}
	return q
}

// class tells letters from digits; other characters are of none.
func class(r rune) int {
	switch {
	case unicode.IsLetter(r) || unicode.IsMark(r):
		return 1
	case unicode.IsDigit(r):
		return 2
	}
	return 0
}

// follow adds a thread and those that it goes on to without a byte.
func (g *Grammar) follow(to []thread, t thread, q *quotable) []thread {
	if slices.Contains(to, t) {
		return to
	}
	s := &g.states[t.state]
	switch s.kind {
	case stateSplit:
		return g.follow(g.follow(append(to, t), thread{s.next, -1, -1, t.gate}, q), thread{s.other, -1, -1, t.gate}, q)
	case stateGate, stateWord:
		switch {
		case s.quote < 0 && q.wordless:
			return to
		case s.quote < 0 && s.kind == stateGate: // nothing more to ask
		case t.gate != noGate && t.gate != s.quote && !q.any(g, t.gate):
			return to
		default:
			t.gate = s.quote
		}
		if s.kind == stateGate {
			return g.follow(to, thread{s.next, -1, -1, t.gate}, q)
		}
	case stateCopy:
		begins, ends := q.words(g, s.quote, t.from, t.at)
		if begins {
			to = append(to, t)
		}
		if ends {
			to = g.follow(to, thread{s.next, -1, -1, noGate}, q)
		}
		return to
	}
	return append(to, t)
}

// step appends the threads behind a byte.
func (g *Grammar) step(to, from []thread, b byte, q *quotable) []thread {
	for _, t := range from {
		s := &g.states[t.state]
		switch s.kind {
		case stateByte:
			if s.set.lo <= b && b <= s.set.hi {
				to = g.follow(to, thread{s.next, -1, -1, t.gate}, q)
			}
		case stateWord:
			q.asked = true
			for _, from := range q.starts {
				if q.text[from] != b {
					continue
				}
				if begins, _ := q.words(g, s.quote, from, from+1); begins {
					to = g.follow(to, thread{s.next, from + 1, from, noGate}, q)
				}
			}
		case stateCopy:
			if int(t.at) < len(q.text) && q.text[t.at] == b {
				to = g.follow(to, thread{t.state, t.at + 1, t.from, noGate}, q)
			}
		}
	}
	return to
}

// alive reports whether one of the threads counts. Of those that were asked it
// leaves those that do.
func (g *Grammar) alive(threads []thread, q *quotable) ([]thread, bool) {
	splits := func(t thread) bool { return g.states[t.state].kind == stateSplit } // what they go on to is there too
	if slices.ContainsFunc(threads, func(t thread) bool { return t.gate == noGate && !splits(t) }) {
		return threads, true
	}
	for i, t := range threads {
		if !splits(t) && q.any(g, t.gate) {
			threads[i].gate = noGate
			return slices.Delete(threads, 0, i), true
		}
	}
	return nil, false
}

// vocabulary is a trie of the texts of tokens.
type vocabulary struct {
	texts []string // by id; "" for those that write nothing
	nodes []vocabularyNode
	end   []int32 // ids that end an output
	empty tokenizer.Prefix
}

type vocabularyNode struct {
	edges []vocabularyEdge
	ids   []int32
}

type vocabularyEdge struct {
	b    byte
	node int32
}

func newVocabulary(t *tokenizer.Tokenizer, end []int32) *vocabulary {
	v := &vocabulary{texts: t.Texts(), nodes: make([]vocabularyNode, 1), end: end, empty: t.Prefix()}
	for id, text := range v.texts {
		if text == "" {
			continue
		}
		n := int32(0)
		for i := range len(text) {
			n = v.child(n, text[i])
		}
		v.nodes[n].ids = append(v.nodes[n].ids, int32(id))
	}
	return v
}

func (v *vocabulary) child(n int32, b byte) int32 {
	for _, e := range v.nodes[n].edges {
		if e.b == b {
			return e.node
		}
	}
	v.nodes = append(v.nodes, vocabularyNode{})
	v.nodes[n].edges = append(v.nodes[n].edges, vocabularyEdge{b, int32(len(v.nodes) - 1)})
	return int32(len(v.nodes) - 1)
}

// reading is how far an output has got in a grammar: to a node, or where that
// depends on the prompt, to a place.
type reading struct {
	g     *Grammar
	v     *lexicon
	q     *quotable
	node  *node
	place place
	*scratch
}

// scratch is what a worker's readings share.
type scratch struct {
	spare  [2]place // buffers of follow
	levels []*place // buffers of collect and completes, by how deep they are
}

func (g *Grammar) read(v *vocabulary, prompt string, s *scratch) *reading {
	return (&reading{g: g, v: g.in(v), q: newQuotable(prompt), scratch: s}).again()
}

// again is the reading from the start.
func (r *reading) again() *reading {
	r = &reading{g: r.g, v: r.v, q: r.q, scratch: r.scratch}
	spaced, known := r.v.empty.Spaced()
	if spaced || !known {
		r.place.threads = r.g.follow(r.place.threads, thread{r.g.spaced, -1, -1, noGate}, r.q)
	}
	if !spaced {
		r.place.threads = r.g.follow(r.place.threads, thread{r.g.bare, -1, -1, noGate}, r.q)
	}
	r.place.prefix.Set(&r.v.empty)
	r.place.prefix.Mark()
	r.node = r.known()
	return r
}

// Match reports whether an output is allowed for a prompt; where it is not, at is
// the first byte that is refused, its length where it may not end there.
func (g *Grammar) Match(prompt, output string) (at int, ok bool) {
	q := newQuotable(prompt)
	threads := g.follow(nil, thread{g.bare, -1, -1, noGate}, q)
	for i := range len(output) {
		ok := false
		if threads, ok = g.alive(g.step(nil, threads, output[i], q), q); !ok {
			return i, false
		}
	}
	return len(output), g.accepts(threads, q)
}

func (g *Grammar) accepts(threads []thread, q *quotable) bool {
	return slices.ContainsFunc(threads, func(t thread) bool {
		return g.states[t.state].kind == stateAccept && (t.gate == noGate || q.any(g, t.gate))
	})
}

// here is where the reading has got to.
func (r *reading) here() *place {
	if r.node != nil {
		return &r.node.place
	}
	return &r.place
}

// fixed is the node that the reading is at, nil where the prompt decides what is allowed.
func (r *reading) fixed() *node {
	if r.node == nil || r.node.depends {
		return nil
	}
	return r.node
}

// known finds the node of the reading's place, which is made where it is a new one;
// nil where the place depends on the prompt.
func (r *reading) known() *node {
	var room [256]byte
	key := room[:0]
	for _, t := range r.place.threads {
		if t.at >= 0 {
			return nil
		}
		key = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(key, uint32(t.state)), uint32(t.gate))
	}
	end := byte(0xff) // of the threads
	if r.q.wordless {
		end--
	}
	key = r.place.prefix.AppendKey(append(key, end))
	r.v.mu.RLock()
	n, full := r.v.known[string(key)], len(r.v.known) >= r.v.room
	r.v.mu.RUnlock()
	if n != nil || full {
		return n
	}
	n = &node{next: map[int32]*node{}}
	n.place.set(&r.place)
	r.q.asked = false
	if n.ids = r.find(&n.place); r.q.asked {
		n.ids, n.depends = nil, true
	}
	r.v.mu.Lock()
	defer r.v.mu.Unlock()
	if was := r.v.known[string(key)]; was != nil { // of another worker, meanwhile
		return was
	}
	r.v.known[string(key)] = n
	return n
}

// advance follows a token and reports whether it may come next. Where it may not
// the reading stays where it was; behind a token that ends the output it does, too.
func (r *reading) advance(id int32) bool {
	if int(id) >= len(r.v.texts) { // graphs may have more tokens than the tokenizer
		return false
	}
	text := r.v.texts[id]
	if text == "" {
		return slices.Contains(r.v.end, id) && r.g.accepts(r.here().threads, r.q)
	}
	n := r.fixed()
	if n == nil {
		return r.follow(text, id)
	}
	if _, ok := slices.BinarySearch(n.ids, id); !ok {
		return false
	}
	r.v.mu.RLock()
	next := n.next[id]
	r.v.mu.RUnlock()
	if next != nil {
		r.node = next
		return true
	}
	if !r.follow(text, id) {
		return false
	}
	if r.node != nil {
		r.v.mu.Lock()
		n.next[id] = r.node
		r.v.mu.Unlock()
	}
	return true
}

// follow goes on behind the text of a token where that may come next.
func (r *reading) follow(text string, id int32) bool {
	from := r.here()
	for i := range len(text) {
		to := &r.spare[i%2]
		if !to.push(from, r.g, text[i], r.q) {
			return false
		}
		from = to
	}
	ok := false
	if from.threads, ok = r.g.alive(from.threads, r.q); !ok || !r.segments(from, id, 0) {
		return false
	}
	from.prefix.Mark()
	r.place, *from = *from, r.place
	r.node = r.known()
	return true
}

// after is the reading behind a token that may come next; r stays where it is.
func (r *reading) after(id int32) *reading {
	next := &reading{g: r.g, v: r.v, q: r.q, node: r.node, scratch: r.scratch}
	next.place.set(&r.place)
	next.advance(id)
	return next
}

// forced appends the tokens that must come next, at most most of them.
func (r *reading) forced(to []int32, most int) []int32 {
	was := r.node
	for range most {
		n := r.fixed()
		if n == nil || len(n.ids) != 1 || slices.Contains(r.v.end, n.ids[0]) {
			break
		}
		to = append(to, n.ids[0])
		r.advance(n.ids[0])
	}
	r.node = was
	return to
}

// few returns the tokens that may come next where they are at most most, and where
// that is known, or with look set, which costs about as much as a row of a large head.
func (r *reading) few(most int, look bool) ([]int32, bool) {
	if r.fixed() == nil && !look {
		return nil, false
	}
	ids := r.allowed()
	return ids, len(ids) <= most
}

// allowed returns the tokens that may come next, those that end the output
// included, in order.
func (r *reading) allowed() []int32 {
	if n := r.fixed(); n != nil {
		return n.ids
	}
	return r.find(r.here())
}

func (r *reading) find(at *place) []int32 {
	ids := r.collect(nil, 0, at, 0)
	if r.g.accepts(at.threads, r.q) {
		ids = append(ids, r.v.end...)
	}
	slices.Sort(ids)
	return ids
}

// level is the buffer of a depth.
func (s *scratch) level(depth int) *place {
	if depth == len(s.levels) {
		s.levels = append(s.levels, &place{})
	}
	return s.levels[depth]
}

// collect appends the tokens below a node of the vocabulary that may be written at
// a place.
func (r *reading) collect(to []int32, at int32, here *place, depth int) []int32 {
	n := &r.v.nodes[at]
	if len(n.ids) > 0 {
		ok := false
		if here.threads, ok = r.g.alive(here.threads, r.q); ok {
			for _, id := range n.ids {
				if r.segments(here, id, depth) {
					to = append(to, id)
				}
			}
		}
	}
	for _, e := range n.edges {
		if next := r.level(depth); next.push(here, r.g, e.b, r.q) {
			to = r.collect(to, e.node, next, depth+1)
		}
	}
	return to
}

// maxAhead bounds how many bytes are looked at to find out whether a token is one
// of a text that can follow. It is enough but for words that are made for it.
const maxAhead = 1 << 12

// segments reports whether a token that ends here is one of those in which the
// tokenizer segments some output.
func (r *reading) segments(here *place, id int32, depth int) bool {
	if !here.prefix.Token(id) {
		return false
	}
	next, bytes := r.level(depth), maxAhead
	next.set(here)
	next.prefix.Mark()
	return r.completes(next, depth+1, &bytes)
}

// completes reports whether there is an output that goes on from here whose best
// segmentation goes through the mark.
func (r *reading) completes(here *place, depth int, bytes *int) bool {
	if through, decided := here.prefix.Decided(); decided {
		if through {
			here.threads, through = r.g.alive(here.threads, r.q)
		}
		return through
	}
	if here.prefix.Through() && r.g.accepts(here.threads, r.q) {
		return true
	}
	for b := range r.g.bytes(here.threads, r.q) {
		if *bytes--; *bytes < 0 {
			return true
		}
		if next := r.level(depth); next.push(here, r.g, b, r.q) && r.completes(next, depth+1, bytes) {
			return true
		}
	}
	return false
}

// bytes are those that may come next, in order.
func (g *Grammar) bytes(threads []thread, q *quotable) iter.Seq[byte] {
	var may [4]uint64
	add := func(b byte) { may[b/64] |= 1 << (b % 64) }
	for _, t := range threads {
		s := &g.states[t.state]
		switch s.kind {
		case stateByte:
			for b := int(s.set.lo); b <= int(s.set.hi); b++ {
				add(byte(b))
			}
		case stateWord:
			q.asked = true
			for _, from := range q.starts {
				add(q.text[from])
			}
		case stateCopy:
			if int(t.at) < len(q.text) {
				add(q.text[t.at])
			}
		}
	}
	return func(yield func(byte) bool) {
		for i, set := range may {
			for ; set != 0; set &= set - 1 {
				if !yield(byte(64*i + bits.TrailingZeros64(set))) {
					return
				}
			}
		}
	}
}
