package action

import (
	"fmt"
	"slices"
	"time"

	"github.com/slmkit/slmkit/dataset"
)

// Target writes calls in target syntax. Arguments come in the order of the schema;
// Param.Bare says which are quoted.
func (s *Schema) Target(calls []RawCall) (string, error) {
	out := make([]RawCall, len(calls))
	for i, c := range calls {
		a := s.Action(c.Name)
		if a == nil {
			return "", fmt.Errorf("%w %q", ErrUnknownAction, c.Name)
		}
		out[i].Name = c.Name
		for _, arg := range c.Args {
			if a.Param(arg.Name) == nil {
				return "", fmt.Errorf("%s: %w %q", c.Name, ErrUnknownParam, arg.Name)
			}
		}
		for _, p := range a.Params {
			for _, arg := range c.Args {
				if arg.Name == p.Name {
					out[i].Args = append(out[i].Args, RawArg{p.Name, arg.Text, !p.Bare()})
				}
			}
		}
	}
	return FormatTarget(out), nil
}

// Resolve turns calls as a model writes them into calls with canonical values.
// Relative dates count from ref; where ref is zero they are an ErrNoReference. An
// argument that is null is left out.
func (s *Schema) Resolve(raw []RawCall, ref time.Time) ([]dataset.Call, error) {
	return s.resolve(raw, ref, (*Action).complete)
}

// ResolveSoFar is Resolve for the call of an earlier turn, which may lack what the dialogue
// says later.
func (s *Schema) ResolveSoFar(raw []RawCall, ref time.Time) ([]dataset.Call, error) {
	return s.resolve(raw, ref, func(*Action, dataset.Call) error { return nil })
}

// resolve is Resolve with a check of whole calls.
func (s *Schema) resolve(raw []RawCall, ref time.Time, check func(*Action, dataset.Call) error) ([]dataset.Call, error) {
	calls := make([]dataset.Call, len(raw))
	for i, r := range raw {
		a := s.Action(r.Name)
		if a == nil {
			return nil, fmt.Errorf("%w %q", ErrUnknownAction, r.Name)
		}
		calls[i] = dataset.Call{Name: r.Name, Arguments: make(map[string]any, len(r.Args))}
		for j, arg := range r.Args {
			p := a.Param(arg.Name)
			if p == nil {
				return nil, fmt.Errorf("%s: %w %q", r.Name, ErrUnknownParam, arg.Name)
			}
			if slices.ContainsFunc(r.Args[:j], func(before RawArg) bool { return before.Name == arg.Name }) {
				return nil, fmt.Errorf("%s: %q: %w", r.Name, arg.Name, ErrDuplicate)
			}
			v, err := p.NormalizeArg(arg, ref)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", r.Name, arg.Name, err)
			}
			if v != nil {
				calls[i].Arguments[arg.Name] = v
			}
		}
		if err := check(a, calls[i]); err != nil {
			return nil, err
		}
	}
	return calls, nil
}

// complete fails where a call lacks what it must have. It may lack what the assistant
// asks for.
func (a *Action) complete(c dataset.Call) error {
	for _, p := range a.Params {
		if p.Required && p.Ask == "" && c.Arguments[p.Name] == nil {
			return fmt.Errorf("%s: %q: %w", a.Name, p.Name, ErrMissingParam)
		}
	}
	return nil
}

// Check returns what is wrong with a typed call: an unknown name, a missing
// argument, or a value that is not canonical. An argument that is null is absent.
func (s *Schema) Check(c dataset.Call) error {
	a := s.Action(c.Name)
	if a == nil {
		return fmt.Errorf("%w %q", ErrUnknownAction, c.Name)
	}
	for name, v := range c.Arguments {
		if v == nil {
			continue
		}
		p := a.Param(name)
		if p == nil {
			return fmt.Errorf("%s: %w %q", c.Name, ErrUnknownParam, name)
		}
		canonical, err := p.NormalizeValue(v, time.Time{})
		if err != nil {
			return fmt.Errorf("%s: %s: %w", c.Name, name, err)
		}
		if words, isText := v.(string); isText && words != canonical || !Same(canonical, v) {
			return fmt.Errorf("%s: %s: %v is not canonical, that is %v: %w", c.Name, name, v, canonical, ErrValue)
		}
	}
	return a.complete(c)
}
