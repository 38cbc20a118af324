package augment

import (
	"math/rand/v2"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Source gives operations what an example alone does not have: other values, other
// prompts, and what the domain can say. What it gives for an example of a split is known
// from that split alone, so that nothing that is held out for a test comes into the
// training data. Its methods may be called from several goroutines at once, take all
// chances from r, and do not change e.
type Source interface {
	// Resample returns the example with another value in one of its slots.
	Resample(e *dataset.Example, slot int, r *rand.Rand) (dataset.Example, bool)
	// Redraw returns the example with one choice of its derivation made again.
	Redraw(e *dataset.Example, r *rand.Rand) (dataset.Example, bool)
	// Partner returns a prompt of the same split that can be said in one breath with the
	// example. It is false where the data has no prompts for several calls.
	Partner(e *dataset.Example, r *rand.Rand) (dataset.Example, bool)
	// Allows reports whether a changed example may be in its split: what it says, and the
	// arguments that it has, are not held out in another one, and are no prompt for
	// another call.
	Allows(e *dataset.Example) bool
	// Covers reports whether some action may be what is meant where a prompt has this verb
	// and this object.
	Covers(verb, object string) bool
}

// Source returns what the run knows besides the example, nil for nothing.
func (ed *Edit) Source() Source { return ed.setting.source }

// Current returns the example as it is now. The caller must not change what it shares
// with the one that came.
func (ed *Edit) Current() dataset.Example { return ed.result() }

// become makes the edit another example, unless the source does not allow it.
func (ed *Edit) become(e *dataset.Example, calls []action.RawCall) bool {
	resolved, err := ed.Schema().Resolve(calls, ed.Reference())
	if err != nil {
		return false
	}
	c := *e
	c.Split, c.Target = ed.example.Split, action.FormatTarget(calls)
	c.SetCalls(resolved)
	if c.Text == string(ed.now.text) || !ed.Source().Allows(&c) {
		return false
	}
	ed.Become(c.Text, c.Slots, calls)
	return true
}

// callsOf returns calls that may be changed.
func (ed *Edit) callsOf() []action.RawCall {
	out := slices.Clone(ed.Calls())
	for i := range out {
		out[i].Args = slices.Clone(out[i].Args)
	}
	return out
}

// single reports whether an operation that changes the call may change this example: it
// has a source to ask, and no turns before the prompt, which say part of the call.
func (ed *Edit) single() bool { return ed.Source() != nil && len(ed.example.History) == 0 }
