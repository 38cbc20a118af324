package prompts

import (
	"context"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// supply is a template that rows are drawn from: a random sequence of
// candidates, and which of the first of them are taken.
type supply struct {
	t     *grammar.Template
	seed  uint64
	quota int
	got   int
	dry   bool // there is nothing more

	ranked  bool // candidates are derivations in random order; else points
	order   permuter
	taken   bitset
	misses  int
	allowed func(*grammar.Walker) bool // nil where any row will do
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

func newSupply(t *grammar.Template, seed uint64, quota int) *supply {
	s := &supply{t: t, seed: grammar.Mix(seed ^ t.Hash), quota: quota}
	if t.Root.Derivations <= 4*uint64(quota) {
		s.rank()
	}
	return s
}

// rank starts over with every derivation once, whatever the weights.
func (s *supply) rank() {
	s.ranked, s.order = true, newPermuter(s.t.Root.Derivations, s.seed)
	s.got, s.misses, s.taken = 0, 0, bitset{}
}

// walk makes the derivation of a candidate; false where it has none of its own.
func (s *supply) walk(w *grammar.Walker, c uint64) bool {
	if s.ranked {
		return w.Unrank(s.t, s.order.at(c))
	}
	return w.Draw(s.t, grammar.Points(s.seed), c)
}

// fillCheckEvery is how many candidates lie between two looks at the context.
const fillCheckEvery = 64

// fill takes candidates until the quota is met, there are no more or ctx ends.
func (s *supply) fill(ctx context.Context, x *selector) {
	if s.coverer != nil {
		s.cover(ctx, x)
		return
	}
	for s.got < s.quota && !s.dry {
		if s.taken.n%fillCheckEvery == 0 && ctx.Err() != nil {
			return
		}
		c := uint64(s.taken.n)
		if s.ranked && c == s.order.n {
			s.dry = true
			return
		}
		ok := x.take(s, c)
		s.taken.append(ok)
		if ok {
			s.got++
			s.misses = 0
			continue
		}
		if s.misses++; s.ranked || s.misses < patience {
			continue
		}
		if s.t.Root.Derivations <= maxRanked {
			s.rank()
		} else if s.misses == impatience {
			s.dry = true
		}
	}
}

// candidate is the number of the candidate that became row i.
func (s *supply) candidate(i int) uint64 { return uint64(s.taken.find(i)) }
