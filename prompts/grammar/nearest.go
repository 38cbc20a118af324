package grammar

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strings"
)

// Near is a template with how near a text is to it, from 0 to 1.
type Near struct {
	Rank  int32
	Share float64
}

// Nearness tells which templates say most of the words of a text. It is used by one
// goroutine.
type Nearness struct {
	*Index
	finder  finder
	weights map[string]float64 // of words: how much they tell of a template
	needs   []float64          // by rank: the weight of the words that all derivations write
	points  []float64
	needed  []float64
	touched []int32
}

// NewNearness prepares to look for the templates nearest to texts.
func NewNearness(x *Index) *Nearness {
	n := &Nearness{Index: x, finder: finder{Index: x, left: x.newSet(), cache: map[string]*wordFacts{}}, weights: map[string]float64{},
		needs: make([]float64, len(x.Ranked)), points: make([]float64, len(x.Ranked)), needed: make([]float64, len(x.Ranked))}
	byID := make([]float64, len(x.known))
	for word, id := range x.ids {
		byID[id] = n.weight(x.writers(word))
	}
	for i, need := range x.need {
		for _, id := range unique(need) {
			n.needs[i] += byID[id]
		}
	}
	return n
}

func unique(ids []uint32) []uint32 {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}

// weight is the logarithm of one over the share of the templates that can write a word.
func (n *Nearness) weight(writers templateSet) float64 {
	return math.Log(float64(len(n.Ranked)+1) / float64(writers.size()+1))
}

// Nearest returns the templates that are nearest to a text in lower case, at most a
// number of them, the nearest first. The nearness is the geometric mean of two shares,
// both by the weights of words: of the words of the text that the template can write, and
// of the words that the template must write that are in the text, which counts twice.
// Words that most templates can write weigh next to nothing. Of templates equally near,
// the one with fewer prompts comes first.
func (n *Nearness) Nearest(text string, most int) []Near {
	total := 0.0
	seen := map[string]bool{}
	n.touched = n.touched[:0]
	for start, end := nextWord(text, 0); start < end; start, end = nextWord(text, end) {
		word := text[start:end]
		if seen[word] {
			continue
		}
		seen[word] = true
		f := n.finder.word(word)
		weight, ok := n.weights[word]
		if !ok {
			weight = n.weight(f.writers)
			if len(n.weights) < 1<<14 {
				n.weights[strings.Clone(word)] = weight
			}
		}
		total += weight
		if weight < leastWeight {
			continue
		}
		id, known := n.ids[word]
		for i, w := range f.writers {
			for ; w != 0; w &= w - 1 {
				t := int32(i*64 + bits.TrailingZeros64(w))
				if n.points[t] == 0 {
					n.touched = append(n.touched, t)
				}
				n.points[t] += weight
				if known && slices.Contains(n.need[t], id) {
					n.needed[t] += weight
				}
			}
		}
	}
	out := make([]Near, 0, most+1)
	for _, t := range n.touched {
		share := n.points[t] / total
		if n.needs[t] > 0 {
			need := min(1, n.needed[t]/n.needs[t])
			share = math.Cbrt(share * need * need)
		}
		n.points[t], n.needed[t] = 0, 0
		near := Near{t, share}
		if len(out) == most && nearer(near, out[most-1]) >= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(out, near, func(a, b Near) int { return nearer(a, b) })
		out = slices.Insert(out, at, near)
		out = out[:min(len(out), most)]
	}
	return out
}

// nearer puts the nearest first, and of equally near ones the one with fewer prompts.
func nearer(a, b Near) int {
	return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Rank, b.Rank))
}

// leastWeight is the weight of a word that two thirds of the templates can write.
const leastWeight = 0.4
