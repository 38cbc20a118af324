package action

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"
)

// Load reads a tool list from a file, as Parse does.
func Load(path string) (*Schema, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(data, path)
}

// Tools returns the schema as an OpenAI-style tool list, in indented JSON. Parse
// reads it back.
func (s *Schema) Tools() []byte {
	tools := []ordered{}
	for _, a := range s.Actions {
		tools = append(tools, ordered{{"type", "function"}, {"function", a.function()}})
	}
	var list ordered
	list.add("locale", s.Locale, s.Locale != "")
	b, err := json.MarshalIndent(append(list, pair{"tools", tools}), "", "  ")
	if err != nil {
		panic(err) // strings and finite numbers always marshal, and New allows no others
	}
	return append(b, '\n')
}

func (a *Action) function() ordered {
	properties, required := ordered{}, []string{}
	for _, p := range a.Params {
		properties = append(properties, pair{p.Name, p.property()})
		if p.Required {
			required = append(required, p.Name)
		}
	}
	parameters := ordered{{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}}
	parameters.addAll(a.Other)
	f := ordered{{"name", a.Name}}
	f.add("description", a.Description, a.Description != "")
	return append(f, pair{"parameters", parameters})
}

func (p *Param) property() ordered {
	o := ordered{{"type", p.Type}}
	o.add("format", p.Format, p.Format != "")
	if p.Const {
		o.add("const", p.listing()[0], true)
	} else {
		o.add("enum", p.listing(), len(p.Enum) > 0)
	}
	o.add("minimum", p.Minimum, p.Minimum != nil)
	o.add("maximum", p.Maximum, p.Maximum != nil)
	o.add("exclusiveMinimum", p.ExclusiveMinimum, p.ExclusiveMinimum != nil)
	o.add("exclusiveMaximum", p.ExclusiveMaximum, p.ExclusiveMaximum != nil)
	o.add("multipleOf", p.MultipleOf, p.MultipleOf != nil)
	o.add("minLength", p.MinLength, p.MinLength != nil)
	o.add("maxLength", p.MaxLength, p.MaxLength != nil)
	o.add("pattern", p.Pattern.String(), p.Pattern != nil)
	o.add("description", p.Description, p.Description != "")
	o.add("x-prefer", p.Prefer, p.Prefer != "")
	o.add("x-hours", p.Hours, p.Hours != Hours{})
	o.add("x-ask", p.Ask, p.Ask != "")
	o.addAll(p.Other)
	return o
}

// listing is the values of an enumeration as JSON.
func (p *Param) listing() []any {
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

// ordered is a JSON object whose members keep their order.
type ordered []pair

type pair struct {
	name  string
	value any
}

// add adds a member if it is set.
func (o *ordered) add(name string, v any, set bool) {
	if set {
		*o = append(*o, pair{name, v})
	}
}

// addAll adds keywords in the order of their names.
func (o *ordered) addAll(k Keywords) {
	for _, name := range slices.Sorted(maps.Keys(k)) {
		*o = append(*o, pair{name, k[name]})
	}
}

// MarshalJSON writes the members in their order.
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
		body, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(append(append(name, ':'), body...))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
