package eval

import (
	"io"
	"iter"
	"strconv"

	"github.com/slmkit/slmkit/dataset"
)

// Gold is an example to score against. IntentOnly marks an example whose action is
// known but not its arguments: exact match and slots are not measured on it.
type Gold struct {
	dataset.Example
	IntentOnly bool
}

// ReadGold reads gold examples from JSON Lines. Slots need no offsets. A record
// with an "action" in place of a call is IntentOnly. A record without an id gets
// its number in the file, counted from 1, which is the id that infer gives it.
// Name is that of the file, for errors.
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

// known gives an example without a call the action that is known of it.
func (g Gold) known(action string) Gold {
	if g.IntentOnly {
		g.Call, g.Slots = &dataset.Call{Name: action}, nil
	}
	return g
}

// GoldOf makes gold of examples that were read by other means.
func GoldOf(seq iter.Seq2[dataset.Example, error]) iter.Seq2[Gold, error] {
	return func(yield func(Gold, error) bool) {
		for e, err := range seq {
			if !yield(Gold{Example: e}, err) {
				return
			}
		}
	}
}

// goldRecord is a line of a gold file.
type goldRecord struct {
	dataset.Example
	Action string `json:"action"`
}

// Validate checks the example as Example.Validate does, but lets gold leave out
// the id, the offsets of slots and, where there is an action, the call.
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
