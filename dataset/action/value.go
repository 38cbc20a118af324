package action

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/text"
)

// NormalizeValue is Normalize for a value read from JSON: a string, bool, float64
// or int.
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

// Normalize returns the canonical value of said, which is words of a prompt or a
// canonical value: a float64 for integers and numbers, a bool, or a string.
// Formats says what each format accepts. Relative dates count from ref. The value
// is within the parameter's Limits. The error wraps ErrValue or ErrNoReference.
func (p *Param) Normalize(said string, ref time.Time) (any, error) {
	v, err := p.read(said, ref)
	if err == nil {
		err = p.admit(v)
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

// read is Normalize without the limits.
func (p *Param) read(said string, ref time.Time) (any, error) {
	if len(p.Enum) > 0 && p.Type == "string" {
		return p.member(said)
	}
	switch p.Type {
	case "integer", "number":
		return p.listed(p.number(said))
	case "boolean":
		return p.listed(boolean(said))
	}
	if f := Formats[p.Format]; f != nil {
		return f(said, ref)
	}
	return freeText(said, ref)
}

// Formats maps the name of a string's format to the function that reads its
// values. Any other format is free text: text.Prompt of the words.
var Formats = map[string]func(said string, ref time.Time) (any, error){
	"money":    func(s string, _ time.Time) (any, error) { return Money(s) },
	"currency": func(s string, _ time.Time) (any, error) { return Currency(s) },
	"date":     func(s string, ref time.Time) (any, error) { return Date(s, ref) },
	"period":   func(s string, ref time.Time) (any, error) { return Period(s, ref) },
	"time":     func(s string, _ time.Time) (any, error) { return Time(s) },
	"contact":  contact,
}

func boolean(said string) (any, error) {
	switch text.Fold(said) {
	case "true", "yes", "on":
		return true, nil
	case "false", "no", "off":
		return false, nil
	}
	return nil, fmt.Errorf("%q is neither true nor false: %w", said, ErrValue)
}

func (p *Param) member(said string) (any, error) {
	if slices.Contains(p.Enum, said) {
		return said, nil
	}
	bare := func(s string) string { return strings.ReplaceAll(text.Fold(s), " ", "_") }
	want := bare(said)
	for _, v := range p.Enum {
		if bare(v) == want {
			return v, nil
		}
	}
	return nil, fmt.Errorf("%q is none of %s: %w", said, strings.Join(p.Enum, ", "), ErrValue)
}

// listed holds a number or boolean to the enumeration, where there is one.
func (p *Param) listed(v any, err error) (any, error) {
	if err != nil || len(p.Enum) == 0 {
		return v, err
	}
	n := rational(v)
	for _, text := range p.Enum {
		if listed := rational(text); fmt.Sprint(v) == text || n != nil && listed != nil && n.Cmp(listed) == 0 {
			return v, nil
		}
	}
	return nil, fmt.Errorf("%v is none of %s: %w", v, strings.Join(p.Enum, ", "), ErrValue)
}

func (p *Param) number(said string) (any, error) {
	n, err := Number(said)
	if err != nil {
		return nil, err
	}
	switch {
	case p.Type == "integer" && n != float64(int64(n)):
		return nil, fmt.Errorf("%q is not a whole number: %w", said, ErrValue)
	case p.Minimum != nil && n < *p.Minimum:
		return nil, fmt.Errorf("%v is below %v: %w", n, *p.Minimum, ErrValue)
	case p.Maximum != nil && n > *p.Maximum:
		return nil, fmt.Errorf("%v is above %v: %w", n, *p.Maximum, ErrValue)
	}
	return n, nil
}

func freeText(said string, _ time.Time) (any, error) {
	s := text.Prompt(said)
	if s == "" {
		return nil, fmt.Errorf("%q has no words: %w", said, ErrValue)
	}
	return s, nil
}

// contact folds e-mail addresses and reduces phone numbers to their digits.
func contact(said string, ref time.Time) (any, error) {
	s, err := freeText(said, ref)
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
