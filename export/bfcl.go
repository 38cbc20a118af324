package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// bfcl writes examples as test cases of the Berkeley Function-Calling Leaderboard: a
// folder with a file of questions for each category, and a file of answers of the
// same name in the folder possible_answer. The leaderboard's checker knows the
// category of a case by its id.
type bfcl struct {
	toolbox
	dir   string
	tools json.RawMessage
	files map[string]*dataset.File // by their path below dir
	order []string                 // of files
	cases map[string]int           // by category
}

type (
	bfclQuestion struct {
		ID       string          `json:"id"`
		Question [][]bfclMessage `json:"question"` // the messages of each turn
		Function json.RawMessage `json:"function"`
	}
	bfclMessage struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	}
	bfclAnswer struct {
		ID     string                    `json:"id"`
		Ground []map[string]bfclPossible `json:"ground_truth"` // a call each, under the name of its function
	}
	// bfclPossible are the values that each argument may have.
	bfclPossible map[string][]any
	bfclFunction struct {
		Name        string     `json:"name"`
		Description string     `json:"description"`
		Parameters  bfclParams `json:"parameters"`
	}
	bfclParams struct {
		Type       string          `json:"type"`
		Properties json.RawMessage `json:"properties"`
		Required   []string        `json:"required"`
	}
	bfclParam struct {
		Type        string          `json:"type"`
		Description string          `json:"description"`
		Format      string          `json:"format,omitempty"`
		Enum        []any           `json:"enum,omitempty"`
		Default     json.RawMessage `json:"default,omitempty"`
	}
)

func newBFCL(dir string, s *action.Schema) (*bfcl, error) {
	box, err := newToolbox(s)
	if err != nil {
		return nil, err
	}
	var functions []bfclFunction
	for _, a := range box.Actions {
		f := bfclFunction{Name: a.Name, Description: a.Description, Parameters: bfclParams{Type: "dict", Required: []string{}}}
		if f.Parameters.Properties, err = bfclProperties(a); err != nil {
			return nil, err
		}
		for _, p := range a.Params {
			if p.Required {
				f.Parameters.Required = append(f.Parameters.Required, p.Name)
			}
		}
		functions = append(functions, f)
	}
	tools, err := encode(functions)
	return &bfcl{box, dir, tools, map[string]*dataset.File{}, nil, map[string]int{}}, err
}

// bfclProperties writes the parameters of an action in their order. BFCL's types are
// those of JSON Schema, but for float.
func bfclProperties(a *action.Action) (json.RawMessage, error) {
	return object(a.Params, func(p *action.Param) (string, any) {
		typ := p.Type
		if typ == "number" {
			typ = "float"
		}
		return p.Name, bfclParam{typ, p.Description, p.Format, listing(p), p.Other["default"]}
	})
}

func (f *bfcl) Write(examples []dataset.Example) error {
	for i := range examples {
		if err := f.one(&examples[i]); err != nil {
			return fmt.Errorf("%s: example %q: %w", f.dir, examples[i].ID, err)
		}
	}
	return nil
}

// one writes the question of an example, and its answer where it asks for a call.
func (f *bfcl) one(e *dataset.Example) error {
	calls, err := f.calls(e)
	if err != nil {
		return err
	}
	category := f.category(len(calls))
	id := fmt.Sprintf("%s_%d", category, f.cases[category])
	f.cases[category]++
	var turn []bfclMessage
	if day := today(e); day != "" {
		turn = append(turn, bfclMessage{"system", day})
	}
	for _, t := range e.History {
		turn = append(turn, bfclMessage{string(t.Role), t.Text})
	}
	turn = append(turn, bfclMessage{"user", e.Text})
	name := "BFCL_v4_" + category + ".json"
	if len(calls) > 0 {
		answer := bfclAnswer{ID: id}
		for i, c := range calls {
			answer.Ground = append(answer.Ground, map[string]bfclPossible{c.Name: f.possible(e, i, c)})
		}
		if err := f.line(filepath.Join("possible_answer", name), answer); err != nil {
			return err
		}
	}
	return f.line(name, bfclQuestion{id, [][]bfclMessage{turn}, f.tools})
}

// category is what BFCL calls cases with a number of functions to choose from and a
// number of calls to make.
func (f *bfcl) category(calls int) string {
	several := len(f.Actions) > 1
	switch {
	case calls == 0:
		return "irrelevance"
	case calls > 1 && several:
		return "parallel_multiple"
	case calls > 1:
		return "parallel"
	case several:
		return "multiple"
	}
	return "simple_python"
}

// possible lists the values that are right for each argument: the canonical one, and
// for text the words of the prompt.
func (f *bfcl) possible(e *dataset.Example, i int, c dataset.Call) bfclPossible {
	out := bfclPossible{}
	for name, v := range c.Arguments {
		out[name] = []any{v}
	}
	for _, s := range e.Slots {
		p := f.Action(c.Name).Param(s.Name)
		if v, ok := c.Arguments[s.Name]; ok && p != nil && !p.Bare() && !s.Inexact && v != s.Value && i == s.Call {
			out[s.Name] = append(out[s.Name], s.Value)
		}
	}
	return out
}

// line writes a line of a file, which it creates where it is new.
func (f *bfcl) line(name string, v any) (err error) {
	to := f.files[name]
	if to == nil {
		if to, err = dataset.Create(filepath.Join(f.dir, name), io.Discard); err != nil {
			return err
		}
		f.files[name] = to
		f.order = append(f.order, name)
	}
	raw, err := encode(v)
	if err != nil {
		return err
	}
	_, err = to.Write(append(raw, '\n'))
	return err
}

func (f *bfcl) Commit() error {
	for _, name := range f.order {
		if err := f.files[name].Commit(); err != nil {
			return err
		}
	}
	return nil
}

func (f *bfcl) Close() error {
	var errs []error
	for _, file := range f.files {
		errs = append(errs, file.Close())
	}
	return errors.Join(errs...)
}
