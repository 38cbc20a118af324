package augment

import (
	"strings"
	"testing"
)

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
		{"operation: {typo_key: 1}", `p.yaml:1:1: key "operation" is none of about, operations`},
	} {
		if _, err := ParsePlan([]byte(c.text), "p.yaml", nil); err == nil || !strings.HasPrefix(err.Error(), c.want) {
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
