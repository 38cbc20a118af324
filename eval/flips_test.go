package eval

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// pair is an example with the answers of runs.
type pair struct {
	gold    Gold
	answers []string
}

func compareAll(t *testing.T, pairs []pair, o Options) *report.Comparison {
	t.Helper()
	var gold []Gold
	preds := make([][]dataset.Prediction, len(pairs[0].answers))
	for i, p := range pairs {
		p.gold.ID = fmt.Sprint(i)
		gold = append(gold, p.gold)
		for k, a := range p.answers {
			preds[k] = append(preds[k], dataset.Prediction{ID: p.gold.ID, Output: a})
		}
	}
	var runs []Predictions
	for k := range preds {
		runs = append(runs, Predictions{fmt.Sprint("run", k), stream(preds[k])})
	}
	c, err := CompareAll(t.Context(), stream(gold), runs[0], runs[1:], o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func asking(name string, args map[string]any) Gold {
	return Gold{Example: dataset.Example{Text: "some words", Call: &dataset.Call{Name: name, Arguments: args}}}
}

func repeat(n int, p pair) []pair { return slices.Repeat([]pair{p}, n) }

// The verdict is that of all main metrics: a loss of intent is not "no difference found"
// because exact match has no gold.
func TestVerdictOfAllMetrics(t *testing.T) {
	statement := asking("get_statement", map[string]any{"account": "savings"})
	right, wrong, other := "get_statement(account=savings)", "get_statement(account=checking)", "none()"
	balance := []pair{}
	for _, c := range []struct {
		name    string
		pairs   []pair
		verdict string
		words   string
	}{
		{"intent is lost where the arguments were wrong before", slices.Concat(repeat(100, pair{statement, []string{right, right}}), repeat(15, pair{statement, []string{wrong, other}}),
			repeat(1, pair{statement, []string{right, wrong}}), repeat(1, pair{statement, []string{wrong, right}})), report.Worse, "worse: intent -12.8 points ("},
		{"all is better", slices.Concat(repeat(60, pair{statement, []string{right, right}}), repeat(30, pair{statement, []string{wrong, right}})), report.Better, "better: exact match +33.3 points ("},
		{"better and worse", slices.Concat(repeat(60, pair{statement, []string{right, right}}), repeat(30, pair{statement, []string{wrong, right}}),
			repeat(20, pair{statement, []string{wrong, other}})), report.Mixed, "mixed: worse in intent -18.2 points ("},
		{"nothing", slices.Concat(balance, repeat(60, pair{statement, []string{right, right}})), report.Same, "no difference found: the change in exact match may be anything from -"},
	} {
		got := compareAll(t, c.pairs, Options{Schema: testSchema(t), Seed: 1})
		if words := got.Conclusion(); got.Verdict != c.verdict || !strings.HasPrefix(words, c.words) {
			t.Errorf("%s: %s: %s", c.name, got.Verdict, words)
		}
	}
}

// Holm's corrected chances grow with the rank, and tests that cannot succeed do not count.
func TestHolm(t *testing.T) {
	ps, wants := []float64{0.04, 0.01, 0.03, 0.2}, []float64{0.06, 0.03, 0.06, -1}
	corrected := make([]*float64, len(ps))
	verdicts := slices.Repeat([]string{report.Same}, len(ps))
	var tests []*test
	for i := range ps {
		tests = append(tests, &test{p: &ps[i], holm: &corrected[i], verdict: &verdicts[i], delta: report.Metric{Value: report.Finite(-0.1)}, lower: i == 1})
	}
	tests[3].flips = 3 // three changes are beyond chance in no case
	holm(append(tests, &test{}))
	for i, want := range wants {
		if (corrected[i] == nil) != (want < 0) || want >= 0 && !near(*corrected[i], want) {
			t.Errorf("%v: %v, want %v", ps[i], corrected[i], want)
		}
	}
	if want := []string{report.Same, report.Better, report.Same, report.Same}; !slices.Equal(verdicts, want) {
		t.Errorf("%v, want %v", verdicts, want)
	}
}

// Gold that has only actions is compared by them.
func TestCompareByIntentAlone(t *testing.T) {
	g := Gold{Example: dataset.Example{Text: "x", Call: &dataset.Call{Name: "none"}}, IntentOnly: true}
	c := compareAll(t, slices.Concat(repeat(30, pair{g, []string{"none()", "none()"}}), repeat(30, pair{g, []string{"none()", "pay()"}})), Options{Seed: 1})
	if c.Verdict != report.Worse || c.Table.OnlyBase != 30 || c.Changes[0].Name != "intent_accuracy" || *c.Metrics["false_action_rate_delta"].Value != 0.5 || *c.Metrics["churn"].Value != 0.5 {
		t.Errorf("%s %+v %+v", c.Verdict, c.Table, c.Changes)
	}
}

// Churn counts answers that mean something else, not those that are written otherwise.
func TestChurn(t *testing.T) {
	g := asking("get_statement", map[string]any{"account": "savings", "period": "2025-03"})
	g.Ref = "2025-06-16"
	right := `get_statement(account=savings, period="2025-03")`
	for _, c := range []struct {
		base, new string
		changed   bool
	}{
		{right, right, false},
		{right, `get_statement(period="march", account=savings)`, false},
		{"get_statement(account=checking)", "get_statement(account = checking)", false},
		{"get_statement(account=checking)", "none()", true},
		{right, "none()", true},
		{"oops (", "oops  (", false},
		{"oops (", "ouch (", true},
		{"oops (", "none()", true},
		{"none(); get_statement()", "get_statement(); none()", false},
		{"none(); none()", "none()", true},
	} {
		got := compareAll(t, []pair{{g, []string{c.base, c.new}}}, Options{Schema: testSchema(t), Seed: 1})
		if changed := *got.Metrics["churn"].Value == 1; changed != c.changed {
			t.Errorf("%s, now %s: changed is %v", c.base, c.new, changed)
		}
	}
}

// What the broken examples share is found among what many examples have.
func TestFlipGroups(t *testing.T) {
	var pairs []pair
	for i := range 400 {
		g := asking([]string{"get_statement", "get_balance"}[i%2], map[string]any{"account": []string{"savings", "checking", "joint", "credit"}[i/2%4]})
		g.Origin = &dataset.Origin{Template: fmt.Sprint("t", i%40), Ops: []string{"typo:2", "case"}[i%2 : i%2+1]}
		right := show(g.Want())
		p := pair{g, []string{right, right}}
		if g.Call.Arguments["account"] == "joint" && i%3 == 0 || i == 5 {
			p.answers[1] = strings.Replace(right, "joint", "savings", 1)
		}
		if i%50 == 7 {
			p.answers = []string{"none()", right}
		}
		pairs = append(pairs, p)
	}
	c := compareAll(t, pairs, Options{Seed: 1})
	g := c.Shared[0]
	if g.By != "value" || g.Name != "account=joint" || g.Direction != report.FlipBroken || !g.Beyond() || g.N < 90 || len(g.IDs) != maxIDs {
		t.Errorf("%+v", g)
	}
	if len(c.Shared) > maxFlipGroups || !slices.IsSortedFunc(c.Shared, func(a, b report.FlipGroup) int { return int(math.Copysign(1, a.P-b.P)) }) {
		t.Errorf("%d groups: %+v", len(c.Shared), c.Shared)
	}
	for _, g := range c.Shared[1:] {
		if g.By == "operation" && g.Beyond() {
			t.Errorf("flips that fall on all operations: %+v", g)
		}
	}
}

// Flips of one template say something of that template, not of all that its examples have.
func TestFlipsOfOneTemplate(t *testing.T) {
	var pairs []pair
	for i := range 400 {
		g := asking([]string{"get_statement", "get_balance"}[i%2], map[string]any{"account": "savings"})
		g.Origin = &dataset.Origin{Template: fmt.Sprint("t", i%20)}
		right := show(g.Want())
		p := pair{g, []string{right, right}}
		if i%20 == 4 || i%40 == 6 {
			p.answers[1] = "none()"
		}
		pairs = append(pairs, p)
	}
	for i, g := range compareAll(t, pairs, Options{Seed: 1}).Shared {
		if g.Beyond() != (i < 2) || i == 0 && g.Name != "t4" || i == 1 && g.Name != "t6" {
			t.Errorf("%+v", g)
		}
	}
}

// The chances agree with those of scipy.stats.hypergeom.
func TestHypergeometric(t *testing.T) {
	data, err := os.ReadFile("testdata/hypergeometric.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		K, N, Size, Flips int
		P                 float64
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if got := hypergeometric(c.K, c.N, c.Size, c.Flips); math.Abs(got-c.P) > 1e-9*max(c.P, 1e-3) {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// Several runs are compared with the first; a rule without a run is about the worst.
func TestCompareSeveralRuns(t *testing.T) {
	g := asking("get_statement", map[string]any{"account": "savings"})
	right, wrong := "get_statement(account=savings)", "none()"
	c := compareAll(t, slices.Concat(repeat(80, pair{g, []string{right, right, right}}), repeat(10, pair{g, []string{right, right, wrong}}), repeat(4, pair{g, []string{wrong, right, wrong}})), Options{Seed: 1})
	if len(c.More) != 1 || c.Verdict != report.Same || c.More[0].Verdict != report.Worse || c.Base.Label != "run0" || c.More[0].New.Label != "run2" {
		t.Fatalf("%s, %d more, %+v", c.Verdict, len(c.More), c.More[0].Changes)
	}
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	r, err := report.Decode(data, "c.json")
	if err != nil {
		t.Fatal(err)
	}
	find := func(metric string, where ...report.Pair) float64 {
		m, _ := r.Find(metric, where)
		if m == nil || m.Value == nil {
			return math.NaN()
		}
		return *m.Value
	}
	run := func(label string) report.Pair { return report.Pair{Key: "run", Value: label} }
	if a, b, all := find("exact_match_delta", run("run1")), find("exact_match_delta", run("run2")), find("exact_match_delta"); a <= 0 || b >= 0 || all != b {
		t.Errorf("%v, %v, worst %v", a, b, all)
	}
	if a, all := find("regressions", run("run1")), find("regressions"); a != 0 || all != 10 {
		t.Errorf("regressions %v, at worst %v", a, all)
	}
	if _, choices := r.Find("exact_match_delta", report.Selector{run("run9")}); !slices.Equal(choices, []string{"run1", "run2"}) {
		t.Errorf("choices %v", choices)
	}
}

// Answers part at the first token that differs; margins tell coin flips from damage.
func TestParting(t *testing.T) {
	g := asking("pay", map[string]any{"to": "bob", "amount": "50 USD"})
	run := func(label, answer string, tokens []int32, margins []float32) Predictions {
		return Predictions{label, stream([]dataset.Prediction{{ID: "0", Output: answer, Tokens: tokens, Margins: margins}})}
	}
	g.ID = "0"
	for _, c := range []struct {
		base, new float32
		coin      int
	}{{0.05, 0.02, 1}, {0.9, 0.02, 0}, {0.05, 0.8, 0}} {
		got, err := Compare(t.Context(), stream([]Gold{g}), run("a", `pay(amount="50 USD", to="bob")`, []int32{1, 2, 3, 4}, []float32{1, 1, c.base, 1, 1}),
			run("b", `pay(amount="50 USD", to="bobby")`, []int32{1, 2, 5}, []float32{1, 1, c.new, 1}), Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		f := got.Broken[0]
		if f.Other != `pay(amount="50 USD", to="bob")` || f.Parts.After != `pay(amount="50 USD", to="` || f.Parts.Base != `bob")` || f.Parts.New != `bobby")` || *f.Parts.Token != 2 {
			t.Errorf("%+v %+v", f, f.Parts)
		}
		if got.Margins == nil || got.Margins.Broken != 1 || got.Margins.CoinFlips != c.coin {
			t.Errorf("%+v: %+v", c, got.Margins)
		}
	}
}
