package measure

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/slmkit/slmkit/eval/report"
)

// Runner is a model that can be timed.
type Runner interface {
	// Single answers prompts one after another and returns the time of each.
	Single(ctx context.Context, prompts []string) ([]time.Duration, error)
	// Batched answers all prompts, batch of them at a time.
	Batched(ctx context.Context, prompts []string, batch int) (time.Duration, error)
}

// Plan says what to time.
type Plan struct {
	Prompts []string
	Batches []int // batch sizes
	MinRuns int   // single prompts that are timed, at least
	Rounds  int   // times that all prompts are answered at each batch size
}

// blockSize is how many prompts one runner answers before the next has its
// turn. Turns are short, so that a disturbance of the machine hits all runners.
const blockSize = 8

// Measure times runners in turns, so that a machine that gets slower does not
// make the last one look slow: blocks of single prompts in the order ABBA, then
// rounds of each batch size. Before that every runner warms up on a block and on
// each batch size. Measure returns one report.Precision for each runner, in
// their order, without Name, ModelHash and sizes. Its errors are those of the
// runners.
func Measure(ctx context.Context, runners []Runner, p Plan) ([]report.Precision, error) {
	if len(p.Prompts) == 0 {
		return nil, errors.New("no prompts to time")
	}
	if err := p.warmUp(ctx, runners); err != nil {
		return nil, err
	}
	singles := make([][]float64, len(runners))
	for block := 0; block*blockSize < p.MinRuns; block++ {
		prompts := p.block(block)
		for _, i := range turn(len(runners), block) {
			times, err := runners[i].Single(ctx, prompts)
			if err != nil {
				return nil, err
			}
			for _, t := range times {
				singles[i] = append(singles[i], float64(t)/float64(time.Millisecond))
			}
		}
	}
	rates, err := p.throughput(ctx, runners)
	if err != nil {
		return nil, err
	}
	out := make([]report.Precision, len(runners))
	for i := range runners {
		out[i] = p.precision(singles[i], rates[i])
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

// block returns a stretch of the prompts, which start over at the end.
func (p *Plan) block(n int) []string {
	out := make([]string, blockSize)
	for i := range out {
		out[i] = p.Prompts[(n*blockSize+i)%len(p.Prompts)]
	}
	return out
}

func (p *Plan) warmUp(ctx context.Context, runners []Runner) error {
	for _, r := range runners {
		if _, err := r.Single(ctx, p.block(0)); err != nil {
			return err
		}
		for _, size := range p.Batches {
			if _, err := r.Batched(ctx, p.Prompts, size); err != nil {
				return err
			}
		}
	}
	return nil
}

// throughput returns prompts a second by runner, batch size and round.
func (p *Plan) throughput(ctx context.Context, runners []Runner) ([][][]float64, error) {
	rates := make([][][]float64, len(runners))
	for i := range rates {
		rates[i] = make([][]float64, len(p.Batches))
	}
	for round := range p.Rounds {
		for b, size := range p.Batches {
			for _, i := range turn(len(runners), round) {
				took, err := runners[i].Batched(ctx, p.Prompts, size)
				if err != nil {
					return nil, err
				}
				rates[i][b] = append(rates[i][b], float64(len(p.Prompts))/max(took.Seconds(), 1e-9))
			}
		}
	}
	return rates, nil
}

func (p *Plan) precision(singles []float64, rates [][]float64) report.Precision {
	out := report.Precision{Metrics: Latency(singles)}
	if w := drift(singles); w != "" {
		for name, m := range out.Metrics {
			m.Warnings = append(m.Warnings, w)
			out.Metrics[name] = m
		}
	}
	for b, size := range p.Batches {
		t := Throughput(rates[b])
		out.Batches = append(out.Batches, report.Batch{Size: size, Throughput: t})
		if best, ok := out.Metrics["prompts_per_s"]; t.Value != nil && (!ok || *t.Value > *best.Value) {
			out.Metrics["prompts_per_s"] = t
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
		// The last percentile needs the most runs, so its warnings hold those of the others.
		for _, w := range p.Metrics[percentileName(Percentiles[len(Percentiles)-1])].Warnings {
			r.Warnings = append(r.Warnings, p.Name+": "+w)
		}
	}
	return r
}
