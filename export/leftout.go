package export

import (
	"errors"

	"github.com/slmkit/slmkit/dataset"
)

// unfit says why an example has no form in a format. The words are the same for all
// such examples, so that they can be counted.
type unfit string

func (u unfit) Error() string { return string(u) }

const (
	severalActions = unfit("a prompt that asks for several actions has no form in it")
	severalTurns   = unfit("a prompt that follows other turns has no form in it")
	crossingSlots  = unfit("slots that overlap have no form in it")
	bracketsInText = unfit("brackets in a prompt cannot be told from its own")
	unsaidArgument = unfit("an argument that no slot says has no form in it")
)

// leaves decides what happens to an example that a format refused with an error. It
// returns nil where the example is left out and counted.
func (o *Options) leaves(e *dataset.Example, err error) error {
	var why unfit
	if o.LeftOut == nil || !errors.As(err, &why) {
		return err
	}
	o.LeftOut(e, string(why))
	return nil
}
