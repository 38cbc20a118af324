package action

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/slmkit/slmkit/dataset"
)

// Parse reads a list of tools in any of the forms that people have them:
//
//   - OpenAI's, of chat ({"type":"function","function":{…}}), of responses (flat) and
//     the old one ({"functions":[…]})
//   - Anthropic's (input_schema), MCP's (inputSchema, also the answer to tools/list),
//     Gemini's (functionDeclarations), Bedrock's (toolSpec), Cohere's
//     (parameter_definitions)
//   - a name and parameters as data sets have them, with Python's types, and a JSON
//     Schema of an object, whose title is the name
//
// The file holds a list, an object around one, one tool, or one tool a line. A
// reference ($ref) is replaced by what it names. JSON's null is not set; a parameter
// that may be null is one that may be left out. Arrays and objects are not values of
// a call, so a parameter of these types is an error. What else is not read is kept
// in Other, and Schema.Notes says what is not enforced. name is the file's name for
// errors; an error at a place in the file is a *dataset.LineError.
func Parse(data []byte, name string) (*Schema, error) {
	s, err := parse(data)
	if err == nil {
		return s, nil
	}
	var f *fault
	if errors.As(err, &f) {
		line := 1 + bytes.Count(data[:min(f.at, len(data))], []byte("\n"))
		return nil, &dataset.LineError{File: name, Line: line, Err: err}
	}
	return nil, fmt.Errorf("%s: %w", name, err)
}

func parse(data []byte) (*Schema, error) {
	if err := foreign(data); err != nil {
		return nil, err
	}
	values, err := valuesOf(data)
	if err != nil {
		return nil, err
	}
	r := &reader{file: values[0]}
	tools, err := r.toolsOf(values)
	if err != nil {
		return nil, err
	}
	actions, err := r.actions(tools)
	if err != nil {
		return nil, err
	}
	s, err := New(actions)
	if err != nil {
		return nil, err
	}
	s.Notes = r.notes()
	locale, err := r.locale()
	if err != nil {
		return nil, err
	}
	return s, s.SetLocale(locale)
}

// byteOrderMark begins text files of some programs on Windows.
const byteOrderMark = "\ufeff"

// valuesOf returns the JSON values of a file: one, or one a line.
func valuesOf(data []byte) ([]value, error) {
	var out []value
	at := len(data) - len(bytes.TrimPrefix(data, []byte(byteOrderMark)))
	for {
		dec := json.NewDecoder(bytes.NewReader(data[at:]))
		var raw json.RawMessage
		err := dec.Decode(&raw)
		if err == io.EOF && len(out) > 0 {
			return out, nil
		}
		if err != nil {
			return nil, brokenAt(data, at)
		}
		at += int(dec.InputOffset())
		out = append(out, value{raw, at - len(raw)})
	}
}

// brokenAt returns the error of the JSON value that begins at an offset.
func brokenAt(data []byte, at int) error {
	var raw json.RawMessage
	err := json.Unmarshal(data[at:], &raw)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at += int(syntax.Offset)
	}
	return &fault{at, notJSON(data, at, err)}
}
