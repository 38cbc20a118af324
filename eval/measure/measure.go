package measure

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/slmkit/slmkit/eval/report"
)

// Runner is a model that can be timed.
type Runner interface {
	// Single answers prompts one after another and returns the time of each.
	Single(ctx context.Context, prompts []string) ([]time.Duration, error)
	// Multi answers prompts for several callers at a time, each of whom waits for an
	// answer before the next prompt, and returns the time of each prompt.
	Multi(ctx context.Context, prompts []string, streams int) ([]time.Duration, error)
	// Serve answers prompts that arrive at times from the start, as OpenLoop does.
	Serve(ctx context.Context, prompts []string, arrivals []time.Duration) ([]time.Duration, error)
	// Batched answers all prompts, batch of them at a time.
	Batched(ctx context.Context, prompts []string, batch int) (time.Duration, error)
	// Start starts a process anew, and returns the time to its answer to a prompt.
	Start(ctx context.Context, prompt string) (time.Duration, error)
}

// blockSize is how many prompts one runner answers before the next has its
// turn. Turns are short, so that a disturbance of the machine hits all runners.
const blockSize = 8

// arrivalSeed draws the arrivals of Server, which are the same for all runners.
const arrivalSeed = 1

// Measure times runners in turns, so that a machine that gets slower does not
// make the last one look slow: blocks of single prompts in the order ABBA, then
// the other scenarios. Before that every runner warms up on a block and on each
// batch size. Measure returns one report.Precision for each runner, in their order,
// without Name, ModelHash and sizes. Its errors are those of the runners.
func Measure(ctx context.Context, runners []Runner, p Plan) ([]report.Precision, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if err := p.warmUp(ctx, runners); err != nil {
		return nil, err
	}
	out := make([]report.Precision, len(runners))
	for i := range out {
		out[i].Metrics = report.Metrics{}
	}
	for _, s := range Scenarios {
		if !p.has(s) {
			continue
		}
		var err error
		switch s {
		case SingleStream:
			err = p.single(ctx, runners, out)
		case Offline:
			err = p.offline(ctx, runners, out)
		default:
			err = p.scenario(ctx, s, runners, out)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// turn is the order of n runners in a round: forward, then backward.
func turn(n, round int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	if round%2 == 1 {
		slices.Reverse(order)
	}
	return order
}

func (p *Plan) warmUp(ctx context.Context, runners []Runner) error {
	for _, r := range runners {
		if _, err := r.Single(ctx, p.stretch(0, blockSize)); err != nil {
			return err
		}
		if !p.has(Offline) {
			continue
		}
		for _, size := range p.Batches {
			if _, err := r.Batched(ctx, p.Prompts, size); err != nil {
				return err
			}
		}
	}
	return nil
}

// single times one prompt at a time. The runners take turns by blocks, all on the
// same prompts, so that block by block their times can be compared.
func (p *Plan) single(ctx context.Context, runners []Runner, out []report.Precision) error {
	blocks := make([][][]float64, len(runners)) // by runner and block
	for block := 0; block*blockSize < p.MinRuns; block++ {
		prompts := p.stretch(block*blockSize, blockSize)
		for _, i := range turn(len(runners), block) {
			times, err := runners[i].Single(ctx, prompts)
			if err != nil {
				return err
			}
			p.record(Sample{Runner: i, Scenario: SingleStream}, prompts, nil, times)
			blocks[i] = append(blocks[i], millis(times))
		}
	}
	for i := range out {
		out[i].Metrics = timings(slices.Concat(blocks[i]...))
		if i > 0 {
			out[i].Metrics["speedup"] = Speedup(blocks[0], blocks[i])
		}
	}
	return nil
}

// scenario times a scenario other than SingleStream and Offline.
func (p *Plan) scenario(ctx context.Context, s Scenario, runners []Runner, out []report.Precision) error {
	times := make([][]time.Duration, len(runners))
	r := report.Scenario{Name: string(s), Loop: "closed"}
	var err error
	switch s {
	case MultiStream:
		r.Streams = p.Streams
		err = p.multi(ctx, runners, times)
	case Server:
		r.Loop, r.Rate = "open", p.Rate
		err = p.serve(ctx, runners, times)
	case ColdStart:
		err = p.start(ctx, runners, times)
	}
	if err != nil {
		return err
	}
	for i := range out {
		of := r
		of.Metrics = timings(millis(times[i]))
		out[i].Scenarios = append(out[i].Scenarios, of)
	}
	return nil
}

func (p *Plan) multi(ctx context.Context, runners []Runner, times [][]time.Duration) error {
	size := blockSize * p.Streams
	for block := 0; block*size < p.MinRuns; block++ {
		prompts := p.stretch(block*size, size)
		for _, i := range turn(len(runners), block) {
			took, err := runners[i].Multi(ctx, prompts, p.Streams)
			if err != nil {
				return err
			}
			p.record(Sample{Runner: i, Scenario: MultiStream}, prompts, nil, took)
			times[i] = append(times[i], took...)
		}
	}
	return nil
}

// serve lets prompts arrive at each runner. The runners do not take turns, since a
// queue must be let to grow and to empty.
func (p *Plan) serve(ctx context.Context, runners []Runner, times [][]time.Duration) (err error) {
	prompts, arrivals := p.stretch(0, p.MinRuns), Poisson(p.MinRuns, p.Rate, arrivalSeed)
	for i, r := range runners {
		if times[i], err = r.Serve(ctx, prompts, arrivals); err != nil {
			return err
		}
		p.record(Sample{Runner: i, Scenario: Server}, prompts, arrivals, times[i])
	}
	return nil
}

func (p *Plan) start(ctx context.Context, runners []Runner, times [][]time.Duration) error {
	for n := range p.Starts {
		prompt := p.stretch(n, 1)
		for _, i := range turn(len(runners), n) {
			took, err := runners[i].Start(ctx, prompt[0])
			if err != nil {
				return err
			}
			p.record(Sample{Runner: i, Scenario: ColdStart}, prompt, nil, []time.Duration{took})
			times[i] = append(times[i], took)
		}
	}
	return nil
}

// offline times all prompts at each batch size.
func (p *Plan) offline(ctx context.Context, runners []Runner, out []report.Precision) error {
	rates := make([][][]float64, len(runners)) // by runner, batch size and round
	for i := range rates {
		rates[i] = make([][]float64, len(p.Batches))
	}
	for round := range p.Rounds {
		for b, size := range p.Batches {
			for _, i := range turn(len(runners), round) {
				took, err := runners[i].Batched(ctx, p.Prompts, size)
				if err != nil {
					return err
				}
				p.record(Sample{Runner: i, Scenario: Offline, Batch: size, Prompts: len(p.Prompts)}, []string{""}, nil, []time.Duration{took})
				rates[i][b] = append(rates[i][b], float64(len(p.Prompts))/max(took.Seconds(), 1e-9))
			}
		}
	}
	for i := range out {
		p.rates(&out[i], rates[i])
	}
	return nil
}

// rates puts the throughput at each batch size, and the best, into a row.
func (p *Plan) rates(out *report.Precision, rates [][]float64) {
	for b, size := range p.Batches {
		t := Throughput(rates[b])
		out.Batches = append(out.Batches, report.Batch{Size: size, Throughput: t})
		if best, ok := out.Metrics["prompts_per_s"]; t.Value != nil && (!ok || *t.Value > *best.Value) {
			out.Metrics["prompts_per_s"] = t
		}
	}
}

func millis(times []time.Duration) []float64 {
	out := make([]float64, len(times))
	for i, t := range times {
		out[i] = float64(t) / float64(time.Millisecond)
	}
	return out
}

// timings are the percentiles and the mean of times in milliseconds, in the order in
// which they were measured.
func timings(ms []float64) report.Metrics {
	out := Latency(ms)
	out["latency_mean_ms"] = Mean(ms)
	if w := drift(ms); w != "" {
		for name, m := range out {
			m.Warnings = append(m.Warnings, w)
			out[name] = m
		}
	}
	return out
}

// drift compares the medians of the first and the second half of the runs.
func drift(ms []float64) string {
	half := len(ms) / 2
	if half < blockSize {
		return ""
	}
	first := Percentile(slices.Sorted(slices.Values(ms[:half])), 0.5).Value
	second := Percentile(slices.Sorted(slices.Values(ms[half:])), 0.5).Value
	if first == nil || second == nil {
		return ""
	}
	switch change := *second / *first - 1; {
	case change > 0.1:
		return fmt.Sprintf("the second half of the runs took %.0f %% more time: the machine was not steady", 100*change)
	case change < -0.1:
		return fmt.Sprintf("the second half of the runs took %.0f %% less time: the machine was not steady", -100*change)
	}
	return ""
}

// NewBench makes the report of a benchmark. Its metrics are those of the first
// precision.
func NewBench(precisions []report.Precision, machine report.Machine) *report.Bench {
	r := &report.Bench{Header: report.NewHeader(report.KindBench), Level: report.Level, Precisions: precisions, Machine: &machine, Metrics: report.Metrics{}}
	for i, p := range precisions {
		if i == 0 {
			for name, m := range p.Metrics {
				m.Run = p.Name
				r.Metrics[name] = m
			}
		}
		for _, w := range slowest(p.Metrics) {
			r.Warnings = append(r.Warnings, p.Name+": "+w)
		}
		for _, s := range p.Scenarios {
			for _, w := range slowest(s.Metrics) {
				r.Warnings = append(r.Warnings, p.Name+", "+s.Name+": "+w)
			}
		}
	}
	return r
}

// slowest are the warnings of the last percentile. It needs the most runs, so they
// hold those of the others.
func slowest(ms report.Metrics) []string {
	return ms[percentileName(Percentiles[len(Percentiles)-1])].Warnings
}
