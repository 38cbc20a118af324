package measure

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/eval/report"
)

// fakeClock is a clock that goes on only when somebody waits or works.
type fakeClock struct{ now time.Time }

func (c *fakeClock) Now() time.Time { return c.now }

func (c *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	c.now = c.now.Add(d)
	return ctx.Err()
}

// stalling answers in 20 ms, but once in a thousand prompts it takes two seconds.
type stalling struct {
	fakeRunner
	clock fakeClock
	n     int
}

func (s *stalling) answer(context.Context, int) error {
	took := 20 * time.Millisecond
	if s.n++; s.n%1000 == 500 {
		took = 2 * time.Second
	}
	s.clock.now = s.clock.now.Add(took)
	return nil
}

func (s *stalling) Single(ctx context.Context, prompts []string) ([]Timing, error) {
	out := make([]Timing, len(prompts))
	for i := range prompts {
		start := s.clock.now
		_ = s.answer(ctx, i)
		out[i].Took = s.clock.now.Sub(start)
	}
	return out, nil
}

func (s *stalling) Serve(ctx context.Context, _ []string, arrivals []time.Duration) ([]Timing, error) {
	s.n = 0
	times, err := OpenLoop(ctx, &s.clock, arrivals, s.answer)
	return Took(times...), err
}

// Who waits for each answer sees a stall of two seconds once in a thousand times:
// the 99th percentile stays at 20 ms. Prompts that arrive at 25 a second all the
// same wait for it, and the percentile is near two seconds.
func TestStallsCountInAnOpenLoop(t *testing.T) {
	s := &stalling{}
	plan := Plan{Prompts: []string{"x"}, Scenarios: []Scenario{SingleStream, Server}, MinRuns: 1000, Rate: 25}
	got, err := Measure(t.Context(), []Runner{s}, plan)
	if err != nil {
		t.Fatal(err)
	}
	closed, open := got.Precisions[0].Metrics["latency_p99_ms"], got.Precisions[0].Scenarios[0].Metrics["latency_p99_ms"]
	if *closed.Value != 20 {
		t.Errorf("closed loop: p99 %v ms, want 20", *closed.Value)
	}
	if *open.Value < 1500 || *open.Value > 2000 {
		t.Errorf("Poisson arrivals: p99 %v ms, want about 1.8 s", *open.Value)
	}
	even := make([]time.Duration, 1000)
	for i := range even {
		even[i] = time.Duration(i) * 40 * time.Millisecond
	}
	times, err := s.Serve(t.Context(), nil, even)
	if err != nil {
		t.Fatal(err)
	}
	// The stalled prompt takes 2,000 ms, the next 1,980 and so on: the eleventh 1,800.
	if p99 := Percentile(slices.Sorted(slices.Values(millis(times))), 0.99); *p99.Value != 1800 {
		t.Errorf("a prompt every 40 ms: p99 %v ms, want 1800", *p99.Value)
	}
}

func TestScenarios(t *testing.T) {
	var log []string
	var samples []Sample
	r := &fakeRunner{"a", 2 * time.Millisecond, &log, nil}
	plan := Plan{Prompts: []string{"x", "y", "z"}, Scenarios: Scenarios, Batches: []int{1, 2}, MinRuns: 64, Rounds: 3, Streams: 4, Rate: 10, Starts: 20,
		Record: func(s Sample) { samples = append(samples, s) }}
	got, err := Measure(t.Context(), []Runner{r}, plan)
	if err != nil {
		t.Fatal(err)
	}
	got.Precisions[0].Name = "int8"
	b := NewBench(got, report.Machine{})
	for scenario, want := range map[string]float64{"single-stream": 2, "multi-stream": 8, "server": 2, "cold-start": 200} {
		m, _ := b.Find("latency_p50_ms", report.Selector{{Key: "precision", Value: "int8"}, {Key: "scenario", Value: scenario}})
		if m == nil || m.Value == nil || *m.Value != want {
			t.Errorf("%s: p50 %+v, want %v", scenario, m, want)
		}
		if m, _ := b.Find("latency_p50_ms", report.Selector{{Key: "scenario", Value: scenario}}); m == nil {
			t.Errorf("%s is not found without a precision", scenario)
		}
	}
	if m, _ := b.Find("prompts_per_s", report.Selector{{Key: "scenario", Value: "offline"}}); m == nil || !near(*m.Value, 1000) {
		t.Errorf("offline: %+v", m)
	}
	if m, choices := b.Find("latency_p50_ms", report.Selector{{Key: "scenario", Value: "burst"}}); m != nil || !slices.Contains(choices, "server") {
		t.Errorf("there is no burst, and %+v, %q", m, choices)
	}
	loops := map[string]string{}
	for _, s := range got.Precisions[0].Scenarios {
		loops[s.Name] = s.Loop
	}
	if diff := cmp.Diff(map[string]string{"multi-stream": "closed", "server": "open", "cold-start": "closed"}, loops); diff != "" {
		t.Error(diff)
	}
	count := map[Scenario]int{}
	for _, s := range samples {
		count[s.Scenario]++
	}
	if diff := cmp.Diff(map[Scenario]int{SingleStream: 64, MultiStream: 64, Server: 64, Offline: 6, ColdStart: 20}, count); diff != "" {
		t.Errorf("samples:\n%s", diff)
	}
	if !slices.Contains(log, "a×4") {
		t.Errorf("no four streams in %q", log)
	}
	r.err = errors.New("broken")
	for _, s := range Scenarios {
		plan.Scenarios = []Scenario{s}
		if _, err := Measure(t.Context(), []Runner{r}, plan); !errors.Is(err, r.err) {
			t.Errorf("%s: error %v", s, err)
		}
	}
}

// A scenario that was not asked for is not measured.
func TestOneScenario(t *testing.T) {
	var log []string
	got, err := Measure(t.Context(), []Runner{&fakeRunner{"a", time.Millisecond, &log, nil}}, Plan{Prompts: []string{"x"}, Scenarios: []Scenario{ColdStart}, Starts: 20})
	if err != nil || len(got.Precisions[0].Metrics) != 0 || len(got.Precisions[0].Batches) != 0 || len(got.Precisions[0].Scenarios) != 1 || got.Precisions[0].WarmUp != nil || len(log) > 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestPlanRefuses(t *testing.T) {
	for _, p := range []Plan{{Scenarios: []Scenario{"burst"}}, {Scenarios: []Scenario{Server}}, {Scenarios: []Scenario{Server}, Rate: math.NaN()},
		{Scenarios: []Scenario{Server}, Rate: math.Inf(1)}, {Scenarios: []Scenario{MultiStream}}, {Scenarios: []Scenario{ColdStart}, Twin: true}} {
		p.Prompts = []string{"x"}
		if _, err := Measure(t.Context(), nil, p); err == nil {
			t.Errorf("%+v: no error", p)
		}
	}
}

func TestPoisson(t *testing.T) {
	const n, rate = 20000, 25.0
	at := Poisson(n, rate, 7)
	if !slices.IsSorted(at) || !slices.Equal(at, Poisson(n, rate, 7)) || slices.Equal(at, Poisson(n, rate, 8)) {
		t.Error("arrivals are not sorted, or do not come from the seed")
	}
	if got := n / at[n-1].Seconds(); math.Abs(got-rate) > 4*rate/math.Sqrt(n) {
		t.Errorf("%v a second, want %v", got, rate)
	}
	long := 0 // gaps above the mean: 1/e of them where gaps are exponential
	for i := range at[1:] {
		if at[i+1]-at[i] > time.Second/25 {
			long++
		}
	}
	if share := float64(long) / n; math.Abs(share-1/math.E) > 4*math.Sqrt(0.37*0.63/n) {
		t.Errorf("%v of the gaps are above the mean, want 1/e", share)
	}
}

func TestOpenLoopEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []Clock{&fakeClock{}, WallClock{}} {
		if _, err := OpenLoop(ctx, c, []time.Duration{time.Hour}, func(context.Context, int) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	}
}

// What disturbs both runners alike is not in the interval of their ratio, which
// needs ten blocks.
func TestSpeedup(t *testing.T) {
	var base, other [][]float64
	for block := range 40 {
		noise := 1 + 0.5*math.Sin(float64(block)) // of the machine, the same for both
		base = append(base, slices.Repeat([]float64{3 * noise}, 8))
		other = append(other, slices.Repeat([]float64{2 * noise}, 8))
	}
	if m := Speedup(base, other); !near(*m.Value, 1.5) || !near(*m.Low, 1.5) || !near(*m.High, 1.5) || m.Unit != report.Ratio {
		t.Errorf("%+v: noise of the machine is not taken out", m)
	}
	if m := Speedup(base[:9], other); m.Low != nil {
		t.Errorf("an interval of nine blocks: %+v", m)
	}
	if m := Speedup(nil, other); m.Value != nil {
		t.Errorf("no blocks: %+v", m)
	}
	if m := Mean([]float64{1, 2, 3}); *m.Value != 2 || math.Abs(*m.High-2-4.302652729911275/math.Sqrt(3)) > 1e-9 {
		t.Errorf("mean %+v", m)
	}
}

// Each percentile that has too few runs says so, once and for its scenario.
func TestFewRunsOfAScenario(t *testing.T) {
	var log []string
	got, err := Measure(t.Context(), []Runner{&fakeRunner{"a", time.Millisecond, &log, nil}}, Plan{Prompts: []string{"x"}, Scenarios: []Scenario{ColdStart}, Starts: 30})
	if err != nil {
		t.Fatal(err)
	}
	got.Precisions[0].Name = "int8"
	b := NewBench(got, report.Machine{})
	if len(b.Warnings) != 1 || !strings.HasPrefix(b.Warnings[0], "int8, cold-start: p99 needs 1,000 runs, not 30") {
		t.Errorf("warnings %q", b.Warnings)
	}
}
