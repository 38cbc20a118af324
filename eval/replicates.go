package eval

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/slmkit/slmkit/eval/report"
)

// replicates is how many times the bootstrap draws.
const replicates = 2000

// spread says how many clusters a number comes from.
type spread struct {
	clusters int
	even     float64 // clusters of one size that say as much
	most     float64 // the largest low end that so few clusters allow
}

// newSpread is the spread of groups. Only templates limit the low end: other clusters are
// single examples.
func newSpread(gs groups, byTemplate bool) spread {
	s := spread{clusters: countGroups(gs), even: evenness(gs), most: 1}
	if byTemplate {
		s.most = surest(s.even)
	}
	return s
}

// quantile is how many standard errors an interval reaches: Student's t, and a little
// more, since the replicates of few clusters vary too little (Hesterberg 2015).
func (s spread) quantile() float64 {
	c := max(math.Round(s.even), 2)
	return tQuantile(int(c)-1) * math.Sqrt(c/(c-1))
}

// interval is the bias-corrected percentile interval (Efron 1981) of value, which reaches
// z standard errors where the replicates are normal. ok is false where the replicates say
// nothing: too few, or all alike.
func interval(value float64, replicates []float64, z float64) (low, high float64, ok bool) {
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
	return min(at(-z), value), max(at(z), value), true
}

// withInterval makes a metric of an F1 and its replicates. Of a perfect or
// hopeless score every replicate is the same: its interval is that of a
// proportion of n things, which is wide enough.
func withInterval(value float64, draws []float64, n int, of string, from spread) report.Metric {
	m := report.Metric{Value: report.Finite(value), N: n, Of: of}
	if m.Value == nil {
		return m
	}
	bounds := func(low, high float64) {
		m.Low, m.High = report.Finite(min(low, from.most)), report.Finite(max(high, 1-from.most))
	}
	switch low, high, ok := interval(value, draws, from.quantile()); {
	case ok && from.clusters > 1:
		bounds(low, high)
	case from.clusters < 2 && n > 1:
		m.Warnings = append(m.Warnings, oneTemplate)
	case (value == 0 || value == 1) && n > 0:
		bounds(Wilson(value*float64(n), float64(n), z95))
	}
	return m
}
