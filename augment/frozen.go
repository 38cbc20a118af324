package augment

import (
	"errors"
	"math/rand/v2"
	"slices"
)

var errFrozen = errors.New("a slot that the plan keeps would change")

// applyPlanned changes the text by one operation, or leaves it as it is and says why: the
// operation may find nothing, break its contract, or change a slot that a plan keeps.
func (ed *Edit) applyPlanned(op *Op, r *rand.Rand, p *Plan) error {
	if len(p.Slots) == 0 {
		return ed.apply(op, r)
	}
	frozen := ed.frozen(op, p)
	if err := ed.apply(op, r); err != nil {
		return err
	}
	if !slices.Equal(frozen, ed.frozen(op, p)) {
		ed.restore()
		return errFrozen
	}
	return nil
}

// frozen are the words of the slots that an operation must leave alone, in the
// order of their names and words.
func (ed *Edit) frozen(op *Op, p *Plan) []string {
	var out []string
	for i, s := range ed.now.slots {
		never := p.Slots[s.Name].has(op.Name)
		if param := ed.Param(i); param != nil && !never {
			never = p.Slots[param.Format].has(op.Name)
		}
		if never {
			out = append(out, s.Name+"="+s.Value)
		}
	}
	slices.Sort(out)
	return out
}
