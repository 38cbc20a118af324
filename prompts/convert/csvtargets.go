package convert

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// callRows are rows of text and a target. Their schema is what the targets show: text
// where an argument has quotes, else a number or one of the values that are there.
type callRows struct {
	*Import
	rows  []*exchange
	tools []*shownTool
}

// shownTool is an action as targets show it.
type shownTool struct {
	name string
	args []*shownArg
}

type shownArg struct {
	name     string
	quoted   bool
	words    bool // a value is no number
	fraction bool // a number is no integer
	values   []string
}

// add reads the target of a row.
func (c *callRows) add(at place, text, target string) error {
	calls, err := action.ParseTarget(target)
	if err != nil {
		return fail(at, "%w", err)
	}
	x := &exchange{at: at, text: text}
	for _, call := range calls {
		if call.Name == dataset.None {
			continue
		}
		said := saidCall{name: call.Name}
		for _, a := range call.Args {
			c.tool(call.Name).arg(a.Name).see(a)
			raw, err := json.Marshal(a.Text)
			if err != nil {
				return fail(at, "argument %q: %w", a.Name, err)
			}
			said.args = append(said.args, jsonMember{a.Name, raw})
		}
		c.tool(call.Name)
		x.calls = append(x.calls, said)
	}
	c.rows = append(c.rows, x)
	return nil
}

func (c *callRows) tool(name string) *shownTool {
	if i := slices.IndexFunc(c.tools, func(t *shownTool) bool { return t.name == name }); i >= 0 {
		return c.tools[i]
	}
	t := &shownTool{name: name}
	c.tools = append(c.tools, t)
	return t
}

func (t *shownTool) arg(name string) *shownArg {
	if i := slices.IndexFunc(t.args, func(a *shownArg) bool { return a.name == name }); i >= 0 {
		return t.args[i]
	}
	a := &shownArg{name: name}
	t.args = append(t.args, a)
	return a
}

// see takes note of a value.
func (a *shownArg) see(arg action.RawArg) {
	a.quoted = a.quoted || arg.Quoted
	if _, err := strconv.ParseFloat(arg.Text, 64); err != nil {
		a.words = true
	} else if _, err := strconv.ParseInt(arg.Text, 10, 64); err != nil {
		a.fraction = true
	}
	if !slices.Contains(a.values, arg.Text) {
		a.values = append(a.values, arg.Text)
	}
}

// property describes an argument in JSON Schema.
func (a *shownArg) property() map[string]any {
	switch {
	case a.quoted, a.words && len(a.values) > maxEnum:
		return map[string]any{"type": "string"}
	case a.words:
		return map[string]any{"type": "string", "enum": a.values}
	case a.fraction:
		return map[string]any{"type": "number"}
	}
	return map[string]any{"type": "integer"}
}

// finish makes records of the rows, if there are any.
func (c *callRows) finish() error {
	if len(c.rows) == 0 {
		return nil
	}
	if len(c.intents) > 0 {
		return fail(c.rows[0].at, "%w", errBoth)
	}
	d := *c.Dialect
	d.Holds = Records
	c.Dialect = &d
	raw, err := c.toolList()
	if err != nil {
		return err
	}
	all := newChats(c.Import)
	for _, x := range c.rows {
		x.tools = raw
	}
	all.exchanges = c.rows
	return all.finish()
}

var errBoth = errors.New("rows with targets and rows with intents do not go together: import the files one by one")

// toolList writes the tools as a list of functions, their parameters in the order in
// which targets have them.
func (c *callRows) toolList() (json.RawMessage, error) {
	var list []any
	for _, t := range c.tools {
		var properties []byte
		for _, a := range t.args {
			said, err := json.Marshal(map[string]any{a.name: a.property()})
			if err != nil {
				return nil, err
			}
			properties = append(append(properties, ','), said[1:len(said)-1]...)
		}
		properties = append(append([]byte("{"), bytes.TrimPrefix(properties, []byte(","))...), '}')
		list = append(list, map[string]any{"name": t.name, "parameters": map[string]any{"type": "object", "properties": json.RawMessage(properties)}})
	}
	return json.Marshal(list)
}
