package action

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits are the keywords of JSON Schema that narrow a parameter's values beside its
// type, bounds and enumeration. They hold for canonical values. The zero value
// limits nothing.
type Limits struct {
	ExclusiveMinimum *float64 // of a number: the value is above it; nil for none
	ExclusiveMaximum *float64 // of a number: the value is below it; nil for none
	MultipleOf       *float64 // of a number: above 0; nil for none
	MinLength        *int     // of a text, in code points; nil for none
	MaxLength        *int     // of a text, in code points; nil for none
	Pattern          *Pattern // of a text; nil for none
}

// Keywords are keywords of JSON Schema that slmkit keeps and writes again, but does
// not read: title, default, patternProperties. Values are compact JSON.
type Keywords map[string]json.RawMessage

func (l *Limits) check() error {
	switch {
	case !finite(l.ExclusiveMinimum) || !finite(l.ExclusiveMaximum) || !finite(l.MultipleOf):
		return errors.New("exclusiveMinimum, exclusiveMaximum or multipleOf is not a finite number")
	case l.ExclusiveMinimum != nil && l.ExclusiveMaximum != nil && *l.ExclusiveMinimum >= *l.ExclusiveMaximum:
		return fmt.Errorf("no number is between exclusiveMinimum %v and exclusiveMaximum %v", *l.ExclusiveMinimum, *l.ExclusiveMaximum)
	case l.MultipleOf != nil && *l.MultipleOf <= 0:
		return fmt.Errorf("multipleOf %v is not above 0", *l.MultipleOf)
	case l.MinLength != nil && *l.MinLength < 0 || l.MaxLength != nil && *l.MaxLength < 0:
		return errors.New("minLength or maxLength is below 0")
	case l.MinLength != nil && l.MaxLength != nil && *l.MinLength > *l.MaxLength:
		return fmt.Errorf("minLength %d is above maxLength %d", *l.MinLength, *l.MaxLength)
	}
	return nil
}

// LimitsText reports whether a limit excludes any words of a prompt. Words have one
// character or more.
func (l *Limits) LimitsText() bool {
	return l.MinLength != nil && *l.MinLength > 1 || l.MaxLength != nil || l.Pattern.Enforced()
}

// admit returns nil if a canonical value is within the limits. Its error wraps
// ErrValue.
func (l *Limits) admit(v any) error {
	switch v := v.(type) {
	case bool:
		return nil
	case string:
		return l.admitText(v)
	}
	return l.admitNumber(v)
}

func (l *Limits) admitText(s string) error {
	switch {
	case l.MinLength != nil && *l.MinLength > 1 && utf8.RuneCountInString(s) < *l.MinLength:
		return unfit{s, "shorter than " + strconv.Itoa(*l.MinLength) + " characters"}
	case l.MaxLength != nil && utf8.RuneCountInString(s) > *l.MaxLength:
		return unfit{s, "longer than " + strconv.Itoa(*l.MaxLength) + " characters"}
	case !l.Pattern.Matches(s):
		return unfit{s, "not matched by the pattern " + l.Pattern.String()}
	}
	return nil
}

func (l *Limits) admitNumber(v any) error {
	if l.ExclusiveMinimum == nil && l.ExclusiveMaximum == nil && l.MultipleOf == nil {
		return nil
	}
	n := rational(v)
	switch {
	case n == nil:
		return fmt.Errorf("%v is not a number: %w", v, ErrValue)
	case l.ExclusiveMinimum != nil && n.Cmp(rational(*l.ExclusiveMinimum)) <= 0:
		return fmt.Errorf("%v is not above %v: %w", v, *l.ExclusiveMinimum, ErrValue)
	case l.ExclusiveMaximum != nil && n.Cmp(rational(*l.ExclusiveMaximum)) >= 0:
		return fmt.Errorf("%v is not below %v: %w", v, *l.ExclusiveMaximum, ErrValue)
	case l.MultipleOf != nil && !n.Quo(n, rational(*l.MultipleOf)).IsInt():
		return fmt.Errorf("%v is no multiple of %v: %w", v, *l.MultipleOf, ErrValue)
	}
	return nil
}

// rational is a number of JSON or Go as the decimal that it is written as, so that 0.3
// is a multiple of 0.1. It is nil for what is no number, or too large or small to
// count with.
func rational(v any) *big.Rat {
	const most = 400 // a float64 has an exponent from -324 to 308
	d, ok := decimalOf(v)
	if !ok || d.exponent > most || d.exponent < -most {
		return nil
	}
	n, _ := new(big.Rat).SetString(d.String())
	return n
}

// admitted returns a value that the enumeration and the limits admit.
func (p *Param) admitted(v any, err error) (any, error) {
	if err == nil {
		err = p.listed(v)
	}
	if err == nil {
		err = p.admit(v)
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

// listed holds a number or boolean to the enumeration, where there is one.
func (p *Param) listed(v any) error {
	if len(p.Enum) == 0 || p.Type == "string" {
		return nil
	}
	n, isNumber := decimalOf(v)
	for _, value := range p.Enum {
		if d, ok := parseDecimal(value); isNumber && ok && d == n || !isNumber && fmt.Sprint(v) == value {
			return nil
		}
	}
	return fmt.Errorf("%v is none of %s: %w", v, strings.Join(p.Enum, ", "), ErrValue)
}
