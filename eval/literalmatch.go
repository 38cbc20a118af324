package eval

import (
	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
)

// literalMatch compares the output with the target letter for letter, as a tokenizer
// hands them on: a model cannot write any other. It returns
// nil if gold has no target and none can be made, or if the prediction holds only
// a call. A missing prediction is p == nil, and not equal. The target of a reference is as
// good.
func (rd reader) literalMatch(g *Gold, p *dataset.Prediction) *bool {
	e := &g.Example
	if p != nil && p.Output == "" && len(typedCalls(p)) > 0 {
		return nil
	}
	target := e.Target
	if target == "" {
		if target = rd.target(e); target == "" {
			return nil
		}
	}
	same := false
	if p != nil && p.Error == "" && !p.Truncated {
		same = isLiteral(p.Output, target)
		for i := 0; i < len(g.References) && !same; i++ {
			same = isLiteral(p.Output, g.References[i].Target)
		}
	}
	return &same
}

func isLiteral(output, target string) bool {
	return target != "" && (output == target || text.Tokenized(output) == text.Tokenized(target))
}

// target makes the target of an example without one. It uses the words of the
// slots, and canonical values for arguments without a slot. It returns "" if the
// schema does not determine the target.
func (rd reader) target(e *dataset.Example) string {
	if rd.schema == nil {
		return ""
	}
	var raw []action.RawCall
	for i, c := range e.Want() {
		r := action.RawCall{Name: c.Name}
		a := rd.schema.Action(c.Name)
		for _, name := range sortedKeys(c.Arguments) {
			arg := action.RawArg{Name: name, Text: spelled(c.Arguments[name])}
			for _, s := range e.Slots {
				if s.Name == name && s.Call == i && !s.Inexact && a != nil && a.Param(name) != nil && !a.Param(name).Bare() {
					arg.Text = s.Value
				}
			}
			r.Args = append(r.Args, arg)
		}
		raw = append(raw, r)
	}
	target, err := rd.schema.Target(raw)
	if err != nil {
		return ""
	}
	return target
}
