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

// empty reports whether nothing has been added.
func (c *clustered) empty() bool { return len(c.templates)+len(c.others) == 0 }

// groups yields groups that have items, always in the same order.
type groups = iter.Seq[group]

// groups are in the order of the numbers of their clusters.
func (c *clustered) groups() groups {
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

// countGroups counts the groups.
func countGroups(gs groups) int {
	n := 0
	for range gs {
		n++
	}
	return n
}

// total adds up the groups.
func total(gs groups) (t group) {
	for g := range gs {
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
func designEffect(gs groups) float64 {
	clusters := float64(countGroups(gs))
	if clusters < 2 {
		return math.NaN()
	}
	t := total(gs)
	mean := t.sum / t.n
	iid := (t.squares - t.n*mean*mean) / (t.n * t.n)
	if iid <= 1e-15 {
		return 1
	}
	robust := 0.0
	for g := range gs {
		d := g.sum - g.n*mean
		robust += d * d
	}
	robust *= clusters / (clusters - 1) / (t.n * t.n)
	return max(1, robust/iid)
}

// evenness is the number of groups of one size that say as much as these (Kish 1965).
func evenness(gs groups) float64 {
	n, squares := 0.0, 0.0
	for g := range gs {
		n += g.n
		squares += g.n * g.n
	}
	return n * n / squares
}

// surest is the largest low end that this many templates allow, Clopper and Pearson's for
// as many items that are all right. Where all templates are answered alike, nothing shows
// how far others may differ: the interval must hold even if each of them is answered
// right always or never.
func surest(templates float64) float64 { return math.Pow((1-report.Level)/2, 1/templates) }

// proportion is that of the groups, in prompts.
func (c *clustered) proportion(byTemplate bool) report.Metric {
	return proportion(c.groups(), byTemplate, "prompts")
}

// proportion returns the share of items with x = 1 with Wilson's interval. Where
// byTemplate says that the groups are those of templates, the interval allows for the
// design effect, with Student's t for the few templates that it is known from, and is
// no surer than their number allows.
func proportion(gs groups, byTemplate bool, of string) report.Metric {
	t := total(gs)
	m := report.Metric{N: int(t.n), Of: of}
	if t.n == 0 {
		return m
	}
	m.Value = report.Finite(t.sum / t.n)
	deff, z, most := 1.0, z95, 1.0
	if byTemplate {
		deff, z, most = designEffect(gs), tQuantile(countGroups(gs)-1), surest(evenness(gs))
	}
	if math.IsNaN(deff) {
		m.Warnings = append(m.Warnings, oneTemplate)
		return m
	}
	if byTemplate {
		m.DesignEffect = report.Finite(deff)
	}
	low, high := Wilson(t.sum/deff, t.n/deff, z)
	m.Low, m.High = report.Finite(min(low, most)), report.Finite(max(high, 1-most))
	return m
}

// one is the indicator of b.
func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
