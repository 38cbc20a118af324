package grammar

import (
	"math/bits"
	"strings"
	"sync"

	"github.com/slmkit/slmkit/dataset"
)

// Index finds the templates that may write a text by its words: a template must
// know every word of the text, and the text must have every word that all
// derivations of the template write.
type Index struct {
	Ranked []*Template
	ids    map[string]uint32 // of words
	known  []templateSet     // by word: the templates that can write it
	glued  map[string]templateSet
	number templateSet // templates that write words with a digit first
	needs  []wordSet
	need   [][]uint32 // the same words, listed
	once   sync.Once
	viable []templateSet // see viability; filled in when it is first needed
}

func (x *Index) newSet() templateSet { return make(templateSet, (len(x.Ranked)+63)/64) }

// wordSet is a Bloom filter of words.
type wordSet [2]uint64

func (s *wordSet) add(word uint32) {
	h := dataset.Mix(uint64(word))
	s[0] |= 1 << (h & 63)
	s[1] |= 1 << (h >> 6 & 63)
}

func (s *wordSet) within(all *wordSet) bool { return s[0]&^all[0] == 0 && s[1]&^all[1] == 0 }

// NewIndex returns the index of templates, which are in the order of their Rank. It
// prepares their trees for reading.
func NewIndex(ranked []*Template) *Index {
	x := &Index{Ranked: ranked, ids: map[string]uint32{}, glued: map[string]templateSet{}}
	x.number, x.needs = x.newSet(), make([]wordSet, len(x.Ranked))
	r := wordReader{x.id, map[factsKey]*facts{}}
	var begun sync.WaitGroup
	defer begun.Wait()
	begun.Go(func() { // it fills in other fields of the nodes than are read here
		for _, t := range x.Ranked {
			t.Root.begin()
		}
	})
	for i, t := range x.Ranked {
		f := r.facts(t.Root, true, true)
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
func (x *Index) id(word string) uint32 {
	id, ok := x.ids[word]
	if !ok {
		id = uint32(len(x.known))
		x.ids[word] = id
		x.known = append(x.known, x.newSet())
	}
	return id
}

// writers is the templates that can write a word.
func (x *Index) writers(word string) templateSet {
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
	*Index
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
	left, have := f.narrow(text, below)
	for i, w := range left {
		for ; w != 0; w &= w - 1 {
			if t := int32(i*64 + bits.TrailingZeros64(w)); f.needs[t].within(&have) {
				to = append(to, t)
			}
		}
	}
	return to
}

// narrow returns the templates, of ranks below one, that know every word of a text, nil where
// none does, and the words of the text. The next call changes the set.
func (f *finder) narrow(text string, below int32) (left templateSet, have wordSet) {
	if f.cache == nil {
		f.cache, f.left = map[string]*wordFacts{}, f.newSet()
	}
	left = f.left[:(below+63)/64]
	for i := range left {
		left[i] = ^uint64(0)
	}
	if below%64 != 0 {
		left[below/64] = 1<<(below%64) - 1
	}
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
		return nil, have
	}
	return left, have
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
