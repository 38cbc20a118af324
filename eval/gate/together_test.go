package gate

import (
	"errors"
	"fmt"
	"testing"

	"github.com/slmkit/slmkit/eval/report"
)

// Reports complete each other only if they are of one model and one gold set.
func TestTogether(t *testing.T) {
	scores, err := report.Decode([]byte(`{"metrics": {}, "gold": {"fingerprint": "1"}, "predictions": {"path": "x", "sha256": "p"}, "run": {"model_hash": "a"}}`), "scores")
	if err != nil {
		t.Fatal(err)
	}
	bench := func(hashes ...string) *report.Bench {
		b := &report.Bench{Header: report.Header{Name: "bench"}, Metrics: report.Metrics{"size_mb": metric(3, 3, 3)}}
		for _, h := range hashes {
			b.Precisions = append(b.Precisions, report.Precision{ModelHash: h})
		}
		return b
	}
	scored := func(predictions, model string) report.Report {
		r, err := report.Decode(fmt.Appendf(nil, `{"metrics": {}, "gold": {"fingerprint": "1"}, "predictions": {"path": "x", "sha256": %q}, "run": {"model_hash": %q}}`, predictions, model), "other")
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	rules, err := ParseRules([]byte("rules: [size_mb <= 5]"), "g")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		with report.Report
		fits bool
	}{
		{bench("b", "a"), true},
		{bench(), true},
		{bench(""), true},
		{bench("b"), false},
		{&report.Comparison{Gold: &report.GoldInfo{Fingerprint: "1"}}, true},
		{&report.Comparison{Gold: &report.GoldInfo{Fingerprint: "2"}}, false},
		{&report.Comparison{}, true},
		{scored("p", "a"), true},
		{scored("q", "a"), false},
		{scored("p", "b"), false},
		{scored("", ""), true},
	} {
		_, err := rules.Judge([]report.Report{scores, c.with}, nil)
		var mismatch *report.MismatchError
		if errors.As(err, &mismatch) == c.fits {
			t.Errorf("%T %+v: error %v", c.with, c.with, err)
		}
	}
}

// A slice of a handful decides nothing, unless the rule says that it may.
func TestFewOfAPart(t *testing.T) {
	few := metric(1, 0.5, 1)
	few.N = 4
	e := evaluation("e", nil)
	e.Slices = map[string]report.Metric{"op=typo": few}
	for rule, want := range map[string]string{
		"'exact_match[op=typo] >= 0.5'":                        Inconclusive,
		"{rule: 'exact_match[op=typo] >= 0.5', min_n: 4}":      Pass,
		"{rule: 'exact_match[op=typo] >= 0.5', min_n: 5}":      Inconclusive,
		"{rule: 'low(exact_match[op=typo]) >= 0.5', min_n: 1}": Pass,
	} {
		rules, err := ParseRules([]byte("rules: ["+rule+"]"), "g")
		if err != nil {
			t.Fatal(err)
		}
		v, err := rules.Judge([]report.Report{e}, nil)
		if err != nil || v.Status != want {
			t.Errorf("%s: %+v %v, want %s", rule, v, err, want)
		}
	}
}
