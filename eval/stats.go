package eval

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// z95 is the two-sided normal quantile at Level.
var z95 = distuv.UnitNormal.Quantile(1 - (1-Level)/2)

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

// McNemar is the exact two-sided p of b items that only the first run got right
// and c that only the second did: min(1, 2·P[Bin(b+c, ½) ≤ min(b, c)]).
func McNemar(b, c int) float64 {
	if b == c {
		return 1
	}
	k, n := float64(min(b, c)), float64(b+c)
	return min(1, 2*mathext.RegIncBeta(n-k, k+1, 0.5))
}

// A Table is the paired outcome of two runs, base and new. Counts need not be
// whole: see shrink.
type Table struct {
	Both     float64 // right in both
	OnlyBase float64 // regressions
	OnlyNew  float64 // fixes
	Neither  float64
}

func (t Table) n() float64 { return t.Both + t.OnlyBase + t.OnlyNew + t.Neither }

// shrink divides the counts by a design effect.
func (t Table) shrink(deff float64) Table {
	return Table{t.Both / deff, t.OnlyBase / deff, t.OnlyNew / deff, t.Neither / deff}
}

// Newcombe returns the interval of the difference new − base of two paired
// proportions (Newcombe 1998, Statistics in Medicine 17:2635, method 10).
func (t Table) Newcombe(z float64) (low, high float64) {
	n := t.n()
	if n <= 0 {
		return math.NaN(), math.NaN()
	}
	a, b, c, d := t.Both, t.OnlyNew, t.OnlyBase, t.Neither
	p1, p2 := (a+b)/n, (a+c)/n
	l1, u1 := Wilson(a+b, n, z)
	l2, u2 := Wilson(a+c, n, z)
	phi := 0.0
	if den := (a + b) * (c + d) * (a + c) * (b + d); den > 0 {
		num := a*d - b*c
		if num > 0 {
			num = max(num-n/2, 0)
		}
		phi = num / math.Sqrt(den)
	}
	lower := (p1-l1)*(p1-l1) - 2*phi*(p1-l1)*(u2-p2) + (u2-p2)*(u2-p2)
	upper := (u1-p1)*(u1-p1) - 2*phi*(u1-p1)*(p2-l2) + (p2-l2)*(p2-l2)
	diff := p1 - p2
	return diff - math.Sqrt(max(lower, 0)), diff + math.Sqrt(max(upper, 0))
}

// tQuantile is the two-sided quantile of Student's t at Level, the normal one
// for df ≤ 0.
func tQuantile(df int) float64 {
	if df <= 0 {
		return z95
	}
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(df)}.Quantile(1 - (1-Level)/2)
}

// group is the size of a cluster with the sum and the sum of squares of its
// items' values.
type group struct{ n, sum, squares float64 }

// clustered is a mean over items that come in clusters.
type clustered struct {
	groups map[int32]group
}

func (c *clustered) add(cluster int32, x float64) {
	if c.groups == nil {
		c.groups = map[int32]group{}
	}
	g := c.groups[cluster]
	c.groups[cluster] = group{g.n + 1, g.sum + x, g.squares + x*x}
}

// total sums in no particular order: the addends are whole numbers or halves,
// so that the result is exact.
func (c *clustered) total() (t group) {
	for _, g := range c.groups {
		t.n += g.n
		t.sum += g.sum
		t.squares += g.squares
	}
	return t
}

// designEffect is how much larger the variance of the mean is than that of n
// independent items, at least 1 (Moulton; the cluster-robust variance is
// C/(C−1)·Σ(Σ(x−mean))²/n², arXiv 2411.00640). It is 1 where all items are
// equal, NaN for fewer than two clusters.
func (c *clustered) designEffect() float64 {
	clusters := float64(len(c.groups))
	if clusters < 2 {
		return math.NaN()
	}
	t := c.total()
	mean := t.sum / t.n
	iid := (t.squares - t.n*mean*mean) / (t.n * t.n)
	if iid <= 1e-15 {
		return 1
	}
	robust := 0.0
	for _, key := range sortedKeys(c.groups) { // a float sum depends on the order
		g := c.groups[key]
		d := g.sum - g.n*mean
		robust += d * d
	}
	robust *= clusters / (clusters - 1) / (t.n * t.n)
	return max(1, robust/iid)
}

// proportion of items with x = 1, with an interval. byTemplate says that the
// clusters are more than single items.
func (c *clustered) proportion(byTemplate bool) Metric {
	t := c.total()
	m := Metric{N: int(t.n), Of: "prompts"}
	if t.n == 0 {
		return m
	}
	m.Value = num(t.sum / t.n)
	deff, z := 1.0, z95
	if byTemplate {
		deff, z = c.designEffect(), tQuantile(len(c.groups)-1)
	}
	if math.IsNaN(deff) {
		m.Warnings = append(m.Warnings, "all prompts come from one template: no interval can be given")
		return m
	}
	low, high := Wilson(t.sum/deff, t.n/deff, z)
	m.Low, m.High = num(low), num(high)
	return m
}
