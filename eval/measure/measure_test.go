package measure

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/eval/report"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// fakeRunner takes a fixed time for each prompt and notes when it has its turn.
type fakeRunner struct {
	name string
	took time.Duration
	log  *[]string
	err  error
}

func (f *fakeRunner) Single(_ context.Context, prompts []string) ([]Timing, error) {
	*f.log = append(*f.log, f.name)
	return Took(slices.Repeat([]time.Duration{f.took}, len(prompts))...), f.err
}

func (f *fakeRunner) Multi(_ context.Context, prompts []string, streams int) ([]Timing, error) {
	*f.log = append(*f.log, fmt.Sprintf("%s×%d", f.name, streams))
	return Took(slices.Repeat([]time.Duration{f.took * time.Duration(streams)}, len(prompts))...), f.err
}

func (f *fakeRunner) Serve(ctx context.Context, prompts []string, arrivals []time.Duration) ([]Timing, error) {
	clock := &fakeClock{}
	times, err := OpenLoop(ctx, clock, arrivals, func(context.Context, int) error { clock.now = clock.now.Add(f.took); return f.err })
	return Took(times...), err
}

func (f *fakeRunner) Start(context.Context, string) (time.Duration, error) {
	return 100 * f.took, f.err
}

func (f *fakeRunner) Batched(_ context.Context, prompts []string, batch int) (Pass, error) {
	return Pass{Took: f.took * time.Duration(len(prompts)) / time.Duration(batch)}, f.err
}

func TestMeasure(t *testing.T) {
	var log []string
	a, b := &fakeRunner{"a", 4 * time.Millisecond, &log, nil}, &fakeRunner{"b", 2 * time.Millisecond, &log, nil}
	plan := Plan{Prompts: []string{"x", "y", "z"}, Batches: []int{1, 2}, MinRuns: 30, Rounds: 7}
	measured, err := Measure(t.Context(), []Runner{a, b}, plan)
	if err != nil {
		t.Fatal(err)
	}
	got := measured.Precisions
	if diff := cmp.Diff([]string{"a", "b", "b", "a", "a", "b", "b", "a"}, log[len(log)-8:]); diff != "" {
		t.Errorf("turns:\n%s", diff)
	}
	if m := got[1].Metrics["speedup"]; *m.Value != 2 || m.Low != nil {
		t.Errorf("speed-up of 4 blocks %+v", m)
	}
	if _, there := got[0].Metrics["speedup"]; there {
		t.Error("the first runner has a speed-up over itself")
	}
	p50, rate := got[0].Metrics["latency_p50_ms"], got[1].Metrics["prompts_per_s"]
	if *p50.Value != 4 || p50.N != 32 || !near(*rate.Value, 1000) || *got[1].Batches[0].Throughput.Value != 500 {
		t.Errorf("p50 %+v, rate %+v", p50, rate)
	}
	got[0].Name, got[1].Name = "fp32", "int8"
	bench := NewBench(measured, report.Machine{CPU: "cpu", Threads: 2})
	if m := bench.Metrics["latency_p50_ms"]; m.Run != "fp32" || *m.Value != 4 || bench.Kind != report.KindBench {
		t.Errorf("%+v", bench)
	}
	a.err = errors.New("broken")
	if _, err := Measure(t.Context(), []Runner{a}, plan); !errors.Is(err, a.err) {
		t.Errorf("error %v, want %v", err, a.err)
	}
	if _, err := Measure(t.Context(), []Runner{b}, Plan{}); err == nil {
		t.Error("no prompts, and no error")
	}
	if drift(slices.Concat(slices.Repeat([]float64{1}, 20), slices.Repeat([]float64{2}, 20))) == "" {
		t.Error("a machine that halves its speed is not noticed")
	}
}

// A percentile's interval must have finite ends from just as many runs as the
// binomial distribution says.
func TestPercentileNeedsRuns(t *testing.T) {
	for _, c := range []struct {
		p float64
		n int
	}{{0.50, 6}, {0.90, 36}, {0.95, 72}, {0.99, 368}} {
		values := make([]float64, c.n)
		for i := range values {
			values[i] = float64(i + 1)
		}
		m := Percentile(values, c.p)
		if want := math.Ceil(c.p * float64(c.n)); *m.Value != want {
			t.Errorf("p%v of 1…%d is %v, want %v", 100*c.p, c.n, *m.Value, want)
		}
		if m.Low == nil || *m.Low > *m.Value || *m.High < *m.Value {
			t.Errorf("p%v of %d values has no interval around it: %+v", 100*c.p, c.n, m)
		}
		if m := Percentile(values[1:], c.p); m.Low != nil {
			t.Errorf("p%v of %d values has an interval", 100*c.p, c.n-1)
		}
	}
}

// No times and no percentile make a statistic panic.
func TestStatisticsTakeAnyTimes(t *testing.T) {
	number := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{0, 1, -1, 2, math.NaN(), math.Inf(1)}))
	rapid.Check(t, func(t *rapid.T) {
		times := rapid.SliceOfN(number, 0, 40).Draw(t, "times")
		p := number.Draw(t, "p")
		if m := Percentile(times, p); m.Value != nil && !(p > 0 && p < 1) {
			t.Errorf("p%v is %v", 100*p, *m.Value)
		}
		Latency(times)
		UpperPercentile(times, p)
		Quantiles(times)
		blocks := slices.Collect(slices.Chunk(times, 3))
		Speedup(blocks, blocks)
		noise([][][]float64{blocks, blocks}, 2, nil)
		Throughput(times)
		Exact(p, report.Millis)
		drift(times)
	})
	if b := NewBench(&Result{}, report.Machine{}); len(b.Metrics) != 0 {
		t.Errorf("nothing was measured, and there are %+v", b.Metrics)
	}
	var log []string
	got, err := Measure(t.Context(), []Runner{&fakeRunner{"a", 0, &log, nil}}, Plan{Prompts: []string{"x"}})
	if err != nil || got.Precisions[0].Metrics["latency_p50_ms"].Value != nil {
		t.Errorf("no runs give %+v, %v", got, err)
	}
}
