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
	if op.Do == nil || ed.spentAll(op) {
		return errNothing
	}
	ed.save()
	if !op.Do.Apply(ed, r) {
		ed.restore()
		return errNothing
	}
	if op.Phase <= Words && (op.Language == English || op.Language == "" && looksEnglish(ed)) {
		ed.mendArticles()
	}
	if err := ed.check(op.Contract); err != nil {
		ed.restore()
		return err
	}
	return nil
}

// spentAll reports whether a chain has changed as many words as it may.
func (ed *Edit) spentAll(op *Op) bool {
	return ed.setting.rate > 0 && (op.Phase == Words || op.Phase == Noise) && ed.now.spent >= ed.budget()
}

// budget is how many words of the text a chain may change, at least one.
func (ed *Edit) budget() int {
	return max(1, int(ed.setting.rate*float64(len(ed.first))))
}

// check holds a change to a contract, and brings the target up to date. It is Validate
// for a change whose text around the slots is as free as the Edit has it: no call is read
// again where no slot has other words.
func (ed *Edit) check(c Contract) error {
	n, b := &ed.now, &ed.before
	if len(n.text) == 0 {
		return errors.New("no text would be left")
	}
	for i := range n.slots {
		s := &n.slots[i]
		if s.Start < 0 || s.End > len(n.text) || s.Start >= s.End || !equalRunes(n.text[s.Start:s.End], s.Value) {
			return fmt.Errorf("slot %q would not be at %d:%d", s.Name, s.Start, s.End)
		}
	}
	switch {
	case ed.setting.rate > 0 && n.spent > b.spent && n.spent > ed.budget():
		return errNothing
	case c == Changes && n.became:
		return ed.checkChange()
	case c == Changes:
		return errSameCall
	}
	n.became = false
	if err := c.checkSlots(ed.setting.schema, b.slots, n.slots, n.want, ed.Reference()); err != nil || !n.said {
		return err
	}
	n.said = false
	calls := ed.requote(ed.Calls())
	resolved, err := ed.setting.schema.Resolve(calls, ed.Reference())
	if err != nil {
		return err
	}
	if !action.SameCalls(resolved, n.want) {
		return fmt.Errorf("the call would become %v", resolved)
	}
	n.calls, n.target = calls, action.FormatTarget(calls)
	return nil
}

// checkChange verifies a text that was written anew with its calls.
func (ed *Edit) checkChange() error {
	n := &ed.now
	n.said, n.became = false, false
	target, err := ed.setting.schema.Target(ed.requote(n.calls))
	if err != nil {
		return err
	}
	was := n.want
	if n.want, err = ed.setting.schema.Resolve(n.calls, ed.Reference()); err != nil {
		return err
	}
	n.target = target
	if n.calls, err = action.ParseTarget(target); err != nil {
		return err
	}
	if action.SameCalls(n.want, was) {
		return errNothing
	}
	c := ed.result()
	if err := c.Validate(); err != nil {
		return err
	}
	return ed.setting.schema.Verify(&c)
}

// requote returns calls whose arguments have the words of their slots, where targets have
// words and the slot has no mistake.
func (ed *Edit) requote(calls []action.RawCall) []action.RawCall {
	out := slices.Clone(calls)
	for i := range out {
		out[i].Args = slices.Clone(out[i].Args)
	}
	for i := range ed.now.slots {
		s := &ed.now.slots[i]
		if s.Call < 0 || s.Call >= len(out) || s.Inexact {
			continue
		}
		a := ed.setting.schema.Action(out[s.Call].Name)
		if a == nil || a.Param(s.Name) == nil || a.Param(s.Name).Bare() {
			continue
		}
		for j := range out[s.Call].Args {
			if a := &out[s.Call].Args[j]; a.Name == s.Name {
				a.Text, a.Quoted = s.Value, true
			}
		}
	}
	return out
}

// result returns the example as it is now, with the id and the origin of the example that
// it was.
func (ed *Edit) result() dataset.Example {
	c := *ed.example
	c.Text, c.Target = string(ed.now.text), ed.now.target
	c.Slots = append(make([]dataset.Slot, 0, len(ed.now.slots)), ed.now.slots...)
	if !sameSlice(ed.now.want, ed.loaded.want) {
		c.SetCalls(ed.now.want)
	}
	return c
}

// sameSlice reports whether calls are in the same memory.
func sameSlice(a, b []dataset.Call) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}
