package measure

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/slmkit/slmkit/eval/report"
)

// Mean returns the mean of times in milliseconds with Student's interval, which
// needs two times.
func Mean(ms []float64) report.Metric {
	m := report.Metric{N: len(ms), Of: "runs", Unit: report.Millis}
	if len(ms) == 0 {
		return m
	}
	mean, deviation := stat.MeanStdDev(ms, nil)
	m.Value = report.Finite(mean)
	if len(ms) < 2 {
		return m
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(len(ms) - 1)}.Quantile(1 - (1-report.Level)/2)
	half := t * deviation / math.Sqrt(float64(len(ms)))
	m.Low, m.High = report.Finite(max(mean-half, 0)), report.Finite(mean+half)
	return m
}

// resamples is how often the blocks of two runners are drawn anew for the interval
// of their ratio.
const resamples = 2000

// fewestBlocks is how many blocks an interval of a ratio needs.
const fewestBlocks = 10

// Speedup says how many times as fast as base another runner is: the median of the
// times of base over the median of the other's. Both are times by blocks of the same
// prompts that were measured in turns. The interval is a percentile bootstrap that
// draws pairs of blocks, so that what disturbed both does not widen it; it needs
// fewestBlocks.
func Speedup(base, other [][]float64) report.Metric { return ratio(base, other, 0.5) }

// SpeedupP95 is Speedup by the 95th percentile. It has no value where Latency gives none.
func SpeedupP95(base, other [][]float64) report.Metric {
	const p = 0.95
	if runs := min(len(slices.Concat(base...)), len(slices.Concat(other...))); runs < FewestRuns(p) {
		return report.Metric{N: min(len(base), len(other)), Of: "blocks", Unit: report.Ratio}
	}
	return ratio(base, other, p)
}

func ratio(base, other [][]float64, p float64) report.Metric {
	n := min(len(base), len(other))
	m := report.Metric{N: n, Of: "blocks", Unit: report.Ratio}
	from, to := newSeries(base[:n]), newSeries(other[:n])
	times := make([]int, n) // that each block counts
	for i := range times {
		times[i] = 1
	}
	if m.Value = report.Finite(from.percentile(p, times) / to.percentile(p, times)); m.Value == nil || n < fewestBlocks {
		return m
	}
	r := rand.New(rand.NewPCG(1, 0))
	ratios := make([]float64, resamples)
	for i := range ratios {
		clear(times)
		for range n {
			times[r.IntN(n)]++
		}
		ratios[i] = from.percentile(p, times) / to.percentile(p, times)
	}
	slices.Sort(ratios)
	tail := (1 - report.Level) / 2
	m.Low = report.Finite(stat.Quantile(tail, stat.Empirical, ratios, nil))
	m.High = report.Finite(stat.Quantile(1-tail, stat.Empirical, ratios, nil))
	return m
}

// series are times by blocks, sorted once for the percentiles of many choices of blocks.
type series struct {
	sorted []timeOf
	sizes  []int // of the blocks
}

// timeOf is a time of a block.
type timeOf struct {
	ms    float64
	block int
}

func newSeries(blocks [][]float64) *series {
	s := &series{}
	for i, b := range blocks {
		for _, ms := range b {
			s.sorted = append(s.sorted, timeOf{ms, i})
		}
		s.sizes = append(s.sizes, len(b))
	}
	slices.SortFunc(s.sorted, func(a, b timeOf) int { return cmp.Compare(a.ms, b.ms) })
	return s
}

// percentile is the nearest-rank percentile where each block counts some times, NaN where
// there is nothing.
func (s *series) percentile(p float64, times []int) float64 {
	n := 0
	for i, size := range s.sizes {
		n += size * times[i]
	}
	if n == 0 {
		return math.NaN()
	}
	at := rank(p, n)
	for _, t := range s.sorted {
		if at -= times[t.block]; at < 0 {
			return t.ms
		}
	}
	return math.NaN()
}
