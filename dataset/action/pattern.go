package action

import (
	"regexp"
	"strings"
)

// Pattern is a regular expression as JSON Schema has them: one of ECMA-262, which a
// value must match somewhere. Case does not count, because it is no part of a free
// text's value. A nil Pattern matches all.
type Pattern struct {
	text string
	re   *regexp.Regexp // nil if Go cannot match it
}

// NewPattern returns the pattern of a regular expression. Go's regexp has no
// lookaround and no references back; a pattern with those is kept and not enforced.
func NewPattern(text string) *Pattern {
	p := &Pattern{text: text}
	p.re, _ = regexp.Compile("(?i:" + escapes(text) + ")")
	return p
}

// escapes returns an expression with Go's escapes in place of those that only ECMA
// has: \u00e9 is \x{00e9}.
func escapes(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] != '\\' || i+1 == len(text):
			b.WriteByte(text[i])
		case text[i+1] == 'u' && i+6 <= len(text) && text[i+2] != '{':
			b.WriteString(`\x{` + text[i+2:i+6] + `}`)
			i += 5
		case text[i+1] == 'u':
			b.WriteString(`\x`)
			i++
		default:
			b.WriteString(text[i : i+2])
			i++
		}
	}
	return b.String()
}

// Enforced reports whether the pattern can refuse a value.
func (p *Pattern) Enforced() bool { return p != nil && p.re != nil }

// Matches reports whether the pattern admits a value. One that is not enforced
// admits all.
func (p *Pattern) Matches(s string) bool { return !p.Enforced() || p.re.MatchString(s) }

// String returns the regular expression, and "" for nil.
func (p *Pattern) String() string {
	if p == nil {
		return ""
	}
	return p.text
}

// Equal reports whether two patterns are the same expression.
func (p *Pattern) Equal(q *Pattern) bool { return p.String() == q.String() && (p == nil) == (q == nil) }
