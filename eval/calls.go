package eval

import (
	"maps"
	"slices"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// call is a call whose arguments have been read.
type call struct {
	name    string
	known   bool // the schema has the action
	args    []argument
	unknown []string // arguments that the action does not have
	twice   []string
}

// argument is one argument of a call.
type argument struct {
	name   string
	param  *action.Param
	values []value // gold: all that are accepted; a prediction: the one it gives
	free   bool    // gold: it may be left out
}

// arg returns an argument by its name, nil where the call does not have it.
func (c *call) arg(name string) *argument {
	i := slices.IndexFunc(c.args, func(a argument) bool { return a.name == name })
	if i < 0 {
		return nil
	}
	return &c.args[i]
}

// typedCalls returns the calls of a prediction's call fields, or those that its
// output has as JSON.
func typedCalls(p *dataset.Prediction) []dataset.Call {
	if len(p.Calls) > 0 {
		return p.Calls
	}
	if p.Call != nil && p.Call.Name != "" {
		return []dataset.Call{*p.Call}
	}
	calls, _ := dataset.ParseCalls(p.Output)
	return calls
}

// reader reads calls by an action schema; a nil schema knows every action, and
// its parameters by their words.
type reader struct {
	schema *action.Schema
	*memory
}

// open begins a call and finds its action, nil where there is none.
func (rd reader) open(name string) (call, *action.Action) {
	c := call{name: name, known: true}
	if rd.schema == nil {
		return c, nil
	}
	a := rd.schema.Action(name)
	if c.known = a != nil; c.known {
		c.name = a.Name // which all calls share
	}
	return c, a
}

// param returns a parameter of an action, nil where there is none.
func param(a *action.Action, name string) *action.Param {
	if a == nil {
		return nil
	}
	return a.Param(name)
}

// put adds an argument to a call. An argument that is null is absent.
func (rd reader) put(c *call, a *action.Action, p *action.Param, name string, said value) {
	if said.null {
		return
	}
	if a != nil && p == nil {
		c.unknown = append(c.unknown, name)
	}
	if c.arg(name) != nil {
		c.twice = append(c.twice, name)
		return
	}
	values := rd.valueRoom.take(2)[:1] // the words of gold's slot are a second one
	values[0] = said
	if p != nil {
		name = p.Name // which all arguments share
	}
	c.args = append(c.args, argument{name: name, param: p, values: values})
}

// rawCalls reads the calls of a parsed output.
func (rd reader) rawCalls(raw []action.RawCall, ref time.Time) []call {
	calls := rd.callRoom.take(len(raw))
	for i, r := range raw {
		c, a := rd.open(r.Name)
		c.args = rd.argRoom.take(len(r.Args))[:0]
		for _, arg := range r.Args {
			p := param(a, arg.Name)
			rd.put(&c, a, p, arg.Name, rd.readRaw(p, arg, ref))
		}
		calls[i] = c
	}
	return calls
}

// typedCall reads a call whose arguments are JSON values.
func (rd reader) typedCall(t dataset.Call, ref time.Time) call {
	c, a := rd.open(t.Name)
	if len(t.Arguments) == 0 {
		return c
	}
	c.args = rd.argRoom.take(len(t.Arguments))[:0]
	var few [8]string
	names := slices.AppendSeq(few[:0], maps.Keys(t.Arguments))
	slices.Sort(names)
	for _, name := range names {
		p := param(a, name)
		rd.put(&c, a, p, name, rd.read(p, t.Arguments[name], ref))
	}
	return c
}

// readCalls reads calls whose arguments are JSON values.
func (rd reader) readCalls(calls []dataset.Call, ref time.Time) []call {
	out := rd.callRoom.take(len(calls))
	for i, c := range calls {
		out[i] = rd.typedCall(c, ref)
	}
	return out
}

// goldCalls reads the calls of gold. The words of a slot are a further accepted
// value of its parameter, and so are what gold accepts and, without a schema to tell
// what words mean, the words of the target.
func (rd reader) goldCalls(g *Gold) []call {
	e := &g.Example
	want := e.Want()
	calls, ref := rd.callRoom.take(len(want)), e.Reference()
	for i, w := range want {
		calls[i] = rd.typedCall(w, ref)
		for _, s := range e.Slots {
			if a := calls[i].arg(s.Name); a != nil && s.Call == i {
				if v := rd.readText(a.param, s.Value, ref); v.canon != nil || !a.bare() {
					a.values = append(a.values, v)
				}
			}
		}
	}
	for i := range min(len(calls), len(g.Accept)) {
		rd.accept(&calls[i], g.Accept[i], ref)
	}
	if rd.schema == nil && e.Target != "" {
		rd.acceptTarget(calls, e.Target, ref)
	}
	return calls
}

// accept adds values that gold accepts to the arguments of a call.
func (rd reader) accept(c *call, accepted map[string][]any, ref time.Time) {
	_, known := rd.open(c.name)
	for _, name := range sortedKeys(accepted) {
		a := c.arg(name)
		if a == nil {
			c.args = append(c.args, argument{name: name, free: true})
			a = &c.args[len(c.args)-1]
			if known != nil {
				if a.param = known.Param(name); a.param == nil {
					c.unknown = append(c.unknown, name)
				}
			}
		}
		for _, v := range accepted[name] {
			said := rd.read(a.param, v, ref)
			a.free = a.free || said.null
			if !said.null {
				a.values = append(a.values, said)
			}
		}
	}
	c.args = slices.DeleteFunc(c.args, func(a argument) bool { return len(a.values) == 0 })
}

// acceptTarget adds the words of a target to the arguments of the same calls.
func (rd reader) acceptTarget(calls []call, target string, ref time.Time) {
	raw, err := action.ParseTarget(target)
	if err != nil || len(raw) != len(calls) {
		return
	}
	for i, r := range raw {
		for _, said := range r.Args {
			if a := calls[i].arg(said.Name); a != nil && r.Name == calls[i].name {
				a.values = append(a.values, rd.readRaw(nil, said, ref))
			}
		}
	}
}

func (a *argument) bare() bool { return a.param != nil && a.param.Bare() }

// misfit says which part of a gold call does not fit the schema, "" where all of
// it does.
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
