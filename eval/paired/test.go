package paired

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// Pair is the outcome of both runs on one example, and the example's cluster.
type Pair struct {
	Cluster   int
	Base, New bool
}

// Test holds what the test of two runs needs to know.
type Test struct {
	N            int     // examples
	Clusters     int     // of examples that are alike
	Losses       int     // right in the base run only
	Gains        int     // right in the new run only
	DesignEffect float64 // examples that count for as much as one independent example
}

// Cluster counts the examples that are alike, and how many of them change.
type Cluster struct{ N, Losses, Gains float64 }

// New counts pairs.
func New(pairs []Pair) Test {
	clusters := map[int]Cluster{}
	for _, p := range pairs {
		c := clusters[p.Cluster]
		c.N++
		switch {
		case p.Base && !p.New:
			c.Losses++
		case p.New && !p.Base:
			c.Gains++
		}
		clusters[p.Cluster] = c
	}
	return FromClusters(func(yield func(Cluster) bool) {
		for _, key := range slices.SortedFunc(maps.Keys(clusters), cmp.Compare[int]) { // a float sum depends on the order
			if !yield(clusters[key]) {
				return
			}
		}
	})
}

// FromClusters makes a test of clusters. Its design effect is that of the differences
// (arXiv 2411.00640, with C/(C−1)), drawn towards the largest one that is possible, in
// which all examples of a cluster change together: few clusters with a change say little
// about how changes spread, and none say nothing. The largest design effect counts for
// one cluster with a change.
func FromClusters(clusters iter.Seq[Cluster]) Test {
	t, n, losses, gains := Test{}, 0.0, 0.0, 0.0
	for c := range clusters {
		t.Clusters++
		n, losses, gains = n+c.N, losses+c.Losses, gains+c.Gains
	}
	t.N, t.Losses, t.Gains = int(n), int(losses), int(gains)
	mean := t.Change()
	largest, robust, changed := 0.0, 0.0, 0.0
	for c := range clusters {
		d := c.Gains - c.Losses - c.N*mean
		largest += c.N * c.N / n
		robust += d * d
		if c.Losses+c.Gains > 0 {
			changed++
		}
	}
	seen := 1.0
	if independent := losses + gains - n*mean*mean; independent > 1e-12 && t.Clusters > 1 {
		seen = max(1, robust*float64(t.Clusters)/float64(t.Clusters-1)/independent)
	}
	t.DesignEffect = (changed*seen + largest) / (changed + 1)
	return t
}

// P is the two-sided chance of so large a change if there is none, NaN for fewer than two
// clusters. It is at most alpha just where Bounds(alpha/2) leave out zero.
func (t *Test) P() float64 {
	within, beyond := t.NoWorse(0)
	return min(1, 2*min(within, beyond))
}

// Change is the share of right examples in the new run less that in the base run.
func (t *Test) Change() float64 {
	if t.N == 0 {
		return math.NaN()
	}
	return float64(t.Gains-t.Losses) / float64(t.N)
}

// NoWorse tests the loss of the new run against a margin from -1 to 1. Within is the
// chance of so small a loss if the true loss were the margin: if it is small, the loss
// is within the margin. Beyond is the chance of so large a loss: if it is small, the
// loss is beyond the margin. Both are NaN for fewer than two clusters.
//
// They come from Tango's score test for pairs (Tango 1998, Statistics in Medicine
// 17:891) on counts divided by the design effect, with Student's t of C−1 degrees of
// freedom. Neither is less than the binomial chance of the losses alone, which is
// exact where few examples change; a gain of a negative margin is tested likewise.
func (t *Test) NoWorse(margin float64) (within, beyond float64) {
	if t.Clusters < 2 {
		return math.NaN(), math.NaN()
	}
	n, b, c := float64(t.N)/t.DesignEffect, float64(t.Losses)/t.DesignEffect, float64(t.Gains)/t.DesignEffect
	student := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(t.Clusters - 1)}
	score := tango(n, b, c, margin)
	within, beyond = student.CDF(score), student.CDF(-score)
	if margin >= 0 {
		return max(within, atMost(b, n, margin+c/n)), max(beyond, atLeast(b, n, margin+c/n))
	}
	return max(within, atLeast(c, n, b/n-margin)), max(beyond, atMost(c, n, b/n-margin))
}

// tango is the score statistic of a loss of b and a gain of c in n pairs under the
// hypothesis that the loss is margin.
func tango(n, b, c, margin float64) float64 {
	b2 := -b - c + (2*n-b+c)*margin
	free := c * margin * (1 - margin)
	gain := (math.Sqrt(max(b2*b2+8*n*free, 0)) - b2) / (4 * n) // the likeliest share of gains
	variance := n * (2*gain + margin*(1-margin))
	difference := b - c - n*margin
	switch {
	case variance > 1e-12:
		return difference / math.Sqrt(variance)
	case math.Abs(difference) < 1e-9:
		return 0
	}
	return math.Copysign(math.Inf(1), difference)
}

// atMost is P[Bin(n, p) ≤ k], for k and n that need not be whole.
func atMost(k, n, p float64) float64 {
	switch {
	case p <= 0 || k >= n:
		return 1
	case p >= 1:
		return 0
	}
	return mathext.RegIncBeta(n-k, k+1, 1-p)
}

// atLeast is P[Bin(n, p) ≥ k], for k and n that need not be whole.
func atLeast(k, n, p float64) float64 {
	switch {
	case k <= 0 || p >= 1:
		return 1
	case p <= 0:
		return 0
	}
	return mathext.RegIncBeta(k, max(n-k+1, 1), p)
}
