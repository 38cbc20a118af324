package convert

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// tools are the tools of all rows, each once.
type tools struct {
	*chats
	order  []*tool
	byName map[string]*tool
	lists  map[string]map[string]bool // by the text of a list: the names of its tools
	names  *namer
}

// toolName and argName are the names that a schema has as they are.
var (
	toolName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)
	argName  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)
)

// keep returns the name of a thing: its own if it is valid, or one made of it.
func (n *namer) keep(name string, valid *regexp.Regexp) string {
	if id := strings.ToLower(name); valid.MatchString(name) && n.given[name] == "" && !n.taken[id] {
		n.given[name], n.taken[id] = name, true
	}
	return n.name(name, name)
}

// tool is a function as the rows name it, and the action that it becomes.
type tool struct {
	name    string
	action  *action.Action
	params  map[string]*action.Param // by the names that rows use
	dropped map[string]error         // parameters that an action cannot have
	names   *namer
	guessed bool // the rows do not describe it
	calls   int
}

func newTools(c *chats) *tools {
	return &tools{chats: c, byName: map[string]*tool{}, lists: map[string]map[string]bool{}, names: newNamer("tool")}
}

// add adds the tools of a row and looks at its calls. It fails where a call is of
// none of them.
func (t *tools) add(x *exchange) error {
	known, err := t.list(x)
	if err != nil {
		return err
	}
	for _, call := range x.calls {
		switch one := t.byName[call.name]; {
		case known[call.name]:
		case len(known) > 0:
			return fmt.Errorf("call of %q, which is none of its tools", call.name)
		case one == nil:
			one = t.begin(x.at, call.name)
			one.guessed = true
			t.lose(x.at, "the row describes no tools: their parameters are the arguments of the calls")
		}
		if one := t.byName[call.name]; one.guessed {
			one.guess(call)
		}
	}
	return nil
}

// list adds the tools of a row, and returns the names of those that are read.
func (t *tools) list(x *exchange) (map[string]bool, error) {
	raw := unwrapped(x.tools)
	if isNull(raw) {
		return nil, nil
	}
	key := string(raw)
	if known := t.lists[key]; known != nil {
		return known, nil
	}
	list, err := elements(raw)
	if err != nil {
		return nil, fmt.Errorf("tools are no JSON: %w", err)
	}
	known := map[string]bool{}
	t.lists[key] = known
	for _, one := range list {
		name, err := t.one(x.at, one)
		if err != nil {
			t.note(x.at, "a tool is left out: %s", err)
			continue
		}
		known[name] = true
	}
	return known, nil
}

// begin adds a tool without parameters.
func (t *tools) begin(at place, name string) *tool {
	id := t.names.keep(name, toolName)
	if id != name {
		t.note(at, "tool %q becomes %s", name, id)
	}
	one := &tool{name: name, action: &action.Action{Name: id}, params: map[string]*action.Param{}, dropped: map[string]error{}, names: newNamer("arg")}
	t.byName[name] = one
	t.order = append(t.order, one)
	return one
}

// one adds a tool, or what is new in its description.
func (t *tools) one(at place, raw json.RawMessage) (string, error) {
	all, err := members(unwrapped(raw))
	if err != nil {
		return "", err
	}
	if inner := find(all, "function", "toolSpec"); inner != nil && inner[0] == '{' {
		if all, err = members(inner); err != nil {
			return "", err
		}
	}
	name, _ := textOf(find(all, "name"))
	if name == "" {
		return "", errors.New("it has no name")
	}
	parameters, err := parametersOf(find(all, "parameters", "input_schema", "inputSchema", "arguments"))
	if err != nil {
		return "", fmt.Errorf("%q: %w", name, err)
	}
	one := t.byName[name]
	again := one != nil
	if !again {
		one = t.begin(at, name)
		one.action.Description, _ = textOf(find(all, "description"))
	}
	required := map[string]bool{}
	for _, m := range parameters.list {
		p, err := parameters.parse(m)
		if err != nil {
			if one.dropped[m.name] == nil {
				t.note(at, "parameter %q of tool %q is left out: it %s", m.name, name, err)
			}
			one.dropped[m.name] = err
			continue
		}
		required[m.name] = p.Required
		p.Required = p.Required && !again
		one.join(m.name, p)
	}
	for said, p := range one.params { // what one description lacks or makes optional may be left out
		p.Required = p.Required && required[said]
	}
	return name, nil
}

// parameters are those of a tool: the properties of a JSON Schema, or a map as xLAM
// has it.
type parameters struct {
	list     []jsonMember
	isMap    bool
	shared   []jsonMember // of a schema: definitions that the properties refer to
	required []string     // of a schema
}

// parametersOf reads a JSON Schema of an object, or a map of parameters as xLAM has
// it.
func parametersOf(raw json.RawMessage) (out parameters, err error) {
	raw = unwrapped(raw)
	if isNull(raw) || raw[0] == '[' {
		return out, nil
	}
	all, err := members(raw)
	if err != nil {
		return out, err
	}
	properties := find(all, "properties")
	if properties == nil && !slices.ContainsFunc(all, func(m jsonMember) bool { return isObject(m.raw) }) {
		return out, nil // {"type": "object"}
	}
	if properties == nil || !isObject(properties) || isObject(find(all, "type")) {
		out.list, out.isMap = all, true
		return out, nil
	}
	_ = json.Unmarshal(find(all, "required"), &out.required)
	for _, m := range all {
		if m.name == "$defs" || m.name == "definitions" {
			out.shared = append(out.shared, m)
		}
	}
	out.list, err = members(properties)
	return out, err
}

func isObject(raw json.RawMessage) bool { return bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) }

// join adds a parameter, or joins it with that of an earlier description.
func (t *tool) join(said string, p *action.Param) {
	before := t.params[said]
	switch {
	case before == nil:
		p.Name = t.names.keep(said, argName)
		t.params[said] = p
		t.action.Params = append(t.action.Params, p)
	case before.Enum != nil && p.Enum != nil && before.Type == p.Type:
		for _, v := range p.Enum {
			if !slices.Contains(before.Enum, v) {
				before.Enum, before.Const = append(before.Enum, v), false
			}
		}
	case before.Type == "integer" && p.Type == "number":
		before.Type = "number"
	}
}

// parse reads one parameter as action.Parse reads a tool's. Its name is given later.
func (all *parameters) parse(m jsonMember) (*action.Param, error) {
	var b bytes.Buffer
	b.WriteString(`[{"name":"f","parameters":{`)
	if !all.isMap {
		b.WriteString(`"type":"object",`)
		for _, d := range all.shared {
			fmt.Fprintf(&b, "%s:%s,", jsonText(d.name), d.raw)
		}
		if slices.Contains(all.required, m.name) {
			b.WriteString(`"required":["p"],`)
		}
		b.WriteString(`"properties":{`)
	}
	fmt.Fprintf(&b, `"p":%s`, m.raw)
	if !all.isMap {
		b.WriteByte('}')
	}
	b.WriteString("}}]")
	s, err := action.Parse(b.Bytes(), "tools")
	if err != nil {
		return nil, paramError(err)
	}
	if len(s.Actions) != 1 || len(s.Actions[0].Params) != 1 {
		return nil, fmt.Errorf("is no description of a parameter: %s", short(m.raw))
	}
	return s.Actions[0].Params[0], nil
}

// paramError takes the names that parse gives the tool and its parameter out of an
// error.
func paramError(err error) error {
	said := err.Error()
	if _, after, ok := strings.Cut(said, `parameter "p"`); ok {
		said = strings.TrimLeft(after, ": ")
	}
	said, _, _ = strings.Cut(said, ": write its parts")
	return errors.New(said)
}

func jsonText(s string) string {
	b, _ := json.Marshal(s) // a string always marshals
	return string(b)
}

// guess takes the parameters of a tool that nothing describes from the arguments of
// a call.
func (t *tool) guess(call saidCall) {
	for _, m := range call.args {
		typ := typeOf(m.raw)
		p := t.params[m.name]
		switch {
		case typ == "":
		case p == nil:
			p = &action.Param{Name: t.names.keep(m.name, argName), Type: typ, Required: t.calls == 0}
			t.params[m.name] = p
			t.action.Params = append(t.action.Params, p)
		case p.Type == typ:
		case p.Type == "integer" && typ == "number", p.Type == "number" && typ == "integer":
			p.Type = "number"
		default:
			p.Type = "string"
		}
	}
	t.calls++
}

// typeOf is the type of a JSON value, "" for one that no parameter has.
func typeOf(raw json.RawMessage) string {
	switch raw = bytes.TrimSpace(raw); {
	case isNull(raw), raw[0] == '[', raw[0] == '{':
		return ""
	case raw[0] == '"':
		return "string"
	case raw[0] == 't', raw[0] == 'f':
		return "boolean"
	case bytes.ContainsAny(raw, ".eE"):
		return "number"
	}
	return "integer"
}

// schema makes the schema of all tools. A parameter that some call of a kept row
// leaves out is not required.
func (t *tools) schema(kept []*exchange) (*action.Schema, error) {
	nothing := false
	for _, x := range kept {
		nothing = nothing || len(x.calls) == 0
		for _, call := range x.calls {
			one := t.byName[call.name]
			for said, p := range one.params {
				if p.Required && p.Ask == "" && isNull(find(call.args, said)) {
					p.Required = false
					t.lose(x.at, "a call leaves out a parameter that its tool requires: it becomes optional")
				}
			}
		}
	}
	var actions []*action.Action
	for _, one := range t.order {
		actions = append(actions, one.action)
	}
	if nothing && t.byName[dataset.None] == nil {
		actions = append(actions, &action.Action{Name: dataset.None, Description: "Asks for nothing that the tools do."})
	}
	return action.New(actions)
}
