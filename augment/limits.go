package augment

import (
	"errors"
	"math/rand/v2"
)

var (
	errEditRate = errors.New("more words would change than the plan allows")
	errFrozen   = errors.New("a slot that the plan keeps would change")
)

// applyPlanned changes the text by one operation, or leaves it as it is and says why: the
// operation may find nothing, break its contract, or go beyond what a plan allows.
func (ed *Edit) applyPlanned(op *Op, r *rand.Rand, p *Plan) error {
	if len(p.Slots) == 0 && p.EditRate == 0 {
		return ed.apply(op, r)
	}
	frozen := ed.frozen(op, p, nil)
	if err := ed.apply(op, r); err != nil {
		return err
	}
	switch {
	case op.Contract != Changes && !ed.withinRate(p.EditRate):
		ed.restore()
		return errEditRate
	case len(p.Slots) > 0 && !ed.sameFrozen(op, p, frozen):
		ed.restore()
		return errFrozen
	}
	return nil
}

// frozen are the words of the slots that an operation must leave alone, by their start.
func (ed *Edit) frozen(op *Op, p *Plan, into []string) []string {
	if len(p.Slots) == 0 {
		return nil
	}
	for i, s := range ed.now.slots {
		never := p.Slots[s.Name].has(op.Name)
		if param := ed.Param(i); param != nil && !never {
			never = p.Slots[param.Format].has(op.Name)
		}
		if never {
			into = append(into, s.Name+"="+s.Value)
		}
	}
	return into
}

// sameFrozen reports whether the slots that an operation must leave alone are there still.
func (ed *Edit) sameFrozen(op *Op, p *Plan, before []string) bool {
	after := ed.frozen(op, p, nil)
	left := map[string]int{}
	for _, s := range after {
		left[s]++
	}
	for _, s := range before {
		if left[s]--; left[s] < 0 {
			return false
		}
	}
	return true
}

// withinRate reports whether at most a share of the words that the example came with are
// changed or left out. One word may be.
func (ed *Edit) withinRate(rate float64) bool {
	if rate == 0 || rate == 1 {
		return true
	}
	changed, all := ed.changedWords()
	return changed <= 1 || float64(changed) <= rate*float64(all)
}

// changedWords counts the words outside slots that operations changed or left out since
// the text was written, and all words that were outside slots then.
func (ed *Edit) changedWords() (changed, all int) {
	all = ed.now.outside
	return max(0, all-ed.untouched()), all
}

// untouched counts the words outside slots that no operation wrote.
func (ed *Edit) untouched() int {
	n := 0
	for _, w := range ed.Words() {
		touched := false
		for _, h := range ed.now.holds[w.From:w.To] {
			touched = touched || h&(inSlot|edited) != 0
		}
		if !touched {
			n++
		}
	}
	return n
}
