package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/risk"
)

func costTable(t testing.TB, table string) *risk.Table {
	t.Helper()
	parsed, err := risk.Parse([]byte(table), "costs.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

const paymentCosts = `
wrong: {"* -> send": 8, "none -> pay": 6, default: 2}
wrong_argument: {amount: 5, default: 3}
missing_argument: {default: 0.5}
extra_argument: {default: 0.25}
refuse: 1
no_answer: 1.5
dangerous: 6
`

// TestCostOfAnswers: what each kind of answer costs.
func TestCostOfAnswers(t *testing.T) {
	judge := NewJudge(paymentSchema(t), "")
	judge.SetCosts(costTable(t, paymentCosts))
	pay := func(to string) dataset.Call {
		return dataset.Call{Name: "pay", Arguments: map[string]any{"to": to, "amount": "50 USD"}}
	}
	none, send := dataset.Call{Name: "none"}, dataset.Call{Name: "send", Arguments: map[string]any{"to": "dad"}}
	for _, c := range []struct {
		gold     []dataset.Call
		output   string
		cost     float64
		mistakes string
	}{
		{[]dataset.Call{pay("mom")}, `pay(to="mom", amount="50")`, 0, ""},
		{[]dataset.Call{pay("mom")}, `pay(to="dad", amount="51")`, 8, "pay.amount wrong, pay.to wrong"},
		{[]dataset.Call{pay("mom")}, `pay(to="mom", note="x")`, 0.75, "pay.amount missing, pay.note extra"},
		{[]dataset.Call{pay("mom")}, `send(to="mom")`, 8, "pay → send"}, // its arguments cost no more
		{[]dataset.Call{pay("mom")}, `none()`, 1, "pay → none"},
		{[]dataset.Call{pay("mom")}, `pay(`, 1.5, "pay → no answer"},
		{[]dataset.Call{pay("mom")}, `fly(to="mom")`, 1.5, "pay → no answer"}, // software has no such action
		{[]dataset.Call{pay("mom")}, `pay(to="mom", amount="50", wings=2)`, 1.5, "pay → no answer"},
		{[]dataset.Call{none}, `pay(to="mom")`, 6, "none → pay"},
		{[]dataset.Call{none}, `send(to="mom")`, 8, "none → send"},
		{[]dataset.Call{pay("mom"), send}, `send(to="dad")`, 1, "pay → none"},
		{[]dataset.Call{pay("mom")}, `pay(to="mom", amount="50"); send(to="dad")`, 8, "none → send"},
		{[]dataset.Call{pay("mom"), none}, `send(to="x"); none()`, 8, "pay → send"},
	} {
		gold := Gold{Example: dataset.Example{ID: "1", Text: "x"}}
		gold.SetCalls(c.gold)
		r := judge.Score(&gold, &dataset.Prediction{ID: "1", Output: c.output})
		var mistakes []string
		for _, m := range r.Cost.mistakes {
			mistakes = append(mistakes, m.What)
		}
		if r.Cost.total != c.cost || strings.Join(mistakes, ", ") != c.mistakes || r.Cost.dangerous != (c.cost >= 6) {
			t.Errorf("%s: %v for %v, dangerous %t, want %v for %s", c.output, r.Cost.total, mistakes, r.Cost.dangerous, c.cost, c.mistakes)
		}
	}
	gold := Gold{Example: dataset.Example{ID: "1", Text: "x", Call: &none}}
	if r := judge.Score(&gold, nil); r.Cost.total != 1.5 {
		t.Errorf("a missing prediction costs %v", r.Cost.total)
	}
}

// TestCostOfCallsInAnyOrder: the order of calls does not change what they cost.
func TestCostOfCallsInAnyOrder(t *testing.T) {
	judge := NewJudge(nil, "")
	judge.SetCosts(costTable(t, `wrong: {a -> x: 10, a -> y: 1, b -> x: 7, b -> y: 5}`))
	for _, calls := range [][]dataset.Call{{{Name: "a"}, {Name: "b"}}, {{Name: "b"}, {Name: "a"}}} {
		for _, output := range []string{"x(); y()", "y(); x()"} {
			gold := Gold{Example: dataset.Example{ID: "1", Text: "x", Calls: calls}}
			if r := judge.Score(&gold, &dataset.Prediction{Output: output}); r.Cost.total != 15 {
				t.Errorf("%v %s: %v", calls, output, r.Cost.total)
			}
		}
	}
}

func costRun(t testing.TB, table string, examples int, template func(int) string, output func(int) string) *report.Evaluation {
	t.Helper()
	var gold []Gold
	var preds []dataset.Prediction
	for i := range examples {
		g := Gold{Example: dataset.Example{ID: fmt.Sprint(i), Text: "pay mom", Call: &dataset.Call{Name: "pay", Arguments: map[string]any{"to": "mom"}}}}
		if name := template(i); name != "" {
			g.Origin = &dataset.Origin{Template: name}
		}
		gold, preds = append(gold, g), append(preds, dataset.Prediction{ID: g.ID, Output: output(i)})
	}
	o := Options{Schema: paymentSchema(t)}
	if table != "" {
		o.Costs = costTable(t, table)
	}
	r, err := Evaluate(t.Context(), stream(gold), Predictions{Label: "run", Seq: stream(preds)}, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func noTemplate(int) string { return "" }

// TestCostsOfARun: the report has the mean, the dearest mistakes and the dangerous ones.
func TestCostsOfARun(t *testing.T) {
	r := costRun(t, paymentCosts, 1240, noTemplate, func(i int) string {
		switch {
		case i < 10:
			return "none()"
		case i < 14:
			return `pay(to="dad")`
		}
		return `pay(to="mom")`
	})
	if got, want := *r.Metrics["expected_cost"].Value, (10.0+4*3)/1240; !near(got, want) {
		t.Errorf("expected cost %v, want %v", got, want)
	}
	want := []report.Mistake{{What: "pay.to wrong", N: 4, Cost: 12, IDs: []string{"10", "11", "12", "13"}}, {What: "pay → none", N: 10, Cost: 10, IDs: []string{"0", "1", "2", "3", "4"}}}
	if fmt.Sprint(r.Costs.Dearest) != fmt.Sprint(want) || !near(r.Costs.Total, 22) {
		t.Errorf("%+v", r.Costs)
	}
	if got := r.Danger(); got != "0 of 1,240 prompts cost 6 or more: at most 0.24 %" {
		t.Error(got)
	}
	if r.Failures[0].Cost != 1 || r.Signature.Costs == "" || len(r.Outcomes.Metrics["dangerous_rate"]) != 1240 {
		t.Errorf("%+v, signature %s", r.Failures[0], r.Signature)
	}
	r = costRun(t, "", 40, noTemplate, func(int) string { return "none()" })
	if _, ok := r.Metrics["expected_cost"]; ok || r.Costs != nil || r.Signature.Costs != "" || r.Danger() != "" || r.Dearest() != "" {
		t.Error("there are costs without a table")
	}
	if _, ok := r.Metrics["dangerous_rate"]; ok || r.Outcomes.Metrics["dangerous_rate"] != nil {
		t.Error("there is danger without a table")
	}
}

// TestDangerOfTemplates: many prompts of few templates say less.
func TestDangerOfTemplates(t *testing.T) {
	right := func(int) string { return `pay(to="mom")` }
	few := costRun(t, paymentCosts, 1240, func(i int) string { return fmt.Sprint(i % 10) }, right).Metrics["dangerous_rate"]
	if *few.Value != 0 || !near(*few.High, 1-math.Pow(0.05, 0.1)) {
		t.Errorf("10 templates: %s", shown(few))
	}
	one := costRun(t, paymentCosts, 1240, func(int) string { return "a" }, right)
	if m := one.Metrics["dangerous_rate"]; m.High != nil || len(m.Warnings) == 0 {
		t.Errorf("one template: %s", shown(m))
	}
	if m := one.Metrics["expected_cost"]; m.High != nil {
		t.Errorf("one template: %s", shown(m))
	}
}

func TestExactBoundsAgainstScipy(t *testing.T) {
	for _, c := range readScores(t).Exact {
		if low, high := exactBounds(c.K, c.N); !near(low, c.Low) || !near(high, c.High) {
			t.Errorf("%v of %v: %v, %v, scipy has %v, %v", c.K, c.N, low, high, c.Low, c.High)
		}
	}
}

// TestSimulatedCostIntervals: the high end of the expected cost is below the truth in about
// 2.5 % of runs, though dear mistakes are rare and come by template.
func TestSimulatedCostIntervals(t *testing.T) {
	const runs = 400
	rng := rand.New(rand.NewPCG(18, 9))
	for _, templates := range []int{0, 20, 100} {
		for _, rare := range []float64{0.01, 0.05, 0.3} {
			missed := 0
			for range runs {
				var c costs
				for cluster := range max(templates, 1) {
					rates := [2]float64{rare, rare}
					if templates > 0 { // templates are not alike
						rates[0], rates[1] = 2*rare*rng.Float64(), 2*rare*rng.Float64()
					}
					for i := range max(10, 400/max(templates, 1)) {
						total := 5*one(rng.Float64() < rates[0]) + one(rng.Float64() < rates[1])
						at := int32(cluster)
						if templates == 0 {
							at = -1 - int32(i)
						}
						c.add("", &exampleCost{total: total}, at)
					}
				}
				if m := c.mean(templates > 0, 5); *m.High < 6*rare {
					missed++
				}
			}
			if share := float64(missed) / runs; share > 0.07 {
				t.Errorf("%d templates, mistakes in %g: the high end is below the truth in %.1f %% of runs", templates, rare, 100*share)
			}
		}
	}
}
