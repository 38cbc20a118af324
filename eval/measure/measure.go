package measure

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/slmkit/slmkit/eval/report"
)

// Runner is a model that can be timed.
type Runner interface {
	// Single answers prompts one after another and returns the time of each.
	Single(ctx context.Context, prompts []string) ([]Timing, error)
	// Multi answers prompts for several callers at a time, each of whom waits for an
	// answer before the next prompt, and returns the time of each prompt.
	Multi(ctx context.Context, prompts []string, streams int) ([]Timing, error)
	// Serve answers prompts that arrive at times from the start, as OpenLoop does.
	Serve(ctx context.Context, prompts []string, arrivals []time.Duration) ([]Timing, error)
	// Batched answers all prompts, batch of them at a time.
	Batched(ctx context.Context, prompts []string, batch int) (Pass, error)
	// Start starts a process anew, and returns the time to its answer to a prompt.
	Start(ctx context.Context, prompt string) (time.Duration, error)
}

// blockSize is how many prompts one runner answers before the next has its
// turn. Turns are short, so that a disturbance of the machine hits all runners.
const blockSize = 8

// arrivalSeed draws the arrivals of Server, which are the same for all runners.
const arrivalSeed = 1

// Result is what Measure measured.
type Result struct {
	Precisions []report.Precision // of each runner but a twin, without Name, ModelHash and sizes
	Noise      *report.Noise      // of ratios of times; nil where there are too few
}

// Measure times runners in turns, so that a machine that gets slower does not
// make the last one look slow: blocks of single prompts in the order ABBA, then
// the other scenarios. Before that every runner warms up until it is steady. Its
// errors are those of the runners.
func Measure(ctx context.Context, runners []Runner, p Plan) (*Result, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	out := make([]report.Precision, len(runners))
	for i := range out {
		out[i].Metrics = report.Metrics{}
	}
	if err := p.warmUp(ctx, runners, out); err != nil {
		return nil, err
	}
	r := &Result{Precisions: out}
	untwinned := runners // the twin is for SingleStream alone
	if p.Twin && len(runners) > 1 {
		untwinned, r.Precisions = runners[:len(runners)-1], out[:len(out)-1]
	}
	for _, s := range Scenarios {
		if !p.has(s) {
			continue
		}
		var err error
		switch s {
		case SingleStream:
			r.Noise, err = p.single(ctx, runners, out)
		case Offline:
			err = p.offline(ctx, untwinned, r.Precisions)
		default:
			err = p.scenario(ctx, s, untwinned, r.Precisions)
		}
		if err != nil {
			return nil, err
		}
	}
	return r, nil
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

// single times one prompt at a time. The runners take turns by blocks, all on the
// same prompts, so that block by block their times can be compared.
func (p *Plan) single(ctx context.Context, runners []Runner, out []report.Precision) (*report.Noise, error) {
	all := make([][]Timing, len(runners))
	blocks := make([][][]float64, len(runners)) // of times in ms, by runner
	for block := 0; block*blockSize < p.MinRuns; block++ {
		prompts := p.stretch(block*blockSize, blockSize)
		for _, i := range turn(len(runners), block) {
			times, err := runners[i].Single(ctx, prompts)
			if err != nil {
				return nil, err
			}
			p.record(Sample{Runner: i, Scenario: SingleStream}, prompts, nil, times)
			blocks[i], all[i] = append(blocks[i], millis(times)), append(all[i], times...)
		}
	}
	for i := range out {
		ms := millis(all[i])
		out[i].Metrics = timings(ms)
		maps.Copy(out[i].Metrics, tokenTimes(all[i]))
		out[i].Stages, out[i].Lengths, out[i].Latencies = Stages(all[i]), Lengths(all[i]), Quantiles(ms)
		if i > 0 {
			out[i].Metrics["speedup"] = Speedup(blocks[0], blocks[i])
			out[i].Metrics["speedup_p95"] = SpeedupP95(blocks[0], blocks[i])
		}
	}
	return p.floor(blocks, out), nil
}

// floor puts the noise of the machine beside the ratios.
func (p *Plan) floor(blocks [][][]float64, out []report.Precision) *report.Noise {
	var twin *report.Metric
	if last := len(out) - 1; p.Twin && last > 0 {
		m := out[last].Metrics["speedup"]
		twin = &m
	}
	n := noise(blocks, p.recurs(blockSize), twin)
	for i := range out {
		for _, name := range []string{"speedup", "speedup_p95"} {
			if m, ok := out[i].Metrics[name]; ok && n != nil {
				m.Floor = &n.Floor
				out[i].Metrics[name] = m
			}
		}
	}
	return n
}

// scenario times a scenario other than SingleStream and Offline.
func (p *Plan) scenario(ctx context.Context, s Scenario, runners []Runner, out []report.Precision) error {
	times := make([][]Timing, len(runners))
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
		of.Metrics, of.Stages = timings(millis(times[i])), Stages(times[i])
		maps.Copy(of.Metrics, tokenTimes(times[i]))
		out[i].Scenarios = append(out[i].Scenarios, of)
	}
	return nil
}

func (p *Plan) multi(ctx context.Context, runners []Runner, times [][]Timing) error {
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
func (p *Plan) serve(ctx context.Context, runners []Runner, times [][]Timing) (err error) {
	prompts, arrivals := p.stretch(0, p.MinRuns), Poisson(p.MinRuns, p.Rate, arrivalSeed)
	for i, r := range runners {
		if times[i], err = r.Serve(ctx, prompts, arrivals); err != nil {
			return err
		}
		p.record(Sample{Runner: i, Scenario: Server}, prompts, arrivals, times[i])
	}
	return nil
}

func (p *Plan) start(ctx context.Context, runners []Runner, times [][]Timing) error {
	for n := range p.Starts {
		prompt := p.stretch(n, 1)
		for _, i := range turn(len(runners), n) {
			took, err := runners[i].Start(ctx, prompt[0])
			if err != nil {
				return err
			}
			p.record(Sample{Runner: i, Scenario: ColdStart}, prompt, nil, Took(took))
			times[i] = append(times[i], Took(took)...)
		}
	}
	return nil
}

// offline times all prompts at each batch size, a round of them at a time.
func (p *Plan) offline(ctx context.Context, runners []Runner, out []report.Precision) error {
	passes := make([][][]Pass, len(runners)) // by runner, batch size and round
	for i := range passes {
		passes[i] = make([][]Pass, len(p.Batches))
	}
	for round := range p.rounds() {
		prompts := p.stretch(round*p.roundSize(), p.roundSize())
		for b, size := range p.Batches {
			for _, i := range turn(len(runners), round) {
				pass, err := runners[i].Batched(ctx, prompts, size)
				if err != nil {
					return err
				}
				p.record(Sample{Runner: i, Scenario: Offline, Batch: size, Prompts: len(prompts)}, []string{""}, nil, Took(pass.Took))
				passes[i][b] = append(passes[i][b], pass)
			}
		}
	}
	for i := range out {
		p.batches(&out[i], passes[i])
	}
	return nil
}

// batches puts the throughput and latency at each batch size, and the best throughput,
// into a row.
func (p *Plan) batches(out *report.Precision, passes [][]Pass) {
	for b, size := range p.Batches {
		var rates []float64
		var times []Timing
		for _, pass := range passes[b] {
			rates = append(rates, float64(p.roundSize())/max(pass.Took.Seconds(), 1e-9))
			times = append(times, pass.Prompts...)
		}
		row := report.Batch{Size: size, Throughput: Throughput(rates)}
		if len(times) > 0 {
			row.Metrics = Latency(millis(times))
		}
		out.Batches = append(out.Batches, row)
		if best, ok := out.Metrics["prompts_per_s"]; row.Throughput.Value != nil && (!ok || *row.Throughput.Value > *best.Value) {
			out.Metrics["prompts_per_s"] = row.Throughput
		}
	}
}

func millis(times []Timing) []float64 {
	out := make([]float64, len(times))
	for i := range times {
		out[i] = inMillis(times[i].Took)
	}
	return out
}

func inMillis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

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
func NewBench(measured *Result, machine report.Machine) *report.Bench {
	r := &report.Bench{Header: report.NewHeader(report.KindBench), Level: report.Level, Precisions: measured.Precisions, Noise: measured.Noise,
		Machine: &machine, Metrics: report.Metrics{}}
	for i, p := range r.Precisions {
		if p.WarmUp != nil && !p.WarmUp.Steady {
			r.Warnings = append(r.Warnings, p.Name+": "+p.WarmUp.Line())
		}
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
