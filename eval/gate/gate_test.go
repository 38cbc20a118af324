package gate

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/eval/report"
)

func TestParseRules(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"rules:\n  - exact_match >= 0.9\n  - exact_mach >= 0.9\n", `g:3: rule "exact_mach >= 0.9": unknown metric "exact_mach", did you mean "exact_match"?`},
		{"rules: []\n", "g:1: no rules"},
		{"rules:\n", "g:1: no rules"},
		{"", "g:1: no rules"},
		{"- exact_match >= 0.9\n", "g:1: no rules"},
		{"rules: exact_match\n", `g:1: "rules" is not a list`},
		{"rules:\n  - {a: b}\n", `g:2: unknown key "a"`},
		{"rules:\n  - {min_n: 5}\n", `g:2: "rule" is missing`},
		{"rules:\n  - {rule: exact_match >= 0.9, min_n: 0}\n", `g:2: min_n "0"`},
		{"rules:\n  - {rule: exact_match >= 0.9, min_n: '5'}\n", `g:2: min_n "5"`},
		{"rules:\n  - {rule: exact_match >= 0.9, severity: low}\n", `g:2: severity "low": write fail or warn`},
		{"rules:\n  - {rule: exact_match >= 0.9, rule: exact_match >= 0.1}\n", `g:2: key "rule" is given twice`},
		{"rules: [exact_match >= 0.9]\nrules: [exact_match >= 0.1]\n", `g:2: key "rules" is given twice`},
		{"rules: [exact_match >= 0.9]\n---\nrules: [exact_match >= 0.99]\n", "g:2: a second YAML document"},
		{"rules: [exact_match >= 0.9]\n---\n}\n", "g:2: not YAML"},
		{"alpha: 5 %\nrules: [exact_match >= 0.9]\n", `g:1: alpha "5 %": write a number above 0 and below 0.5`},
		{"alpha: 0.5\nrules: [exact_match >= 0.9]\n", `alpha "0.5"`},
		{"power: 80\nrules: [exact_match >= 0.9]\n", `power "80": write a number above 0 and below 1`},
		{"power: .nan\nrules: [exact_match >= 0.9]\n", `power ".nan"`},
		{"correction: bonferroni\nrules: [exact_match >= 0.9]\n", `correction "bonferroni": write holm or none`},
		{"rules:\n  - latency_p95_ms >= 5\n", `g:2: rule "latency_p95_ms >= 5": the wrong way round: latency_p95_ms is better when lower, so a better model would fail: write latency_p95_ms <= 5`},
		{"rules:\n  - exact_match < 0.9\n", "write exact_match > 0.9"},
		{"rules:\n  - exact_match >= 0.9 %\n", "0.009 is 0.9 %, which hardly any model fails: did you mean 90.0 %"},
		{"rules:\n  - exact_match <= baseline\n", "write exact_match >= baseline"},
		{"rules:\n  - no_worse(slot_f1, 0.01)\n", "an example has no slot_f1: it takes exact_match,"},
		{"rules:\n  - no_worse(latency_p95_ms, 5 ms)\n", "an example has no latency_p95_ms"},
		{"rules:\n  - no_worse(exact_match)\n", `a comma and a margin such as 0.01 are expected at ")"`},
		{"rules:\n  - no_worse(exact_match, 1)\n", "margin 1: every loss is within it: for 1 points write 0.01 or 1 %"},
		{"rules:\n  - no_worse(exact_match, 0)\n", "margin 0: write the loss that you would accept"},
		{"rules:\n  - no_worse(exact_match, -1 %)\n", "margin -0.01: write the loss"},
		{"rules:\n  - no_worse(exact_match, 1 ms)\n", "is a fraction"},
		{"rules:\n  - no_worse(exact_match, baseline)\n", "a margin such as 0.01 is expected"},
		{"rules:\n  - no_worse(exact_match, 0.01\n", `")" is expected`},
		{"rules:\n  - no_worse(exact_match, 0.01) 5\n", `"5" is left over`},
		{"rules:\n  - no_worse(recall[slot=amount], 0.01)\n", "recall[intent=NAME]"},
		{"rules:\n  - no_worse(exact_mach, 0.01)\n", `did you mean "exact_match"`},
		{"rules:\n  - 5\n", "g:2: a rule is a string"},
		{"thresholds:\n  - exact_match >= 1\n", `g:1: unknown key "thresholds"`},
		{"rules: [\n", "g:"},
		{"rules:\n  - f1 >= 0.8\n", "f1 needs a selector such as f1[intent=…]"},
		{"rules:\n  - f1[slot=amount] >= 0.8\n", `f1 has no selector "slot"`},
		{"rules:\n  - macro_f1[intent=none] >= 0.8\n", "macro_f1 has no selectors"},
		{"rules:\n  - f1[intent] >= 0.8\n", `selector "intent" is not key=value`},
		{"rules:\n  - f1[intent=a, intent=b] >= 0.8\n", `selector "intent" is given twice`},
		{"rules:\n  - f1[intent=a >= 0.8\n", `"]" is missing`},
		{"rules:\n  - exact_match 0.8\n", `one of >= > <= < == is expected at "0.8"`},
		{"rules:\n  - exact_match >= high\n", "a number or baseline is expected"},
		{"rules:\n  - exact_match >= 0.8 please\n", `unit "please"`},
		{"rules:\n  - exact_match >= 0.8 0.9\n", `"0.9" is left over`},
		{"rules:\n  - exact_match >= 80 ms\n", "is a fraction"},
		{"rules:\n  - latency_p95_ms <= 80 %\n", "does not fit"},
		{"rules:\n  - latency_p95_ms <= baseline + 10 %\n", "write 1.1 * baseline"},
		{"rules:\n  - invalid_rate <= 2\n", "cannot fail"},
		{"rules:\n  - low(exact_match) <= 0.9\n", "low(…) goes with >="},
		{"rules:\n  - high(invalid_rate) >= 0.9\n", "high(…) goes with <="},
		{"rules:\n  - low(exact_match >= 0.9\n", `")" is expected`},
	} {
		_, err := ParseRules([]byte(c.in), "g")
		var config *ConfigError
		if !errors.As(err, &config) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: error %v, want %q", c.in, err, c.want)
		}
	}
}

func metric(value, low, high float64) report.Metric {
	return report.Metric{Value: &value, Low: &low, High: &high, N: 100}
}

func TestJudge(t *testing.T) {
	part := metric(0.05, 0.04, 0.06)
	part.Coverage = report.Finite(0.6)
	scores := &report.Evaluation{Header: report.Header{Name: "r"}, Gold: &report.GoldInfo{Fingerprint: "1"}, Metrics: report.Metrics{"exact_match": metric(0.9, 0.85, 0.94), "latency_p95_ms": metric(2.2, 2, 2.5), "slot_f1": {}, "ece": part},
		Intents: []report.Label{{Name: "pay_bill", F1: metric(0.7, 0.5, 0.9), Precision: metric(0.6, 0.4, 0.8)}},
		Slices:  map[string]report.Metric{"op=typo": metric(0.5, 0.4, 0.6)}}
	bench := &report.Bench{Header: report.Header{Name: "b"}, Metrics: report.Metrics{"size_mb": metric(9, 9, 9)}, Precisions: []report.Precision{{Name: "int8", Metrics: report.Metrics{"size_mb": metric(3, 3, 3)},
		Batches: []report.Batch{{Size: 8, Throughput: metric(500, 400, 600)}}}}}
	base := &report.Evaluation{Header: report.Header{Name: "base"}, Gold: &report.GoldInfo{Fingerprint: "1"}, Metrics: report.Metrics{"exact_match": metric(0.91, 0.86, 0.95), "latency_p95_ms": metric(2, 1.9, 2.1), "ece": part}}
	other := &report.Evaluation{Header: report.Header{Name: "other"}, Gold: &report.GoldInfo{Fingerprint: "2"}, Metrics: base.Metrics}
	bare := &report.Evaluation{Header: report.Header{Name: "bare"}, Metrics: report.Metrics{"exact_match": {Value: report.Finite(0.9), N: 50}}}
	for _, c := range []struct {
		rule     string
		baseline report.Report
		want     string // a status, or the error
	}{
		{"exact_match >= 0.9", nil, Pass},
		{"exact_match >= 90 %", nil, Pass},
		{"ece <= 0.1", nil, Inconclusive},
		{"high(ece) <= 0.01", nil, Inconclusive},
		{"ece <= baseline + 0.1", base, Inconclusive},
		{"exact_match > 0.9", nil, Fail},
		{"exact_match >= 1", nil, Fail},
		{"exact_match == 0.9", nil, Pass},
		{"low(exact_match) >= 0.85", nil, Pass},
		{"low(exact_match) >= 0.9", nil, Inconclusive},
		{"low(exact_match) >= 0.95", nil, Fail},
		{"high(latency_p95_ms) <= 2.5 ms", nil, Pass},
		{"high(latency_p95_ms) <= 2.1", nil, Inconclusive},
		{"high(latency_p95_ms) <= 1", nil, Fail},
		{"latency_p95_ms <= 1 s", nil, Pass},
		{"exact_match >= baseline - 0.01", base, Pass},
		{"exact_match >= baseline", base, Fail},
		{"latency_p95_ms <= 1.1 * baseline", base, Pass},
		{"latency_p95_ms <= 1.05 * baseline", base, Fail},
		{"exact_match >= baseline - 0.95", base, Inconclusive},
		{"exact_match >= baseline + 0.2", base, Fail},
		{"exact_match >= baseline", nil, "needs a baseline"},
		{"exact_match >= baseline", other, "different gold sets"},
		{"exact_match >= baseline", bare, "bare does not say which gold set it was scored on, so it is no baseline"},
		{"macro_f1 >= baseline", base, Inconclusive},
		{"macro_f1 >= 0.1", nil, Inconclusive},
		{"slot_f1 >= 0.1", nil, Inconclusive},
		{"slot_f1[slot=amount] >= 0.1", nil, Inconclusive},
		{"f1[intent=pay_bill] >= 0.7", nil, Pass},
		{"precision[intent=pay_bill] >= 0.7", nil, Fail},
		{"f1[intent=pay_bil] >= 0.7", nil, `no intent "pay_bil", did you mean "pay_bill"?`},
		{"exact_match[op=typo] >= 0.5", nil, Pass},
		{"exact_match[op=case] >= 0.5", nil, `no op "case": there are typo`},
		{"size_mb <= 9 MB", nil, Pass},
		{"size_mb[precision=int8] <= 5", nil, Pass},
		{"size_mb[precision=q4] <= 5", nil, `no precision "q4": there are int8`},
		{"prompts_per_s[precision=int8, batch=8] >= 500", nil, Pass},
		{"prompts_per_s[precision=int8, batch=16] >= 500", nil, `no batch "16": there are 8`},
	} {
		rules, err := ParseRules([]byte("rules:\n  - \""+c.rule+"\"\n"), "g")
		if err != nil {
			t.Fatal(err)
		}
		var baselines []report.Report
		if c.baseline != nil {
			baselines = append(baselines, c.baseline)
		}
		v, err := rules.Judge([]report.Report{scores, bench}, baselines)
		switch {
		case err != nil:
			if !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "g:2: ") {
				t.Errorf("%s: error %v, want %q", c.rule, err, c.want)
			}
		case v.Status != c.want || v.Outcomes[0].Status != c.want:
			t.Errorf("%s: %s (%s), want %s", c.rule, v.Status, v.Outcomes[0].Detail, c.want)
		}
	}
}

func TestJudgeMachines(t *testing.T) {
	on := func(cpu string) *report.Bench {
		return &report.Bench{Header: report.Header{Name: cpu}, Machine: &report.Machine{CPU: cpu, Threads: 2}, Metrics: report.Metrics{"latency_p50_ms": metric(1, 1, 1), "size_mb": metric(1, 1, 1)}}
	}
	judge := func(rule string) error {
		rules, err := ParseRules([]byte("rules: ['"+rule+"']"), "g")
		if err != nil {
			t.Fatal(err)
		}
		_, err = rules.Judge([]report.Report{on("a")}, []report.Report{on("b")})
		return err
	}
	var mismatch *report.MismatchError
	if err := judge("latency_p50_ms <= baseline"); !errors.As(err, &mismatch) {
		t.Errorf("times of two machines are compared: %v", err)
	}
	if err := judge("size_mb <= baseline"); err != nil {
		t.Errorf("sizes do not depend on the machine: %v", err)
	}
}

func TestVerdictPrefersFail(t *testing.T) {
	r := &report.Evaluation{Metrics: report.Metrics{"exact_match": metric(0.5, 0.4, 0.6)}}
	rules, err := ParseRules([]byte("rules: ['macro_f1 >= 0.5', 'exact_match >= 0.6', 'exact_match >= 0.1']"), "g")
	if err != nil {
		t.Fatal(err)
	}
	v, err := rules.Judge([]report.Report{r}, nil)
	if err != nil || v.Status != Fail || v.Summary() != "fail: 1 of 3 rules: g:1" {
		t.Errorf("%+v %v", v, err)
	}
}

// FuzzRule: what is read must be written so that it is read the same again, and
// be a rule to the schema of gate files.
func FuzzRule(f *testing.F) {
	schema := regexp.MustCompile(Schema().Properties["rules"].Items.AnyOf[0].Pattern)
	for _, s := range []string{"exact_match >= 0.9", "low(f1[intent=a]) > 90 %", "latency_p95_ms <= 1.1*baseline + 2 ms", "prompts_per_s[precision=int8,batch=8] >= -1",
		"high(", "f1[intent=]", "exact_match >= baseline - 1", "no_worse(exact_match[op=typo], 1 %)", "no_worse( recall [intent = a] ,.005 ) ", "no_worse(exact_match", "size_mb == .5MB"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRule(s)
		if err != nil {
			return
		}
		if !schema.MatchString(s) {
			t.Errorf("%q is no rule to the schema", s)
		}
		again, err := ParseRule(r.String())
		if err != nil || again.String() != r.String() {
			t.Errorf("%q is read as %q, which is read as %q: %v", s, r.String(), again.String(), err)
		}
	})
}

func TestJudgePartOfTheExamples(t *testing.T) {
	part := metric(0.05, 0.04, 0.06)
	part.Coverage = report.Finite(0.5999)
	rules, err := ParseRules([]byte("rules: [ece <= 0.1]"), "g")
	if err != nil {
		t.Fatal(err)
	}
	v, err := rules.Judge([]report.Report{&report.Evaluation{Metrics: report.Metrics{"ece": part}}}, nil)
	if err != nil || v.Status != Inconclusive || v.Outcomes[0].Detail != "it covers 59.9 % of the examples" {
		t.Errorf("%v, error %v", v, err)
	}
}

// The grammar names every metric that no_worse takes.
func TestGrammarNamesPairedMetrics(t *testing.T) {
	for _, name := range report.PairedNames() {
		if !regexp.MustCompile(`\b` + name + `\b`).MatchString(Grammar) {
			t.Errorf("%s is not in the grammar", name)
		}
	}
}
