package gate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/eval/report"
)

// plainShare is the share with ends that lie one tenth apart.
func plainShare(outcomes, _ report.Packed, _ bool) report.Metric {
	yes, n := 0, 0
	for _, o := range outcomes {
		switch o {
		case report.OutcomeYes:
			yes, n = yes+1, n+1
		case report.OutcomeNo:
			n++
		}
	}
	v := float64(yes) / float64(max(n, 1))
	return report.Metric{Value: &v, Low: report.Finite(v - 0.05), High: report.Finite(v + 0.05), N: n}
}

// Every form of rule trips, at the step at which it should.
func TestSelfTest(t *testing.T) {
	all := func(int) bool { return true }
	e, base := evaluation("e", outcomesOf(200, all)), evaluation("base", outcomesOf(200, all))
	e.Metrics = report.Metrics{"exact_match": plainShare(e.Outcomes.Metrics["exact_match"], nil, false), "intent_accuracy": metric(1, 0.95, 1), "slot_f1": metric(0.9, 0.85, 0.95),
		"invalid_rate": metric(0, 0, 0.05), "missing": metric(0, 0, 0), "latency_p95_ms": metric(2, 1.9, 2.1), "prompts_per_s": metric(500, 450, 550), "size_mb": metric(3, 3, 3), "ece": {N: 5}}
	e.Slices = map[string]report.Metric{"op=typo": plainShare(e.Outcomes.Metrics["exact_match"][:100], nil, false)}
	e.Intents = []report.Label{{Name: "a", F1: metric(1, 0.9, 1), Recall: metric(1, 0.9, 1)}, {Name: "few", F1: report.Metric{Value: report.Finite(1), N: 4}}}
	base.Metrics = e.Metrics
	for _, c := range []struct{ rule, now, stops, fails string }{
		{"exact_match >= 0.9", Pass, "21 wrong answers of 200", "21 wrong answers of 200"},
		{"exact_match > 0.9", Pass, "20 wrong answers of 200", "20 wrong answers of 200"},
		{"low(exact_match) >= 0.9", Pass, "11 wrong answers of 200", "31 wrong answers of 200"},
		{"exact_match[op=typo] >= 0.9", Pass, "11 wrong answers of 100", "11 wrong answers of 100"},
		{"exact_match >= baseline - 0.1", Pass, "21 wrong answers of 200", "21 wrong answers of 200"},
		{"recall[intent=a] >= 0.9", Pass, "11 wrong answers of 100", "11 wrong answers of 100"},
		{"invalid_rate <= 0.1", Pass, "21 wrong answers of 200", "21 wrong answers of 200"},
		{"slot_f1 >= 0.8", Pass, "11 wrong answers of 100", "11 wrong answers of 100"},
		{"f1[intent=a] >= 0.8", Pass, "21 wrong answers of 100", "21 wrong answers of 100"},
		{"missing == 0", Pass, "1", "1"},
		{"missing <= 3", Pass, "4", "4"},
		{"latency_p95_ms <= 3", Pass, "3.01 ms", "3.01 ms"},
		{"high(latency_p95_ms) <= 3", Pass, "2.86 ms", "3.16 ms"},
		{"latency_p95_ms <= 1.1 * baseline", Pass, "2.21 ms", "2.21 ms"},
		{"prompts_per_s >= 400", Pass, "398 /s", "398 /s"},
		{"size_mb <= 3", Pass, "3.03 MB", "3.03 MB"},
		{"size_mb <= 2", Fail, "now", "now"},
		{"no_worse(exact_match, 0.05)", Inconclusive, "now", "20 wrong answers of 200"},
		{"no_worse(invalid_rate, 0.05)", Inconclusive, "now", "20 wrong answers of 200"},
		{"f1[intent=few] >= 0.8", Inconclusive, "now", "does not"},
		{"ece <= 0.1", Inconclusive, "", "does not"},
		{"peak_memory_mb <= 10", Inconclusive, "", "does not"},
		{"exact_match >= baseline - 0.99", Pass, "199 wrong answers of 200", "199 wrong answers of 200"},
	} {
		rules, err := ParseRules(fmt.Appendf(nil, "rules: [%q, 'no_worse(intent_accuracy, 0.5)']", c.rule), "g")
		if err != nil {
			t.Fatal(err)
		}
		s, err := rules.SelfTest([]report.Report{e}, []report.Report{base}, plainShare)
		if err != nil {
			t.Errorf("%s: %v", c.rule, err)
			continue
		}
		got, idle := s.Tests[0], c.fails == "does not"
		if got.Now != c.now || got.Stops != c.stops || got.Trips == idle || c.fails != "" && !idle && got.Fails != c.fails {
			t.Errorf("%s: %+v", c.rule, got)
		}
		if len(s.Failures()) == 1 != idle || idle && got.Why == "" {
			t.Errorf("%s: the rules that do not trip are %+v", c.rule, s.Failures())
		}
	}
}

// TestSelfTestPairs: a no_worse rule fails at the step at which the reports with so many
// wrong answers fail it, and not a step before.
func TestSelfTestPairs(t *testing.T) {
	all := func(int) bool { return true }
	e, base := evaluation("e", outcomesOf(400, all)), evaluation("base", outcomesOf(400, all))
	rules, err := ParseRules([]byte("rules: ['no_worse(exact_match, 0.05)', 'no_worse(invalid_rate, 0.05)']"), "g")
	if err != nil {
		t.Fatal(err)
	}
	s, err := rules.SelfTest([]report.Report{e}, []report.Report{base}, plainShare)
	if err != nil {
		t.Fatal(err)
	}
	var at int
	if _, err := fmt.Sscanf(s.Tests[0].Fails, "%d wrong", &at); err != nil || at < 20 {
		t.Fatalf("%+v", s.Tests[0])
	}
	wrong, err := rules.List[0].wrongOnPurpose(e.Outcomes)
	if err != nil {
		t.Fatal(err)
	}
	for step, want := range map[int]bool{at - 1: false, at: true} {
		v, err := rules.Judge(withOutcomes([]report.Report{e}, e.Outcomes, "exact_match", wrong.after(step)), []report.Report{base})
		if err != nil || v.Outcomes[0].Status == Fail != want {
			t.Errorf("%d wrong answers: %+v %v", step, v, err)
		}
	}
	c := &report.Comparison{Header: report.Header{Name: "c"}, BaseOutcomes: base.Outcomes, RunChange: report.RunChange{NewOutcomes: e.Outcomes}}
	again, err := rules.SelfTest([]report.Report{c}, nil, plainShare)
	if err != nil || again.Tests[0] != s.Tests[0] {
		t.Errorf("by a comparison %+v, %v", again, err)
	}
	if _, err := rules.SelfTest([]report.Report{e}, nil, plainShare); err == nil || !strings.Contains(err.Error(), "needs a baseline") {
		t.Errorf("without a baseline: %v", err)
	}
}
