package eval

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/slmkit/slmkit/eval/report"
)

// z95 is the two-sided normal quantile at Level.
var z95 = distuv.UnitNormal.Quantile(1 - (1-report.Level)/2)

// tQuantile is the two-sided quantile of Student's t at Level, the normal one
// for df ≤ 0.
func tQuantile(df int) float64 {
	if df <= 0 {
		return z95
	}
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(df)}.Quantile(1 - (1-report.Level)/2)
}

// Wilson returns the score interval of k successes in n trials for the normal
// quantile z (Wilson 1927). k and n need not be whole: an effective n is not.
func Wilson(k, n, z float64) (low, high float64) {
	if n <= 0 {
		return math.NaN(), math.NaN()
	}
	p := k / n
	z2 := z * z
	mid := p + z2/(2*n)
	half := z * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	low, high = (mid-half)/(1+z2/n), (mid+half)/(1+z2/n)
	if p == 0 {
		low = 0 // not 1e-18
	}
	if p == 1 {
		high = 1
	}
	return max(low, 0), min(high, 1)
}

// Proportion is k of n of something with Wilson's interval, without a value for n = 0.
func Proportion(k, n int, of string) report.Metric { return share(k, n, of) }

// share is k of n with Wilson's interval, without a value for n = 0.
func share(k, n int, of string) report.Metric {
	m := report.Metric{N: n, Of: of}
	if n == 0 {
		return m
	}
	low, high := Wilson(float64(k), float64(n), z95)
	m.Value, m.Low, m.High = report.Finite(float64(k)/float64(n)), report.Finite(low), report.Finite(high)
	return m
}

// exactBounds are Clopper and Pearson's bounds of a proportion (1934), each of which holds
// with 95 %. k and n need not be whole.
func exactBounds(k, n float64) (low, high float64) {
	low, high = 0, 1
	if k > 0 {
		low = distuv.Beta{Alpha: k, Beta: n - k + 1}.Quantile(1 - report.Level)
	}
	if n-k > 1e-9 {
		high = distuv.Beta{Alpha: k + 1, Beta: n - k}.Quantile(report.Level)
	}
	return low, high
}

// noneSeen is the upper one of exactBounds where none of n items has what is counted.
func noneSeen(n float64) float64 { return 1 - math.Pow(1-report.Level, 1/n) }
