package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Gold is an example to score against. IntentOnly marks an example whose action is
// known but not its arguments: exact match and slots are not measured on it.
//
// A record may accept more than its calls. Three members say so, and only scoring reads
// them:
//
//	"references": ["pay(to=\"mom\")", {"name": "send", "arguments": {"to": "mom"}}]
//	"accept": {"amount": ["50 USD", "50 EUR"], "note": ["rent", null]}
//	"ordered": true
//
// references are further answers that are right, each a target, a call, or a list of
// calls. accept has further values of the arguments of the call, or of each of several
// calls where it is a list; null says that the argument may be left out or given.
// ordered says that several calls must come in their order, which is else free. Of
// several references, the one that an answer fits best counts. An argument that has a
// default in the action schema may be left out by either side.
type Gold struct {
	dataset.Example
	IntentOnly bool
	Extra      map[string]string // further members of the record, which only WideGold keeps
	alternatives
}

// UnmarshalJSON reads an example, whose call may be known from its target alone, in
// target syntax or as JSON. A record with an "action" or "intent" in place of both is
// IntentOnly.
func (g *Gold) UnmarshalJSON(b []byte) error {
	if err := g.Example.UnmarshalJSON(b); err != nil {
		return err
	}
	if err := g.alternatives.decode(b); err != nil {
		return err
	}
	if g.Call != nil || len(g.Calls) > 0 {
		return nil
	}
	if g.Target != "" {
		calls, err := targetCalls(g.Target)
		g.SetCalls(calls)
		return err
	}
	var named struct {
		Action any `json:"action"`
		Intent any `json:"intent"`
	}
	if err := json.Unmarshal(b, &named); err != nil {
		return err
	}
	for _, name := range []any{named.Action, named.Intent} {
		if name, ok := name.(string); ok && name != "" {
			g.Call, g.Slots, g.IntentOnly = &dataset.Call{Name: name}, nil, true
			break
		}
	}
	return nil
}

// targetCalls reads the calls of a target. Their arguments are the words of the
// target: what they mean is for the action schema to say.
func targetCalls(target string) ([]dataset.Call, error) {
	if calls, ok := dataset.ParseCalls(target); ok {
		return calls, nil
	}
	raw, err := action.ParseTarget(target)
	if err != nil {
		return nil, fmt.Errorf(`field "target": %q is no call, such as name(parameter="words"), nor JSON of one: %s`, target, syntax(err))
	}
	calls := make([]dataset.Call, len(raw))
	for i, c := range raw {
		calls[i] = dataset.Call{Name: c.Name, Arguments: map[string]any{}}
		for _, arg := range c.Args {
			calls[i].Arguments[arg.Name] = arg.Text
		}
	}
	return calls, nil
}

// Members lists the members of a record that are read.
func (g *Gold) Members() []string {
	return append(append(g.Example.Members(), "action", "intent"), alternativeMembers...)
}

// Validate checks the example as Example.Validate does, but lets gold leave out the
// id and the offsets of slots.
func (g *Gold) Validate() error {
	e := g.Example
	if e.ID == "" {
		e.ID = "its number"
	}
	noOffsets := func(s dataset.Slot) bool { return s.Start == 0 && s.End == 0 }
	if slices.ContainsFunc(e.Slots, noOffsets) {
		e.Slots = slices.DeleteFunc(slices.Clone(e.Slots), noOffsets)
	}
	if err := e.Validate(); err != nil {
		return err
	}
	return g.alternatives.check(len(e.Want()))
}

// ReadGold reads gold from JSON Lines or a JSON array. Name is that of the file, for
// errors.
func ReadGold(r io.Reader, name string) iter.Seq2[Gold, error] {
	return Numbered(dataset.ReadJSONL[Gold](r, name))
}

// Numbered gives gold without an id its number in the stream, counted from 1, which
// is the id that infer gives it.
func Numbered(seq iter.Seq2[Gold, error]) iter.Seq2[Gold, error] {
	return dataset.Numbered(seq, func(g *Gold) *string { return &g.ID })
}
