package sampling

import (
	"github.com/slmkit/slmkit/prompts/grammar"
)

// Supply is a template that rows are drawn from: a random sequence of
// candidates, and which of the first of them are taken.
type Supply struct {
	Template *grammar.Template
	seed     uint64
	Quota    int
	Got      int
	Dry      bool // there is nothing more

	ranked  bool // candidates are derivations in random order; else points
	order   Permutation
	taken   bitset
	misses  int
	Allowed func(*grammar.Walker) bool // nil where any row will do
	coverer *coverer                   // of the coverage strategy, else nil
}

// patience is how many candidates in a row may give nothing before a template's
// space is gone through instead, if it is no larger than maxRanked, and
// impatience how many before a larger one is given up.
const (
	patience   = 200
	maxRanked  = 1 << 16
	impatience = 4000
)

func NewSupply(t *grammar.Template, seed uint64, quota int) *Supply {
	s := &Supply{Template: t, seed: grammar.Mix(seed ^ t.Hash), Quota: quota}
	if t.Root.Derivations <= 4*uint64(quota) {
		s.rank()
	}
	return s
}

// rank starts over with every derivation once, whatever the weights.
func (s *Supply) rank() {
	s.ranked, s.order = true, NewPermutation(s.Template.Root.Derivations, s.seed)
	s.Got, s.misses, s.taken = 0, 0, bitset{}
}

// Walk makes the derivation of a candidate; false where it has none of its own.
func (s *Supply) Walk(w *grammar.Walker, c uint64) bool {
	if s.ranked {
		return w.Unrank(s.Template, s.order.At(c))
	}
	return w.Draw(s.Template, grammar.Points(s.seed), c)
}

// Ended reports whether the sequence has no candidate c.
func (s *Supply) Ended(c uint64) bool { return s.ranked && c == s.order.n }

// Candidate is the number of the candidate that became row i.
func (s *Supply) Candidate(i int) uint64 { return uint64(s.taken.find(i)) }

// CoverPairs makes Fill choose the rows that cover pairs of parts and values which
// fewer than times rows have covered.
func (s *Supply) CoverPairs(times int) { s.coverer = newCoverer(times) }

// Covered counts the pairs of a part and a value that stand in some row, those
// that stand in as many rows as asked for, and all pairs of the parts and values
// that stand in some row.
func (s *Supply) Covered() (pairs, often, of int) {
	c := s.coverer
	for _, n := range c.seen {
		if n >= c.times {
			often++
		}
	}
	return len(c.seen), often, len(c.someParts) * max(1, len(c.someValues))
}
