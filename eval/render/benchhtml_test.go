package render

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/eval/cost"
	"github.com/slmkit/slmkit/eval/report"
)

// sweep is a benchmark of several precisions with batches, with the same accuracy.
func sweep() *report.Bench {
	v := func(x float64) report.Metric { return report.Metric{Value: &x, N: 1000, Of: "runs"} }
	share := 0.5
	b := &report.Bench{Machine: &report.Machine{CPU: "a <b> processor", Threads: 2, Runtime: "r"}, Noise: &report.Noise{Floor: 0.03, How: report.NoiseSplit},
		Conditions: []string{"the machine runs on a battery"}}
	for i, name := range []string{"fp32", "int8", "q4"} {
		ms := float64(8 / (i + 1))
		b.Precisions = append(b.Precisions, report.Precision{Name: name, Metrics: report.Metrics{"latency_p50_ms": v(ms)}, Latencies: []float64{ms, 2 * ms, 3 * ms},
			Stages:  []report.Stage{{Name: report.StageFirst, Share: &share, Mean: v(1)}},
			Lengths: &report.LengthLine{Fixed: v(1), PerToken: v(0.2), R2: 0.5}, WarmUp: &report.WarmUp{Windows: 3, Steady: true},
			Broken: []report.Flip{{Failure: report.Failure{Text: "</td><script>x</script>", Want: "a()", Got: "b()"}}}})
		for _, batch := range []int{0, 8, 32} {
			row := report.ParetoRow{Precision: name, Batch: batch, Accuracy: v(0.9), Latency: v(ms * float64(1+batch)), Size: v(ms), Throughput: v(100), Recommended: name == "int8" && batch == 0}
			if batch == 32 {
				row.Beaten = name + ", batch 8"
			}
			b.Pareto = append(b.Pareto, row)
		}
	}
	return b
}

// A page of a benchmark and one of costs hold nothing that runs, and no text is taken for
// markup.
func TestPlainPages(t *testing.T) {
	w := cost.Workload{Requests: 1e5, LatencyMS: 20, PeakMB: 60, SizeMB: 30}
	e, err := cost.New(w, cost.Builtin(), "")
	if err != nil {
		t.Fatal(err)
	}
	curves, err := cost.Curves(w, cost.Builtin(), "")
	if err != nil {
		t.Fatal(err)
	}
	var bench, costs, empty strings.Builder
	if err := BenchHTML(&bench, sweep()); err != nil {
		t.Fatal(err)
	}
	if err := CostHTML(&costs, e, curves); err != nil {
		t.Fatal(err)
	}
	if err := BenchHTML(&empty, &report.Bench{}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		page string
		want []string
	}{
		"bench": {bench.String(), []string{"Accuracy by latency", "int8 ★", "Answered within a time", "decode first", "Latency is about 1 ms ",
			"a &lt;b&gt; processor", "&lt;/td&gt;&lt;script&gt;", "runs on a battery", `<circle class="best"`}},
		"cost":  {costs.String(), []string{"Cost a month", "costs less from", "requests a month on", "USD a month, on a logarithmic scale", "polyline"}},
		"empty": {empty.String(), []string{"<h1>Benchmark</h1>"}},
	} {
		for _, want := range c.want {
			if !strings.Contains(c.page, want) {
				t.Errorf("%s: no %q", name, want)
			}
		}
		if strings.Contains(c.page, "<script") || strings.Contains(c.page, "<b> processor") {
			t.Errorf("%s: a text is markup, or something runs", name)
		}
		for _, link := range regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(c.page, -1) {
			if !strings.Contains(c.page, fmt.Sprintf("id=%q", link[1])) {
				t.Errorf("%s: #%s leads nowhere", name, link[1])
			}
		}
	}
}

// No name in the picture is on another or on a dot, and the beaten ones have none.
func TestParetoLabels(t *testing.T) {
	c := newPareto(sweep().Pareto)
	var names []chartDot
	for _, d := range c.Dots {
		if d.Label != "" {
			names = append(names, d)
			continue
		}
		if d.R == 0 {
			t.Errorf("a dot of no size: %+v", d)
		}
	}
	if len(names) != 6 {
		t.Fatalf("%d names, want the six that are not beaten", len(names))
	}
	for i, a := range names {
		for _, b := range names[:i] {
			if a.Y == b.Y && a.Place == b.Place && max(a.X, b.X)-min(a.X, b.X) < letterWidth*float64(min(len(a.Label), len(b.Label))) {
				t.Errorf("%q is on %q", a.Label, b.Label)
			}
		}
	}
	if !slices.ContainsFunc(names, func(d chartDot) bool { return d.Label == "int8 ★" && d.Class == "best" }) {
		t.Errorf("the recommended one has no star: %+v", names)
	}
	if newPareto(sweep().Pareto[:1]) != nil {
		t.Error("a picture of one row")
	}
}
