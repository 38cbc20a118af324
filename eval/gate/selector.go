package gate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
)

// selectorParts splits what follows "[" at commas up to "]". Neither counts in a value
// that is in quotes. It is false where there is no "]".
func selectorParts(s string) (parts []string, rest string, ok bool) {
	quoted, from := false, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',':
			parts, from = append(parts, s[from:i]), i+1
		case c == ']':
			return append(parts, s[from:i]), s[i+1:], true
		}
	}
	return nil, "", false
}

// selectorPair splits key=value. A value in quotes has each of its own quotes twice.
func selectorPair(part string) (key, value string, ok bool) {
	key, value, ok = strings.Cut(part, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
		value = strings.ReplaceAll(value[1:len(value)-1], `""`, `"`)
	}
	return key, value, ok
}

// quotedValue writes the value of a selector so that selectorPair reads it again.
func quotedValue(v string) string {
	if strings.ContainsAny(v, `,]"`) || v != strings.TrimSpace(v) {
		return `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
	}
	return v
}

// unknownColumn is the error of a rule about a column that the reports do not have. Those
// that any report may have, but for lack of such examples has not, are no error.
func (r *Rule) unknownColumn(reports []report.Report) error {
	if !r.Metric.ByColumn() || len(r.Selector) != 1 || slices.Contains(r.Metric.Keys, r.Selector[0].Key) {
		return nil
	}
	key, columns := r.Selector[0].Key, []string{}
	for _, rep := range reports {
		if e, ok := rep.(*report.Evaluation); ok {
			columns = append(columns, e.ColumnNames()...)
		}
	}
	if slices.Contains(columns, key) {
		return nil
	}
	columns = append(columns, r.Metric.Keys...)
	slices.Sort(columns)
	return fmt.Errorf("rule %q: no report has a column %q%s; slmkit eval --by adds one", r, key, text.OrList(key, slices.Compact(columns)))
}
