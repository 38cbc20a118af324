package expr

import (
	"fmt"
	"strconv"
	"strings"
)

// Canonical writes an expression down so that equal expressions give equal strings.
// With folded set, text that differs in case alone is equal too.
func Canonical(e Node, folded bool) string {
	switch e := e.(type) {
	case *Text:
		if folded {
			return strconv.Quote(strings.ToLower(e.Text))
		}
		return strconv.Quote(e.Text)
	case *Rule:
		return "<" + e.Name + ">"
	case *Column:
		return "<" + e.Key() + "." + strings.Join(e.Columns(), "=") + ">"
	}
	var b strings.Builder
	switch e := e.(type) {
	case *Alternatives:
		fmt.Fprint(&b, "alt", e.Weights)
	case *Optional:
		fmt.Fprint(&b, "opt", e.Name, e.Negated, e.Percent)
	case *Slot:
		fmt.Fprintf(&b, "slot %d %q %q %t %q", e.Call, e.Param, e.Lexicon, e.HasValue, e.Value)
	default:
		fmt.Fprintf(&b, "%T", e)
	}
	b.WriteByte('(')
	for _, k := range Children(e) {
		b.WriteString(Canonical(k, folded))
		b.WriteByte(',')
	}
	b.WriteByte(')')
	return b.String()
}
