package prompts

import (
	"fmt"
	"strconv"
	"strings"
)

// written writes an expression down, for comparison; folded in lower case but
// for names.
func written(e expr, folded bool) string {
	switch e := e.(type) {
	case *textExpr:
		if folded {
			return strconv.Quote(strings.ToLower(e.text))
		}
		return strconv.Quote(e.text)
	case *refExpr:
		return "<" + e.name + ">"
	case *columnExpr:
		return "<" + e.key() + "." + strings.Join(e.columns(), "=") + ">"
	}
	var b strings.Builder
	switch e := e.(type) {
	case *altExpr:
		fmt.Fprint(&b, "alt", e.weights)
	case *optExpr:
		fmt.Fprint(&b, "opt", e.name, e.negated, e.percent)
	case *slotExpr:
		fmt.Fprintf(&b, "slot %d %q %q %t %q", e.call, e.param, e.lexicon, e.hasValue, e.value)
	default:
		fmt.Fprintf(&b, "%T", e)
	}
	b.WriteByte('(')
	for _, k := range children(e) {
		b.WriteString(written(k, folded))
		b.WriteByte(',')
	}
	b.WriteByte(')')
	return b.String()
}
