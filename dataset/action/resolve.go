package action

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/slmkit/slmkit/dataset"
)

// Errors that Resolve, Check and Normalize wrap, for reports to tell apart.
var (
	ErrUnknownAction = errors.New("unknown action")
	ErrUnknownParam  = errors.New("unknown parameter")
	ErrMissingParam  = errors.New("required parameter is missing")
	ErrDuplicate     = errors.New("parameter is given twice")
	ErrValue         = errors.New("value does not fit")
	// ErrNoReference is returned for a relative date without a reference date.
	ErrNoReference = errors.New("a relative date needs a reference date")
)

// Target writes calls in target syntax: arguments in schema order, those of
// enumerations, numbers and booleans bare, all others quoted.
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

// Resolve turns calls as written into typed calls with canonical values.
// Relative dates count from ref; with a zero ref they are an ErrNoReference.
func (s *Schema) Resolve(raw []RawCall, ref time.Time) ([]dataset.Call, error) {
	calls := make([]dataset.Call, len(raw))
	for i, r := range raw {
		a := s.Action(r.Name)
		if a == nil {
			return nil, fmt.Errorf("%w %q", ErrUnknownAction, r.Name)
		}
		calls[i] = dataset.Call{Name: r.Name, Arguments: make(map[string]any, len(r.Args))}
		for _, arg := range r.Args {
			p := a.Param(arg.Name)
			if p == nil {
				return nil, fmt.Errorf("%s: %w %q", r.Name, ErrUnknownParam, arg.Name)
			}
			if _, twice := calls[i].Arguments[arg.Name]; twice {
				return nil, fmt.Errorf("%s: %q: %w", r.Name, arg.Name, ErrDuplicate)
			}
			v, err := p.Normalize(arg.Text, ref)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", r.Name, arg.Name, err)
			}
			calls[i].Arguments[arg.Name] = v
		}
		if err := a.complete(calls[i]); err != nil {
			return nil, err
		}
	}
	return calls, nil
}

func (a *Action) complete(c dataset.Call) error {
	for _, p := range a.Params {
		if _, ok := c.Arguments[p.Name]; p.Required && !ok {
			return fmt.Errorf("%s: %q: %w", a.Name, p.Name, ErrMissingParam)
		}
	}
	return nil
}

// Check reports what is wrong with a typed call: an unknown name, a missing
// argument, a value that is not canonical.
func (s *Schema) Check(c dataset.Call) error {
	a := s.Action(c.Name)
	if a == nil {
		return fmt.Errorf("%w %q", ErrUnknownAction, c.Name)
	}
	for name, v := range c.Arguments {
		p := a.Param(name)
		if p == nil {
			return fmt.Errorf("%s: %w %q", c.Name, ErrUnknownParam, name)
		}
		canonical, err := p.NormalizeValue(v, time.Time{})
		if err != nil {
			return fmt.Errorf("%s: %s: %w", c.Name, name, err)
		}
		if !reflect.DeepEqual(canonical, v) {
			return fmt.Errorf("%s: %s: %v is not canonical, that is %v: %w", c.Name, name, v, canonical, ErrValue)
		}
	}
	return a.complete(c)
}

// NormalizeValue is Normalize for a value read from JSON.
func (p *Param) NormalizeValue(v any, ref time.Time) (any, error) {
	switch v := v.(type) {
	case string:
		return p.Normalize(v, ref)
	case bool:
		return p.Normalize(strconv.FormatBool(v), ref)
	case float64:
		return p.Normalize(strconv.FormatFloat(v, 'f', -1, 64), ref)
	case int:
		return p.Normalize(strconv.Itoa(v), ref)
	}
	return nil, fmt.Errorf("%v is neither a string, a number nor a boolean: %w", v, ErrValue)
}

// Normalize returns the canonical value of words or of a canonical value:
// float64 for integers and numbers, bool, or string. See Formats for what the
// formats accept. Relative dates count from ref.
func (p *Param) Normalize(text string, ref time.Time) (any, error) {
	if len(p.Enum) > 0 {
		return p.member(text)
	}
	switch p.Type {
	case "integer", "number":
		return p.number(text)
	case "boolean":
		switch fold(text) {
		case "true", "yes", "on":
			return true, nil
		case "false", "no", "off":
			return false, nil
		}
		return nil, fmt.Errorf("%q is neither true nor false: %w", text, ErrValue)
	}
	if f := Formats[p.Format]; f != nil {
		return f(text, ref)
	}
	return freeText(text, ref)
}

// Formats are the typed values that Normalize understands. Any other format is
// free text: NFC, spaces collapsed, case folded.
var Formats = map[string]func(text string, ref time.Time) (any, error){
	"money":    func(s string, _ time.Time) (any, error) { return Money(s) },
	"currency": func(s string, _ time.Time) (any, error) { return Currency(s) },
	"date":     func(s string, ref time.Time) (any, error) { return Date(s, ref) },
	"period":   func(s string, ref time.Time) (any, error) { return Period(s, ref) },
	"time":     func(s string, _ time.Time) (any, error) { return Time(s) },
	"contact":  contact,
}

func (p *Param) member(text string) (any, error) {
	if slices.Contains(p.Enum, text) {
		return text, nil
	}
	want := strings.ReplaceAll(fold(text), " ", "_")
	for _, v := range p.Enum {
		if strings.ReplaceAll(fold(v), " ", "_") == want {
			return v, nil
		}
	}
	return nil, fmt.Errorf("%q is none of %s: %w", text, strings.Join(p.Enum, ", "), ErrValue)
}

func (p *Param) number(text string) (any, error) {
	n, err := Number(text)
	if err != nil {
		return nil, err
	}
	switch {
	case p.Type == "integer" && n != float64(int64(n)):
		return nil, fmt.Errorf("%q is not a whole number: %w", text, ErrValue)
	case p.Minimum != nil && n < *p.Minimum:
		return nil, fmt.Errorf("%v is below %v: %w", n, *p.Minimum, ErrValue)
	case p.Maximum != nil && n > *p.Maximum:
		return nil, fmt.Errorf("%v is above %v: %w", n, *p.Maximum, ErrValue)
	}
	return n, nil
}

// unfit is the error of words that are no value of a kind. It is written out where
// it is read: a grammar tries all the words of a prompt.
type unfit struct{ text, kind string }

func (e unfit) Error() string { return fmt.Sprintf("%q is %s: %v", e.text, e.kind, ErrValue) }

func (e unfit) Unwrap() error { return ErrValue }

// folded reports whether text is ASCII that fold would leave as it is.
func folded(text string) bool {
	space := true
	for i := range len(text) {
		c := text[i]
		if c >= 0x80 || c < ' ' || c >= 'A' && c <= 'Z' || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space || text == ""
}

// fold returns text in NFC, lower case, with runs of space collapsed.
func fold(text string) string {
	if folded(text) {
		return text
	}
	return strings.Join(strings.Fields(strings.ToLower(norm.NFC.String(text))), " ")
}

func freeText(text string, _ time.Time) (any, error) {
	s := strings.TrimRight(fold(text), " .,!?;:")
	if s == "" {
		return nil, fmt.Errorf("%q has no words: %w", text, ErrValue)
	}
	return s, nil
}

// contact folds e-mail addresses and reduces phone numbers to their digits.
func contact(text string, ref time.Time) (any, error) {
	s, err := freeText(text, ref)
	if err != nil || strings.Contains(s.(string), "@") {
		return s, err
	}
	var digits strings.Builder
	for _, r := range s.(string) {
		switch {
		case r >= '0' && r <= '9', r == '+' && digits.Len() == 0:
			digits.WriteRune(r)
		case !strings.ContainsRune(" -().", r):
			return s, nil
		}
	}
	if digits.Len() < 3 {
		return s, nil
	}
	return digits.String(), nil
}
