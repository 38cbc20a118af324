package gate

import (
	"strings"
	"testing"

	"github.com/slmkit/slmkit/eval/report"
)

// A pass on a few prompts is called what it is.
func TestFew(t *testing.T) {
	of := func(status string, n int, unit, what string) Outcome {
		return Outcome{Rule: "exact_match >= 0.8", Status: status, Metric: &report.Metric{Value: report.Finite(1), Low: report.Finite(0.5), N: n, Of: what, Unit: unit}}
	}
	all := of(Pass, 1, report.Fraction, "prompts")
	all.Metric.Low = nil // of no sample
	v := &Verdict{Outcomes: []Outcome{of(Pass, 1, report.Fraction, "prompts"), of(Fail, 1, report.Fraction, "prompts"), of(Pass, 10, report.Fraction, "prompts"),
		of(Pass, 1, report.Megabyte, "files"), of(Pass, 1, report.Fraction, ""), all, {Rule: "x", Status: Inconclusive}}}
	if got := v.Few(); len(got) != 1 || !strings.HasPrefix(got[0], "exact_match >= 0.8 passes on 1 prompt: ") {
		t.Errorf("%q", got)
	}
}
