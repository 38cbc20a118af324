package sampling

import (
	"math"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// Selector decides which candidates become rows. It belongs to one goroutine.
type Selector struct {
	parser   *grammar.Parser
	w        grammar.Walker
	calendar Calendar
	heldOut  func(text []byte) bool // texts that no row may have, nil for none
	found    []int32
}

// NewSelector returns a selector for the templates of an index. Candidates are drawn
// by weights in place of the nodes' own, if weights is not nil. No row has a text that
// heldOut reports, which may be nil.
func NewSelector(x *grammar.Index, days Calendar, weights grammar.ChoiceWeights, heldOut func(text []byte) bool) *Selector {
	return &Selector{parser: grammar.NewParser(x, days.First), w: grammar.Walker{Weights: weights}, calendar: days, heldOut: heldOut}
}

// take reports whether a candidate becomes a row: its call is valid, its text is
// the template's and not held out, and no earlier candidate made the same choices.
func (x *Selector) take(s *Supply, c uint64) bool {
	ref := x.calendar.Of(s.Template, c)
	x.w.Reference = ref
	if !s.Walk(&x.w, c) || s.Allowed != nil && !s.Allowed(&x.w) {
		return false
	}
	if !s.ranked && !x.w.IsFirst(grammar.Points(s.seed), c) {
		return false
	}
	if x.heldOut != nil && x.heldOut(x.w.Text) {
		return false
	}
	return x.parser.HasValues(&x.w, ref) && (ref.Equal(x.parser.Reference) || x.parser.HasValues(&x.w, x.parser.Reference)) && x.owner(s)
}

// owner reports whether the current derivation owns its text. Many derivations, of
// one template or of several, may write the same text in some case, and only the
// owner becomes a row. The owner is a derivation of the smallest of these
// templates. Among that template's derivations, it is the one with the least hash,
// so that no choice of the template is always passed over. Ownership guarantees
// that no text is drawn twice, in one split or in two.
func (x *Selector) owner(s *Supply) bool {
	text := strings.ToLower(string(x.w.Text))
	x.found = x.parser.Candidates(x.found[:0], text, s.Template.Rank)
	for _, rank := range x.found {
		if x.parser.Writes(x.parser.Ranked[rank], text) {
			return false
		}
	}
	own, tried := false, 0
	least := uint64(math.MaxUint64)
	x.parser.Match(s.Template, text, func(digits []uint64) bool {
		tried++
		h := s.seed
		for _, d := range digits {
			h = dataset.Mix(h ^ d)
		}
		if h >= least {
			return tried == maxOwners
		}
		if is := slices.Equal(digits, x.w.Digits); is || x.parser.Valid(s.Template, digits) {
			own, least = is, h
		}
		return tried == maxOwners
	})
	return own
}

// maxOwners is the number of derivations of one text that owner compares.
const maxOwners = 64
