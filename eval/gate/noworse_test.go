package gate

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/eval/report"
)

// outcomesOf are outcomes of exact match and invalid outputs on n examples, ten of each
// template. The answer to example i is right if right says so, and none is invalid.
func outcomesOf(n int, right func(i int) bool) *report.Outcomes {
	o := &report.Outcomes{N: n, IDs: "x", Kinds: []string{"split=test\nintent=a", "split=test\nop=typo\nintent=b"}, Metrics: map[string]report.Packed{}}
	for i := range n {
		o.Clusters, o.Kind = append(o.Clusters, i/10), append(o.Kind, i/10%2)
		is := report.OutcomeNo
		if right(i) {
			is = report.OutcomeYes
		}
		for _, name := range []string{"exact_match", "intent_accuracy"} {
			o.Metrics[name] = append(o.Metrics[name], is)
		}
		o.Metrics["invalid_rate"] = append(o.Metrics["invalid_rate"], 1-is)
	}
	return o
}

func evaluation(name string, o *report.Outcomes) *report.Evaluation {
	return &report.Evaluation{Header: report.Header{Name: name}, Gold: &report.GoldInfo{Fingerprint: "1"}, Outcomes: o, Metrics: report.Metrics{}}
}

func TestNoWorse(t *testing.T) {
	all := func(int) bool { return true }
	base := evaluation("base", outcomesOf(4000, all))
	lost := func(every, from int) *report.Evaluation {
		return evaluation("new", outcomesOf(4000, func(i int) bool { return i%every != from }))
	}
	for _, c := range []struct {
		rule         string
		is, was      report.Report
		want, detail string
	}{
		{"no_worse(exact_match, 0.02)", evaluation("new", outcomesOf(4000, all)), base, Pass, "at worst -0.75 pp"},
		{"no_worse(exact_match, 0.005)", evaluation("new", outcomesOf(4000, all)), base, Inconclusive, "of 598 templates would settle it, there are 4000 of 400"},
		{"no_worse(exact_match, 0.02)", lost(100, 7), base, Pass, "at worst"},
		{"no_worse(exact_match, 0.02)", lost(10, 7), base, Fail, "worse by more than 2.00 pp"},
		{"no_worse(exact_match, 0.10)", lost(10, 7), base, Inconclusive, "hardly"},
		{"no_worse(invalid_rate, 0.02)", lost(10, 7), base, Fail, "worse by more than 2.00 pp"},
		{"no_worse(invalid_rate, 0.2)", lost(10, 7), base, Pass, "at worst +1"},
		{"no_worse(exact_match[op=typo], 0.02)", lost(20, 7), base, Pass, "at worst"},
		{"no_worse(recall[intent=a], 0.02)", lost(20, 7), base, Fail, "worse"},
		{"no_worse(exact_match[op=case], 0.02)", lost(20, 7), base, "", `no op "case": there are typo`},
		{"no_worse(exact_match[calls=1], 0.02)", lost(20, 7), base, "", `no example has the key "calls"`},
		{"no_worse(false_action_rate, 0.02)", lost(20, 7), base, Inconclusive, "not measured"},
		{"no_worse(exact_match, 0.02)", base, nil, "", "needs a baseline"},
		{"no_worse(exact_match, 0.02)", base, &report.Evaluation{Header: report.Header{Name: "bare"}}, Inconclusive, "no outcomes of examples in bare"},
		{"no_worse(exact_match, 0.02)", evaluation("new", nil), base, Inconclusive, "no outcomes of examples in new"},
		{"no_worse(exact_match, 0.02)", evaluation("new", outcomesOf(3990, all)), base, "", "different examples"},
		{"no_worse(exact_match, 0.02)", evaluation("new", outcomesOf(10, all)), evaluation("base", outcomesOf(10, all)), Inconclusive, "one template"},
		{"no_worse(exact_match, 0.02)", &report.Comparison{BaseOutcomes: base.Outcomes, RunChange: report.RunChange{NewOutcomes: lost(10, 7).Outcomes}}, nil, Fail, "worse"},
		{"no_worse(exact_match, 0.02)", &report.Comparison{}, nil, Inconclusive, "no report of eval or compare"},
	} {
		rules, err := ParseRules([]byte("rules: ['"+c.rule+"']"), "g")
		if err != nil {
			t.Fatal(err)
		}
		var baselines []report.Report
		if c.was != nil {
			baselines = append(baselines, c.was)
		}
		v, err := rules.Judge([]report.Report{c.is}, baselines)
		switch {
		case err != nil:
			if c.want != "" || !strings.Contains(err.Error(), c.detail) {
				t.Errorf("%s: error %v, want %s %q", c.rule, err, c.want, c.detail)
			}
		case v.Status != c.want || !strings.Contains(v.Outcomes[0].Detail, c.detail):
			t.Errorf("%s: %s (%s), want %s %q", c.rule, v.Status, v.Outcomes[0].Detail, c.want, c.detail)
		}
	}
	other := evaluation("other", base.Outcomes)
	other.Gold = &report.GoldInfo{Fingerprint: "2"}
	rules, err := ParseRules([]byte("rules: ['no_worse(exact_match, 0.01)']"), "g")
	if err != nil {
		t.Fatal(err)
	}
	var mismatch *report.MismatchError
	if _, err := rules.Judge([]report.Report{base}, []report.Report{other}); !errors.As(err, &mismatch) {
		t.Errorf("two gold sets are compared: %v", err)
	}
}

// A family of rules fails a model that is compared with itself in no more than alpha of
// all runs. Without the correction, it does so more often.
func TestSimulatedHolm(t *testing.T) {
	rng := rand.New(rand.NewPCG(18, 4))
	family := "rules: ['no_worse(exact_match[op=0], 0.02)', 'no_worse(exact_match[op=1], 0.02)', 'no_worse(exact_match[op=2], 0.02)', 'no_worse(exact_match[op=3], 0.02)']\nalpha: 0.1\n"
	fails := map[string]int{}
	const runs, n = 400, 1200
	for range runs {
		base, is := &report.Outcomes{N: n, Kinds: []string{"op=0", "op=1", "op=2", "op=3"}}, &report.Outcomes{N: n}
		var was, now report.Packed
		for i := range n {
			base.Clusters, base.Kind = append(base.Clusters, i), append(base.Kind, i%4)
			u := rng.Float64() // every part loses the margin
			was, now = append(was, one(u < 0.9)), append(now, one(u >= 0.05 && u < 0.93))
		}
		is.Clusters, is.Kind, is.Kinds = base.Clusters, base.Kind, base.Kinds
		base.Metrics, is.Metrics = map[string]report.Packed{"exact_match": was}, map[string]report.Packed{"exact_match": now}
		for _, correction := range []string{"holm", "none"} {
			rules, err := ParseRules([]byte(family+"correction: "+correction), "g")
			if err != nil {
				t.Fatal(err)
			}
			v, err := rules.Judge([]report.Report{evaluation("new", is)}, []report.Report{evaluation("base", base)})
			if err != nil {
				t.Fatal(err)
			}
			if v.Status == Fail {
				fails[correction]++
			}
		}
	}
	if fails["holm"] > runs*15/100 || fails["none"] < runs*20/100 {
		t.Errorf("of %d runs fail %v", runs, fails)
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Outcomes that are read are those that were written.
func TestOutcomesRoundTrip(t *testing.T) {
	e := evaluation("e", outcomesOf(300, func(i int) bool { return i%3 != 0 }))
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	again, err := report.Decode(b, "e")
	if err != nil {
		t.Fatal(err)
	}
	b2, err := json.Marshal(again)
	if err != nil || string(b) != string(b2) {
		t.Errorf("%v: %s\n%s", err, b, b2)
	}
	for _, c := range []struct{ old, new, want string }{
		{`"n":300`, `"n":301`, "there are not 301"},
		{`"clusters":"`, `"clusters":"!`, "illegal base64"},
		{`"clusters":"`, `"clusters":"AAAA`, "outcomes:"},
	} {
		if _, err := report.Decode([]byte(strings.Replace(string(b), c.old, c.new, 1)), "e"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.new, err, c.want)
		}
	}
}

func TestAdvice(t *testing.T) {
	for _, c := range []struct{ rule, want string }{
		{"exact_match >= baseline - 0.01", "write no_worse(exact_match, 0.01)"},
		{"exact_match[op=typo] >= baseline - 2 %", "write no_worse(exact_match[op=typo], 0.02)"},
		{"invalid_rate <= baseline + 0.01", "write no_worse(invalid_rate, 0.01)"},
		{"recall[intent=a] >= baseline - 0.01", "write no_worse(recall[intent=a], 0.01)"},
		{"slot_f1 >= baseline - 0.01", ""},
		{"exact_match >= baseline", ""},
		{"latency_p95_ms <= 1.1 * baseline", ""},
		{"exact_match >= 0.9", ""},
	} {
		rules, err := ParseRules([]byte("rules:\n  - "+c.rule+"\n"), "g")
		if err != nil {
			t.Fatal(err)
		}
		if got := rules.Advice(); c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.rule, got, c.want)
		}
	}
}
