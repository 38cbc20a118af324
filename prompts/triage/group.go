package triage

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/slmkit/slmkit/dataset/text"
)

// A phrase cover groups texts by the words that they share. Again and again it takes the
// phrase that says most of the texts that are left: one, two or three words in their
// order, at most two words apart. What a phrase says is the number of its texts, less one,
// times the square of how rare its words are. The result depends on the texts alone, and
// the work grows with their number as a sort does.

// frame is a frame of texts with the number of its messages.
type frame struct {
	text   string
	tokens []uint32
	n      int
}

// vocabulary numbers the words of frames, and says how rare they are.
type vocabulary struct {
	ids   map[string]uint32
	words []string
	in    []int // messages with the word
	n     int   // messages
}

func newVocabulary() *vocabulary { return &vocabulary{ids: map[string]uint32{}} }

// tokens splits a frame into words without marks; figures are #.
func (v *vocabulary) tokens(s string) []uint32 {
	var out []uint32
	for word := range strings.FieldsSeq(text.Fold(s)) {
		word = strings.TrimFunc(word, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '{' && r != '}'
		})
		if word == "" {
			continue
		}
		if word[0] != '{' && strings.ContainsFunc(word, unicode.IsDigit) {
			word = "#"
		}
		id, ok := v.ids[word]
		if !ok {
			id = uint32(len(v.words))
			v.ids[word] = id
			v.words, v.in = append(v.words, word), append(v.in, 0)
		}
		out = append(out, id)
	}
	return out
}

// count notes that n messages have the words of a frame.
func (v *vocabulary) count(tokens []uint32, n int) {
	v.n += n
	sorted := slices.Clone(tokens)
	slices.Sort(sorted)
	for _, id := range slices.Compact(sorted) {
		v.in[id] += n
	}
}

// rarity is the logarithm of one over the share of the messages that have a word.
func (v *vocabulary) rarity(id uint32) float64 {
	return math.Log(float64(v.n+1) / float64(v.in[id]+1))
}

// pattern is a phrase: up to three words, numbered from 1, with 0 for none, and whether
// there may be words between them.
type pattern struct {
	a, b, c uint32
	apart   bool
}

// phrase writes a pattern.
func (v *vocabulary) phrase(p pattern) string {
	words := []string{v.words[p.a-1]}
	for _, w := range []uint32{p.b, p.c} {
		if w > 0 {
			words = append(words, v.words[w-1])
		}
	}
	if p.apart {
		return strings.Join(words, " … ")
	}
	return strings.Join(words, " ")
}

func (v *vocabulary) weight(p pattern) float64 {
	sum := v.rarity(p.a - 1)
	for _, w := range []uint32{p.b, p.c} {
		if w > 0 {
			sum += v.rarity(w - 1)
		}
	}
	return sum * sum
}

// tells reports whether a phrase can be what texts have in common: one of its words must
// be rare, and neither a value nor figures nor one that only joins others.
func (v *vocabulary) tells(p pattern) bool {
	for _, w := range []uint32{p.a, p.b, p.c} {
		if w > 0 && v.words[w-1][0] != '{' && v.words[w-1] != "#" && !joins[v.words[w-1]] && v.rarity(w-1) >= min(leastRarity, math.Log(float64(v.n+1))/2) {
			return true
		}
	}
	return false
}

// leastRarity is that of a word in one of ten messages. Of few messages, a word may be in
// more.
const leastRarity = 2.3

// longestGap is how many words may be between two words of a phrase.
const longestGap = 2

// mostWords is how many words of a long text phrases are made of.
const mostWords = 40

// eachPattern calls f with the phrases of a text. A phrase may come twice.
func eachPattern(tokens []uint32, f func(pattern)) {
	tokens = tokens[:min(len(tokens), mostWords)]
	for i, a := range tokens {
		f(pattern{a: a + 1})
		for j := i + 1; j < len(tokens) && j <= i+1+longestGap; j++ {
			f(pattern{a: a + 1, b: tokens[j] + 1, apart: j > i+1})
		}
		if i+2 < len(tokens) {
			f(pattern{a: a + 1, b: tokens[i+1] + 1, c: tokens[i+2] + 1})
		}
	}
}

// group is frames that share a phrase, "" for those that share none with enough others.
type group struct {
	phrase string
	frames []int // indexes
	n      int   // messages
}

// cover groups frames. A group has at least a number of messages; what is left is in the
// last group, which has no phrase.
func cover(v *vocabulary, frames []frame, least int) []group {
	c := &coverage{v: v, frames: frames, has: map[pattern][]int32{}, taken: make([]bool, len(frames))}
	counts := map[pattern]int{}
	for i := range frames {
		eachPattern(frames[i].tokens, func(p pattern) {
			if v.tells(p) {
				counts[p] += frames[i].n
			}
		})
	}
	for i := range frames {
		eachPattern(frames[i].tokens, func(p pattern) {
			if list := c.has[p]; counts[p] >= least && (len(list) == 0 || list[len(list)-1] != int32(i)) {
				c.has[p] = append(list, int32(i))
			}
		})
	}
	for p := range c.has {
		if s := c.measure(p); s.n >= least {
			c.queue = append(c.queue, s)
		}
	}
	heap.Init(c)
	var out []group
	for c.Len() > 0 {
		best := heap.Pop(c).(scored)
		now := c.measure(best.pattern)
		if now.n < least {
			continue
		}
		if now.n < best.n { // others took some of its texts
			heap.Push(c, now)
			continue
		}
		g := group{phrase: best.phrase, n: now.n}
		for _, i := range c.has[best.pattern] {
			if !c.taken[i] {
				c.taken[i] = true
				g.frames = append(g.frames, int(i))
			}
		}
		out = append(out, g)
	}
	var rest group
	for i, taken := range c.taken {
		if !taken {
			rest.frames, rest.n = append(rest.frames, i), rest.n+frames[i].n
		}
	}
	if rest.n > 0 {
		out = append(out, rest)
	}
	return out
}

// coverage is a cover that is being made.
type coverage struct {
	v      *vocabulary
	frames []frame
	has    map[pattern][]int32
	taken  []bool
	queue  []scored
}

type scored struct {
	pattern
	phrase string
	n      int
	score  float64
}

// measure counts the texts of a phrase that are left.
func (c *coverage) measure(p pattern) scored {
	n := 0
	for _, i := range c.has[p] {
		if !c.taken[i] {
			n += c.frames[i].n
		}
	}
	return scored{p, c.v.phrase(p), n, float64(n-1) * c.v.weight(p)}
}

func (c *coverage) Len() int      { return len(c.queue) }
func (c *coverage) Swap(i, j int) { c.queue[i], c.queue[j] = c.queue[j], c.queue[i] }
func (c *coverage) Push(x any)    { c.queue = append(c.queue, x.(scored)) }

func (c *coverage) Less(i, j int) bool {
	a, b := &c.queue[i], &c.queue[j]
	return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.phrase, b.phrase)) < 0
}

func (c *coverage) Pop() any {
	last := c.queue[len(c.queue)-1]
	c.queue = c.queue[:len(c.queue)-1]
	return last
}
