package export

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// toolbox is the actions of a schema as tools that an assistant can call. Asking for
// nothing is an answer in words, so dataset.None is none of them.
type toolbox struct{ *action.Schema }

func newToolbox(s *action.Schema) (toolbox, error) {
	var actions []*action.Action
	for _, a := range s.Actions {
		if a.Name != dataset.None {
			actions = append(actions, a)
		}
	}
	tools, err := action.New(actions)
	return toolbox{tools}, err
}

// list is the tools as a JSON list on one line.
func (t toolbox) list() (json.RawMessage, error) {
	var list struct{ Tools json.RawMessage }
	if err := json.Unmarshal(t.Tools(), &list); err != nil {
		return nil, err
	}
	var line bytes.Buffer
	err := json.Compact(&line, list.Tools)
	return line.Bytes(), err
}

// calls returns the calls of tools that an example asks for, with arguments that are
// never nil.
func (t toolbox) calls(e *dataset.Example) ([]dataset.Call, error) {
	var out []dataset.Call
	for _, c := range e.Want() {
		if c.Name == dataset.None {
			continue
		}
		if t.Action(c.Name) == nil {
			return nil, fmt.Errorf("action %q is not in the schema: name the right one with --actions", c.Name)
		}
		if c.Arguments == nil {
			c.Arguments = map[string]any{}
		}
		out = append(out, c)
	}
	return out, nil
}

// listing is the values of an enumeration as JSON has them, and nil for a parameter
// that is none.
func listing(p *action.Param) []any {
	var out []any
	for _, v := range p.Enum {
		if p.Type == "string" {
			out = append(out, v)
		} else {
			out = append(out, json.RawMessage(v))
		}
	}
	return out
}

// today tells a model the day that relative dates count from, because arguments are
// absolute dates. It is "" where the example names no day.
func today(e *dataset.Example) string {
	if e.Ref == "" {
		return ""
	}
	return "Today is " + e.Ref + "."
}
