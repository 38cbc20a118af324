package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A selector finds one precision of several, or says which there are.
func TestBenchFind(t *testing.T) {
	size := func(v float64) Metrics { return Metrics{"size_mb": {Value: &v}, "prompts_per_s": {Value: &v}} }
	batch := func(v float64) []Batch {
		return []Batch{{Size: 8, Throughput: Metric{Value: &v}, Metrics: Metrics{"latency_p95_ms": {Value: &v}}}}
	}
	b := &Bench{Metrics: size(1), Precisions: []Precision{
		{Name: "a/fp32/1-thread", Format: "fp32", Model: "a", Threads: 1, Metrics: size(1), Batches: batch(10)},
		{Name: "a/fp32/2-threads", Format: "fp32", Model: "a", Threads: 2, Metrics: size(2), Batches: batch(20)},
		{Name: "b/int8/2-threads", Format: "int8", Model: "b", Threads: 2, Metrics: size(3), Batches: batch(30)},
	}}
	for _, c := range []struct {
		metric  string
		where   Selector
		want    float64
		choices []string
	}{
		{"size_mb", nil, 1, nil},
		{"size_mb", Selector{{"precision", "int8"}}, 3, nil},
		{"size_mb", Selector{{"precision", "a/fp32/2-threads"}}, 2, nil},
		{"size_mb", Selector{{"precision", "fp32"}, {"threads", "2"}}, 2, nil},
		{"size_mb", Selector{{"model", "b"}}, 3, nil},
		{"size_mb", Selector{{"precision", "fp32"}}, 0, []string{"a/fp32/1-thread", "a/fp32/2-threads"}},
		{"size_mb", Selector{{"precision", "q4"}}, 0, []string{"fp32", "int8"}},
		{"size_mb", Selector{{"precision", "int8"}, {"threads", "1"}}, 0, []string{"2"}},
		{"size_mb", Selector{{"intent", "pay"}}, 0, nil},
		{"prompts_per_s", Selector{{"batch", "8"}}, 10, nil},
		{"prompts_per_s", Selector{{"model", "b"}, {"batch", "8"}}, 30, nil},
		{"latency_p95_ms", Selector{{"model", "b"}, {"batch", "8"}}, 30, nil},
		{"prompts_per_s", Selector{{"model", "b"}, {"batch", "9"}}, 0, []string{"8"}},
	} {
		m, choices := b.Find(c.metric, c.where)
		if (m == nil) != (c.want == 0) || m != nil && *m.Value != c.want {
			t.Errorf("%s%v: %+v, want %v", c.metric, c.where, m, c.want)
		}
		if diff := cmp.Diff(c.choices, choices); diff != "" {
			t.Errorf("%s%v: choices\n%s", c.metric, c.where, diff)
		}
	}
}
