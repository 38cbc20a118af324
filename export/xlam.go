package export

import (
	"encoding/json"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// xlam writes examples as the datasets of xLAM have them: the prompt, and tools and
// answers as JSON in a string.
type xlam struct {
	toolbox
	tools string
}

type (
	xlamRow struct {
		ID      string `json:"id"`
		Query   string `json:"query"`
		Answers string `json:"answers"` // [{"name", "arguments"}] as text
		Tools   string `json:"tools"`   // [{"name", "description", "parameters"}] as text
	}
	xlamTool struct {
		Name        string          `json:"name"`
		Description string          `json:"description"`
		Parameters  json.RawMessage `json:"parameters"` // an xlamParam for each name
	}
	xlamParam struct {
		Description string          `json:"description"`
		Type        string          `json:"type"` // of Python; ", optional" follows where it may be absent
		Format      string          `json:"format,omitempty"`
		Enum        []any           `json:"enum,omitempty"`
		Minimum     *float64        `json:"minimum,omitempty"`
		Maximum     *float64        `json:"maximum,omitempty"`
		Default     json.RawMessage `json:"default,omitempty"`
	}
)

// pythonTypes are the names that xLAM has for the types of parameters.
var pythonTypes = map[string]string{"string": "str", "integer": "int", "number": "float", "boolean": "bool"}

func newXLAM(s *action.Schema) (*xlam, error) {
	box, err := newToolbox(s)
	if err != nil {
		return nil, err
	}
	tools := []xlamTool{}
	for _, a := range box.Actions {
		params, err := xlamParams(a)
		if err != nil {
			return nil, err
		}
		tools = append(tools, xlamTool{a.Name, a.Description, params})
	}
	raw, err := encode(tools)
	return &xlam{box, string(raw)}, err
}

// xlamParams writes the parameters of an action in their order.
func xlamParams(a *action.Action) (json.RawMessage, error) {
	return object(a.Params, func(p *action.Param) (string, any) {
		typ := pythonTypes[p.Type]
		if !p.Required {
			typ += ", optional"
		}
		return p.Name, xlamParam{p.Description, typ, p.Format, listing(p), p.Minimum, p.Maximum, p.Other["default"]}
	})
}

// append writes one row. xLAM has no place for the day that relative dates count
// from, so the query begins with it.
func (x *xlam) append(b []byte, e *dataset.Example) ([]byte, error) {
	calls, err := x.calls(e)
	if err != nil {
		return b, err
	}
	if calls == nil {
		calls = []dataset.Call{}
	}
	answers, err := encode(calls)
	if err != nil {
		return b, err
	}
	query := e.Text
	if day := today(e); day != "" {
		query = day + " " + query
	}
	raw, err := encode(xlamRow{e.ID, query, string(answers), x.tools})
	return append(b, raw...), err
}
