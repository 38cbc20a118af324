package augment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Outside makes whole copies outside of this package, as a Command does. A plan names it
// with a weight, as it names operations. No operation changes its copies further.
type Outside struct {
	Name     string // for plans, and for origin.ops of a copy
	Contract Contract
	// Make gives copies of examples in the order of the examples, several or none for
	// each: whoever gives a copy of an example has done with those before it. It ends when
	// the channel is closed and all copies are given, or when the context ends, and returns
	// an error of give. Run calls it once.
	Make func(ctx context.Context, examples <-chan dataset.Example, give func(*Copy) error) error
	Wait time.Duration // longest time without any progress; 0 is 5 minutes
}

// Copy is a copy that comes from outside. Its target is that of its example unless it has one.
// A slot that it does not have, or whose words are not where it says, moves to where its words
// are, if they are in the text once.
type Copy struct {
	ID     string         `json:"id"` // of the example
	Text   string         `json:"text"`
	Target string         `json:"target"`
	Slots  []dataset.Slot `json:"slots"`
}

// pickOutside keeps those of Outside that the plan has a weight above 0 for, and leaves the
// operations to the plan.
func (o *Options) pickOutside() {
	var all []Outside
	for _, c := range o.Plan.Commands {
		all = append(all, c.Outside())
	}
	all = append(all, o.Outside...)
	o.Outside, o.outsideWeights, o.opsWeight = nil, nil, 0
	o.Plan.Operations = slices.DeleteFunc(slices.Clone(o.Plan.Operations), func(w Weight) bool {
		i := slices.IndexFunc(all, func(x Outside) bool { return x.Name == w.Name })
		if i < 0 {
			o.opsWeight += w.Weight
			return false
		}
		if all[i].Contract == Noises && !o.EachOp {
			w.Weight *= 1 - o.Plan.Clean
		}
		if w.Weight > 0 {
			o.Outside, o.outsideWeights = append(o.Outside, all[i]), append(o.outsideWeights, w.Weight)
		}
		return true
	})
}

// outsideOf returns the place in Outside of what makes copy n of an example; -1 where
// operations make it.
func (o *Options) outsideOf(e *dataset.Example, n int) int {
	if len(o.Outside) == 0 {
		return -1
	}
	if o.EachOp {
		if i := n - len(o.Ops); i >= 0 && !o.neverOutside(e, i) {
			return i
		}
		return -1
	}
	total := o.opsWeight
	for i, w := range o.outsideWeights {
		if !o.neverOutside(e, i) {
			total += w
		}
	}
	at := float64(dataset.Mix(dataset.KeyHash(^o.Seed, e.ID)+uint64(n))>>11) / (1 << 53) * total
	for i, w := range o.outsideWeights {
		if o.neverOutside(e, i) {
			continue
		}
		if at < w {
			return i
		}
		at -= w
	}
	return -1
}

// neverOutside reports whether the plan never lets a place of Outside copy an example.
func (o *Options) neverOutside(e *dataset.Example, i int) bool {
	return slices.ContainsFunc(e.Want(), func(c dataset.Call) bool { return o.Plan.Actions[c.Name].has(o.Outside[i].Name) })
}

// outside appends the copies that came from place i of Outside to out, if they keep the
// contract and are like no row.
func (c *copier) outside(e *dataset.Example, i int, given []Copy, parent keys, at int32, out []candidate) []candidate {
	o := &c.Outside[i]
	for k := range given {
		example, err := c.made(e, o, &given[k])
		if err != nil {
			c.tally.dropped[len(c.Ops)+i]++
			reason := Broken
			if errors.Is(err, errLostSlot) {
				reason = LostSlot
			}
			c.tally.same[reason]++
			continue
		}
		c.tally.applied[len(c.Ops)+i]++
		made := candidate{example: example, keys: c.keys.of(example.Text), call: callHash(example.Want())}
		if reason := c.said.reason(made.keys, made.call, parent, at); reason != "" {
			c.tally.same[reason]++
			continue
		}
		c.done = append(c.done[:0], o.Name)
		c.sign(&made.example, e)
		out = append(out, made)
	}
	return out
}

var (
	errLostSlot  = errors.New("the words of a slot are not in the text once")
	errProtected = errors.New("a phrase that the plan protects is missing")
)

// made returns the example that a copy from outside is, held to its contract.
func (c *copier) made(e *dataset.Example, o *Outside, from *Copy) (dataset.Example, error) {
	made := *e
	slots, err := movedSlots(e, from)
	if err != nil {
		return made, err
	}
	made.Text, made.Slots, made.Target = from.Text, slots, e.Target
	c.edit.reload()
	op := Op{Name: o.Name}
	frozen := c.edit.frozen(&op, c.Plan)
	if from.Target != "" && from.Target != e.Target || !sameWords(e.Slots, slots) {
		if from.Target != "" {
			made.Target = from.Target
		}
		calls, err := action.ParseTarget(made.Target)
		if err != nil {
			return made, err
		}
		c.edit.Become(from.Text, slots, calls)
		calls = c.edit.requote(calls)
		if made.Target, err = c.Schema.Target(calls); err != nil {
			return made, err
		}
		resolved, err := c.Schema.Resolve(calls, e.Reference())
		if err != nil {
			return made, err
		}
		made.SetCalls(resolved)
		if !slices.Equal(frozen, c.edit.frozen(&op, c.Plan)) {
			return made, errFrozen
		}
	}
	for _, phrase := range slices.Concat(c.Protect, c.Plan.Protect) {
		if len(places(e.Text, phrase, true)) > len(places(from.Text, phrase, true)) {
			return made, errProtected
		}
	}
	return made, Validate(e, &made, o.Contract, c.Schema)
}

// sameWords reports whether slots have the same words in the same order.
func sameWords(a, b []dataset.Slot) bool {
	return slices.EqualFunc(a, b, func(a, b dataset.Slot) bool { return a.Name == b.Name && a.Call == b.Call && a.Value == b.Value })
}

// movedSlots returns the slots of a copy from outside. Slots that are those of the example
// were not thought about.
func movedSlots(e *dataset.Example, from *Copy) ([]dataset.Slot, error) {
	own := from.Slots != nil && !slices.Equal(from.Slots, e.Slots)
	slots, runes := slices.Clone(e.Slots), []rune(from.Text)
	if own {
		slots = slices.Clone(from.Slots)
	}
	for i := range slots {
		s := &slots[i]
		if own && s.Start >= 0 && s.Start < s.End && s.End <= len(runes) && equalRunes(runes[s.Start:s.End], s.Value) {
			continue
		}
		at := places(from.Text, s.Value, false)
		if len(at) == 0 {
			at = places(from.Text, s.Value, true)
		}
		if len(at) != 1 {
			return nil, fmt.Errorf("slot %q: %w", s.Name, errLostSlot)
		}
		s.Start, s.End = at[0], at[0]+len([]rune(s.Value))
		s.Value = string(runes[s.Start:s.End])
	}
	return slots, nil
}

// places returns where words are in a text as whole words, in code points.
func places(text, words string, fold bool) []int {
	runes, wanted := []rune(text), []rune(words)
	if len(wanted) == 0 {
		return nil
	}
	if fold {
		runes, wanted = lowered(runes), lowered(wanted)
	}
	var out []int
	for i := 0; i+len(wanted) <= len(runes); i++ {
		end := i + len(wanted)
		if !slices.Equal(runes[i:end], wanted) ||
			i > 0 && inWord(runes[i-1]) && inWord(wanted[0]) ||
			end < len(runes) && inWord(runes[end]) && inWord(wanted[len(wanted)-1]) {
			continue
		}
		out = append(out, i)
	}
	return out
}

func lowered(runes []rune) []rune {
	out := make([]rune, len(runes))
	for i, r := range runes {
		out[i] = unicode.ToLower(r)
	}
	return out
}
