package action

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// An Omission is what Gather passed over, and on which line of the file.
type Omission struct {
	Line int
	Text string
}

// Gather reads the actions of software from what describes it: an OpenAPI document
// (versions 3 and 2, in YAML or JSON), whose operations become actions, or a list of
// tools in the forms that Parse reads. A parameter or operation that a call in target
// syntax cannot hold is passed over, where Parse fails, and the omissions say so. name
// is the file's name for errors; an error at a place in the file is a
// *dataset.LineError.
func Gather(data []byte, name string) (*Schema, []Omission, error) {
	g := &gatherer{lineAt: func(at int) int { return 1 + bytes.Count(data[:min(at, len(data))], []byte("\n")) }}
	s, err := g.gather(data)
	if err == nil {
		slices.SortStableFunc(g.omissions, func(a, b Omission) int { return a.Line - b.Line })
		return s, g.omissions, nil
	}
	var f *fault
	if errors.As(err, &f) {
		return nil, nil, &dataset.LineError{File: name, Line: g.lineAt(f.at), Err: err}
	}
	return nil, nil, fmt.Errorf("%s: %w", name, err)
}

// gatherer is what Gather needs to know of one file.
type gatherer struct {
	lineAt    func(at int) int // of an offset in the JSON that is read
	omissions []Omission
}

func (g *gatherer) omit(at int, text string) {
	o := Omission{g.lineAt(at), text}
	if !slices.Contains(g.omissions, o) {
		g.omissions = append(g.omissions, o)
	}
}

func (g *gatherer) gather(data []byte) (*Schema, error) {
	if err := foreign(data); err != nil {
		return nil, err
	}
	values, err := valuesOf(data)
	if err != nil {
		trimmed := bytes.TrimSpace(data)
		if bytes.IndexByte([]byte(`{["`), trimmed[0]) >= 0 && !yamlKey.Match(trimmed) {
			return nil, err
		}
		v, lines, err := jsonOfYAML(data)
		if err != nil {
			return nil, err
		}
		g.lineAt, values = lines, []value{v}
	}
	r := &reader{file: values[0], omit: g.omit}
	var actions []*Action
	if isOpenAPI(r.file) {
		actions, err = r.operations()
	} else {
		var tools []value
		if tools, err = r.toolsOf(values); err == nil {
			actions, err = r.actions(tools)
		}
	}
	if err != nil {
		return nil, err
	}
	if actions = r.once(actions); len(actions) == 0 {
		return nil, errors.New("no actions are left: " + firstOf(g.omissions))
	}
	s, err := New(actions)
	if err != nil {
		return nil, err
	}
	s.Notes = r.notes()
	return s, nil
}

func firstOf(omissions []Omission) string {
	if len(omissions) == 0 {
		return "the file has no operations"
	}
	return fmt.Sprintf("line %d: %s", omissions[0].Line, omissions[0].Text)
}

// once leaves out actions whose name another has.
func (r *reader) once(actions []*Action) (out []*Action) {
	for _, a := range actions {
		if slices.ContainsFunc(out, func(b *Action) bool { return b.Name == a.Name }) {
			r.omit(r.file.at, fmt.Sprintf("%s is defined twice: the first one is read", a.Name))
			continue
		}
		out = append(out, a)
	}
	return out
}

// passOver notes that something is left out where the reader is to go on, and says
// whether it is.
func (r *reader) passOver(at int, what string, err error) bool {
	if r.omit == nil {
		return false
	}
	var f *fault
	if errors.As(err, &f) {
		at = f.at
	}
	r.omit(at, what+" is left out: "+strings.TrimPrefix(err.Error(), "is "))
	return true
}
