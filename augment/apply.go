package augment

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

var (
	errNothing  = errors.New("nothing to change")
	errNoSchema = errors.New("no action schema to check targets against")
)

// Apply returns a copy of an example, changed by one operation. It fails if the
// example is invalid, if the operation finds nothing to change, or if the change
// would make a slot or the call untrue. The copy keeps the example's id.
func Apply(op Op, e dataset.Example, r *rand.Rand, schema *action.Schema) (dataset.Example, error) {
	if schema == nil {
		return e, errNoSchema
	}
	if err := e.Validate(); err != nil {
		return e, err
	}
	return apply(op, e, r, schema)
}

// apply is Apply for a valid example.
func apply(op Op, e dataset.Example, r *rand.Rand, schema *action.Schema) (dataset.Example, error) {
	ed := newEditor(&e)
	if op.apply == nil || !op.apply(ed, r) {
		return e, errNothing
	}
	raw, err := action.ParseTarget(e.Target)
	if err != nil {
		return e, err
	}
	c := e.Clone()
	c.Text, c.Slots = string(ed.text), ed.slots
	if err := requote(raw, c.Slots); err != nil {
		return e, err
	}
	c.Target = action.FormatTarget(raw)
	if err := c.Validate(); err != nil {
		return e, err
	}
	calls, err := schema.Resolve(raw, c.Reference())
	if err != nil {
		return e, err
	}
	if !reflect.DeepEqual(calls, e.Want()) {
		return e, fmt.Errorf("the call would become %v", calls)
	}
	return c, nil
}

// requote updates the arguments that are copied from the prompt, using the new
// words of the slots.
func requote(calls []action.RawCall, slots []dataset.Slot) error {
	for _, s := range slots {
		if s.Call >= len(calls) {
			return fmt.Errorf("slot %q belongs to call %d of %d", s.Name, s.Call, len(calls))
		}
		args := calls[s.Call].Args
		for i := range args {
			if args[i].Name == s.Name && args[i].Quoted {
				args[i].Text = s.Value
			}
		}
	}
	return nil
}
