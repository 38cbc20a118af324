package augment

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
)

// Contract says what an operation promises of the call and of the slots. The package
// holds every operation to its contract and takes back what breaks it.
type Contract string

// The contracts.
const (
	Keeps    Contract = "keeps"    // call and words of slots stay, but for their case
	Rewrites Contract = "rewrites" // the words of a slot change, what they mean stays: $50 → fifty dollars
	Changes  Contract = "changes"  // text and call change together
	Noises   Contract = "noises"   // people's mistakes, which may be inside a slot, whose argument stays
)

// Contracts lists the contracts.
var Contracts = []Contract{Keeps, Rewrites, Changes, Noises}

var errSameCall = errors.New("the call would stay what it is")

// Validate holds a copy to a contract, wherever the copy comes from: an operation, a
// command, a paraphraser. The copy must be a valid example, its target must resolve to its
// calls, and each of its slots must be where it says and mean what the call says.
// Beyond that, a copy by Changes must ask for another call, and the copy by any other
// contract for the same one, with the same slots. The parent is valid. The error says
// what is wrong.
func Validate(parent, copy *dataset.Example, c Contract, schema *action.Schema) error {
	if schema == nil {
		return errNoSchema
	}
	if err := copy.Validate(); err != nil {
		return err
	}
	if err := schema.Verify(copy); err != nil {
		return err
	}
	was, is := parent.Want(), copy.Want()
	switch same := action.SameCalls(was, is); {
	case c == Changes && same:
		return errSameCall
	case c == Changes:
		return nil
	case !same:
		return fmt.Errorf("the call would become %v", is)
	}
	return c.checkSlots(schema, parent.Slots, copy.Slots, is, copy.Reference())
}

// checkSlots compares the slots of a copy with those of its parent. The calls are those of
// both. Slots of one parameter may change places.
func (c Contract) checkSlots(schema *action.Schema, was, are []dataset.Slot, calls []dataset.Call, ref time.Time) error {
	if len(was) != len(are) {
		return fmt.Errorf("%d slots would become %d", len(was), len(are))
	}
	var few [16]bool
	taken := few[:]
	if len(was) > len(few) {
		taken = make([]bool, len(was))
	}
	for i := range are {
		s := &are[i]
		at := pick(was, taken, i, func(o *dataset.Slot) bool { return o.Name == s.Name && o.Call == s.Call && o.Value == s.Value })
		if at < 0 {
			at = pick(was, taken, i, func(o *dataset.Slot) bool {
				return o.Name == s.Name && o.Call == s.Call && strings.EqualFold(o.Value, s.Value)
			})
		}
		if at < 0 {
			at = pick(was, taken, i, func(o *dataset.Slot) bool { return o.Name == s.Name && o.Call == s.Call })
		}
		if at < 0 {
			return fmt.Errorf("slot %q would be new", s.Name)
		}
		taken[at] = true
		if err := c.checkSlot(&was[at], s, paramOf(schema, calls, s), calls, ref); err != nil {
			return fmt.Errorf("slot %q: %w", s.Name, err)
		}
	}
	return nil
}

// pick returns the index of a slot that a test accepts and that is not taken, that at
// place i before any other; -1 where there is none.
func pick(slots []dataset.Slot, taken []bool, i int, accept func(*dataset.Slot) bool) int {
	if !taken[i] && accept(&slots[i]) {
		return i
	}
	for j := range slots {
		if !taken[j] && accept(&slots[j]) {
			return j
		}
	}
	return -1
}

// checkSlot compares a slot with what it was.
func (c Contract) checkSlot(was, is *dataset.Slot, p *action.Param, calls []dataset.Call, ref time.Time) error {
	same := was.Value == is.Value || strings.EqualFold(was.Value, is.Value)
	if same && was.Inexact == is.Inexact {
		return nil
	}
	switch {
	case c == Rewrites && was.Inexact == is.Inexact:
		return nil // what the words mean is compared with the call
	case c == Noises && p != nil && p.Bare() && !is.Inexact:
		return nil // any words may express the value
	case c == Noises && is.Inexact:
		return checkMistake(is, p, calls, ref)
	case same:
		return errors.New("it would be marked as another kind of slot")
	}
	return fmt.Errorf("%q would become %q", was.Value, is.Value)
}

// checkMistake refuses words with a mistake that would be right for another value: fifteen
// is no misspelling of fifty. Of free text no words are right.
func checkMistake(s *dataset.Slot, p *action.Param, calls []dataset.Call, ref time.Time) error {
	if p == nil {
		return errors.New("there is no such argument")
	}
	if p.Type == "string" && len(p.Enum) == 0 && action.Formats[p.Format] == nil {
		if text.Key(s.Value) == "" {
			return errors.New("no words would be left")
		}
		return nil
	}
	if v, err := p.Normalize(s.Value, ref); err == nil && !action.Same(v, calls[s.Call].Arguments[s.Name]) {
		return fmt.Errorf("%q would mean %v", s.Value, v)
	}
	return nil
}

// paramOf returns the parameter of a slot, nil where the schema lacks it.
func paramOf(schema *action.Schema, calls []dataset.Call, s *dataset.Slot) *action.Param {
	if s.Call < 0 || s.Call >= len(calls) {
		return nil
	}
	a := schema.Action(calls[s.Call].Name)
	if a == nil {
		return nil
	}
	return a.Param(s.Name)
}
