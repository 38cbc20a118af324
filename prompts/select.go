package prompts

import (
	"math"
	"slices"
	"strings"
)

// selector decides which candidates become rows. What it says depends on the
// grammar alone, not on what was drawn before, so that any number of selectors
// may work side by side and nothing has to be remembered. It is used by one
// goroutine.
type selector struct {
	parser   *parser2
	weights  choiceWeights
	w        walker
	calendar calendar
	found    []int32
}

func newSelector(x *index, days calendar, weights choiceWeights) *selector {
	return &selector{parser: newParser2(x, days.first), weights: weights, w: walker{weights: weights}, calendar: days}
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
	ref := x.calendar.of(s.t, c)
	return x.parser.hasValues(&x.w, ref) && (ref.Equal(x.parser.ref) || x.parser.hasValues(&x.w, x.parser.ref)) && x.owner(s)
}

// owner reports whether the derivation at hand is the one that its text is drawn
// by: many derivations, of one template or of several, may write the same, and
// only one of them ever becomes a row. It is a derivation of the smallest
// template, and there the one with the least hash, so that none of a template's
// choices is always passed over. So no text is drawn twice, in one split or in
// two, whatever its case.
func (x *selector) owner(s *supply) bool {
	text := strings.ToLower(string(x.w.buf))
	x.found = x.parser.candidates(x.found[:0], text, s.t.rank)
	for _, rank := range x.found {
		if x.parser.writes(x.parser.ranked[rank], text) {
			return false
		}
	}
	own, tried := false, 0
	least := uint64(math.MaxUint64)
	x.parser.readings(s.t, text, func(digits []uint64) bool {
		tried++
		h := s.seed
		for _, d := range digits {
			h = mix(h ^ d)
		}
		if h >= least {
			return tried == maxOwners
		}
		if is := slices.Equal(digits, x.w.out); is || x.parser.valid(s.t, digits) {
			own, least = is, h
		}
		return tried == maxOwners
	})
	return own
}

// maxOwners is how many derivations of one text are compared, the first ones.
const maxOwners = 64
