package eval

import (
	"math"

	"github.com/slmkit/slmkit/eval/report"
)

// Bins of latencies are tenths of a decade, from one microsecond to a day.
const (
	binsPerDecade = 10
	leastLog      = -3 * binsPerDecade // of 10⁻³ ms
	mostLog       = 8 * binsPerDecade  // of 10⁸ ms
)

// latencyBin is the bin of a latency: the power of 10^(1/10) that it is at least.
func latencyBin(ms float64) int {
	return int(math.Floor(min(max(binsPerDecade*math.Log10(ms), leastLog), mostLog-1) + 1e-9))
}

// latencyHistogram counts sorted latencies in bins that are as wide on a logarithmic axis.
// What is shorter or longer than all bins is in the first or the last.
func latencyHistogram(sorted []float64) *report.LatencyBins {
	if len(sorted) == 0 {
		return nil
	}
	first, last := latencyBin(sorted[0]), latencyBin(sorted[len(sorted)-1])
	h := &report.LatencyBins{N: make([]int, last-first+1)}
	for _, ms := range sorted {
		h.N[latencyBin(ms)-first]++
	}
	for i := first; i <= last+1; i++ {
		h.EdgesMS = append(h.EdgesMS, math.Pow(10, float64(i)/binsPerDecade))
	}
	return h
}
