package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/augment"
	"github.com/slmkit/slmkit/eval/gate"
)

// compiledSchema is a schema as an editor reads it.
func compiledSchema(t *testing.T, name string) *validator.Schema {
	t.Helper()
	doc, err := validator.UnmarshalJSON(bytes.NewReader(schemaJSON(named(schemas(), name)[0])))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	out, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// schemaCase is a file that a command takes or not.
type schemaCase struct {
	text  string
	loads bool
}

// checkSchema holds the schema to what the command says of each file.
func checkSchema(t *testing.T, name string, cases []schemaCase, load func(text string) error) {
	t.Helper()
	schema := compiledSchema(t, name)
	for _, c := range cases {
		var v any
		if err := yaml.Unmarshal([]byte(c.text), &v); err != nil {
			t.Fatal(err)
		}
		loads, valid := load(c.text), schema.Validate(v)
		if (loads == nil) != c.loads || (valid == nil) != c.loads {
			t.Errorf("%s\nthe command says %v, the schema %v, want %v", c.text, loads, valid, c.loads)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../..", path))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestGateSchema(t *testing.T) {
	checkSchema(t, "gate", []schemaCase{
		{read(t, "testdata/demo/gate.yaml"), true},
		{"rules: [exact_match >= 0.9, '  low( f1 [ intent = a ] ) > 90 %', latency_p95_ms<=1.1*baseline]", true},
		{"alpha: 0.1\npower: 0.9\ncorrection: none\nrules: ['no_worse( exact_match [op=typo] , 1 %)', {rule: exact_match >= 0.9, min_n: 200, severity: warn, really: true}]", true},
		{"looks: {plan: 10, spending: obrien-fleming, state: a.json}\nrules: ['no_worse(exact_match, 1 %)']", true},
		{"looks: {plan: 0}\nrules: ['no_worse(exact_match, 1 %)']", false},
		{"looks: {spending: pocock}\nrules: ['no_worse(exact_match, 1 %)']", false},
		{"looks: {plan: 3, spending: even}\nrules: ['no_worse(exact_match, 1 %)']", false},
		{"looks: {plan: 3, state: ''}\nrules: ['no_worse(exact_match, 1 %)']", false},
		{"looks: 3\nrules: ['no_worse(exact_match, 1 %)']", false},
		{"alpha: 0.5\nrules: [exact_match >= 0.9]", false},
		{"power: 0\nrules: [exact_match >= 0.9]", false},
		{"correction: bh\nrules: [exact_match >= 0.9]", false},
		{"rules: [{min_n: 5}]", false},
		{"rules: [{rule: exact_match >= 0.9, min_n: 0}]", false},
		{"rules: [{rule: exact_match >= 0.9, severity: low}]", false},
		{"rules: [{rule: exact_match >= 0.9, n: 5}]", false},
		{"rules: ['no_worse(slot_f1, 0.01)']", false},
		{"rules: []", false},
		{"rules: exact_match >= 0.9", false},
		{"rules: [5]", false},
		{"rules: [exact_mach >= 0.9]", false},
		{"rules: [exact_match 0.9]", false},
		{"rules: [exact_match >= 0.9]\nrule: x", false},
		{"[]", false},
	}, func(text string) error {
		_, err := gate.ParseRules([]byte(text), "gate.yaml")
		return err
	})
}

func TestPlanSchema(t *testing.T) {
	checkSchema(t, "plan", []schemaCase{
		{string(augment.PlanYAML("typed")), true},
		{string(augment.PlanYAML("spoken")), true},
		{"operations: {typo_key: 1}\nbudget: [1, 2]\norder: random\nprotect: [a b]\ncopies: {dev: 2}\nactions: {deny: {never: [all]}}\nslots: {money: {never: [typo_key]}}", true},
		{"operations: {typo_key: -1}", false},
		{"operations: {typo_key: x}", false},
		{"operations: {typo_key: 1}\nbudget: []", false},
		{"operations: {typo_key: 1}\nclean: 2", false},
		{"operations: {typo_key: 1}\nedit_rate: 0", false},
		{"operations: {typo_key: 1}\norder: x", false},
		{"operations: {typo_key: 1}\ncopies: {validation: 1}", false},
		{"operations: {typo_key: 1}\nactions: {deny: {no: [all]}}", false},
		{"operations: {typo_key: 1}\nlexicons: [{name: a}]", false},
		{"operation: {typo_key: 1}", false},
	}, func(text string) error {
		_, err := augment.ParsePlan([]byte(text), "plan.yaml", os.ReadFile)
		return err
	})
}

func TestRunSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "slmkit.yaml")
	checkSchema(t, "run", []schemaCase{
		{read(t, "testdata/demo/slmkit.yaml"), true},
		{"stages: [doctor, {run: lint banking}, {run: [lint, banking], needs: [a], makes: [b]}]\nout: 5\nnext: x", true},
		{"stages: [{run: doctor, needs: , makes: [1]}]", true},
		{"stages: [{run: doctor, needs: a}]", false},
		{"stages: [{run: doctor, reads: [a]}]", false},
		{"stages: [{needs: [a]}]", false},
		{"stages: [[lint, my pack]]", true},
		{"stages: [[[doctor]]]", false},
		{"stages: ['']", false},
		{"stages: []", false},
		{"stages: doctor", false},
		{"out: x", false},
		{"stages: [doctor]\nstage: x", false},
		{"stages: [doctor]\nout: [x]", false},
		{"[doctor]", false},
	}, func(text string) error {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := loadChain(path, "")
		return err
	})
}
