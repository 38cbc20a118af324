package grammar

import (
	"math/bits"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
)

// Bounds reports whether a canonical value of a parameter may be drawn on a reference
// date, which is zero where there is none.
type Bounds func(p *action.Param, value string, ref time.Time) bool

// Within writes words of a slot whose value must lie within bounds.
func Within(words *Node, b Bounds) *Node {
	return &Node{Kind: KindBound, Kids: []*Node{words}, bounds: b, Derivations: words.Derivations, big: words.big}
}

// Lead writes text at the start of a slot that is no part of its words, such as the
// preposition in "on friday".
func Lead(text string) *Node {
	n := Literal(text)
	n.lead = true
	return n
}

// withinBounds reports whether all arguments are within their bounds. A value that is
// not known without a reference date counts as within.
func (w *Walker) withinBounds() bool {
	for set := w.Set; set != 0; set &= set - 1 {
		i := bits.TrailingZeros64(set)
		if b := w.Args[i].bounds; b != nil {
			if v, known := w.canonical(i); known && !b(w.Template.Slots[i].Param, v, w.Reference) {
				return false
			}
		}
	}
	return true
}
