package measure

import (
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/slmkit/slmkit/eval/report"
)

// upperConfidence is the confidence of an upper bound of a percentile, as in MLPerf's
// LoadGen.
const upperConfidence = 0.99

// UpperPercentile returns a bound that is above the percentile of the times with 99 %
// confidence: the early-stopping estimate of MLPerf's LoadGen. It leaves out the t slowest
// of n sorted times, where t is the most with P[Bin(n, 1-p) ≤ t] ≤ 1 %. There is no bound
// with fewer than FewestForUpper times, nor for a p that is not above 0 and below 1.
func UpperPercentile(sorted []float64, p float64) report.Metric {
	n := len(sorted)
	m := report.Metric{N: n, Of: "runs", Unit: report.Millis}
	if !(p > 0 && p < 1) {
		return m
	}
	slower := distuv.Binomial{N: float64(n), P: 1 - p}
	t := sort.Search(n, func(t int) bool { return slower.CDF(float64(t)) > 1-upperConfidence }) - 1
	if n == 0 || t < 1 {
		m.Warnings = []string{fmt.Sprintf("a bound of p%.0f needs %s, not %d", 100*p, report.FormatCount(FewestForUpper(p), m.Of), n)}
		return m
	}
	m.Value = report.Finite(sorted[n-1-t])
	return m
}

// FewestForUpper is the number of runs below which LoadGen estimates no percentile: one
// slow run may be left out, and the next is still slower than the percentile with 99 %
// confidence. It is 64, 130 and 662 for p90, p95 and p99.
func FewestForUpper(p float64) int {
	return sort.Search(math.MaxInt16, func(n int) bool {
		return n > 1 && distuv.Binomial{N: float64(n), P: 1 - p}.CDF(1) <= 1-upperConfidence
	})
}
