package action

import (
	"fmt"
	"time"

	"github.com/slmkit/slmkit/dataset"
)

// Verify returns where an example contradicts the schema or itself: its calls must
// be valid, its target must resolve to them, and each slot must mean what the call
// says. It does not need an example that Validate has accepted.
func (s *Schema) Verify(e *dataset.Example) error {
	want := e.Want()
	for _, c := range want {
		if err := s.Check(c); err != nil {
			return err
		}
	}
	for i := range e.History {
		if err := s.verifyTurn(&e.History[i], e.Reference()); err != nil {
			return fmt.Errorf("history: turn %d: %w", i+1, err)
		}
	}
	if e.Target != "" {
		raw, err := ParseTarget(e.Target)
		if err != nil {
			return err
		}
		calls, err := s.Resolve(raw, e.Reference())
		if err != nil {
			return fmt.Errorf("target %s: %w", e.Target, err)
		}
		if !SameCalls(calls, want) {
			return fmt.Errorf("target %s asks for %v, the example for %v", e.Target, calls, want)
		}
	}
	for _, slot := range e.Slots {
		if slot.Call < 0 || slot.Call >= len(want) {
			return fmt.Errorf("slot %q: there is no call %d", slot.Name, slot.Call)
		}
		if err := s.verifySlot(slot, want[slot.Call], e); err != nil {
			return fmt.Errorf("slot %q: %w", slot.Name, err)
		}
	}
	return nil
}

// verifyTurn compares the target of a turn with its call. The call may lack what the
// dialogue says later.
func (s *Schema) verifyTurn(t *dataset.Turn, ref time.Time) error {
	if t.Target == "" {
		return nil
	}
	raw, err := ParseTarget(t.Target)
	if err != nil {
		return err
	}
	calls, err := s.ResolveSoFar(raw, ref)
	if err != nil {
		return fmt.Errorf("target %s: %w", t.Target, err)
	}
	if t.Call != nil && !SameCalls(calls, []dataset.Call{*t.Call}) {
		return fmt.Errorf("target %s asks for %v, the call is %v", t.Target, calls, *t.Call)
	}
	return nil
}

// verifySlot compares a slot with its argument. If the parameter is an
// enumeration, a number or a boolean, or the prompt has a mistake there, any words may
// express its value.
func (s *Schema) verifySlot(slot dataset.Slot, call dataset.Call, e *dataset.Example) error {
	p := s.Action(call.Name).Param(slot.Name)
	value := call.Arguments[slot.Name]
	if p == nil || value == nil {
		return fmt.Errorf("%s has no such argument", call.Name)
	}
	if p.Bare() || slot.Inexact {
		return nil
	}
	got, err := p.Normalize(slot.Value, e.Reference())
	if err != nil {
		return err
	}
	if !Same(got, value) {
		return fmt.Errorf("%q means %v, the call says %v", slot.Value, got, value)
	}
	return nil
}

// SameCalls reports whether calls have the same names and canonical arguments, in the same
// order. An argument that is null is absent.
func SameCalls(a, b []dataset.Call) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Name != b[i].Name || givenIn(a[i]) != givenIn(b[i]) {
			return false
		}
		for k, v := range a[i].Arguments {
			if v != nil && !Same(v, b[i].Arguments[k]) {
				return false
			}
		}
	}
	return true
}

// givenIn counts the arguments of a call that are not null.
func givenIn(c dataset.Call) int {
	n := 0
	for _, v := range c.Arguments {
		if v != nil {
			n++
		}
	}
	return n
}
