package paired

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Bounds are the one-sided lower and upper bounds of the change at the error rate
// alpha: the ends of the two-sided interval at the level 1 − 2·alpha. Both are NaN for
// fewer than two clusters.
func (t *Test) Bounds(alpha float64) (low, high float64) {
	if t.Clusters < 2 {
		return math.NaN(), math.NaN()
	}
	largest := bisect(-1, 1, func(margin float64) bool { within, _ := t.NoWorse(margin); return within <= alpha })
	least := bisect(-1, 1, func(margin float64) bool { _, beyond := t.NoWorse(margin); return beyond > alpha })
	return -largest, -least
}

// Needed is how many examples decide about a margin with a chance of power, if the
// change is the one given and examples are like those of the test: as many change, and
// as many come from each cluster. It is infinite if the loss is the margin. The source
// is n = (z(alpha) + z(power))²·variance/distance²; so that a loss within the margin
// can be shown, n is at least log(alpha)/log(1 − margin), which it takes if nothing
// changes.
func (t *Test) Needed(margin, change, alpha, power float64) float64 {
	distance := change + margin
	changed := (float64(t.Losses+t.Gains) + 0.5) / (float64(t.N) + 1)
	z := distuv.UnitNormal.Quantile(1-alpha) + distuv.UnitNormal.Quantile(power)
	n := z * z * max(changed-change*change, 0) / (distance * distance)
	if distance > 0 {
		n = max(n, math.Log(alpha)/math.Log1p(-margin))
	}
	return math.Ceil(n * t.DesignEffect)
}

// Detectable is the smallest margin that the examples of the test can decide about
// with a chance of power, if nothing gets worse or better in sum.
func (t *Test) Detectable(alpha, power float64) float64 {
	return bisect(0, 1, func(margin float64) bool { return t.Needed(margin, 0, alpha, power) <= float64(t.N) })
}

// bisect is the least x between low and high for which is holds, given that it holds
// for all that are greater.
func bisect(low, high float64, is func(x float64) bool) float64 {
	for range 40 {
		if mid := (low + high) / 2; is(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}
