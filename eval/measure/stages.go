package measure

import (
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/slmkit/slmkit/eval/report"
)

// stages are the stages with the time of each in a timing.
var stages = []struct {
	name string
	of   func(t *Timing) time.Duration
}{
	{report.StageQueue, func(t *Timing) time.Duration { return t.Queue }},
	{report.StageTokenize, func(t *Timing) time.Duration { return t.Tokenize }},
	{report.StageEncode, func(t *Timing) time.Duration { return t.Encode }},
	{report.StageFirst, func(t *Timing) time.Duration { return t.First }},
	{report.StageRest, func(t *Timing) time.Duration { return t.Rest }},
	{report.StagePick, func(t *Timing) time.Duration { return t.Pick }},
	{report.StageOther, func(t *Timing) time.Duration { return max(0, t.Took-t.toFirst()-t.Rest-t.Pick) }},
	{report.StageParse, func(t *Timing) time.Duration { return t.Parse }},
}

// Stages returns the stages of timings, nil where a runner does not know them. A stage
// that never took any time is left out.
func Stages(ts []Timing) []report.Stage {
	if len(ts) == 0 || !slices.ContainsFunc(ts, func(t Timing) bool { return t.staged() }) {
		return nil
	}
	total := stat.Mean(millis(ts), nil)
	var out []report.Stage
	for _, s := range stages {
		ms := make([]float64, len(ts))
		for i := range ts {
			ms[i] = inMillis(s.of(&ts[i]))
		}
		if slices.Max(ms) == 0 {
			continue
		}
		mean, percentiles := Mean(ms), Latency(ms)
		out = append(out, report.Stage{Name: s.name, Share: report.Finite(*mean.Value / total), Mean: mean,
			P50: percentiles[percentileName(0.5)], P95: percentiles[percentileName(0.95)]})
	}
	return out
}

// tokenTimes are the percentiles of the time to the first token, and of the time for each
// further token of the answers that have at least two.
func tokenTimes(ts []Timing) report.Metrics {
	var first, each []float64
	tokens, decoding := 0, 0.0
	for i := range ts {
		t := &ts[i]
		if !t.staged() {
			continue
		}
		first = append(first, inMillis(t.toFirst()))
		if t.Tokens >= 2 {
			each = append(each, inMillis(t.Rest+t.Pick)/float64(t.Tokens-1))
		}
		tokens, decoding = tokens+t.Tokens, decoding+(t.First+t.Rest+t.Pick).Seconds()
	}
	if len(first) == 0 {
		return nil
	}
	out := report.Metrics{}
	for name, ms := range map[string][]float64{"ttft": first, "tpot": each} {
		all := Latency(ms)
		for _, p := range []float64{0.5, 0.95} {
			m := all[percentileName(p)]
			if name == "tpot" {
				m.Of = "answers"
				if m.N == 0 {
					m.Warnings = []string{"no answer has two tokens"}
				}
			}
			out[name+percentileName(p)[len("latency"):]] = m
		}
	}
	if decoding > 0 {
		out["tokens_per_s"] = report.Metric{Value: report.Finite(float64(tokens) / decoding), N: len(first), Of: "runs", Unit: report.PerSec}
	}
	return out
}

// Lengths returns the line of the latency against the number of tokens, nil where fewer
// than ten answers, or fewer than two lengths, are known. The intervals are Student's.
func Lengths(ts []Timing) *report.LengthLine {
	var x, y []float64
	for i := range ts {
		if ts[i].Tokens > 0 {
			x, y = append(x, float64(ts[i].Tokens)), append(y, inMillis(ts[i].Took))
		}
	}
	n := float64(len(x))
	if n < 10 || slices.Max(x) == slices.Min(x) {
		return nil
	}
	fixed, each := stat.LinearRegression(x, y, nil, false)
	mean, variance := stat.MeanVariance(x, nil)
	spread, residual := variance*(n-1), 0.0
	for i := range x {
		r := y[i] - fixed - each*x[i]
		residual += r * r
	}
	noise := residual / (n - 2)
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 2}.Quantile(1 - (1-report.Level)/2)
	metric := func(v, variance float64) report.Metric {
		half := t * math.Sqrt(variance)
		return report.Metric{Value: report.Finite(v), Low: report.Finite(v - half), High: report.Finite(v + half), N: len(x), Of: "runs", Unit: report.Millis}
	}
	line := &report.LengthLine{Fixed: metric(fixed, noise*(1/n+mean*mean/spread)), PerToken: metric(each, noise/spread)}
	if total := stat.Variance(y, nil) * (n - 1); total > 0 {
		line.R2 = max(0, 1-residual/total)
	}
	return line
}

// Quantiles are the fastest time, the percentiles 1 to 99 and the slowest, nil for no
// times.
func Quantiles(ms []float64) []float64 {
	if len(ms) == 0 {
		return nil
	}
	sorted := slices.Sorted(slices.Values(ms))
	out := []float64{sorted[0]}
	for p := 1; p < 100; p++ {
		out = append(out, sorted[rank(float64(p)/100, len(sorted))])
	}
	return append(out, sorted[len(sorted)-1])
}
