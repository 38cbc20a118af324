package dataset

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChecker(t *testing.T) {
	ex := func(id string, split Split, text, target, template, parent string) Example {
		return Example{ID: id, Split: split, Text: text, Target: target, Call: &Call{Name: "x"}, Origin: &Origin{Template: template, Parent: parent}}
	}
	a := ex("a", Train, "one", "x()", "t:1", "")
	after := func(turn string, e Example) Example {
		e.History = []Turn{{Role: Assistant, Text: turn}}
		return e
	}
	for _, c := range []struct {
		name string
		rows []Example
		want string
	}{
		{"none", []Example{a, ex("b", Train, "two", "x()", "t:1", ""), ex("c", Test, "three", "x()", "t:2", "")}, ""},
		{"id", []Example{a, ex("a", Train, "two", "x()", "t:1", "")}, `id: f: example a occurs twice`},
		{"duplicate", []Example{a, ex("b", Train, "one", "x()", "t:1", "")}, `duplicate: f: example b: "one" occurs twice`},
		{"case within a split", []Example{a, ex("b", Train, "ONE", "x()", "t:1", "")}, ""},
		{"a copy that says the same", []Example{a, ex("b", Train, "one", "x()", "t:1", "z")}, ""},
		{"a copy said it before", []Example{ex("b", Train, "one", "x()", "t:1", "z"), a}, ""},
		{"conflict", []Example{a, ex("b", Train, "one", "y()", "t:1", "z")}, `conflict: f: example b: "one" has another target elsewhere than y()`},
		{"text leak", []Example{a, ex("b", Dev, "One", "x()", "t:2", ""), ex("c", Dev, "oNe", "x()", "t:2", "")}, `text leak: f: example b: "One" is also in train`},
		{"text leak to no split", []Example{a, ex("b", "", "one", "x()", "t:2", "")}, `text leak: f: example b: "one" is also in train`},
		{"other turns before it", []Example{a, after("how many?", ex("b", Train, "one", "y()", "t:1", "")), after("which?", ex("c", Test, "one", "z()", "t:2", ""))}, ""},
		{"conflict after the same turns", []Example{after("which?", a), after("which?", ex("b", Train, "one", "y()", "t:1", ""))}, `conflict: f: example b: "one" has another target elsewhere than y()`},
		{"leak after the same turns", []Example{after("which?", a), after("Which?", ex("b", Test, "one", "x()", "t:2", ""))}, `text leak: f: example b: "one" is also in train`},
		{"template leak", []Example{a, ex("b", Test, "two", "x()", "t:1", ""), ex("c", Test, "three", "x()", "t:1", "")}, `template leak: f: example b: template t:1 is also in train`},
		{"parent leak", []Example{ex("b", Test, "two", "x()", "t:2", "a"), a}, `parent leak: 1 examples are in another split than copies of them`},
		{"parent elsewhere", []Example{ex("b", Test, "two", "x()", "t:2", "gone"), a}, ""},
	} {
		var got []string
		k := NewChecker(nil, false, func(s string) { got = append(got, s) })
		for i := range c.rows {
			k.Add("f", &c.rows[i])
		}
		k.Finish()
		if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if k.Summary.Total() != len(got) || k.Summary.Examples != len(c.rows) {
			t.Errorf("%s: summary %+v", c.name, k.Summary)
		}
	}
	k := NewChecker(func(e *Example) error { return errors.New("wrong") }, true, func(string) {})
	b := ex("b", Test, "two", "x()", "t:1", "")
	k.Add("f", &a)
	k.Add("f", &b)
	if !k.Bad(&LineError{"f", 3, errors.New("x")}) || k.Bad(errors.New("disk")) {
		t.Error("Bad tells records from files wrongly")
	}
	want := Summary{Examples: 2, Rows: map[Split]int{Train: 1, Test: 1}, Actions: map[string]int{"x": 2}, Templates: 1, Found: map[string]int{FaultCall: 2, FaultRecord: 1}}
	if diff := cmp.Diff(want, k.Summary); diff != "" {
		t.Error(diff)
	}
}
