package dataset

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// value is a JSON value without the white space around it. Its text is known to be
// valid JSON, so that reading it cannot fail; bytes that are not UTF-8 may be in its
// strings. What a value says is a part of it and no copy. Records are read from values, which say what they are, and not into
// types, because other writers give the same member other types.
type value string

// The kinds of values.
const (
	objectKind = '{'
	arrayKind  = '['
	stringKind = '"'
	trueKind   = 't'
	falseKind  = 'f'
	nullKind   = 'n'
	numberKind = '0'
)

// valueOf returns the value that JSON holds with white space around it.
func valueOf(json string) value {
	if n := len(json); n > 0 && json[0] > ' ' && json[n-1] > ' ' {
		return value(json)
	}
	return value(strings.Trim(json, " \t\r\n"))
}

func (v value) kind() byte {
	if c := v[0]; c != '-' && (c < '0' || c > '9') {
		return c
	}
	return numberKind
}

func (v value) null() bool { return v[0] == nullKind }

// what names the kind of a value for people.
func (v value) what() string {
	switch v.kind() {
	case objectKind:
		return "a JSON object"
	case arrayKind:
		return "a JSON array"
	case stringKind:
		return "a JSON string"
	case numberKind:
		return "a JSON number"
	case nullKind:
		return "JSON null"
	}
	return "a JSON boolean"
}

// text returns what a string says. Each byte that is not UTF-8 becomes U+FFFD.
func (v value) text() string {
	inner := string(v[1 : len(v)-1])
	if isPlain(inner) {
		return inner
	}
	if !utf8.ValidString(inner) {
		var s string
		_ = json.Unmarshal([]byte(v), &s) // a valid string
		return s
	}
	return unescaped(inner)
}

// inside returns the JSON that a string holds, as columns of text do for values
// of any type. It is false where the string holds none.
func (v value) inside() (value, bool) {
	if v.kind() != stringKind {
		return "", false
	}
	inner := valueOf(v.text())
	return inner, validJSON(inner)
}

// members walks through the members of an object.
func (v value) members() cursor { return cursor(v[1:]) }

// elements walks through the elements of an array.
func (v value) elements() cursor { return cursor(v[1:]) }

// cursor is the rest of an object or array.
type cursor string

func (c *cursor) space() {
	b := *c
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t' || b[0] == '\n' || b[0] == '\r') {
		b = b[1:]
	}
	*c = b
}

// next returns the next element. It is false at the end.
func (c *cursor) next() (value, bool) {
	c.space()
	if (*c)[0] == ']' || (*c)[0] == '}' {
		return "", false
	}
	if (*c)[0] == ',' {
		*c = (*c)[1:]
		c.space()
	}
	return c.take(), true
}

// member returns the next member of an object. It is false at the end.
func (c *cursor) member() (name string, v value, ok bool) {
	key, ok := c.next()
	if !ok {
		return "", "", false
	}
	c.space()
	*c = (*c)[1:] // the colon
	c.space()
	return key.text(), c.take(), true
}

// take cuts the value at the cursor off.
func (c *cursor) take() value {
	n := width(string(*c))
	v := value((*c)[:n])
	*c = (*c)[n:]
	return v
}

// width is the length of the value that b begins with.
func width(b string) int {
	switch b[0] {
	case '"':
		return stringWidth(b)
	case '{', '[':
		depth := 0
		for i := 0; ; i++ {
			switch b[i] {
			case '"':
				i += stringWidth(b[i:]) - 1
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
	}
	for i := range len(b) {
		switch b[i] {
		case ',', ']', '}', ' ', '\t', '\n', '\r':
			return i
		}
	}
	return len(b)
}

func stringWidth(b string) int {
	for i := 1; ; i += 2 { // past a backslash and what it escapes
		if i = skipPlain(b, i); b[i] == '"' {
			return i + 1
		}
	}
}

// argument returns a value as the arguments of a call have it: a string, bool or
// float64, a map or a list, or nil. A number that a float64 would round to other
// digits stays a json.Number.
func (v value) argument() any {
	switch v.kind() {
	case stringKind:
		return v.text()
	case trueKind:
		return true
	case falseKind:
		return false
	case nullKind:
		return nil
	case numberKind:
		return v.number()
	}
	if v.kind() == objectKind {
		members, object := v.members(), map[string]any{}
		for name, v, ok := members.member(); ok; name, v, ok = members.member() {
			object[name] = v.argument()
		}
		return object
	}
	elements, list := v.elements(), []any{}
	for v, ok := elements.next(); ok; v, ok = elements.next() {
		list = append(list, v.argument())
	}
	return list
}

// exactDigits is how many significant digits of any number a float64 keeps.
const exactDigits = 15

func (v value) number() any {
	literal := string(v)
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil {
		return json.Number(literal)
	}
	if len(literal) <= exactDigits {
		return f
	}
	digits := significant(literal)
	if len(digits) > exactDigits && digits != significant(strconv.FormatFloat(f, 'e', -1, 64)) {
		return json.Number(literal)
	}
	return f
}

// significant returns the digits of a number without its sign, point and exponent,
// and without the zeros at either end.
func significant(number string) string {
	if i := strings.IndexAny(number, "eE"); i >= 0 {
		number = number[:i]
	}
	return strings.Trim(strings.Replace(strings.TrimPrefix(number, "-"), ".", "", 1), "0")
}

// whole returns a whole number: 7, or 7.0 as writers have it whose columns of
// numbers are floating.
func (v value) whole() (int, bool) {
	if v.kind() != numberKind {
		return 0, false
	}
	if n, err := strconv.Atoi(string(v)); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(string(v), 64)
	return int(f), err == nil && f == float64(int(f))
}
