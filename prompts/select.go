package prompts

import (
	"math"
	"math/bits"
	"slices"
	"strings"
	"time"
)

// supply is a template that rows are drawn from: a random sequence of
// candidates, and which of the first of them are taken.
type supply struct {
	t     *Template
	seed  uint64
	quota int
	got   int
	dry   bool // there is nothing more

	ranked  bool // candidates are derivations in random order; else points
	order   permuter
	taken   bitset
	misses  int
	allowed func(*walker) bool // nil where any row will do
	coverer *coverer           // of the coverage strategy, else nil
}

// patience is how many candidates in a row may give nothing before a template's
// space is gone through instead, if it is no larger than maxRanked, and
// impatience how many before a larger one is given up.
const (
	patience   = 200
	maxRanked  = 1 << 16
	impatience = 4000
)

func newSupply(t *Template, seed uint64, quota int) *supply {
	s := &supply{t: t, seed: mix(seed ^ t.hash), quota: quota}
	if t.root.big == nil && t.root.n <= 4*uint64(quota) {
		s.rank()
	}
	return s
}

// rank starts over with every derivation once, whatever the weights.
func (s *supply) rank() {
	s.ranked, s.order = true, newPermuter(s.t.root.n, s.seed)
	s.got, s.misses, s.taken = 0, 0, bitset{}
}

// walk makes the derivation of a candidate; false where it has none of its own.
func (s *supply) walk(w *walker, c uint64) bool {
	if s.ranked {
		return w.unrank(s.t, s.order.at(c))
	}
	return w.draw(s.t, points(s.seed), c)
}

// fill takes candidates until the quota is met or there are no more.
func (s *supply) fill(x *selector) {
	if s.coverer != nil {
		s.cover(x)
		return
	}
	for s.got < s.quota && !s.dry {
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
		if s.t.root.n <= maxRanked {
			s.rank()
		} else if s.misses == impatience {
			s.dry = true
		}
	}
}

// candidate is the number of the candidate that became row i.
func (s *supply) candidate(i int) uint64 { return uint64(s.taken.find(i)) }

// selector decides which candidates become rows. What it says depends on the
// pack alone, not on what was drawn before, so that any number of selectors may
// work side by side and nothing has to be remembered. It is used by one
// goroutine.
type selector struct {
	pack     *Pack
	finder   finder
	weights  map[*node][]uint32
	w, from  walker
	match    matcher
	found    []int32
	meanings meanings
}

func newSelector(p *Pack, weights map[*node][]uint32) *selector {
	x := &selector{pack: p, finder: finder{index: p.words()}, weights: weights, meanings: meanings{}}
	x.w.weights = weights
	return x
}

// take reports whether a candidate becomes a row: its call is valid, its text is
// the template's and no earlier candidate made the same choices.
func (x *selector) take(s *supply, c uint64) bool {
	if !s.walk(&x.w, c) || s.allowed != nil && !s.allowed(&x.w) {
		return false
	}
	if !s.ranked && !x.w.first(points(s.seed), c) {
		return false
	}
	ref := x.pack.reference(s.t, c)
	return x.ok(&x.w, ref) && (ref.Equal(x.pack.first) || x.ok(&x.w, x.pack.first)) && x.owner(s)
}

// owner reports whether the derivation at hand is the one that its text is drawn
// by: many derivations, of one template or of several, may write the same, and
// only one of them ever becomes a row. It is of the smallest template, and there
// the one with the least hash, so that none of its choices is always passed over.
// So no text is there twice, in one split or in two, whatever its case.
func (x *selector) owner(s *supply) bool {
	text := strings.ToLower(string(x.w.buf))
	x.found = x.finder.find(x.found[:0], text, s.t.rank)
	for _, rank := range x.found {
		if t := x.finder.ranked[rank]; x.match.match(t, text, func() bool { return x.reading(t) }) {
			return false
		}
	}
	own, tried := false, 0
	least := uint64(math.MaxUint64)
	x.match.match(s.t, text, func() bool {
		tried++
		h := s.seed
		for _, d := range x.match.digits {
			h = mix(h ^ d)
		}
		if h >= least {
			return tried == maxOwners
		}
		if is := slices.Equal(x.match.digits, x.w.out); is || x.reading(s.t) {
			own, least = is, h
		}
		return tried == maxOwners
	})
	return own
}

// maxOwners is how many derivations of one text are compared, the first ones.
const maxOwners = 64

// reading reports whether what the matcher has found is a valid derivation.
func (x *selector) reading(t *Template) bool {
	return x.from.replay(t, x.match.digits) && x.ok(&x.from, x.pack.first)
}

// ok reports whether every argument has a value.
func (x *selector) ok(w *walker, ref time.Time) bool {
	for set := w.set; set != 0; set &= set - 1 {
		i := bits.TrailingZeros64(set)
		if w.args[i].canonical != "" {
			continue
		}
		if _, err := valueOf(x.meanings, w.t.slots[i].param, w.words(i), ref); err != nil {
			return false
		}
	}
	return true
}
