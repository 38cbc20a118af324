package eval

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/slmkit/slmkit/eval/report"
)

// tail is the chance that a one-sided bound is on the wrong side of the truth.
const tail = 1 - report.Level

// kept counts answers that are given, and the wrong ones among them, by cluster. One is
// added or taken away at a time.
type kept struct {
	byTemplate       bool
	clusters         []struct{ n, wrong float64 }
	n, wrong, groups float64
	nn, nw, ww       float64 // sums of products over clusters
}

// change adds an answer where by is 1, and takes it away where by is -1.
func (k *kept) change(p *point, by float64) {
	c := &k.clusters[p.cluster]
	k.nn, k.nw, k.ww = k.nn-c.n*c.n, k.nw-c.n*c.wrong, k.ww-c.wrong*c.wrong
	k.groups -= one(c.n > 0)
	c.n, k.n = c.n+by, k.n+by
	if !p.right {
		c.wrong, k.wrong = c.wrong+by, k.wrong+by
	}
	k.groups += one(c.n > 0)
	k.nn, k.nw, k.ww = k.nn+c.n*c.n, k.nw+c.n*c.wrong, k.ww+c.wrong*c.wrong
}

// even is how many independent answers, or templates of one size, say as much at the most.
func (k *kept) even() float64 {
	if k.byTemplate && k.nn > 0 {
		return k.n * k.n / k.nn
	}
	return k.n
}

// effective is how many independent answers say as much about the risk: n by the design
// effect of the wrong ones, less what Student's t allows for few templates.
func (k *kept) effective() float64 {
	if !k.byTemplate {
		return k.n
	}
	mean, deff := k.wrong/k.n, 1.0
	if iid := mean * (1 - mean) / k.n; iid > 1e-15 {
		deff = max(1, (k.ww-2*mean*k.nw+mean*mean*k.nn)*k.groups/(k.groups-1)/(k.n*k.n)/iid)
	}
	t := tQuantile(int(k.groups)-1) / z95
	return k.n / (deff * t * t)
}

// alone says that nothing is known of other templates: there is one, or nothing.
func (k *kept) alone() bool { return k.n == 0 || k.byTemplate && k.groups < 2 }

// shows reports whether the upper bound of the risk is at most this risk: whether so few
// wrong answers would come by a chance of 5 % or less if the risk were as high (Clopper
// and Pearson 1934). As many templates as there are must be able to show it, however
// alike the answers to each of them are.
func (k *kept) shows(risk float64) bool {
	switch {
	case risk >= 1:
		return true
	case k.alone() || k.wrong > risk*k.n || k.even() < rightNeeded(risk):
		return false
	}
	n := k.effective()
	wrong := k.wrong * n / k.n
	return mathext.RegIncBeta(n-wrong, wrong+1, 1-risk) <= tail
}

// bound is the one-sided upper bound of the risk, NaN where there is none.
func (k *kept) bound() float64 {
	if k.alone() {
		return math.NaN()
	}
	n := k.effective()
	_, high := exactBounds(k.wrong*n/k.n, n)
	return max(high, noneSeen(k.even()))
}

// rightNeeded is how many answers, all of them right, show a risk.
func rightNeeded(risk float64) float64 { return math.Log(tail) / math.Log1p(-risk) }
