package prompts

import (
	"fmt"
	"math/bits"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// conversation cuts a derivation of a dialogue into its turns.
type conversation struct {
	m       *maker
	t       *Template
	w       *grammar.Walker
	ref     time.Time
	repeats []int
	have    []int // by parameter of the call so far: the slot that says it, -1 where none does
}

// dialogue makes the record of a derivation of a dialogue.
func (m *maker) dialogue(t *Template, w *grammar.Walker, ref time.Time) (dataset.Example, error) {
	c := &conversation{m: m, t: t, w: w, ref: ref, repeats: w.Repeats}
	e := dataset.Example{Ref: m.day(ref), Slots: []dataset.Slot{}}
	turns, assistant := grammar.Turns(w.Text)
	start, call := 0, 0
	for i, said := range turns {
		turn := dataset.Turn{Role: dataset.User, Text: string(said)}
		switch {
		case assistant[i]:
			turn.Role, turn.Text = dataset.Assistant, c.repeat(turn.Text)
		default:
			so, raw, err := c.call(call)
			if err != nil {
				return e, fmt.Errorf("%s: %w", t.Place(), err)
			}
			turn.Call, turn.Target = so, string(action.AppendTarget(nil, []action.RawCall{raw}))
			if call == len(t.Calls)-1 {
				e.Slots = c.slots(call, start)
			}
			call++
		}
		start += len(said) + 1
		e.History = append(e.History, turn)
	}
	last := len(e.History) - 1
	e.Text, e.Target, e.Call = e.History[last].Text, e.History[last].Target, e.History[last].Call
	if e.History = e.History[:last]; last == 0 {
		e.History = nil
	}
	return e, nil
}

// repeat puts the user's words in place of marks.
func (c *conversation) repeat(said string) string {
	var b strings.Builder
	for i := range len(said) {
		if said[i] != grammar.Repeated {
			b.WriteByte(said[i])
			continue
		}
		b.WriteString(c.words(c.repeats[0]))
		c.repeats = c.repeats[1:]
	}
	return b.String()
}

// words are what the user said for a slot. A value that is set without words is named.
func (c *conversation) words(slot int) string {
	if words := c.w.Words(slot); len(words) > 0 {
		return string(words)
	}
	return strings.ReplaceAll(c.w.Args[slot].Canonical, "_", " ")
}

// call is what is known after a turn of the user: what was known before, where the
// action is the same, and what the turn says.
func (c *conversation) call(n int) (*dataset.Call, action.RawCall, error) {
	a := c.t.Calls[n]
	c.begin(n)
	for set := c.w.Set; set != 0; set &= set - 1 {
		i := bits.TrailingZeros64(set)
		if s := c.w.Template.Slots[i]; s.Call == n {
			c.have[place(a, s.Param.Name)] = i
		}
	}
	out := &dataset.Call{Name: a.Name, Arguments: map[string]any{}}
	raw := action.RawCall{Name: a.Name}
	for i, slot := range c.have {
		if slot < 0 {
			continue
		}
		p, words := a.Params[i], string(c.w.Words(slot))
		v, err := grammar.ValueOf(c.m.meanings, p, words, c.w.Args[slot].Canonical, c.ref)
		if err != nil {
			return nil, raw, fmt.Errorf("%s: %w", p.Name, err)
		}
		out.Arguments[p.Name] = v
		raw.Args = append(raw.Args, rawArg(p, words, v))
	}
	return out, raw, nil
}

// begin keeps what is known from the call before: all of it where the action is the
// same, else what the turn says it keeps.
func (c *conversation) begin(n int) {
	a := c.t.Calls[n]
	if n > 0 && c.t.Calls[n-1] == a {
		return
	}
	have := make([]int, len(a.Params))
	for i, p := range a.Params {
		have[i] = -1
		for _, name := range c.t.Dialogue.Keep[n] {
			if name == p.Name {
				have[i] = c.have[place(c.t.Calls[n-1], name)]
			}
		}
	}
	c.have = have
}

// place is the place of a parameter among those of its action.
func place(a *action.Action, name string) int {
	for i, p := range a.Params {
		if p.Name == name {
			return i
		}
	}
	return -1 // a template has no other slots
}

// slots are the spans of a turn's arguments. The turn begins at a byte of the text.
func (c *conversation) slots(call, start int) []dataset.Slot {
	out := []dataset.Slot{}
	for set := c.w.Set; set != 0; set &= set - 1 {
		i := bits.TrailingZeros64(set)
		s, words := c.w.Template.Slots[i], c.w.Words(i)
		if s.Call != call || len(words) == 0 {
			continue
		}
		at := utf8.RuneCount(c.w.Text[start:c.w.Args[i].Start])
		out = append(out, dataset.Slot{Name: s.Param.Name, Value: string(words), Start: at, End: at + utf8.RuneCount(words)})
	}
	return out
}
