package eval

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/slmkit/slmkit/eval/report"
)

// test is a test of one change among several.
type test struct {
	p       *float64 // nil where nothing was tested
	holm    **float64
	verdict *string
	delta   report.Metric
	lower   bool    // lower is better
	flips   float64 // examples in which the two runs differ, 0 where that is not counted
}

// hopeless reports whether no change in so few examples would be beyond chance: at best,
// all go one way. Such a test is none (Tarone 1990, Biometrics 46:515).
func (t *test) hopeless() bool {
	return t.p == nil || t.flips > 0 && 2*distuv.UnitNormal.CDF(-math.Sqrt(t.flips)) > 1-report.Level
}

// holm gives tests their corrected chances and verdicts, so that the chance of any wrong
// verdict is at most 1 − report.Level (Holm 1979, Scandinavian Journal of Statistics 6:65).
func holm(tests []*test) {
	tests = slices.DeleteFunc(tests, (*test).hopeless)
	slices.SortStableFunc(tests, func(a, b *test) int { return cmp.Compare(*a.p, *b.p) })
	least := 0.0
	for i, t := range tests {
		least = max(least, min(1, *t.p*float64(len(tests)-i)))
		if t.holm != nil {
			*t.holm = report.Finite(least)
		}
		if least <= 1-report.Level && *t.delta.Value != 0 {
			*t.verdict = map[bool]string{true: report.Better, false: report.Worse}[(*t.delta.Value > 0) != t.lower]
		}
	}
}

func lowerIsBetter(metric string) bool {
	k, _ := report.Lookup(metric)
	return k.Lower
}

// conclude is the verdict that those of the metrics add up to.
func conclude(changes []report.Change) string {
	found := map[string]bool{}
	for _, c := range changes {
		found[c.Verdict] = true
	}
	switch {
	case found[report.Better] && found[report.Worse]:
		return report.Mixed
	case found[report.Better]:
		return report.Better
	case found[report.Worse]:
		return report.Worse
	}
	return report.Same
}
