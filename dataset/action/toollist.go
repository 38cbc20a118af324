package action

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/slmkit/slmkit/dataset/sniff"
)

// The JSON of an OpenAI-style tool list.
type (
	toolList struct {
		Locale string `json:"locale,omitempty"`
		Tools  []tool `json:"tools"`
	}
	tool struct {
		Type     string   `json:"type"`
		Function function `json:"function"`
	}
	function struct {
		Name        string     `json:"name"`
		Description string     `json:"description,omitempty"`
		Parameters  parameters `json:"parameters"`
	}
	parameters struct {
		Type                 string          `json:"type"`
		Properties           ordered         `json:"properties"`
		Required             []string        `json:"required"`
		AdditionalProperties json.RawMessage `json:"additionalProperties,omitempty"`
	}
	property struct {
		Type        string   `json:"type"`
		Format      string   `json:"format,omitempty"`
		Enum        []string `json:"enum,omitempty"`
		Minimum     *float64 `json:"minimum,omitempty"`
		Maximum     *float64 `json:"maximum,omitempty"`
		Description string   `json:"description,omitempty"`
		Prefer      string   `json:"x-prefer,omitempty"`
		Hours       Hours    `json:"x-hours,omitzero"`
	}
	// ordered is a JSON object whose members keep their order.
	ordered []member
	member  struct {
		name string
		property
	}
)

func (o *ordered) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if t, err := dec.Token(); err != nil {
		return err
	} else if t != json.Delim('{') {
		return errors.New("properties is not an object")
	}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return err
		}
		m := member{name: t.(string)}
		if err := dec.Decode(&m.property); err != nil {
			return fmt.Errorf("property %q: %w", m.name, err)
		}
		*o = append(*o, m)
	}
	return nil
}

func (o ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		body, err := json.Marshal(m.property)
		if err != nil {
			return nil, err
		}
		b.Write(append(append(name, ':'), body...))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Parse reads an OpenAI-style tool list: {"tools":[…]} or the list alone. name is
// the file's name for errors.
func Parse(data []byte, name string) (*Schema, error) {
	var list toolList
	var err error
	if t := bytes.TrimLeft(data, " \t\r\n"); len(t) > 0 && t[0] == '[' {
		err = json.Unmarshal(data, &list.Tools)
	} else {
		err = json.Unmarshal(data, &list)
	}
	if err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			line := 1 + bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n"))
			return nil, fmt.Errorf("%s:%d: not JSON: %v", name, line, err)
		}
		return nil, fmt.Errorf("%s: not a tool list: %v", name, err)
	}
	actions := make([]*Action, 0, len(list.Tools))
	for i, t := range list.Tools {
		a, err := t.Function.action()
		if err != nil {
			return nil, fmt.Errorf("%s: tool %d, %q: %w", name, i+1, t.Function.Name, err)
		}
		actions = append(actions, a)
	}
	s, err := New(actions)
	if err == nil {
		err = s.SetLocale(list.Locale)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

// Load reads a tool list from a file.
func Load(path string) (*Schema, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if err := sniff.Text(data[:min(len(data), sniff.Length)]); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return Parse(data, path)
}

func (f *function) action() (*Action, error) {
	if f.Parameters.Type != "" && f.Parameters.Type != "object" {
		return nil, fmt.Errorf("parameters are of type %q, not object", f.Parameters.Type)
	}
	a := &Action{Name: f.Name, Description: f.Description}
	for _, m := range f.Parameters.Properties {
		typ := m.Type
		if typ == "" && len(m.Enum) > 0 {
			typ = "string"
		}
		a.Params = append(a.Params, &Param{Name: m.name, Description: m.Description, Type: typ, Format: m.Format,
			Enum: m.Enum, Minimum: m.Minimum, Maximum: m.Maximum, Prefer: m.Prefer, Hours: m.Hours, Required: slices.Contains(f.Parameters.Required, m.name)})
	}
	for _, name := range f.Parameters.Required {
		if a.Param(name) == nil {
			return nil, fmt.Errorf("required parameter %q is not among the properties", name)
		}
	}
	return a, nil
}

// Tools returns the schema as an OpenAI-style tool list, in indented JSON. Parse
// reads it back.
func (s *Schema) Tools() []byte {
	list := toolList{Locale: s.Locale}
	for _, a := range s.Actions {
		f := function{Name: a.Name, Description: a.Description}
		f.Parameters = parameters{Type: "object", Properties: ordered{}, Required: []string{}, AdditionalProperties: json.RawMessage("false")}
		for _, p := range a.Params {
			f.Parameters.Properties = append(f.Parameters.Properties, member{p.Name, property{
				Type: p.Type, Format: p.Format, Enum: p.Enum, Minimum: p.Minimum, Maximum: p.Maximum, Description: p.Description, Prefer: p.Prefer, Hours: p.Hours}})
			if p.Required {
				f.Parameters.Required = append(f.Parameters.Required, p.Name)
			}
		}
		list.Tools = append(list.Tools, tool{"function", f})
	}
	b, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		panic(err) // strings and finite numbers always marshal, and New allows no others
	}
	return append(b, '\n')
}
