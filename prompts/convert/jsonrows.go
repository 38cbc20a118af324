package convert

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// jsonRow is an object of a file of rows: JSON Lines, a JSON array, or objects one
// after the other.
type jsonRow struct {
	at  place
	raw json.RawMessage
	err error // why the row is none
}

var errNoObject = errors.New("an object is wanted: {…}")

// rows returns the rows of a file. A row that is no JSON object has an error; where
// nothing behind it can be told apart, it is the last.
func (s *source) rows() ([]jsonRow, error) {
	text, err := s.text()
	if err != nil {
		return nil, err
	}
	if first, _, _ := strings.Cut(strings.TrimSpace(text), "\n"); json.Valid([]byte(first)) && !strings.HasPrefix(first, "[") {
		return s.lines(text), nil
	}
	return s.values(text), nil
}

// lines returns the rows of JSON Lines.
func (s *source) lines(text string) []jsonRow {
	var out []jsonRow
	n := 0
	for line := range strings.Lines(text) {
		n++
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, newRow(place{s.path, n}, json.RawMessage(line)))
		}
	}
	return out
}

func newRow(at place, raw json.RawMessage) jsonRow {
	r := jsonRow{at: at, raw: raw}
	switch {
	case !json.Valid(raw):
		var v any
		r.err = fmt.Errorf("not JSON: %w", json.Unmarshal(raw, &v))
	case raw[0] != '{':
		r.err = errNoObject
	}
	return r
}

// values returns the rows of an array, or of objects that each take several lines.
func (s *source) values(text string) []jsonRow {
	dec := json.NewDecoder(strings.NewReader(text))
	lines := &lineCounter{text: text}
	var out []jsonRow
	if strings.HasPrefix(strings.TrimSpace(text), "[") {
		_, _ = dec.Token()
	}
	for dec.More() {
		var raw json.RawMessage
		err := dec.Decode(&raw)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("the file is cut off")
		}
		if err != nil {
			out = append(out, jsonRow{at: place{s.path, lines.at(int(dec.InputOffset()))}, err: fmt.Errorf("not JSON: %w", err)})
			break
		}
		begin := int(dec.InputOffset()) - len(raw)
		out = append(out, newRow(place{s.path, lines.at(begin)}, bytes.Clone(raw)))
	}
	return out
}

// lineCounter tells the lines of offsets, which must not fall.
type lineCounter struct {
	text      string
	upTo, num int
}

func (c *lineCounter) at(offset int) int {
	offset = min(offset, len(c.text))
	c.num += strings.Count(c.text[c.upTo:offset], "\n")
	c.upTo = offset
	return c.num + 1
}

// firstRow returns the members of a file's first row, none where it has no rows. It
// reads no further than that row.
func (s *source) firstRow() map[string]json.RawMessage {
	text, err := s.text()
	if err != nil {
		return nil
	}
	text = strings.TrimSpace(text)
	var members map[string]json.RawMessage
	_ = json.NewDecoder(strings.NewReader(strings.TrimPrefix(text, "["))).Decode(&members)
	return members
}

// rowHas reports whether the first row of a file has all of some members.
func (s *source) rowHas(names ...string) bool {
	row := s.firstRow()
	for _, name := range names {
		if row[name] == nil {
			return false
		}
	}
	return true
}

// jsonMember is a member of a JSON object.
type jsonMember struct {
	name string
	raw  json.RawMessage
}

// members returns the members of a JSON object in their order.
func members(raw json.RawMessage) ([]jsonMember, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, errNoObject
	}
	var out []jsonMember
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, err
		}
		m := jsonMember{name: t.(string)}
		if err := dec.Decode(&m.raw); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// find returns the first of some members that is there and not null, nil for none.
func find(all []jsonMember, names ...string) json.RawMessage {
	for _, name := range names {
		for _, m := range all {
			if m.name == name && !isNull(m.raw) {
				return m.raw
			}
		}
	}
	return nil
}

// isNull reports whether a JSON value is missing or null.
func isNull(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) == 0 || string(raw) == "null"
}

// unwrapped returns the JSON that a JSON string holds, and other values as they are:
// many datasets write objects as text.
func unwrapped(raw json.RawMessage) json.RawMessage {
	if text, ok := textOf(raw); ok {
		return json.RawMessage(strings.TrimSpace(text))
	}
	return raw
}

// textOf returns the text of a JSON string; false for other values.
func textOf(raw json.RawMessage) (string, bool) {
	var text string
	if raw = bytes.TrimSpace(raw); !bytes.HasPrefix(raw, []byte(`"`)) || json.Unmarshal(raw, &text) != nil {
		return "", false
	}
	return text, true
}

// elements returns the values of a JSON list. One value that is no list is a list
// of it.
func elements(raw json.RawMessage) ([]json.RawMessage, error) {
	if isNull(raw) {
		return nil, nil
	}
	if raw = bytes.TrimSpace(raw); raw[0] != '[' {
		return []json.RawMessage{raw}, nil
	}
	var out []json.RawMessage
	err := json.Unmarshal(raw, &out)
	return out, err
}
