package measure

import (
	"context"
	"slices"
	"time"

	"github.com/slmkit/slmkit/eval/report"
)

// A model is warm when the last steadyWindows windows differ by at most steadyWithin, in
// their latency and in their throughput. That is the rule of Triton's perf_analyzer.
const (
	steadyWindows = 3
	steadyWithin  = 0.1
	mostWindows   = 20
	windowTime    = 50 * time.Millisecond // a window is one block, and more of it up to this time
)

// window is what one stretch of warming up took.
type window struct{ latency, rate float64 }

// warmUp has each runner answer the same prompts until it is steady, and all its batch
// sizes once.
func (p *Plan) warmUp(ctx context.Context, runners []Runner, out []report.Precision) error {
	if !p.has(SingleStream) && !p.has(MultiStream) && !p.has(Server) && !p.has(Offline) {
		return nil // a new process is not warm
	}
	for i, r := range runners {
		w, err := p.warm(ctx, r)
		if err != nil {
			return err
		}
		out[i].WarmUp = w
		if !p.has(Offline) {
			continue
		}
		for _, size := range p.Batches {
			if _, err := r.Batched(ctx, p.stretch(0, p.roundSize()), size); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *Plan) warm(ctx context.Context, r Runner) (*report.WarmUp, error) {
	var windows []window
	for len(windows) < mostWindows {
		w, err := p.window(ctx, r)
		if err != nil {
			return nil, err
		}
		if windows = append(windows, w); steady(windows) {
			return &report.WarmUp{Windows: len(windows), Steady: true}, nil
		}
	}
	return &report.WarmUp{Windows: len(windows)}, nil
}

// window answers the first block, several times if it is fast.
func (p *Plan) window(ctx context.Context, r Runner) (window, error) {
	prompts := p.stretch(0, blockSize)
	var all []float64
	total := time.Duration(0)
	for runs := 0; runs == 0 || total < windowTime && runs < 8; runs++ {
		times, err := r.Single(ctx, prompts)
		if err != nil {
			return window{}, err
		}
		for _, t := range times {
			total += t.Took
		}
		all = append(all, millis(times)...)
	}
	slices.Sort(all)
	return window{latency: all[(len(all)-1)/2], rate: float64(len(all)) / max(total.Seconds(), 1e-9)}, nil
}

// steady reports whether the last windows are alike.
func steady(windows []window) bool {
	if len(windows) < steadyWindows {
		return false
	}
	last := windows[len(windows)-steadyWindows:]
	alike := func(of func(w window) float64) bool {
		low, high := of(last[0]), of(last[0])
		for _, w := range last {
			low, high = min(low, of(w)), max(high, of(w))
		}
		return high <= low*(1+steadyWithin)
	}
	return alike(func(w window) float64 { return w.latency }) && alike(func(w window) float64 { return w.rate })
}
