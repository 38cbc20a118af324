package serve

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference/calls"
)

// chatTool is an action that the client offers.
type chatTool struct {
	Type     string       `json:"type"`
	Function chatFunction `json:"function"`
}

type chatFunction struct {
	Name       string          `json:"name"`
	Strict     *bool           `json:"strict,omitempty"`     // arguments are what the schema says, no more and no less
	Parameters *toolParameters `json:"parameters,omitempty"` // a function without them takes no arguments

	Description note `json:"description,omitempty"`
}

// toolParameters are what is read of the JSON Schema of arguments.
type toolParameters struct {
	Properties map[string]toolParameter `json:"properties,omitempty"`
	Required   []string                 `json:"required,omitempty"`

	Type        note `json:"type,omitempty"` // object
	Additional  note `json:"additionalProperties,omitempty"`
	Title       note `json:"title,omitempty"`
	Description note `json:"description,omitempty"`
	Dialect     note `json:"$schema,omitempty"`
}

type toolParameter struct {
	Type  json.RawMessage `json:"type,omitempty"` // a name, or a list of names
	AnyOf []toolVariant   `json:"anyOf,omitempty"`
	Enum  []any           `json:"enum,omitempty"`

	Title       note `json:"title,omitempty"`
	Description note `json:"description,omitempty"`
	Default     note `json:"default,omitempty"`
	Format      note `json:"format,omitempty"`
}

type toolVariant struct {
	Type json.RawMessage `json:"type,omitempty"`
}

func (f *chatFunction) strict() bool { return f.Strict != nil && *f.Strict }

// kinds are the types of JSON that a parameter may have, none where the schema does not
// say in a way that is read.
func (p *toolParameter) kinds() []string {
	var all []string
	for _, raw := range append([]toolVariant{{p.Type}}, p.AnyOf...) {
		var one string
		var several []string
		if json.Unmarshal(raw.Type, &one) == nil {
			all = append(all, one)
		} else if json.Unmarshal(raw.Type, &several) == nil {
			all = append(all, several...)
		}
	}
	return all
}

// takes reports whether the schema allows values of the type of a parameter of the model.
func (p *toolParameter) takes(kind string) bool {
	kinds := p.kinds()
	return len(kinds) == 0 || slices.Contains(kinds, kind) || kind == "integer" && slices.Contains(kinds, "number")
}

// limits are what tools and tool_choice allow. silent says that no call is wanted.
func (q *chatRequest) limits(l *loaded) (limits *calls.Limits, silent bool, err error) {
	limits = &calls.Limits{Params: map[string][]string{}, Required: map[string][]string{}, Single: q.ParallelToolCalls != nil && !*q.ParallelToolCalls}
	for i := range q.Tools {
		if err := q.Tools[i].allow(l, limits); err != nil {
			return nil, false, err
		}
	}
	choice, names, err := q.choice()
	if err != nil {
		return nil, false, err
	}
	for _, name := range names {
		if !slices.Contains(limits.Actions, name) {
			return nil, false, refused("tool_choice", "tool_choice: %q is not one of the tools", name)
		}
	}
	if names != nil {
		limits.Actions = names
	}
	switch {
	case choice == "none" || len(q.Tools) == 0:
		if choice == "required" { // without tools
			return nil, false, refused("tool_choice", "tool_choice: a call is required, and there are no tools")
		}
		return nil, choice == "none" && len(q.Tools) > 0, nil
	case choice == "required":
		limits.Single = true // a model that may not say none() would call without end
	case choice == "auto" && l.refuses() && !slices.Contains(limits.Actions, dataset.None):
		limits.Actions = append(limits.Actions, dataset.None)
	}
	return limits, false, nil
}

// allow adds a tool to limits, or says why the model cannot call it.
func (t *chatTool) allow(l *loaded, limits *calls.Limits) error {
	name := t.Function.Name
	switch {
	case t.Type != "function":
		return refused("tools", "tools: type %q is not function", t.Type)
	case slices.Contains(limits.Actions, name):
		return refused("tools", "tools: %q is there twice", name)
	case !l.actions[name]:
		return unsupported("the model has no action %q: GET /v1/actions lists those it has", name)
	}
	limits.Actions = append(limits.Actions, name)
	limits.Params[name] = []string{}
	if t.Function.Parameters == nil {
		return nil
	}
	known := l.model.Schema().Action(name)
	for _, p := range known.Params {
		theirs, ok := t.Function.Parameters.Properties[p.Name]
		if !ok {
			continue
		}
		if err := t.Function.fits(&theirs, p); err != nil {
			return err
		}
		limits.Params[name] = append(limits.Params[name], p.Name)
	}
	for _, need := range t.Function.Parameters.Required {
		if known.Param(need) == nil {
			return unsupported("%s requires %q, which the model cannot give", name, need)
		}
		if theirs := t.Function.Parameters.Properties[need]; t.Function.strict() && !slices.Contains(theirs.kinds(), "null") {
			limits.Required[name] = append(limits.Required[name], need)
		}
	}
	return nil
}

// fits reports what the model may write for a parameter and the tool does not take.
func (f *chatFunction) fits(theirs *toolParameter, ours *action.Param) error {
	if kinds := theirs.kinds(); f.strict() && !theirs.takes(ours.Type) {
		return unsupported("%s is strict and takes %s as %s, the model writes it as %s", f.Name, ours.Name, strings.Join(kinds, " or "), ours.Type)
	}
	if len(theirs.Enum) == 0 {
		return nil
	}
	for _, value := range ours.Enum {
		if !slices.Contains(theirs.Enum, any(value)) {
			return unsupported("%s: %s does not allow %q, which the model may write", f.Name, ours.Name, value)
		}
	}
	return nil
}

func unsupported(format string, args ...any) error {
	return &fault{status: http.StatusBadRequest, code: "unsupported_tool", param: "tools", message: "tools: " + fmt.Sprintf(format, args...)}
}

// arguments are those of a call. A strict tool also has those that it requires and the
// prompt does not have, where they may be null.
func (q *chatRequest) arguments(c *dataset.Call) map[string]any {
	args := map[string]any{}
	maps.Copy(args, c.Arguments)
	i := slices.IndexFunc(q.Tools, func(t chatTool) bool { return t.Function.Name == c.Name })
	if i < 0 || !q.Tools[i].Function.strict() || q.Tools[i].Function.Parameters == nil {
		return args
	}
	for _, need := range q.Tools[i].Function.Parameters.Required {
		if _, said := args[need]; !said {
			args[need] = nil
		}
	}
	return args
}

// choice reads tool_choice: auto, none or required, and the tools that it names.
func (q *chatRequest) choice() (mode string, names []string, err error) {
	if !given(q.ToolChoice) {
		return "auto", nil, nil
	}
	var word string
	if json.Unmarshal(q.ToolChoice, &word) == nil {
		if !slices.Contains([]string{"auto", "none", "required"}, word) {
			return "", nil, refused("tool_choice", "tool_choice %q is none of auto, none, required", word)
		}
		return word, nil, nil
	}
	var o struct {
		Type     string `json:"type"`
		Function struct {
			Name string `json:"name"`
		} `json:"function"`
		Allowed struct {
			Mode  string     `json:"mode"`
			Tools []chatTool `json:"tools"`
		} `json:"allowed_tools"`
	}
	if err := unmarshal(q.ToolChoice, &o); err != nil {
		return "", nil, err
	}
	switch {
	case o.Type == "function" && o.Function.Name != "":
		return "required", []string{o.Function.Name}, nil
	case o.Type == "allowed_tools" && len(o.Allowed.Tools) > 0 && slices.Contains([]string{"auto", "required"}, o.Allowed.Mode):
		for _, t := range o.Allowed.Tools {
			names = append(names, t.Function.Name)
		}
		return o.Allowed.Mode, names, nil
	}
	return "", nil, refused("tool_choice", "tool_choice is none of auto, none, required, a function, allowed_tools")
}
