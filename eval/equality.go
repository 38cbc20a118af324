package eval

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/risk"
)

// someDay is the date that relative dates count from where an example has no
// reference date: any day does, as long as both sides use it.
var someDay = time.Date(2025, 6, 16, 0, 0, 0, 0, time.UTC)

// value is an argument's value, as written and as meant.
type value struct {
	words string
	canon any   // canonical value, nil where the words cannot be read as the parameter's type
	err   error // why not
	null  bool  // the argument is not given
}

// read reads a value of a parameter, which is an action.RawArg or a JSON value. p is nil
// where there is no schema.
func read(p *action.Param, v any, ref time.Time) value {
	if ref.IsZero() {
		ref = someDay
	}
	raw, isRaw := v.(action.RawArg)
	if isRaw {
		v = raw.Text
	}
	out := value{words: text.Compared(spelled(v))}
	switch {
	case v == nil:
	case p == nil:
		out.canon = untyped(v, isRaw && !raw.Quoted, out.words)
	case isRaw:
		out.canon, out.err = p.NormalizeArg(raw, ref)
	default:
		out.canon, out.err = p.NormalizeValue(v, ref)
	}
	out.null = out.canon == nil && out.err == nil
	if out.err != nil {
		out.canon = nil
	}
	return out
}

// number reads the numbers of a call that no schema describes.
var number = &action.Param{Type: "number"}

// untyped is the value of a parameter that no schema describes: a number where JSON has
// one or a target has one of JSON without quotes, nil for null, else its words.
func untyped(v any, bare bool, words string) any {
	if s, isText := v.(string); isText {
		switch {
		case s == "null" && bare:
			return nil
		case !bare || !json.Valid([]byte(s)): // 007 is no number of JSON
			return words
		}
		v = json.Number(s)
	}
	if n, err := number.NormalizeValue(v, someDay); err == nil {
		return n
	}
	return words
}

// spelled writes a JSON value as words.
func spelled(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}

// equality compares values. The currency is that of amounts without one. Risks are the
// costs of mistakes, nil where nobody asks for them.
type equality struct {
	currency string
	risks    *risk.Table
}

// same reports whether a predicted value is one of gold's: see the package
// comment.
func (q equality) same(p *action.Param, gold []value, got value) bool {
	for _, g := range gold {
		if g.canon != nil && got.canon != nil && q.equal(p, g.canon, got.canon) {
			return true
		}
		byMeaning := p != nil && g.canon != nil // then the same words mean the same, unless folding hides what tells them apart
		if !byMeaning && g.words == got.words && g.words != "" {
			return true
		}
	}
	return false
}

func (q equality) equal(p *action.Param, a, b any) bool {
	if action.Same(a, b) {
		return true
	}
	if p == nil || p.Format != "money" {
		return false
	}
	return q.withCurrency(a) == q.withCurrency(b)
}

// withCurrency adds the default currency to an amount without one.
func (q equality) withCurrency(v any) string {
	s, _ := v.(string)
	if !strings.Contains(s, " ") {
		s += " " + q.currency
	}
	return s
}
