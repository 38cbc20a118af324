package measure

import (
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
func Speedup(base, other [][]float64) report.Metric {
	n := min(len(base), len(other))
	m := report.Metric{N: n, Of: "blocks", Unit: report.Ratio}
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	if m.Value = report.Finite(medianRatio(base, other, all)); m.Value == nil || n < fewestBlocks {
		return m
	}
	r := rand.New(rand.NewPCG(1, 0))
	ratios, drawn := make([]float64, resamples), make([]int, n)
	for i := range ratios {
		for j := range drawn {
			drawn[j] = r.IntN(n)
		}
		ratios[i] = medianRatio(base, other, drawn)
	}
	slices.Sort(ratios)
	tail := (1 - report.Level) / 2
	m.Low = report.Finite(stat.Quantile(tail, stat.Empirical, ratios, nil))
	m.High = report.Finite(stat.Quantile(1-tail, stat.Empirical, ratios, nil))
	return m
}

// medianRatio is the ratio of the medians over the blocks with some indices.
func medianRatio(base, other [][]float64, blocks []int) float64 {
	return median(base, blocks) / median(other, blocks)
}

func median(times [][]float64, blocks []int) float64 {
	var all []float64
	for _, b := range blocks {
		all = append(all, times[b]...)
	}
	if len(all) == 0 {
		return math.NaN()
	}
	slices.Sort(all)
	return all[(len(all)-1)/2]
}
