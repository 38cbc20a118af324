package action

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// deepest is how many references and combinations may lie in each other.
const deepest = 32

// flat returns the members of a schema with what $ref, allOf, anyOf, oneOf and a list of
// types say in their places. The member nullable is true where one of them
// allows null. where names the place for notes.
func (r *reader) flat(v value, where string, depth int) (object, error) {
	all, err := r.together(v, depth)
	if err != nil {
		return nil, err
	}
	var out object
	for _, o := range all {
		for _, m := range o {
			if out, err = out.with(m); err != nil {
				return nil, err
			}
		}
	}
	if list := out.get("type"); list.kind() == '[' {
		if out, err = r.typeList(out, list, where); err != nil {
			return nil, err
		}
	}
	for _, key := range []string{"anyOf", "oneOf"} {
		if out.has(key) {
			if out, err = r.union(out, key, where, depth); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// together returns the schemas that hold together for a value: what its reference
// names, the parts of its allOf, and the schema itself without these.
func (r *reader) together(v value, depth int) ([]object, error) {
	if depth > deepest {
		return nil, &fault{v.at, errors.New("its $ref leads back to itself, so it has no end")}
	}
	if v.kind() == 't' {
		return nil, nil // true allows anything
	}
	o, err := v.object("the schema")
	if err != nil {
		return nil, err
	}
	parts, err := o.get("allOf").list("allOf")
	if err != nil {
		return nil, err
	}
	if ref := o.get("$ref"); ref.given() {
		target, err := r.target(ref)
		if err != nil {
			return nil, err
		}
		parts = append([]value{target}, parts...)
	}
	var out []object
	for _, part := range parts {
		more, err := r.together(part, depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return append(out, o.without("$ref", "allOf", "$defs", "definitions")), nil
}

func (o object) without(names ...string) object {
	return slices.DeleteFunc(slices.Clone(o), func(m member) bool { return slices.Contains(names, m.name) })
}

// with returns an object with one more member. Of two bounds the tighter holds, of
// other members the later one.
func (o object) with(m member) (object, error) {
	before := o.get(m.name)
	if before.given() {
		switch a, err := tighter(m.name, before, m.value); {
		case err != nil:
			return nil, err
		case a:
			return o, nil
		}
	}
	return append(o.without(m.name), m), nil
}

// tighter reports whether bound a of a keyword excludes more than bound b.
func tighter(keyword string, a, b value) (bool, error) {
	sign := 0.0
	switch keyword {
	case "minimum", "exclusiveMinimum", "minLength":
		sign = 1
	case "maximum", "exclusiveMaximum", "maxLength":
		sign = -1
	}
	if sign == 0 || a.kind() == 't' || b.kind() == 't' || a.kind() == 'f' || b.kind() == 'f' {
		return false, nil
	}
	x, err1 := a.number(keyword)
	y, err2 := b.number(keyword)
	if err := errors.Join(err1, err2); err != nil {
		return false, err
	}
	return sign**x > sign**y, nil
}

// target returns what a reference names: a place in the schema of the parameters, in
// the tool, or in the file.
func (r *reader) target(ref value) (value, error) {
	s, err := ref.text("$ref")
	if err != nil {
		return value{}, err
	}
	path, here := strings.CutPrefix(s, "#")
	if !here {
		return value{}, &fault{ref.at, fmt.Errorf("$ref %q leads out of the file: put what it names into $defs", s)}
	}
	if unescaped, err := url.PathUnescape(path); err == nil {
		path = unescaped
	}
	for _, root := range []value{r.root, r.tool, r.file} {
		if v := root.pointed(path); v.given() {
			return v, nil
		}
	}
	return value{}, &fault{ref.at, fmt.Errorf("$ref %q names nothing in the file", s)}
}

// pointed follows a JSON Pointer (RFC 6901). The value is not given where it leads
// nowhere.
func (v value) pointed(path string) value {
	if path == "" {
		return v
	}
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if rest != "" {
		rest = "/" + rest
	}
	first = strings.NewReplacer("~1", "/", "~0", "~").Replace(first)
	switch v.kind() {
	case '{':
		o, _ := v.object("")
		return o.get(first).pointed(rest)
	case '[':
		list, _ := v.list("")
		if i, err := strconv.Atoi(first); err == nil && i >= 0 && i < len(list) {
			return list[i].pointed(rest)
		}
	}
	return value{}
}

// literal is a value that no file holds.
func literal(json string, at int) value { return value{[]byte(json), at} }

func quoted(s string, at int) value { return literal(strconv.Quote(s), at) }

// typeList puts one type in the place of a list of types.
func (r *reader) typeList(o object, list value, where string) (object, error) {
	types, err := list.texts("type")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, t := range types {
		name, _, _ := typeName(t)
		names = append(names, name)
	}
	return r.oneType(o.without("type"), names, list.at, where), nil
}

// oneType adds the one type that has the values of several. Text has all of them.
func (r *reader) oneType(o object, types []string, at int, where string) object {
	set := func(name string, v value) { o = append(o.without(name), member{name, v}) }
	if slices.Contains(types, "null") {
		set("nullable", literal("true", at))
	}
	types = slices.DeleteFunc(slices.Clone(types), func(t string) bool { return t == "null" })
	if scalars := slices.DeleteFunc(slices.Clone(types), func(t string) bool { return t == "array" || t == "object" }); len(scalars) > 0 && len(scalars) < len(types) {
		r.note(where + " may be a list or an object, which targets cannot write: read as one value")
		types = scalars
	}
	slices.Sort(types)
	switch types = slices.Compact(types); {
	case len(types) == 1:
		set("type", quoted(types[0], at))
	case slices.Equal(types, []string{"integer", "number"}):
		set("type", quoted("number", at))
	case len(types) > 1:
		r.note(where + " has several types (" + strings.Join(types, ", ") + "): read as text")
		set("type", quoted("string", at))
	}
	return o
}

// union puts the one schema that has the values of several in their place: of one
// variant beside null, of lists of values, or the common type.
func (r *reader) union(o object, key, where string, depth int) (object, error) {
	list, err := o.get(key).list(key)
	if err != nil {
		return nil, err
	}
	at, rest := o.get(key).at, o.without(key)
	var variants []object
	nullable := false
	for _, v := range list {
		variant, err := r.flat(v, where, depth+1)
		if err != nil {
			return nil, err
		}
		if typ, _ := variant.get("type").text("type"); typ == "null" {
			nullable = true
			continue
		}
		variants = append(variants, variant)
	}
	if nullable {
		rest = append(rest.without("nullable"), member{"nullable", literal("true", at)})
	}
	if len(variants) == 1 {
		return variants[0].over(rest)
	}
	if all, ok := listings(variants); ok {
		return append(rest, member{"enum", value{all, at}}), nil
	}
	types, plain := typesOf(variants)
	if types == nil { // the variants only narrow what the schema says itself
		return append(rest, member{key, o.get(key)}), nil
	}
	if !plain {
		r.ignore(key, where)
	}
	return r.oneType(rest, types, at, where), nil
}

// over returns the members of o, and those of top in place of its own.
func (o object) over(top object) (object, error) {
	var err error
	for _, m := range top {
		if o, err = o.with(m); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// listings joins the enumerations and constants of variants. It is false if one has
// neither.
func listings(variants []object) (all []byte, ok bool) {
	for _, v := range variants {
		listed, err := v.get("enum").list("enum")
		if c := v.get("const"); c.given() {
			listed = []value{c}
		}
		if err != nil || len(listed) == 0 {
			return nil, false
		}
		for _, e := range listed {
			all = append(append(all, ','), e.raw...)
		}
	}
	if len(all) == 0 {
		return nil, false
	}
	all[0] = '['
	return append(all, ']'), true
}

// typesOf returns the types of variants, nil where one has none. They are plain if no
// variant says more of its values.
func typesOf(variants []object) (types []string, plain bool) {
	plain = true
	for _, v := range variants {
		typ, _ := v.get("type").text("type")
		name, _, _ := typeName(typ)
		if name == "" {
			return nil, false
		}
		types = append(types, name)
		for _, m := range v {
			plain = plain && (m.name == "type" || isAnnotation(m.name) || name == "array" || name == "object")
		}
	}
	return types, plain
}
