package prompts

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/pack"
)

// A Test is a must-pass prompt of a pack with the calls that answer it.
type Test = pack.Test

// Tests lists the must-pass prompts in the order of files and lines. No dataset of the
// pack has one of them, so that a model that answers them has not learnt them by heart.
func (p *Pack) Tests() []*Test { return slices.Clone(p.content.Tests) }

// testExample returns a must-pass prompt as an example. Its origin names its place, and
// its relative dates count from the pack's first reference date.
func (p *Pack) testExample(t *Test) dataset.Example {
	e := dataset.Example{Split: dataset.Test, Text: t.Text, History: t.History, Target: t.Want[0].Target, Slots: []dataset.Slot{}, Ref: p.Reference().Format(time.DateOnly),
		Origin: &dataset.Origin{Pack: p.ID(), Template: t.Place(), Ops: []string{}}}
	e.SetCalls(t.Want[0].Calls)
	e.ID = e.Fingerprint()
	return e
}

// AppendTests appends the must-pass prompts as gold of slmkit eval, in JSON Lines. Further
// calls that are right are its references.
func (p *Pack) AppendTests(b []byte) ([]byte, error) {
	for _, t := range p.content.Tests {
		e := p.testExample(t)
		var err error
		if b, err = e.AppendJSON(b); err != nil {
			return b, err
		}
		if more := t.Want[1:]; len(more) > 0 {
			targets := make([]string, len(more))
			for i, w := range more {
				targets[i] = w.Target
			}
			list, err := json.Marshal(targets)
			if err != nil {
				return b, err
			}
			b = append(append(b[:len(b)-1], `,"references":`...), append(list, '}')...)
		}
		b = append(b, '\n')
	}
	return b, nil
}

// LintTests holds the must-pass prompts against the grammar. A prompt that the grammar
// reads as another call is an error, since training data would teach that call. One that
// no template can say is an error only where the test says so. Otherwise one note says
// how many the grammar reads, and where the others are.
func (p *Pack) LintTests() Faults {
	var out Faults
	var unread []string
	read := 0
	parser := NewParser(p)
	for _, t := range p.content.Tests {
		readings := parser.ParseTurn(t.History, t.Text, p.Reference())
		if len(readings) > 0 {
			read++
		}
		switch {
		case len(readings) > 0 && !accepts(t, &readings[0]):
			r := &readings[0]
			out = append(out, &Fault{File: t.File, Line: t.Line, Check: "must-pass prompt",
				Message: fmt.Sprintf("%q must give %s, and %s reads it as %s: change the template or the test", t.Text, t.Want[0].Target, pack.Path(r.Origin.Template), r.Target)})
		case len(readings) == 0 && t.Must:
			out = append(out, &Fault{File: t.File, Line: t.Line, Check: "must-pass prompt",
				Message: fmt.Sprintf("no template says %q, and the test has grammar: must", t.Text)})
		case len(readings) == 0:
			unread = append(unread, t.Place())
		}
	}
	if n := len(p.content.Tests); len(unread) > 0 {
		out = append(out, &Fault{File: "tests", Check: "must-pass prompt", Warning: true, Note: true,
			Message: fmt.Sprintf("the grammar reads %s of %s must-pass prompts; no template says those at %s", text.Thousands(read), text.Thousands(n), shortList(unread))})
	}
	return out
}

// accepts reports whether one of the answers that a test accepts is that of an example.
func accepts(t *Test, e *dataset.Example) bool {
	return slices.ContainsFunc(t.Want, func(w pack.Wanted) bool { return action.SameCalls(w.Calls, e.Want()) })
}

// shortList names the first few of many.
func shortList(names []string) string {
	const few = 5
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %s others", strings.Join(names[:few], ", "), text.Thousands(len(names)-few))
}

// heldOut reports which texts no row may have, nil for none: those of must-pass prompts,
// whatever their case and the marks at their end.
func (p *Pack) heldOut() func(words []byte) bool {
	if len(p.content.Tests) == 0 {
		return nil
	}
	held := map[string]bool{}
	for _, t := range p.content.Tests {
		held[heldKey(joined(t.History, t.Text))] = true
	}
	return func(words []byte) bool { return held[heldKey(string(words))] }
}

// heldKey is what the user says in a text or a dialogue. What the assistant says between
// does not matter: it may repeat what the user said.
func heldKey(said string) string {
	turns, assistant := grammar.Turns(said)
	if len(turns) == 1 {
		return text.Prompt(said)
	}
	var user []string
	for i, turn := range turns {
		if !assistant[i] {
			user = append(user, text.Prompt(turn))
		}
	}
	return strings.Join(user, "\n")
}
