package action

import (
	"regexp"
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

// unicodeEscape is an escape that ECMA has and Go has not, or any other one.
var unicodeEscape = regexp.MustCompile(`\\(?:u([0-9a-fA-F]{4})|u(\{[0-9a-fA-F]+\})|.)`)

// escapes returns an expression with Go's escapes in place of those that only ECMA
// has: \u00e9 is \x{00e9}.
func escapes(text string) string {
	return unicodeEscape.ReplaceAllStringFunc(text, func(escape string) string {
		switch m := unicodeEscape.FindStringSubmatch(escape); {
		case m[1] != "":
			return `\x{` + m[1] + `}`
		case m[2] != "":
			return `\x` + m[2]
		}
		return escape
	})
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
