package eval

import (
	"io"
	"iter"
	"strconv"

	"github.com/slmkit/slmkit/dataset"
)

// Gold is an example to score against. IntentOnly marks one of which only the
// action is known: exact match and slots cannot be measured on it.
type Gold struct {
	dataset.Example
	IntentOnly bool
}

// ReadGold reads gold examples from JSON Lines. Slots need not say where in the
// text they stand. A record with an "action" in place of the call is known by
// its action only; one without an id has its number, from 1, as infer counts.
func ReadGold(r io.Reader, name string) iter.Seq2[Gold, error] {
	return func(yield func(Gold, error) bool) {
		n := 0
		for rec, err := range dataset.ReadJSONL[goldRecord](r, name) {
			n++
			if rec.ID == "" {
				rec.ID = strconv.Itoa(n)
			}
			if !yield(Gold{rec.Example, rec.Action != "" && len(rec.Want()) == 0}.known(rec.Action), err) {
				return
			}
		}
	}
}

// known sets the action of an example without a call.
func (g Gold) known(action string) Gold {
	if g.IntentOnly {
		g.Call, g.Slots = &dataset.Call{Name: action}, nil
	}
	return g
}

// GoldOf takes examples read elsewhere as gold.
func GoldOf(seq iter.Seq2[dataset.Example, error]) iter.Seq2[Gold, error] {
	return func(yield func(Gold, error) bool) {
		for e, err := range seq {
			if !yield(Gold{Example: e}, err) {
				return
			}
		}
	}
}

type goldRecord struct {
	dataset.Example
	Action string `json:"action"`
}

// Validate is Example's, but for what gold may leave out.
func (g *goldRecord) Validate() error {
	e := g.Example
	if e.ID == "" {
		e.ID = "its number"
	}
	if g.Action != "" && len(e.Want()) == 0 {
		e.Call, e.Slots = &dataset.Call{Name: g.Action}, nil
	}
	slots := e.Slots
	e.Slots = nil
	for _, s := range slots {
		if s.Start != 0 || s.End != 0 {
			e.Slots = append(e.Slots, s)
		}
	}
	return e.Validate()
}
