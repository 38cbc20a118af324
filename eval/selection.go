package eval

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/filter"
)

// SelectionError says that a column, a predicate or an id that was asked for is not in
// the data.
type SelectionError struct{ What string }

func (e *SelectionError) Error() string { return e.What }

// check reports the first column or predicate that no example has.
func (s *breakdown) check() error {
	known := append(Columns(), sortedKeys(s.extra)...)
	for i := range s.asked {
		a := &s.asked[i]
		if len(a.seen) == 0 && a.column != sliceColumn && a.column != turnColumn && !strings.HasPrefix(a.column, "seen_") {
			return &SelectionError{fmt.Sprintf("column %q: no record has it%s", a.column, text.Suggest(a.column, known))}
		}
	}
	for i := range s.o.Slices {
		if x := &s.o.Slices[i]; !s.matched(x.Name) {
			return s.unmatched(x, known)
		}
	}
	return nil
}

func (s *breakdown) matched(name string) bool {
	return slices.ContainsFunc(s.asked, func(a asked) bool { return a.column == sliceColumn && a.seen[name] })
}

// unmatched says why a predicate may match nothing: a field or a value that is not there.
func (s *breakdown) unmatched(x *filter.Named, known []string) error {
	hint := ""
	for _, field := range x.Expr.Fields() {
		column := columnName(field)
		if !slices.Contains(known, column) {
			hint += fmt.Sprintf("; no record has a field %q%s", field, text.Suggest(field, known))
			continue
		}
		values := s.values(column)
		for _, want := range x.Expr.Wanted(field) {
			if len(values) > 0 && !slices.Contains(values, want) {
				hint += fmt.Sprintf("; no %s is %q%s", field, want, text.Suggest(want, values))
			}
		}
	}
	return &SelectionError{fmt.Sprintf("slice %q: no example matches %s%s", x.Name, x.Expr, hint)}
}

// values lists the values of a column that every report has.
func (s *breakdown) values(column string) []string {
	var out []string
	for _, kind := range s.kinds {
		for _, part := range kind {
			if c, v, _ := strings.Cut(part, "="); c == column && c != "length" && c != "slots" && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return out
}
