package gate

import (
	"testing"

	"github.com/slmkit/slmkit/eval/report"
)

// A ratio of times is judged by the end of its interval, and what is within the noise of
// the machine decides nothing.
func TestRatioRules(t *testing.T) {
	ratio := func(value, low, high, floor float64) report.Metric {
		return report.Metric{Value: &value, Low: &low, High: &high, Floor: &floor, N: 100, Of: "blocks", Unit: report.Ratio}
	}
	for _, c := range []struct {
		rule string
		m    report.Metric
		want string
	}{
		{"speedup[precision=int8] >= 1.3", ratio(2, 1.9, 2.1, 0.05), Pass},
		{"speedup[precision=int8] >= 1.3", ratio(1.1, 1.05, 1.15, 0.05), Fail},
		{"speedup[precision=int8] >= 1.3", ratio(1.35, 1.28, 1.4, 0), Inconclusive},
		{"speedup[precision=int8] >= 1.3", ratio(1.35, 1.33, 1.37, 0), Pass},
		{"speedup[precision=int8] >= 1.3", ratio(1.35, 1.33, 1.37, 0.05), Inconclusive},
		{"speedup[precision=int8] >= 1.3", ratio(1.27, 1.25, 1.29, 0.05), Inconclusive},
		{"speedup[precision=int8] <= 1.3", ratio(1.27, 1.25, 1.29, 0.001), Pass},
		{"speedup[precision=int8] <= 1.3", ratio(1.27, 1.25, 1.29, 0.05), Inconclusive},
		{"low(speedup[precision=int8]) >= 1.3", ratio(1.35, 1.33, 1.37, 0.05), Inconclusive},
		{"speedup[precision=int8] >= 1.3", report.Metric{Value: number(2), Unit: report.Ratio, N: 4}, Inconclusive},
	} {
		b := &report.Bench{Metrics: report.Metrics{}, Precisions: []report.Precision{{Name: "int8", Metrics: report.Metrics{"speedup": c.m}}}}
		r, err := ParseRule(c.rule)
		if err != nil {
			t.Fatal(err)
		}
		v, err := (&Rules{List: []Rule{r}}).Judge([]report.Report{b}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if v.Outcomes[0].Status != c.want {
			t.Errorf("%s with %v of %v: %s (%s), want %s", c.rule, *c.m.Value, c.m.Floor, v.Outcomes[0].Status, v.Outcomes[0].Detail, c.want)
		}
	}
}

func number(v float64) *float64 { return &v }
