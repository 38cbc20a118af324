package augment

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// planFile reads a file that a plan names.
func planFile(file string) ([]byte, error) {
	data, ok := map[string]string{"slang.csv": "from,to\nshow me,gimme\n", "bad.csv": "to\n"}[file]
	if !ok {
		return nil, fmt.Errorf("%s: no such file", file)
	}
	return []byte(data), nil
}

// rowsOf is a stream of rows.
func rowsOf(rows ...dataset.Example) iter.Seq2[dataset.Example, error] {
	return func(yield func(dataset.Example, error) bool) {
		for _, e := range rows {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// copiesByPlan are the texts and the operations of the copies that a plan makes.
func copiesByPlan(t *testing.T, plan string, o Options) map[string][]string {
	t.Helper()
	p, err := ParsePlan([]byte(plan), "p.yaml", planFile)
	if err != nil {
		t.Fatal(err)
	}
	g := readGenerated(t)[0]
	o.Plan, o.Schema, o.Language = p, g.schema, English
	out := map[string][]string{}
	var stats Stats
	for e, err := range Run(rowsOf(g.examples[:200]...), o, &stats) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Origin != nil && e.Origin.Parent != "" {
			out[e.Text] = e.Origin.Ops
		}
	}
	return out
}

// What a plan says holds of the copies.
func TestPlan(t *testing.T) {
	train := []dataset.Split{dataset.Train, dataset.Dev, dataset.Test}
	for text, ops := range copiesByPlan(t, "operations: {greeting: 1}\nlexicons: [{name: slang, file: slang.csv}]", Options{Copies: 3, Splits: train}) {
		if len(ops) != 1 || ops[0] == "slang" && !strings.Contains(strings.ToLower(text), "gimme") {
			t.Errorf("%s by %v", text, ops)
		}
	}
	for _, ops := range copiesByPlan(t, "operations: {greeting: 1, typo_key: 5}\nclean: 1", Options{Splits: train}) {
		if !slices.Equal(ops, []string{"greeting"}) {
			t.Errorf("a clean copy by %v", ops)
		}
	}
	if got := copiesByPlan(t, "operations: {typo_key: 1}\ncopies: {train: 0}", Options{}); len(got) > 0 {
		t.Errorf("copies of no split: %v", got)
	}
	each := map[string]int{}
	for _, ops := range copiesByPlan(t, "operations: {greeting: 1, typo_key: 1, lower: 1}", Options{EachOp: true, Splits: train}) {
		if len(ops) != 1 {
			t.Errorf("a slice of %v", ops)
		}
		each[ops[0]]++
	}
	if len(each) < 2 {
		t.Errorf("slices of %v", each)
	}
}

// Faults in plans have their place.
func TestParsePlanRefuses(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "p.yaml:1:1: no plan"},
		{"[]", "p.yaml:1:1: no plan"},
		{"operations: {typo_key: 1}\n---\na: 1\n", "p.yaml:2:1: a second YAML document"},
		{"operations:\n\ttypo_key: 1\n", "p.yaml:2:1: not YAML: a tab"},
		{"operations: {typo_kee: 1}", `p.yaml:1:14: operation "typo_kee" is unknown: is it typo_key?`},
		{"operations: {typo_key: -1}", `p.yaml:1:24: typo_key: "-1" is no weight`},
		{"operations: {typo_key: '1'}", `p.yaml:1:24: typo_key: "1" is no weight`},
		{"operations: {typo_key: .nan}", `p.yaml:1:24: typo_key: ".nan" is no weight`},
		{"operations: {typo_key: 0}", "p.yaml:1:1: no operation has a weight above 0"},
		{"operations: {typo_key: 1}\noperations: {typo_key: 1}", `p.yaml:2:1: key "operations" is written twice`},
		{"operations: [typo_key]", "p.yaml:1:13: a list is no mapping"},
		{"operations: {typo_key: 1}\nbudget: [0, 0]", "p.yaml:2:9: budget: one of its weights"},
		{"operations: {typo_key: 1}\nbudget: []", "p.yaml:2:9: budget: write the weights"},
		{"operations: {typo_key: 1}\nbudget: [1, x]", `p.yaml:2:13: budget: "x" is no weight`},
		{"operations: {typo_key: 1}\nclean: 2", `p.yaml:2:8: clean: "2" is no share`},
		{"operations: {typo_key: 1}\nedit_rate: 0", "p.yaml:2:12: edit_rate: write a number above 0"},
		{"operations: {typo_key: 1}\norder: alphabet", `p.yaml:2:8: order: "alphabet" is none of phases, listed, random`},
		{"operations: {typo_key: 1}\nprotect: [5, [x]]", "p.yaml:2:14: protect: a list is no text"},
		{"operations: {typo_key: 1}\ncopies: {validation: 1}", `p.yaml:2:10: key "validation" is none of train, dev, test`},
		{"operations: {typo_key: 1}\ncopies: {dev: 1.5}", `p.yaml:2:15: copies: dev: "1.5" is no number`},
		{"operations: {typo_key: 1}\nactions: {deny: {never: [nothing]}}", `p.yaml:2:26: operation "nothing" is`},
		{"operations: {typo_key: 1}\nactions: {deny: {no: [all]}}", `p.yaml:2:18: key "no" is none of never`},
		{"lexicons: [{name: slang}]", "p.yaml:1:12: file is missing"},
		{"lexicons: [{file: slang.csv}]", "p.yaml:1:12: name is missing"},
		{"lexicons: [{name: slang, file: no.csv}]", "p.yaml:1:32: no.csv: no such file"},
		{"lexicons: [{name: slang, file: bad.csv}]", "p.yaml:1:32: bad.csv: line 1: no column"},
		{"lexicons: [{name: typo_key, file: slang.csv}]", `p.yaml:1:1: lexicon "typo_key" has the name`},
		{"lexicons: [{name: slang, file: slang.csv, phase: nouns}]", `p.yaml:1:50: phase: "nouns" is none of calls`},
		{"operation: {typo_key: 1}", `p.yaml:1:1: key "operation" is none of about, operations`},
	} {
		if _, err := ParsePlan([]byte(c.text), "p.yaml", planFile); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s\nerror %v, want %s", c.text, err, c.want)
		}
	}
}

// The built-in plans can be read.
func TestBuiltinPlans(t *testing.T) {
	for _, name := range PlanNames() {
		if _, err := BuiltinPlan(name); err != nil {
			t.Error(err)
		}
	}
}
