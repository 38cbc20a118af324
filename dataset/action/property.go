package action

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// readKeywords are the keywords of a parameter that have a field of Param.
var readKeywords = []string{"type", "format", "description", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
	"multipleOf", "minLength", "maxLength", "pattern", "nullable", "required", "optional", "name", "x-prefer", "x-hours", "x-ask"}

// parameter reads the schema of a parameter, whose place in notes is where. It is
// optional if it may be null.
func (r *reader) parameter(name, where string, v value) (p *Param, optional bool, err error) {
	o, err := r.flat(v, where, 0)
	if err != nil {
		return nil, false, err
	}
	p = &Param{Name: name}
	if optional, err = r.typed(p, o, where); err != nil {
		return nil, false, err
	}
	for _, read := range []func(object) error{p.readValues, p.readBounds, p.readLengths, p.readWords} {
		if err := read(o); err != nil {
			return nil, false, err
		}
	}
	r.keep(p, o, where)
	null, err := mayBeNull(o)
	return p, optional || null, err
}

// mayBeNull reports whether a schema allows null, or says that it is optional.
func mayBeNull(o object) (bool, error) {
	listed, err := o.get("enum").list("enum")
	if err != nil {
		return false, err
	}
	for _, key := range []string{"nullable", "optional"} {
		if yes, err := o.get(key).flag(key); yes || err != nil {
			return yes, err
		}
	}
	return slices.ContainsFunc(listed, func(v value) bool { return v.kind() == 'n' }), nil
}

// typed reads the type and format. Where there is no type, values or keywords tell it.
func (r *reader) typed(p *Param, o object, where string) (optional bool, err error) {
	said, err := o.get("type").text("type")
	if err != nil {
		return false, err
	}
	format, err := o.get("format").text("format")
	if err != nil {
		return false, err
	}
	typ, implied, optional := typeName(said)
	if typ == "" {
		typ = impliedType(o)
	}
	switch {
	case typ == "array" || typ == "object":
		return false, &fault{o.get("type", "properties", "items").at, unserved(typ)}
	case typ == "":
		typ = "string"
		r.note(where + " has no one type: read as text")
	}
	p.Type = typ
	if typ == "string" && format != "enum" {
		p.Format = format
		if format == "" {
			p.Format = implied
		}
	}
	return optional, nil
}

// unserved is the error of a type whose values targets cannot write.
func unserved(typ string) error {
	what := map[string]string{"array": "a list", "object": "an object"}[typ]
	return fmt.Errorf("is %s, which a call in target syntax cannot hold: write its parts as parameters of their own, or leave it out", what)
}

// impliedType returns the type that a schema without one describes, "" if it may be
// any.
func impliedType(o object) string {
	for _, listed := range [][]byte{o.get("const").raw, o.get("enum").raw} {
		if typ := typeOfValues(listed); typ != "" {
			return typ
		}
	}
	switch {
	case o.has("properties"):
		return "object"
	case o.has("items", "minItems", "maxItems"):
		return "array"
	case o.has("pattern", "minLength", "maxLength", "format"):
		return "string"
	case o.has("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"):
		return "number"
	}
	return ""
}

// typeOfValues returns the type of a JSON value, or of the values of a list. It is ""
// where they have several.
func typeOfValues(raw []byte) string {
	all, err := value{raw: raw}.list("")
	if err != nil {
		all = []value{{raw: raw}}
	}
	var types []string
	for _, v := range all {
		switch v.kind() {
		case '"':
			types = append(types, "string")
		case 't', 'f':
			types = append(types, "boolean")
		case '0':
			if d, ok := parseDecimal(string(v.raw)); ok && d.whole() {
				types = append(types, "integer")
			} else {
				types = append(types, "number")
			}
		case '{', '[':
			types = append(types, "object")
		}
	}
	slices.Sort(types)
	switch types = slices.Compact(types); {
	case len(types) == 1:
		return types[0]
	case slices.Equal(types, []string{"integer", "number"}):
		return "number"
	}
	return ""
}

// readValues reads the enumeration or the constant.
func (p *Param) readValues(o object) error {
	listed, err := o.get("enum").list("enum")
	if err != nil {
		return err
	}
	if c := o.get("const"); c.given() {
		listed, p.Const = []value{c}, true
	}
	for _, v := range listed {
		if v.kind() == 'n' {
			continue // null leaves the parameter out
		}
		text, ok := p.written(v)
		if !ok {
			return &fault{v.at, fmt.Errorf("enum lists %v, and the type is %s: write values of one type", v, p.Type)}
		}
		p.Enum = append(p.Enum, text)
	}
	return nil
}

// written returns a value of an enumeration as targets write it. It is false if the
// value is of another type than the parameter.
func (p *Param) written(v value) (string, bool) {
	switch k := v.kind(); {
	case k == '"' && p.Type == "string":
		s, err := v.text("enum")
		return s, err == nil
	case (k == 't' || k == 'f') && p.Type == "boolean":
		return string(v.raw), true
	case k == '0' && (p.Type == "integer" || p.Type == "number"):
		d, ok := parseDecimal(string(v.raw))
		return d.String(), ok
	}
	return "", false
}

// readBounds reads what bounds a number. A bound that is marked as exclusive by true, as
// in draft 4 of JSON Schema, is an exclusive bound.
func (p *Param) readBounds(o object) error {
	for _, b := range []struct {
		key, exclusive string
		bound, outside **float64
	}{{"minimum", "exclusiveMinimum", &p.Minimum, &p.ExclusiveMinimum}, {"maximum", "exclusiveMaximum", &p.Maximum, &p.ExclusiveMaximum}} {
		var err error
		if *b.bound, err = o.get(b.key).number(b.key); err != nil {
			return err
		}
		switch v := o.get(b.exclusive); v.kind() {
		case 't':
			*b.bound, *b.outside = nil, *b.bound
		case 'f':
		default:
			if *b.outside, err = v.number(b.exclusive); err != nil {
				return err
			}
		}
	}
	var err error
	p.MultipleOf, err = o.get("multipleOf").number("multipleOf")
	return err
}

func (p *Param) readLengths(o object) (err error) {
	if p.MinLength, err = o.get("minLength").count("minLength"); err != nil {
		return err
	}
	p.MaxLength, err = o.get("maxLength").count("maxLength")
	return err
}

// readWords reads the keywords whose values are text, and whether the parameter says
// itself that it is required.
func (p *Param) readWords(o object) (err error) {
	if p.Description, err = o.get("description").text("description"); err != nil {
		return err
	}
	if v := o.get("pattern"); v.given() {
		pattern, err := v.text("pattern")
		if err != nil {
			return err
		}
		p.Pattern = NewPattern(pattern)
	}
	if p.Prefer, err = o.get("x-prefer").text("x-prefer"); err != nil {
		return err
	}
	if p.Ask, err = o.get("x-ask").text("x-ask"); err != nil {
		return err
	}
	if v := o.get("x-hours"); v.given() {
		if err := json.Unmarshal(v.raw, &p.Hours); err != nil {
			return &fault{v.at, fmt.Errorf("x-hours: %w", err)}
		}
	}
	if v := o.get("required"); v.kind() != '[' {
		p.Required, err = v.flag("required")
	}
	return err
}

// standardFormats are the formats that JSON Schema and OpenAPI define, beside those that
// Formats reads.
var standardFormats = []string{"date-time", "duration", "idn-email", "hostname", "idn-hostname", "iri", "iri-reference", "uri-reference", "uri-template",
	"regex", "json-pointer", "relative-json-pointer", "byte", "binary"}

// keep keeps the keywords that have no field of Param, and notes what is not enforced.
func (r *reader) keep(p *Param, o object, where string) {
	if Formats[p.Format] == nil && slices.Contains(standardFormats, p.Format) {
		r.ignore("format "+p.Format, where)
	}
	if p.Pattern != nil && !p.Pattern.Enforced() {
		r.ignore("pattern "+p.Pattern.String(), where)
	}
	for _, m := range o {
		ofNumber := m.name == "format" && (p.Type != "string" || p.Format == "")
		if slices.Contains(readKeywords, m.name) && !ofNumber {
			continue
		}
		if !ofNumber && !isAnnotation(m.name) {
			r.ignore(m.name, where)
		}
		p.Other = p.Other.with(m)
	}
}

// annotations are keywords that say nothing of what a value may be.
var annotations = []string{"title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly", "$comment", "$schema", "$id", "$anchor", "additionalProperties", "propertyOrdering"}

// isAnnotation reports whether a keyword says nothing of what a value may be. Those of
// vendors begin with x-.
func isAnnotation(keyword string) bool {
	return slices.Contains(annotations, keyword) || strings.HasPrefix(keyword, "x-")
}

// with returns the keywords with one more. A reference is left out, as nobody could
// follow it outside its file.
func (k Keywords) with(m member) Keywords {
	compact, err := json.Marshal(json.RawMessage(m.raw)) // as Tools writes it
	if err != nil || bytes.Contains(m.raw, []byte(`"$ref"`)) {
		return k
	}
	if k == nil {
		k = Keywords{}
	}
	k[m.name] = compact
	return k
}
