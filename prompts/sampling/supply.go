package sampling

import (
	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// Supply is the rows that one template gives: a random sequence of candidates, and a
// bit for each of the first of them that says whether it is taken.
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

// patience is the number of fruitless candidates in a row after which a supply
// enumerates its template instead, if the template has at most maxRanked
// derivations. impatience is the number after which a supply gives up a larger
// template.
const (
	patience   = 200
	maxRanked  = 1 << 16
	impatience = 4000
)

// NewSupply returns the supply of a template that is asked for quota rows.
func NewSupply(t *grammar.Template, seed uint64, quota int) *Supply {
	s := &Supply{Template: t, seed: dataset.Mix(seed ^ t.Hash), Quota: quota}
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

// Walk makes the derivation of candidate c. It returns false if the candidate has
// none.
func (s *Supply) Walk(w *grammar.Walker, c uint64) bool {
	if s.ranked {
		return w.Unrank(s.Template, s.order.At(c))
	}
	return w.Draw(s.Template, grammar.Points(s.seed), c)
}

// Ended reports whether the sequence ends before candidate c.
func (s *Supply) Ended(c uint64) bool { return s.ranked && c == s.order.n }

// Candidate is the number of the candidate that became row i.
func (s *Supply) Candidate(i int) uint64 { return uint64(s.taken.find(i)) }

// CoverPairs makes Fill choose rows that pair a part of the template with a value in
// fewer than times rows so far.
func (s *Supply) CoverPairs(times int) { s.coverer = newCoverer(times) }

// Covered counts pairs of a part and a value: pairs that occur in some row; pairs
// that occur in as many rows as CoverPairs asks for; and all pairs that the parts
// and values seen in rows can make.
func (s *Supply) Covered() (pairs, often, of int) {
	c := s.coverer
	for _, n := range c.seen {
		if n >= c.times {
			often++
		}
	}
	return len(c.seen), often, len(c.someParts) * max(1, len(c.someValues))
}
