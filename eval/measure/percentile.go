package measure

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/slmkit/slmkit/eval/report"
)

// Percentiles lists the percentiles of a latency that are reported.
var Percentiles = []float64{0.50, 0.90, 0.95, 0.99}

// percentileName is latency_p50_ms and so on.
func percentileName(p float64) string {
	return "latency_p" + strconv.Itoa(int(math.Round(p*100))) + "_ms"
}

// upperName is latency_p90_upper_ms and so on.
func upperName(p float64) string {
	return strings.TrimSuffix(percentileName(p), "_ms") + "_upper_ms"
}

// Percentile returns the nearest-rank percentile of sorted times in
// milliseconds, sorted[⌈p·n⌉], with its distribution-free interval from order
// statistics: the ranks l, u with P[l ≤ Bin(n, p) < u] ≥ report.Level. p is
// above 0 and below 1; for any other p, and for no times, the metric has no
// value. Low and High are nil where n is too small for the interval to be finite
// (n < 6, 36, 72, 368 for p50, 90, 95, 99).
func Percentile(sorted []float64, p float64) report.Metric {
	n := len(sorted)
	m := report.Metric{N: n, Of: "runs", Unit: report.Millis}
	if n == 0 || !(p > 0 && p < 1) {
		return m
	}
	m.Value = report.Finite(sorted[rank(p, n)])
	bin := distuv.Binomial{N: float64(n), P: p}
	tail := (1 - report.Level) / 2
	l := sort.Search(n, func(l int) bool { return bin.CDF(float64(l)) > tail }) // rank l+1 is below with probability CDF(l)
	u := 1 + sort.Search(n, func(u int) bool { return 1-bin.CDF(float64(u)) <= tail })
	if l < 1 || u > n {
		m.Warnings = []string{"too few runs for an interval of p" + strconv.Itoa(int(math.Round(p*100)))}
		return m
	}
	m.Low, m.High = report.Finite(sorted[l-1]), report.Finite(sorted[u-1])
	return m
}

// rank is the index of the nearest-rank percentile of n sorted values.
func rank(p float64, n int) int { return max(int(math.Ceil(p*float64(n)-1e-9)), 1) - 1 }

// FewestRuns is the number of runs below which a percentile is not given: 10/(1-p),
// so that about ten runs are slower. It is 20, 100, 200 and 1000 for p50, 90, 95 and 99.
func FewestRuns(p float64) int { return int(math.Ceil(10/(1-p) - 1e-9)) }

// Latency returns the percentiles of times in milliseconds by metric name. The
// times may be in any order. A percentile of fewer than FewestRuns has no value and
// a warning that says so. Beside p90, p95 and p99 are bounds of UpperPercentile.
func Latency(ms []float64) report.Metrics {
	sorted := slices.Sorted(slices.Values(ms))
	out := report.Metrics{}
	for _, p := range Percentiles {
		m := Percentile(sorted, p)
		if fewest := FewestRuns(p); m.N > 0 && m.N < fewest {
			m.Value, m.Low, m.High = nil, nil, nil
			m.Warnings = []string{fmt.Sprintf("p%.0f needs %s, not %d", 100*p, report.FormatCount(fewest, m.Of), m.N)}
		}
		out[percentileName(p)] = m
		if p > 0.5 {
			out[upperName(p)] = UpperPercentile(sorted, p)
		}
	}
	return out
}

// Throughput returns the median of rates per second that were measured in
// rounds, with the interval of Percentile.
func Throughput(perSecond []float64) report.Metric {
	m := Percentile(slices.Sorted(slices.Values(perSecond)), 0.5)
	m.Of, m.Unit = "rounds", report.PerSec
	return m
}

// Exact is a metric that is the same every time, such as a size, in a unit of
// package report.
func Exact(value float64, unit string) report.Metric {
	v := report.Finite(value)
	return report.Metric{Value: v, Low: v, High: v, N: 1, Of: "measurement", Unit: unit}
}
