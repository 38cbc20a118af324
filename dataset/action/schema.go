package action

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
)

// Schema is a set of actions in the order of its file. New, Parse and Load make
// one.
type Schema struct {
	Actions []*Action
	Locale  string   // in which prompts write values; see locale.Tags. SetLocale changes it
	Notes   []string // what Parse left out or does not enforce, one sentence each
	byName  map[string]*Action
}

// Action is a function that an assistant can call.
type Action struct {
	Name        string
	Description string
	Params      []*Param // in file order, which is the order of a target
	Other       Keywords // of the object of its parameters: what slmkit does not read
}

// Param is a typed parameter of an action.
type Param struct {
	Name        string
	Description string
	Type        string   // string, integer, number or boolean
	Format      string   // of a string: a key of Formats, or any other word for free text
	Enum        []string // the values of an enumeration, as targets write them
	Const       bool     // the enumeration is the one value of a const
	Minimum     *float64 // of a number, inclusive; nil for none
	Maximum     *float64 // of a number, inclusive; nil for none
	Required    bool
	Ask         string // what the assistant asks where a dialogue has not said the value yet; calls may lack it even if it is required
	Limits
	Other Keywords // what slmkit does not read

	// How a value that people leave half unsaid is completed.
	Locale string // of the schema, "" for en-US
	Prefer string // Future or Past: where a day without a year or a bare weekday lies; "" for the rules of Date
	Hours  Hours  // of a time: the hours that a time without am or pm lies in
}

// The values of Param.Prefer.
const (
	Future = "future"
	Past   = "past"
)

// Action returns the action with a name, and nil where there is none.
func (s *Schema) Action(name string) *Action { return s.byName[name] }

// Names lists the actions in file order.
func (s *Schema) Names() []string {
	names := make([]string, len(s.Actions))
	for i, a := range s.Actions {
		names[i] = a.Name
	}
	return names
}

// Param returns the parameter with a name, and nil where there is none.
func (a *Action) Param(name string) *Param {
	for _, p := range a.Params {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Bare reports whether a target writes values of the parameter without quotes:
// enumerations, numbers and booleans.
func (p *Param) Bare() bool {
	return len(p.Enum) > 0 || p.Type == "integer" || p.Type == "number" || p.Type == "boolean"
}

var (
	actionName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)
	paramName  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)
	types      = []string{"string", "integer", "number", "boolean"}
)

// New returns a schema of actions. It fails if a name, type, enumeration or bound
// is invalid.
func New(actions []*Action) (*Schema, error) {
	s := &Schema{Actions: actions, byName: map[string]*Action{}}
	if len(actions) == 0 {
		return nil, errors.New("no actions")
	}
	for _, a := range actions {
		if a == nil {
			return nil, errors.New("an action is nil")
		}
		if s.byName[a.Name] != nil {
			return nil, fmt.Errorf("action %q is defined twice", a.Name)
		}
		if err := a.check(); err != nil {
			return nil, fmt.Errorf("action %q: %w", a.Name, err)
		}
		s.byName[a.Name] = a
	}
	return s, nil
}

func (a *Action) check() error {
	if !actionName.MatchString(a.Name) {
		return errors.New("a name has the letters a to z, digits, _ . - and starts with a letter or digit")
	}
	seen := map[string]bool{}
	for _, p := range a.Params {
		if seen[p.Name] {
			return fmt.Errorf("parameter %q is defined twice", p.Name)
		}
		seen[p.Name] = true
		if err := p.check(); err != nil {
			return fmt.Errorf("parameter %q: %w", p.Name, err)
		}
	}
	return nil
}

func (p *Param) check() error {
	switch {
	case !paramName.MatchString(p.Name):
		return errors.New("a name has the letters a to z, digits, _ . - and starts with a letter")
	case !slices.Contains(types, p.Type):
		return fmt.Errorf("type %q is none of %s", p.Type, strings.Join(types, ", "))
	case !finite(p.Minimum) || !finite(p.Maximum):
		return errors.New("minimum or maximum is not a finite number")
	case p.Minimum != nil && p.Maximum != nil && *p.Minimum > *p.Maximum:
		return fmt.Errorf("minimum %v is above maximum %v", *p.Minimum, *p.Maximum)
	case p.Prefer != "" && p.Prefer != Future && p.Prefer != Past:
		return fmt.Errorf("x-prefer %q is neither %s nor %s", p.Prefer, Future, Past)
	}
	if err := p.Limits.check(); err != nil {
		return err
	}
	return p.checkEnum()
}

// checkEnum holds the values of an enumeration to the type and the limits.
func (p *Param) checkEnum() error {
	for i, v := range p.Enum {
		if slices.Contains(p.Enum[:i], v) {
			return fmt.Errorf("enum value %q is listed twice", v)
		}
		if _, err := p.NormalizeArg(RawArg{Text: v}, time.Time{}); err != nil {
			return fmt.Errorf("enum value %w", err)
		}
	}
	return nil
}

// finite reports whether a bound is a number, or is not set.
func finite(bound *float64) bool {
	return bound == nil || !math.IsNaN(*bound) && !math.IsInf(*bound, 0)
}

// Owns reports whether the schema has the actions of all calls.
func (s *Schema) Owns(calls []dataset.Call) bool {
	for _, c := range calls {
		if s.byName[c.Name] == nil {
			return false
		}
	}
	return true
}
