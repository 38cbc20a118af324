package eval

import (
	"slices"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// call is a call whose arguments have been read.
type call struct {
	name    string
	known   bool // in the schema
	args    []argument
	unknown []string // arguments that the action does not have
	twice   []string
}

type argument struct {
	name   string
	param  *action.Param
	values []value // the accepted ones of gold, the one of a prediction
}

func (c *call) arg(name string) *argument {
	i := slices.IndexFunc(c.args, func(a argument) bool { return a.name == name })
	if i < 0 {
		return nil
	}
	return &c.args[i]
}

func typedCalls(p *dataset.Prediction) []dataset.Call {
	if len(p.Calls) > 0 {
		return p.Calls
	}
	if p.Call != nil && p.Call.Name != "" {
		return []dataset.Call{*p.Call}
	}
	return nil
}

func (j *Judge) open(name string) (call, *action.Action) {
	c := call{name: name, known: true}
	if j.schema == nil {
		return c, nil
	}
	a := j.schema.Action(name)
	c.known = a != nil
	return c, a
}

func (c *call) put(a *action.Action, name string, v any, ref time.Time) {
	var p *action.Param
	if a != nil {
		if p = a.Param(name); p == nil {
			c.unknown = append(c.unknown, name)
		}
	}
	if c.arg(name) != nil {
		c.twice = append(c.twice, name)
		return
	}
	c.args = append(c.args, argument{name, p, []value{read(p, v, ref)}})
}

func (j *Judge) rawCalls(raw []action.RawCall, ref time.Time) []call {
	calls := make([]call, 0, len(raw))
	for _, r := range raw {
		c, a := j.open(r.Name)
		for _, arg := range r.Args {
			c.put(a, arg.Name, arg.Text, ref)
		}
		calls = append(calls, c)
	}
	return calls
}

func (j *Judge) typedCall(t dataset.Call, ref time.Time) call {
	c, a := j.open(t.Name)
	for _, name := range sortedKeys(t.Arguments) {
		c.put(a, name, t.Arguments[name], ref)
	}
	return c
}

// goldCalls reads gold, with the words of the slots as further accepted values.
func (j *Judge) goldCalls(e *dataset.Example) []call {
	want := e.Want()
	calls := make([]call, len(want))
	for i, w := range want {
		calls[i] = j.typedCall(w, e.Reference())
		for _, s := range e.Slots {
			if a := calls[i].arg(s.Name); a != nil && s.Call == i {
				if v := read(a.param, s.Value, e.Reference()); v.canon != nil || !a.bare() {
					a.values = append(a.values, v)
				}
			}
		}
	}
	return calls
}

func (a *argument) bare() bool { return a.param != nil && a.param.Bare() }

// misfit says what of a gold call the schema does not know.
func (c *call) misfit() string {
	switch {
	case !c.known:
		return "there is no action " + c.name
	case len(c.unknown) > 0:
		return c.name + " has no parameter " + c.unknown[0]
	}
	for _, a := range c.args {
		if v := a.values[0]; v.err != nil {
			return c.name + ": " + a.name + ": " + v.err.Error()
		}
	}
	return ""
}
