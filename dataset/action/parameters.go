package action

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// parameterReader reads the parameters of one action.
type parameterReader struct {
	*reader
	action   *Action
	optional map[string]bool // by parameter: whether it may be null, and so be left out
	required []required
}

// required is the name of a parameter that calls must have.
type required struct {
	name string
	at   int
}

// parameters reads the schema of an action's parameters.
func (r *reader) parameters(a *Action, v value) error {
	pr := &parameterReader{reader: r, action: a, optional: map[string]bool{}}
	if err := pr.read(v); err != nil {
		return err
	}
	for _, need := range pr.required {
		p := a.Param(need.name)
		if p == nil && r.omit != nil {
			continue // passed over
		}
		if p == nil {
			return &fault{need.at, fmt.Errorf("required parameter %q is not among the properties", need.name)}
		}
		p.Required = true
	}
	for _, p := range a.Params {
		p.Required = p.Required && !pr.optional[p.Name]
	}
	return nil
}

func (r *parameterReader) read(v value) error {
	if v.kind() == '[' {
		return r.list(v)
	}
	all, err := r.together(v, 0)
	if err != nil {
		return err
	}
	for _, o := range all {
		switch {
		case len(o) == 1 && o[0].name == "json" && isSchema(o[0].value):
			err = r.read(o[0].value) // of Bedrock
		case isFlat(o):
			err = r.flatMap(o)
		case o.has("anyOf", "oneOf") && !o.has("properties"):
			err = r.alternatives(o)
		default:
			err = r.object(o)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// object reads a schema of type object.
func (r *parameterReader) object(o object) error {
	if err := isObject(o.get("type")); err != nil {
		return err
	}
	properties, err := o.get("properties").object("properties")
	if err != nil {
		return err
	}
	for _, m := range properties {
		if err := r.add(m.name, m.value); err != nil {
			return err
		}
	}
	names, err := o.get("required").list("required")
	if err != nil {
		return err
	}
	for _, n := range names {
		name, err := n.text("required")
		if err != nil {
			return err
		}
		r.required = append(r.required, required{name, n.at})
	}
	r.rest(o)
	return nil
}

// rest notes and keeps the keywords of the object that are not enforced.
func (r *parameterReader) rest(o object) {
	read := []string{"type", "properties", "required", "nullable", "additionalProperties", "name", "description", "strict"}
	if more := o.get("additionalProperties"); more.kind() == '{' && len(more.raw) > len("{}") {
		r.ignore("additionalProperties", r.action.Name)
	}
	for _, m := range o {
		if !slices.Contains(read, m.name) && !isAnnotation(m.name) {
			r.ignore(m.name, r.action.Name)
			r.action.Other = r.action.Other.with(m)
		}
	}
}

// isObject returns an error if a type is not that of an object.
func isObject(v value) error {
	if v.kind() == '[' && strings.Contains(strings.ToLower(string(v.raw)), `"object"`) {
		return nil
	}
	typ, err := v.text("type")
	if err != nil {
		return err
	}
	if name, _, _ := typeName(typ); name != "object" && typ != "" {
		return &fault{v.at, fmt.Errorf("parameters are of type %q, not object", typ)}
	}
	return nil
}

// alternatives reads a schema that is one of several. Of several objects none is read.
func (r *parameterReader) alternatives(o object) error {
	list := o.get("anyOf", "oneOf")
	variants, err := list.list("anyOf")
	if err != nil {
		return err
	}
	variants = slices.DeleteFunc(variants, func(v value) bool {
		o, err := v.object("")
		typ, _ := o.get("type").text("")
		return err == nil && typ == "null"
	})
	if len(variants) != 1 {
		return &fault{list.at, errors.New("its parameters are one of several objects: write a tool for each")}
	}
	return r.read(variants[0])
}

// isSchema reports whether a value is a JSON Schema of an object.
func isSchema(v value) bool {
	o, err := v.object("")
	typ, _ := o.get("type").text("")
	return err == nil && (typ == "object" || o.has("properties", "$ref"))
}

// isFlat reports whether an object is a map of parameters, which has no type and
// properties of its own: {"city": {"type": "str"}}.
func isFlat(o object) bool {
	for _, m := range o {
		if m.kind() != '{' || !isProperty(m.value) {
			return false
		}
	}
	return len(o) > 0
}

// isProperty reports whether a value is the schema of a parameter.
func isProperty(v value) bool {
	o, err := v.object("")
	typ := o.get("type").kind()
	return err == nil && (typ == '"' || typ == '[' || typ == 'x' && o.has("description", "enum", "anyOf", "default"))
}

// flatMap reads a map of parameters. One is required unless it says otherwise or has a
// default.
func (r *parameterReader) flatMap(o object) error {
	for _, m := range o {
		if err := r.add(m.name, m.value); err != nil {
			return err
		}
		p := r.action.Param(m.name)
		if p == nil {
			continue // passed over
		}
		schema, err := m.object(m.name)
		if err != nil {
			return err
		}
		if !schema.has("required") {
			p.Required = !schema.has("default")
		}
	}
	return nil
}

// list reads a list of parameters, each with its name.
func (r *parameterReader) list(v value) error {
	list, err := v.list("parameters")
	if err != nil {
		return err
	}
	for _, e := range list {
		o, err := e.object("parameters")
		if err != nil {
			return err
		}
		name, err := o.get("name").text("name")
		if err != nil {
			return err
		}
		if err := r.add(name, e); err != nil {
			return err
		}
	}
	return nil
}

// add reads a parameter.
func (r *parameterReader) add(name string, v value) error {
	if r.action.Param(name) != nil {
		return &fault{v.at, fmt.Errorf("parameter %q is defined twice", name)}
	}
	if r.omit != nil && slices.Contains(turning, strings.ToLower(name)) {
		r.omit(v.at, fmt.Sprintf("%s: the parameter %s is left out: software sets it, and nobody says it", r.action.Name, name))
		return nil
	}
	p, optional, err := r.parameter(name, r.action.Name+"."+name, v)
	if err == nil {
		if err = p.check(); err != nil {
			err = &fault{v.at, err}
		}
	}
	if err != nil && r.passOver(v.at, r.action.Name+": the parameter "+name, err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("parameter %q: %w", name, err)
	}
	r.action.Params = append(r.action.Params, p)
	r.optional[name] = optional
	return nil
}
