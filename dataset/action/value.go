package action

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/text"
)

// NormalizeArg is Normalize for an argument as a model writes it. A number without
// quotes is one of JSON, whatever the locale makes of its marks. null without quotes
// is no argument: the value is nil.
func (p *Param) NormalizeArg(a RawArg, ref time.Time) (any, error) {
	switch {
	case a.Quoted:
		return p.Normalize(a.Text, ref)
	case a.Text == "null" && (p.numeric() || !slices.Contains(p.Enum, a.Text)):
		return nil, nil
	}
	return p.NormalizeCanonical(a.Text, ref)
}

// NormalizeCanonical is Normalize for a value that a file names, beside the words that
// prompts have for it. A number is one of JSON, whatever the locale makes of its marks.
func (p *Param) NormalizeCanonical(value string, ref time.Time) (any, error) {
	if p.numeric() || !slices.Contains(p.Enum, value) {
		if _, ok := parseDecimal(value); ok {
			return p.NormalizeValue(json.Number(value), ref)
		}
	}
	return p.Normalize(value, ref)
}

// NormalizeValue is Normalize for a value read from JSON: a string, a bool, or a
// number, which is a json.Number or one of Go's. It keeps all digits of a json.Number.
func (p *Param) NormalizeValue(v any, ref time.Time) (any, error) {
	switch v := v.(type) {
	case string:
		return p.Normalize(v, ref)
	case bool:
		return p.Normalize(strconv.FormatBool(v), ref)
	}
	d, ok := decimalOf(v)
	if !ok {
		return nil, fmt.Errorf("%v is neither a string, a number nor a boolean: %w", v, ErrValue)
	}
	if p.numeric() {
		return p.admitted(p.bounded(d))
	}
	plain := *p
	plain.Locale = "" // whose decimals are those of JSON
	return plain.Normalize(d.String(), ref)
}

func (p *Param) numeric() bool {
	return p.Type == "integer" || p.Type == "number"
}

// Normalize returns the canonical value of said, which is words of a prompt or a
// canonical value: a number, a bool, or a string. A number is a float64 where that
// has all its digits, else a json.Number. Formats says what each format accepts.
// Relative dates count from ref. The value is within the parameter's Limits. The error
// wraps ErrValue or ErrNoReference.
func (p *Param) Normalize(said string, ref time.Time) (any, error) {
	return p.admitted(p.read(said, ref))
}

// read is Normalize without the limits, and without the enumeration of numbers and
// booleans.
func (p *Param) read(said string, ref time.Time) (any, error) {
	if len(p.Enum) > 0 && p.Type == "string" {
		return p.member(said)
	}
	switch p.Type {
	case "integer", "number":
		d, err := languageOf(p.Locale).number(said)
		if err != nil {
			return nil, err
		}
		return p.bounded(d)
	case "boolean":
		return languageOf(p.Locale).boolean(said)
	}
	if f := Formats[p.Format]; f != nil {
		return f(p, said, ref)
	}
	return freeText(said)
}

// Formats maps the name of a string's format to the function that reads its
// values. Any other format is free text: text.Prompt of the words.
var Formats = map[string]func(p *Param, said string, ref time.Time) (any, error){
	"money":    func(p *Param, s string, ref time.Time) (any, error) { return p.in(ref).money(s) },
	"currency": func(p *Param, s string, ref time.Time) (any, error) { return p.in(ref).currency(s) },
	"date":     func(p *Param, s string, ref time.Time) (any, error) { return p.in(ref).date(s) },
	"period":   func(p *Param, s string, ref time.Time) (any, error) { return p.in(ref).period(s) },
	"time":     func(p *Param, s string, ref time.Time) (any, error) { return p.in(ref).time(s) },
	"duration": func(p *Param, s string, ref time.Time) (any, error) { return p.in(ref).duration(s) },
	"contact":  func(_ *Param, s string, _ time.Time) (any, error) { return contact(s) },
	"email":    shaped("an e-mail address", mailbox.MatchString),
	"uri":      shaped("a link", isLink),
	"uuid":     shaped("a UUID", uuids.MatchString),
	"ipv4":     shaped("an IPv4 address", isAddress(netip.Addr.Is4)),
	"ipv6":     shaped("an IPv6 address", isAddress(netip.Addr.Is6)),
}

func (l *language) boolean(said string) (any, error) {
	switch key(l.book.words(split(text.Compared(said), digitsAt))) {
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
	bare := func(s string) string { return strings.ReplaceAll(text.Compared(s), " ", "_") }
	want := bare(said)
	for _, v := range p.Enum {
		if bare(v) == want {
			return v, nil
		}
	}
	return nil, fmt.Errorf("%q is none of %s: %w", said, strings.Join(p.Enum, ", "), ErrValue)
}

// bounded returns a number as a canonical value, or how it breaks the type or the
// bounds of the parameter.
func (p *Param) bounded(d decimal) (any, error) {
	switch n := d.float(); {
	case p.Type == "integer" && !d.whole():
		return nil, fmt.Errorf("%s is not a whole number: %w", d, ErrValue)
	case p.Minimum != nil && n < *p.Minimum:
		return nil, fmt.Errorf("%s is below %v: %w", d, *p.Minimum, ErrValue)
	case p.Maximum != nil && n > *p.Maximum:
		return nil, fmt.Errorf("%s is above %v: %w", d, *p.Maximum, ErrValue)
	}
	return d.value()
}

func freeText(said string) (any, error) {
	s := text.Prompt(said)
	if s == "" {
		return nil, fmt.Errorf("%q has no words: %w", said, ErrValue)
	}
	return s, nil
}
