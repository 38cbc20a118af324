package eval

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/slmkit/slmkit/dataset/action"
)

// someDay is the date that relative dates count from where an example has no
// reference date: any day does, as long as both sides use it.
var someDay = time.Date(2025, 6, 16, 0, 0, 0, 0, time.UTC)

// words returns text in NFC, lower case, with runs of space collapsed.
func words(text string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFC.String(text))), " ")
}

// literal returns text in NFC with runs of space collapsed: what exact_match_raw
// compares.
func literal(text string) string {
	return strings.Join(strings.Fields(norm.NFC.String(text)), " ")
}

// A value is an argument's value as written and as meant.
type value struct {
	words string
	canon any   // nil where it cannot be read as the parameter's type
	err   error // why not
}

// read takes a value of a parameter; p is nil where there is no schema.
func read(p *action.Param, v any, ref time.Time) value {
	out := value{words: words(text(v))}
	if p == nil {
		out.canon = out.words
		return out
	}
	if ref.IsZero() {
		ref = someDay
	}
	out.canon, out.err = p.NormalizeValue(v, ref)
	if out.err != nil {
		out.canon = nil
	}
	return out
}

// text returns a JSON value as words.
func text(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}

// same reports whether a predicted value is one of gold's: see the package
// comment.
func (j *Judge) same(p *action.Param, gold []value, got value) bool {
	for _, g := range gold {
		if g.canon != nil && got.canon != nil && j.equal(p, g.canon, got.canon) {
			return true
		}
		mustRead := p != nil && p.Bare() && g.canon != nil
		if g.words == got.words && g.words != "" && !mustRead {
			return true
		}
	}
	return false
}

func (j *Judge) equal(p *action.Param, a, b any) bool {
	if a == b {
		return true
	}
	if p == nil || p.Format != "money" {
		return false
	}
	return j.withCurrency(a) == j.withCurrency(b)
}

// withCurrency adds the default currency to an amount without one.
func (j *Judge) withCurrency(v any) string {
	s, _ := v.(string)
	if !strings.Contains(s, " ") {
		s += " " + j.currency
	}
	return s
}
