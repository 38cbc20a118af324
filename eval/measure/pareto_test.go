package measure

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/eval/report"
)

func number(x float64) report.Metric { return report.Metric{Value: &x} }

// row is a precision with an accuracy, p95, size and the low end of its change, which the
// first one does not have: NaN.
func row(name string, accuracy, p95, size, low float64) report.Precision {
	p := report.Precision{Name: name, Metrics: report.Metrics{"exact_match": number(accuracy), "latency_p95_ms": number(p95), "size_mb": number(size),
		"latency_mean_ms": number(p95 / 2), "peak_memory_mb": number(100)}}
	if !math.IsNaN(low) {
		p.Metrics["exact_match_delta"] = report.Metric{Low: &low, N: 400, Of: "prompts"}
	}
	return p
}

// batched adds a batch size to a precision.
func batched(p report.Precision, size int, rate, p95 float64) report.Precision {
	ms := report.Metrics{"exact_match": p.Metrics["exact_match"], "latency_p95_ms": number(p95)}
	if d, ok := p.Metrics["exact_match_delta"]; ok {
		ms["exact_match_delta"] = d
	}
	p.Batches = append(p.Batches, report.Batch{Size: size, Throughput: number(rate), Metrics: ms})
	return p
}

var first = math.NaN()

func TestPareto(t *testing.T) {
	for _, c := range []struct {
		name        string
		rows        []report.Precision
		choice      Choice
		recommended string
		beaten      map[string]string
		why         string
	}{
		{"faster and no worse", []report.Precision{row("fp32", 0.90, 4, 6, first), row("int8", 0.89, 2, 2, -0.008)}, Choice{}, "int8", nil,
			"the fastest that is shown to lose at most 1 point of exact match against fp32; its change is at least -0.8"},
		{"faster but not shown to be as good", []report.Precision{row("fp32", 0.90, 4, 6, first), row("int8", 0.90, 2, 2, -0.02)}, Choice{}, "fp32", map[string]string{"fp32": "int8"},
			"no faster one is shown to lose at most 1 point of exact match against it; with 400 prompts, int8 may lose 2.0"},
		{"the fastest of those that are good enough", []report.Precision{row("fp32", 0.90, 4, 6, first), row("int8", 0.90, 2, 2, -0.005), row("q4", 0.80, 1, 1, -0.15)}, Choice{}, "int8",
			map[string]string{"fp32": "int8"}, "the fastest"},
		{"slower, larger and worse", []report.Precision{row("fp32", 0.90, 4, 6, first), row("odd", 0.89, 5, 7, -0.005)}, Choice{}, "fp32", map[string]string{"odd": "fp32"}, "the fastest"},
		{"equal rows do not beat each other", []report.Precision{row("a", 0.9, 1, 1, first), row("b", 0.9, 1, 1, 0)}, Choice{}, "a", nil, "none is faster, and none that is as fast is smaller"},
		{"one", []report.Precision{row("fp32", 0.9, 1, 1, first)}, Choice{}, "fp32", nil, "the only one"},
		{"as fast within the noise, and smaller", []report.Precision{row("fp32", 0.9, 1, 6, first), row("int8", 0.9, 1.04, 2, 0)}, Choice{Noise: &report.Noise{Floor: 0.05}}, "int8",
			map[string]string{"fp32": "int8"}, "the smallest of the fastest that are shown to lose at most 1 point"},
		{"as fast without noise, and smaller", []report.Precision{row("fp32", 0.9, 1, 6, first), row("int8", 0.9, 1.04, 2, 0)}, Choice{}, "fp32", nil, "the fastest"},
		{"a batch is slower", []report.Precision{batched(row("fp32", 0.9, 4, 6, first), 8, 900, 20)}, Choice{}, "fp32", nil, "the fastest"},
		{"a batch has a higher throughput", []report.Precision{batched(row("fp32", 0.9, 4, 6, first), 8, 900, 20)}, Choice{Goal: ByThroughput}, "fp32, batch 8", nil, "the fastest"},
		{"a batch that gains nothing", []report.Precision{batched(batched(row("fp32", 0.9, 4, 6, first), 8, 900, 20), 32, 800, 90)}, Choice{}, "fp32",
			map[string]string{"fp32, batch 32": "fp32, batch 8"}, "the fastest"},
		{"batches of another precision", []report.Precision{batched(row("fp32", 0.9, 4, 6, first), 8, 900, 20), batched(row("int8", 0.9, 2.4, 2, 0), 8, 1800, 10)}, Choice{Goal: ByThroughput},
			"int8, batch 8", map[string]string{"fp32": "int8", "fp32, batch 8": "int8, batch 8"}, "the fastest that is shown to lose"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.choice.Margin = 0.01
			for _, r := range Pareto(c.rows, c.choice) {
				if r.Beaten != c.beaten[r.Label()] || r.Recommended != (r.Label() == c.recommended) {
					t.Errorf("%s: beaten by %q, recommended %v; want %s recommended, beaten %v", r.Label(), r.Beaten, r.Recommended, c.recommended, c.beaten)
				}
				if r.Recommended != (r.Why != "") || r.Recommended && !strings.HasPrefix(r.Why, c.why) {
					t.Errorf("%s: %q, want %q", r.Label(), r.Why, c.why)
				}
			}
		})
	}
	few := row("int8", 0.9, 1, 1, 0)
	few.Metrics["latency_p95_ms"] = report.Metric{}
	if got := Pareto([]report.Precision{row("fp32", 0.9, 1, 1, first), few}, Choice{}); got != nil {
		t.Errorf("no p95, and %+v", got)
	}
}

// With one prompt at a time, the throughput is that of batches of one where that was
// measured.
func TestThroughputAlone(t *testing.T) {
	p := row("fp32", 0.9, 4, 6, first)
	if rows := Pareto([]report.Precision{p}, Choice{}); !near(*rows[0].Throughput.Value, 500) {
		t.Errorf("%+v: 2 ms each are 500 a second", rows[0].Throughput)
	}
	if rows := Pareto([]report.Precision{batched(p, 1, 900, 4)}, Choice{}); len(rows) != 1 || *rows[0].Throughput.Value != 900 {
		t.Errorf("%+v", rows)
	}
}

// One row is recommended, at least one is not beaten, and whatever beats a row is no worse
// in accuracy and size.
func TestParetoIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []report.Precision
		number := rapid.Float64Range(0.1, 3)
		for i := range rapid.IntRange(1, 6).Draw(t, "rows") {
			low := first
			if i > 0 {
				low = -number.Draw(t, "low") / 100
			}
			p := row(string(rune('a'+i)), number.Draw(t, "accuracy"), number.Draw(t, "p95"), number.Draw(t, "size"), low)
			if rapid.Bool().Draw(t, "batched") {
				p = batched(p, 8, 1000*number.Draw(t, "rate"), 5*number.Draw(t, "batch p95"))
			}
			all = append(all, p)
		}
		goal := rapid.SampledFrom([]Goal{ByLatency, ByThroughput}).Draw(t, "goal")
		noise := &report.Noise{Floor: rapid.Float64Range(0, 0.5).Draw(t, "noise")}
		recommended, free := 0, 0
		rows := Pareto(all, Choice{Margin: 0.01, Goal: goal, Noise: noise})
		byLabel := map[string]report.ParetoRow{}
		for _, r := range rows {
			byLabel[r.Label()] = r
		}
		for _, r := range rows {
			if r.Recommended {
				recommended++
			}
			if r.Beaten == "" {
				free++
			} else if by := byLabel[r.Beaten]; *by.Accuracy.Value < *r.Accuracy.Value || *by.Size.Value > *r.Size.Value {
				t.Errorf("%s is beaten by %s, which is worse", r.Label(), r.Beaten)
			}
		}
		if recommended != 1 || free == 0 {
			t.Errorf("%d recommended, %d not beaten", recommended, free)
		}
	})
}
