package eval

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/slmkit/slmkit/eval/report"
)

// replicates is how many times the bootstrap draws.
const replicates = 2000

// interval is the bias-corrected percentile interval (Efron 1981) of value.
// ok is false where the replicates say nothing: too few, or all alike.
func interval(value float64, replicates []float64) (low, high float64, ok bool) {
	x := slices.DeleteFunc(slices.Clone(replicates), math.IsNaN)
	slices.Sort(x)
	if len(x) == 0 || len(x) < len(replicates)/2 || math.IsNaN(value) || x[0] == x[len(x)-1] {
		return 0, 0, false
	}
	below := 0.0
	for _, v := range x {
		below += one(v < value) + one(v == value)/2
	}
	share := min(max(below/float64(len(x)), 0.5/float64(len(x))), 1-0.5/float64(len(x)))
	z0 := distuv.UnitNormal.Quantile(share)
	at := func(z float64) float64 {
		i := int(distuv.UnitNormal.CDF(2*z0+z) * float64(len(x)))
		return x[min(max(i, 0), len(x)-1)]
	}
	return min(at(-z95), value), max(at(z95), value), true
}

// withInterval makes a metric of an F1 and its replicates. Of a perfect or
// hopeless score every replicate is the same: its interval is that of a
// proportion of n things, which is wide enough.
func withInterval(value float64, draws []float64, n int, of string, clusters int) report.Metric {
	m := report.Metric{Value: report.Finite(value), N: n, Of: of}
	if m.Value == nil {
		return m
	}
	switch low, high, ok := interval(value, draws); {
	case ok && clusters > 1:
		m.Low, m.High = report.Finite(low), report.Finite(high)
	case clusters < 2 && n > 1:
		m.Warnings = append(m.Warnings, "all prompts come from one template: no interval can be given")
	case (value == 0 || value == 1) && n > 0:
		low, high := Wilson(value*float64(n), float64(n), z95)
		m.Low, m.High = report.Finite(low), report.Finite(high)
	}
	return m
}
