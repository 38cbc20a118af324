package measure_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/slmkit/slmkit/eval/measure"
	"github.com/slmkit/slmkit/eval/report"
)

// model answers every prompt in two milliseconds.
type model struct{}

func (model) Single(_ context.Context, prompts []string) ([]measure.Timing, error) {
	return measure.Took(slices.Repeat([]time.Duration{2 * time.Millisecond}, len(prompts))...), nil
}

func (m model) Multi(ctx context.Context, prompts []string, _ int) ([]measure.Timing, error) {
	return m.Single(ctx, prompts)
}

func (m model) Serve(ctx context.Context, prompts []string, _ []time.Duration) ([]measure.Timing, error) {
	return m.Single(ctx, prompts)
}

func (model) Start(context.Context, string) (time.Duration, error) { return 30 * time.Millisecond, nil }

func (model) Batched(_ context.Context, prompts []string, batch int) (measure.Pass, error) {
	return measure.Pass{Took: time.Duration(len(prompts)) * 2 * time.Millisecond / time.Duration(batch)}, nil
}

// Measure times models in turns; NewBench makes the report of it.
func Example() {
	plan := measure.Plan{Prompts: []string{"hello", "good day"}, Batches: []int{1, 8}, MinRuns: 200, Rounds: 7}
	measured, err := measure.Measure(context.Background(), []measure.Runner{model{}}, plan)
	if err != nil {
		fmt.Println(err)
		return
	}
	measured.Precisions[0].Name = "int8"
	bench := measure.NewBench(measured, report.Machine{CPU: "a processor", Threads: 2})
	p95 := bench.Metrics["latency_p95_ms"]
	fmt.Println(report.FormatValue(p95.Value, p95.Unit), "of", report.FormatCount(p95.N, p95.Of))
	// Output: 2 ms of 200 runs
}

// Latency turns times into percentiles with intervals.
func ExampleLatency() {
	var ms []float64
	for i := range 200 {
		ms = append(ms, 1+float64(i)/100)
	}
	m := measure.Latency(ms)["latency_p95_ms"]
	fmt.Println(report.FormatValue(m.Value, m.Unit), "between", report.FormatInterval(m, m.Unit))
	// Output: 2.89 ms between 2.83 – 2.96
}
