package augment

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

var (
	errNothing  = errors.New("nothing to change")
	errNoSchema = errors.New("no action schema to check targets against")
)

// Apply returns a copy of an example, changed by one operation. It fails if the
// example is invalid, if the operation finds nothing to change, or if the change
// breaks the operation's contract. The copy keeps the example's id, and shares its
// history and, unless the call changes, its calls.
func Apply(op Op, e dataset.Example, r *rand.Rand, schema *action.Schema) (dataset.Example, error) {
	if schema == nil {
		return e, errNoSchema
	}
	if err := e.Validate(); err != nil {
		return e, err
	}
	if _, err := action.ParseTarget(e.Target); err != nil {
		return e, err
	}
	ed := newEdit(&e, &setting{schema: schema})
	if err := ed.apply(&op, r); err != nil {
		return e, err
	}
	return ed.result(), nil
}

// apply changes the text by one operation, or leaves it as it is and says why.
func (ed *Edit) apply(op *Op, r *rand.Rand) error {
	if op.Do == nil {
		return errNothing
	}
	ed.save()
	if !op.Do.Apply(ed, r) {
		ed.restore()
		return errNothing
	}
	if err := ed.check(op.Contract); err != nil {
		ed.restore()
		return err
	}
	return nil
}

// check holds a change to a contract, and brings the target up to date.
func (ed *Edit) check(c Contract) error {
	n := &ed.now
	if len(n.text) == 0 {
		return errors.New("no text would be left")
	}
	for i := range n.slots {
		s := &n.slots[i]
		if s.Start < 0 || s.End > len(n.text) || s.Start >= s.End || string(n.text[s.Start:s.End]) != s.Value {
			return fmt.Errorf("slot %q would not be at %d:%d", s.Name, s.Start, s.End)
		}
	}
	if !n.said {
		return nil // text around the slots alone: the call is what it was
	}
	n.said = false
	calls := requote(ed.Calls(), n.slots)
	resolved, err := ed.setting.schema.Resolve(calls, ed.Reference())
	if err != nil {
		return err
	}
	n.calls, n.target = calls, action.FormatTarget(calls)
	if c == Changes {
		n.want = resolved
		c := ed.result()
		return ed.setting.schema.Verify(&c)
	}
	if !action.SameCalls(resolved, n.want) {
		return fmt.Errorf("the call would become %v", resolved)
	}
	return nil
}

// requote returns calls whose quoted arguments have the words of their slots.
func requote(calls []action.RawCall, slots []dataset.Slot) []action.RawCall {
	out := slices.Clone(calls)
	for i := range out {
		out[i].Args = slices.Clone(out[i].Args)
	}
	for _, s := range slots {
		if s.Call >= len(out) {
			continue
		}
		for j := range out[s.Call].Args {
			if a := &out[s.Call].Args[j]; a.Name == s.Name && a.Quoted {
				a.Text = s.Value
			}
		}
	}
	return out
}

// result returns the example as it is now, with the id and the origin of the example that
// it was.
func (ed *Edit) result() dataset.Example {
	c := *ed.example
	c.Text, c.Slots, c.Target = string(ed.now.text), slices.Clone(ed.now.slots), ed.now.target
	c.SetCalls(ed.now.want)
	return c
}
