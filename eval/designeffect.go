package eval

import (
	"iter"
	"math"

	"github.com/slmkit/slmkit/eval/report"
)

// group is the size of a cluster with the sum and the sum of squares of its
// items' values.
type group struct{ n, sum, squares float64 }

// clustered is a mean over items that come in clusters. The groups are in slices, since
// each example adds to some dozen means: those of templates by their number, the others
// by theirs, which is negative, counted down from -1.
type clustered struct {
	templates, others []group
}

func (c *clustered) add(cluster int32, x float64) {
	groups, i := &c.templates, int(cluster)
	if i < 0 {
		groups, i = &c.others, -1-i
	}
	if i >= len(*groups) {
		*groups = append(*groups, make([]group, i+1-len(*groups))...)
	}
	g := &(*groups)[i]
	g.n, g.sum, g.squares = g.n+1, g.sum+x, g.squares+x*x
}

// groups yields the groups that have items, by the numbers of their clusters.
func (c *clustered) groups() iter.Seq[group] {
	return func(yield func(group) bool) {
		for i := len(c.others) - 1; i >= 0; i-- {
			if g := c.others[i]; g.n > 0 && !yield(g) {
				return
			}
		}
		for _, g := range c.templates {
			if g.n > 0 && !yield(g) {
				return
			}
		}
	}
}

// clusters is the number of clusters that have items.
func (c *clustered) clusters() int {
	n := 0
	for range c.groups() {
		n++
	}
	return n
}

// total adds up the groups.
func (c *clustered) total() (t group) {
	for g := range c.groups() {
		t.n += g.n
		t.sum += g.sum
		t.squares += g.squares
	}
	return t
}

// designEffect returns the variance of the mean divided by the variance for n
// independent items, and at least 1. The source is Moulton's design effect; the
// cluster-robust variance is C/(C−1)·Σ(Σ(x−mean))²/n² (arXiv 2411.00640). The
// result is 1 if all items are equal, and NaN for fewer than two clusters.
func (c *clustered) designEffect() float64 {
	clusters := float64(c.clusters())
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
	for g := range c.groups() {
		d := g.sum - g.n*mean
		robust += d * d
	}
	robust *= clusters / (clusters - 1) / (t.n * t.n)
	return max(1, robust/iid)
}

// proportion returns the share of items with x = 1 with Wilson's interval. Where
// byTemplate says that clusters are templates, the interval allows for the design
// effect.
func (c *clustered) proportion(byTemplate bool) report.Metric {
	t := c.total()
	m := report.Metric{N: int(t.n), Of: "prompts"}
	if t.n == 0 {
		return m
	}
	m.Value = report.Finite(t.sum / t.n)
	deff, z := 1.0, z95
	if byTemplate {
		deff, z = c.designEffect(), tQuantile(c.clusters()-1)
	}
	if math.IsNaN(deff) {
		m.Warnings = append(m.Warnings, "all prompts come from one template: no interval can be given")
		return m
	}
	low, high := Wilson(t.sum/deff, t.n/deff, z)
	m.Low, m.High = report.Finite(low), report.Finite(high)
	return m
}

// one is the indicator of b.
func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
