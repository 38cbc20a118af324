package action

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// value is a JSON value and its place in the file.
type value struct {
	raw []byte // without white space around it; nil where there is no value
	at  int    // the offset of raw in the file, in bytes
}

// kind is the first byte of a value: { [ " t f or n, 0 for a number, and 'x' where
// there is no value.
func (v value) kind() byte {
	switch {
	case len(v.raw) == 0:
		return 'x'
	case v.raw[0] == '-' || v.raw[0] >= '0' && v.raw[0] <= '9':
		return '0'
	}
	return v.raw[0]
}

// is there reports whether there is a value. null is none.
func (v value) given() bool { return v.kind() != 'x' && v.kind() != 'n' }

// String says what a value is, for errors.
func (v value) String() string {
	switch v.kind() {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case 'x':
		return "missing"
	case '"':
		if len(v.raw) > 60 {
			return "text"
		}
		return "text " + string(v.raw)
	}
	return string(v.raw)
}

// wrong is the error of a value in the place of another.
func (v value) wrong(key, want string) error {
	return &fault{v.at, fmt.Errorf("%s is %v: %s is wanted", key, v, want)}
}

// text returns the text of a string.
func (v value) text(key string) (string, error) {
	if !v.given() {
		return "", nil
	}
	var s string
	if json.Unmarshal(v.raw, &s) != nil {
		return "", v.wrong(key, "text")
	}
	return s, nil
}

// flag returns true or false.
func (v value) flag(key string) (bool, error) {
	switch v.kind() {
	case 't':
		return true, nil
	case 'f', 'n', 'x':
		return false, nil
	}
	return false, v.wrong(key, "true or false")
}

// number returns a number, also one written as text, and nil where there is none.
func (v value) number(key string) (*float64, error) {
	if !v.given() {
		return nil, nil
	}
	n, err := strconv.ParseFloat(string(bytes.Trim(v.raw, `"`)), 64)
	if err != nil {
		return nil, v.wrong(key, "a number")
	}
	return &n, nil
}

// count returns a whole number, also one written as text, and nil where there is
// none.
func (v value) count(key string) (*int, error) {
	n, err := v.number(key)
	if n == nil || err != nil {
		return nil, err
	}
	whole := int(*n)
	if float64(whole) != *n {
		return nil, v.wrong(key, "a whole number")
	}
	return &whole, nil
}

// list returns the elements of a list.
func (v value) list(key string) ([]value, error) {
	if !v.given() {
		return nil, nil
	}
	if v.kind() != '[' {
		return nil, v.wrong(key, "a list")
	}
	var out []value
	err := v.walk(func(_ string, element value) { out = append(out, element) })
	return out, err
}

// texts returns the elements of a list of strings.
func (v value) texts(key string) ([]string, error) {
	list, err := v.list(key)
	var out []string
	for _, e := range list {
		s, err := e.text(key)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, err
}

// object returns the members of an object. Those that are null are left out.
func (v value) object(key string) (object, error) {
	if !v.given() {
		return nil, nil
	}
	if v.kind() != '{' {
		return nil, v.wrong(key, "an object")
	}
	var out object
	err := v.walk(func(name string, v value) {
		if v.given() {
			out = append(out, member{name, v})
		}
	})
	return out, err
}

// inside returns the JSON that a string holds, and any other value as it is.
func (v value) inside() value {
	var s string
	if v.kind() == '"' && json.Unmarshal(v.raw, &s) == nil && json.Valid([]byte(s)) {
		return value{bytes.TrimSpace([]byte(s)), v.at}
	}
	return v
}

// walk calls do with each element of a list, or each member of an object.
func (v value) walk(do func(name string, element value)) error {
	dec := json.NewDecoder(bytes.NewReader(v.raw))
	if _, err := dec.Token(); err != nil {
		return v.broken(dec, err)
	}
	for dec.More() {
		var name string
		if v.kind() == '{' {
			t, err := dec.Token()
			if err != nil {
				return v.broken(dec, err)
			}
			name = t.(string)
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return v.broken(dec, err)
		}
		do(name, value{raw, v.at + int(dec.InputOffset()) - len(raw)})
	}
	return nil
}

func (v value) broken(dec *json.Decoder, err error) error {
	return &fault{v.at + int(dec.InputOffset()), fmt.Errorf("not JSON: %w", err)}
}

// object is the members of a JSON object in their order.
type object []member

type member struct {
	name string
	value
}

// get returns the first member that has one of some names.
func (o object) get(names ...string) value {
	for _, name := range names {
		for _, m := range o {
			if m.name == name {
				return m.value
			}
		}
	}
	return value{}
}

// has reports whether there is a member with one of some names.
func (o object) has(names ...string) bool { return o.get(names...).given() }

// fault is an error at a place in a file.
type fault struct {
	at  int
	err error
}

func (f *fault) Error() string { return f.err.Error() }

func (f *fault) Unwrap() error { return f.err }
