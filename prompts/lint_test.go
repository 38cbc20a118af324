package prompts

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
)

func TestLint(t *testing.T) {
	actions := base["actions.yaml"] + "spare: {}\n"
	for _, c := range []struct {
		name, templates, want string
	}{
		{"actions and parameters", "action: pay\ntemplates: [\"{to}\"]\n", `actions.yaml: no template of action "pay" sets parameter "amount"
actions.yaml: no template of action "pay" sets parameter "account"
actions.yaml: no template of action "pay" sets parameter "times"
actions.yaml: no template of action "pay" sets parameter "urgent"
actions.yaml: no template asks for action "show"
actions.yaml: no template asks for action "spare"`},
		{"values", "action: pay\nrules: {r: [\"{urgent=true:now}\"]}\ntemplates: [\"{to} <r> {account=:(credit_card|Credit Card)} {times} {amount}\"]\n",
			`actions.yaml: no template of action "pay" sets parameter "account" to "checking"
actions.yaml: no template of action "pay" sets parameter "urgent" to "false"
actions.yaml: no template asks for action "show"
actions.yaml: no template asks for action "spare"`},
		{"words that are not gone through", "actions: [pay, show, spare]\ntemplates: [\"{to} {urgent=:(yes|no)} {1.account=:credit(_| )card} {2.account} {amount} {times} {period=:may}\"]\n", ""},
	} {
		p := load(t, map[string]string{"actions.yaml": actions, "templates/t.yaml": c.templates})
		if diff := cmp.Diff(c.want, lint(t, p).Error()); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	p := load(t, map[string]string{"templates/t.yaml": "action: none\ntemplates: [x]\n"})
	if n := len(lint(t, p)); n != len(p.Warnings())+2 {
		t.Errorf("%d: the warnings of loading and two actions without templates are wanted", n)
	}
}

func TestPlanOfTemplates(t *testing.T) {
	plan, err := NewPlan(open(t, "testdata/cafe"), Options{N: 333, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	type key struct {
		action string
		split  dataset.Split
	}
	rows, templates := map[key]int{}, map[key]int{}
	for _, p := range plan.Templates() {
		k := key{p.Action, p.Split}
		rows[k] += p.Rows
		templates[k]++
		if p.Space.Sign() <= 0 || p.Text == "" || !strings.Contains(p.Template, ".yaml:") {
			t.Errorf("%+v", p)
		}
	}
	for _, a := range plan.Actions {
		for i, split := range dataset.Splits {
			k := key{a.Action, split}
			if rows[k] != a.Rows[i] || templates[k] != a.Templates[i] {
				t.Errorf("%v: %d rows of %d templates, the action says %d of %d", k, rows[k], templates[k], a.Rows[i], a.Templates[i])
			}
		}
	}
}

// TestPlanOfValues: what a plan says of values is the same in every run, to the
// last digit.
func TestPlanOfValues(t *testing.T) {
	plan, err := NewPlan(open(t, "banking"), Options{N: 5000})
	if err != nil {
		t.Fatal(err)
	}
	want := plan.Values()
	for range 5 {
		if diff := cmp.Diff(want, plan.Values()); diff != "" {
			t.Fatal(diff)
		}
	}
}

// lint returns what Lint finds.
func lint(t testing.TB, p *Pack) Faults {
	t.Helper()
	out, err := p.Lint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// lintText returns what LintText finds.
func lintText(t testing.TB, p *Pack, v Vocabulary) TextReport {
	t.Helper()
	out, err := p.LintText(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
