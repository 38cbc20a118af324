package measure

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/eval/report"
)

// row is a precision with an accuracy, p95, size and the low end of its change.
func row(name string, accuracy, p95, size, low float64) report.Precision {
	v := func(x float64) report.Metric { return report.Metric{Value: &x} }
	d := report.Metric{Low: &low}
	return report.Precision{Name: name, Metrics: report.Metrics{"exact_match": v(accuracy), "latency_p95_ms": v(p95), "size_mb": v(size), "exact_match_delta": d}}
}

func TestPareto(t *testing.T) {
	for _, c := range []struct {
		name        string
		rows        []report.Precision
		recommended string
		beaten      map[string]string
	}{
		{"faster and no worse", []report.Precision{row("fp32", 0.90, 4, 6, 0), row("int8", 0.89, 2, 2, -0.008)}, "int8", nil},
		{"faster but not shown to be as good", []report.Precision{row("fp32", 0.90, 4, 6, 0), row("int8", 0.90, 2, 2, -0.02)}, "fp32", map[string]string{"fp32": "int8"}},
		{"the fastest of those that are good enough", []report.Precision{row("fp32", 0.90, 4, 6, 0), row("int8", 0.90, 2, 2, -0.005), row("q4", 0.80, 1, 1, -0.15)}, "int8",
			map[string]string{"fp32": "int8"}},
		{"slower, larger and worse", []report.Precision{row("fp32", 0.90, 4, 6, 0), row("odd", 0.89, 5, 7, -0.005)}, "fp32", map[string]string{"odd": "fp32"}},
		{"equal rows do not beat each other", []report.Precision{row("a", 0.9, 1, 1, 0), row("b", 0.9, 1, 1, 0)}, "a", nil},
		{"one", []report.Precision{row("fp32", 0.9, 1, 1, 0)}, "fp32", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, r := range Pareto(c.rows, 0.01) {
				if r.Beaten != c.beaten[r.Precision] || r.Recommended != (r.Precision == c.recommended) || r.Recommended != (r.Why != "") {
					t.Errorf("%+v; want %s recommended, beaten %v", r, c.recommended, c.beaten)
				}
			}
		})
	}
	few := row("int8", 0.9, 1, 1, 0)
	few.Metrics["latency_p95_ms"] = report.Metric{}
	if got := Pareto([]report.Precision{row("fp32", 0.9, 1, 1, 0), few}, 0.01); got != nil {
		t.Errorf("no p95, and %+v", got)
	}
}

// One row is recommended, and at least one is not beaten.
func TestParetoIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []report.Precision
		number := rapid.Float64Range(0, 3)
		for range rapid.IntRange(1, 6).Draw(t, "rows") {
			rows = append(rows, row(rapid.StringN(1, 3, 3).Draw(t, "name"), number.Draw(t, "accuracy"), number.Draw(t, "p95"), number.Draw(t, "size"), -number.Draw(t, "low")/100))
		}
		recommended, free := 0, 0
		for _, r := range Pareto(rows, 0.01) {
			if r.Recommended {
				recommended++
			}
			if r.Beaten == "" {
				free++
			}
		}
		if recommended != 1 || free == 0 {
			t.Errorf("%d recommended, %d not beaten", recommended, free)
		}
	})
}
