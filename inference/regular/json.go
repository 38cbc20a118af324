package regular

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// JSON reads a file of JSON of most bytes at most into v. The file may begin with a
// byte order mark, and have numbers as Python writes them: see Decode.
func JSON(path string, most int64, v any) error {
	b, err := Read(path, most)
	if err != nil {
		return err
	}
	if err := Decode(b, v); err != nil {
		return fmt.Errorf("%s%w", path, err)
	}
	return nil
}

// Decode reads JSON into v. It passes over a byte order mark. Infinity and -Infinity,
// which Python writes though JSON does not have them, are the largest and the least
// float64; NaN is null. The error begins with a colon, and with the line where that is
// known: it is put behind the name of the file.
func Decode(b []byte, v any) error {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if err := Foreign(b); err != nil {
		return fmt.Errorf(": %w", err)
	}
	if bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff")) || bytes.IndexByte(b, 0) >= 0 {
		return errors.New(": it is not UTF-8 text, but looks like UTF-16: save it as UTF-8")
	}
	if !json.Valid(b) {
		b = finite(b)
	}
	return inWords(b, json.Unmarshal(b, v))
}

// finite returns JSON with numbers in place of Python's names of what is no finite
// number.
func finite(b []byte) []byte {
	var out []byte
	for i := 0; i < len(b); {
		if b[i] == '"' {
			n := quoted(b[i:])
			out, i = append(out, b[i:i+n]...), i+n
			continue
		}
		name, value := python(b[i:])
		if name == 0 {
			name, value = 1, string(b[i])
		}
		out, i = append(out, value...), i+name
	}
	return out
}

// python returns the length of one of Python's names that b begins with, and its
// value in JSON.
func python(b []byte) (n int, value string) {
	for _, name := range [][2]string{{"-Infinity", "-1e308"}, {"Infinity", "1e308"}, {"NaN", "null"}} {
		if bytes.HasPrefix(b, []byte(name[0])) {
			return len(name[0]), name[1]
		}
	}
	return 0, ""
}

// quoted returns the length of the string in quotes that b begins with.
func quoted(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// inWords puts an error of encoding/json in words that name the line and what is wanted
// there.
func inWords(b []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax) && syntax.Error() == "unexpected end of JSON input":
		return errors.New(": the JSON ends in the middle: copy the file again")
	case errors.As(err, &syntax):
		return fmt.Errorf(":%d: is not JSON: %w", line(b, syntax.Offset), err)
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Errorf(":%d: %s where %s belongs", line(b, kind.Offset), found(kind.Value), wanted(kind.Type))
	case errors.As(err, &kind):
		return fmt.Errorf(":%d: %s is %s where %s belongs", line(b, kind.Offset), kind.Field, found(kind.Value), wanted(kind.Type))
	}
	return fmt.Errorf(": %w", err)
}

// line returns the number of the line of a byte, counted from 1.
func line(b []byte, at int64) int {
	return 1 + bytes.Count(b[:min(max(at, 0), int64(len(b)))], []byte("\n"))
}

// found names what encoding/json says it has met: "string", "number 1.5", "array".
func found(value string) string {
	if number, is := strings.CutPrefix(value, "number "); is {
		return number
	}
	for what, is := range map[string]string{"array": "a list", "bool": "true or false", "object": "an object"} {
		if value == what {
			return is
		}
	}
	return "a " + value
}

// wanted names what belongs in the place of a value.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "a whole number"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a text"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Pointer:
		return wanted(t.Elem())
	}
	return "an object"
}
