package render

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/eval/report"
)

func TestOpenMetrics(t *testing.T) {
	v := func(x float64) *float64 { return &x }
	b := &report.Bench{Precisions: []report.Precision{
		{Name: "fp32", Threads: 2, Runtime: "slm\"kit\\\n", Metrics: report.Metrics{
			"latency_p50_ms":   {Value: v(4), Low: v(3.5), High: v(4.5), N: 1000},
			"exact_match":      {Value: v(0.9), N: 40},
			"latency_p99_ms":   {N: 10},
			"changed_answers":  {Value: v(0), N: 3, Unit: report.Count},
			"peak_memory_mb":   {Value: v(1e7), N: 1},
			"not_a_known_name": {Value: v(1)},
		}, Batches: []report.Batch{{Size: 8, Throughput: report.Metric{Value: v(100), N: 7}}}},
		{Name: "int8", Metrics: report.Metrics{"latency_p50_ms": {Value: v(2), N: 1000}}, Scenarios: []report.Scenario{{Name: "server", Metrics: report.Metrics{"latency_p50_ms": {Value: v(9), N: 200}}}}},
	}}
	var out strings.Builder
	if err := BenchOpenMetrics(&out, b); err != nil {
		t.Fatal(err)
	}
	want := `# TYPE slmkit_exact_match gauge
# HELP slmkit_exact_match exact match: calls equal, values by meaning
slmkit_exact_match{precision="fp32",runtime="slm\"kit\\",threads="2"} 0.9
# TYPE slmkit_exact_match_n gauge
# HELP slmkit_exact_match_n exact match: calls equal, values by meaning; how many things the number comes from
slmkit_exact_match_n{precision="fp32",runtime="slm\"kit\\",threads="2"} 40
# TYPE slmkit_latency_p50_ms gauge
# UNIT slmkit_latency_p50_ms ms
# HELP slmkit_latency_p50_ms latency p50: one prompt at a time, median
slmkit_latency_p50_ms{precision="fp32",runtime="slm\"kit\\",threads="2"} 4
slmkit_latency_p50_ms{precision="int8"} 2
slmkit_latency_p50_ms{precision="int8",scenario="server"} 9
# TYPE slmkit_latency_p50_bound_ms gauge
# UNIT slmkit_latency_p50_bound_ms ms
# HELP slmkit_latency_p50_bound_ms latency p50: one prompt at a time, median; ends of the 95 % interval
slmkit_latency_p50_bound_ms{precision="fp32",runtime="slm\"kit\\",threads="2",bound="low"} 3.5
slmkit_latency_p50_bound_ms{precision="fp32",runtime="slm\"kit\\",threads="2",bound="high"} 4.5
`
	if diff := cmp.Diff(want, out.String()[:len(want)]); diff != "" {
		t.Errorf("%s", diff)
	}
	checkOpenMetrics(t, out.String())
	out.Reset()
	e := &report.Evaluation{Metrics: report.Metrics{"exact_match": {Value: v(1)}}, Slices: map[string]report.Metric{"op=typo": {Value: v(0.5)}},
		Intents: []report.Label{{Name: "pay", F1: report.Metric{Value: v(0.7)}}}}
	if err := EvaluationOpenMetrics(&out, e); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\nslmkit_exact_match{op=\"typo\"} 0.5\n", "\nslmkit_f1{intent=\"pay\"} 0.7\n", "\nslmkit_exact_match 1\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	checkOpenMetrics(t, out.String())
}

// checkOpenMetrics holds a text to the grammar of OpenMetrics: families come one after
// the other, each with its type first, and the last line is # EOF.
func checkOpenMetrics(t *testing.T, text string) {
	t.Helper()
	sample := regexp.MustCompile(`^([a-z_0-9]+)(\{[a-z_]+="(?:[^"\\]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\]|\\["\\n])*")*\})? -?[0-9.e+-]+$`)
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if lines[len(lines)-1] != "# EOF" {
		t.Errorf("the last line is %q", lines[len(lines)-1])
	}
	family, seen := "", map[string]bool{}
	for _, line := range lines[:len(lines)-1] {
		if fields := strings.Fields(line); fields[0] == "#" {
			if fields[1] == "TYPE" {
				if family = fields[2]; seen[family] || fields[3] != "gauge" {
					t.Errorf("%q comes twice, or is no gauge", family)
				}
				seen[family] = true
			} else if fields[2] != family || fields[1] == "UNIT" && !strings.HasSuffix(family, "_"+fields[3]) {
				t.Errorf("%q is not of %s", line, family)
			}
			continue
		}
		if m := sample.FindStringSubmatch(line); m == nil || m[1] != family {
			t.Errorf("%q is no sample of %s", line, family)
		}
	}
}
