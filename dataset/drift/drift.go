// Package drift says how far the shares of things in one set are from those in another,
// and how far chance alone would put them.
package drift

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Share is how often a thing is in the set to compare with, and in this one.
type Share struct {
	What      string
	Base, Now int
}

// Drift is the distance of two sets.
type Drift struct {
	Distance float64 // Jensen-Shannon distance of the shares (Endres and Schindelin 2003), from 0 to 1
	Chance   float64 // distance that chance alone exceeds once in a thousand times at this n
	Base     int     // rows
	Now      int     // rows
	Shares   []Share // that were compared
	Pooled   int     // things too rare to be looked at one by one, which are one of Shares
}

const (
	chanceLevel   = 0.999 // a drift is beyond what chance gives so often
	leastExpected = 5.0   // things of which fewer are expected are pooled: the law of χ² needs them
	leastRows     = 20.0  // independent rows of a set
)

// Of compares two sets. A row of them counts as much as 1/baseEach or 1/nowEach independent
// rows. It returns nil where there are too few rows.
//
// The divergence is Σ p·log₂(p/m)/2 + q·log₂(q/m)/2 with m = (p+q)/2 (Lin 1991), and the
// distance its square root. With n and m independent rows and k things, JSD·8·ln 2/(1/n +
// 1/m) has the law of χ² with k−1 degrees of freedom where both sets have the same shares:
// JSD is Σ (p−q)²/(p+q) over 4 ln 2 there, but for higher terms.
func Of(shares []Share, baseEach, nowEach float64) *Drift {
	d := &Drift{}
	for _, s := range shares {
		d.Base, d.Now = d.Base+s.Base, d.Now+s.Now
	}
	n, m := float64(d.Base)/max(baseEach, 1), float64(d.Now)/max(nowEach, 1)
	if n < leastRows || m < leastRows {
		return nil
	}
	if d.pool(shares, min(n, m)); len(d.Shares) < 2 {
		return nil
	}
	divergence := 0.0
	for _, s := range d.Shares {
		divergence += d.Part(s)
	}
	d.Distance = math.Sqrt(max(divergence, 0))
	law := distuv.ChiSquared{K: float64(len(d.Shares) - 1)}
	d.Chance = min(math.Sqrt(law.Quantile(chanceLevel)*(1/n+1/m)/(8*math.Ln2)), 1)
	return d
}

// Of returns the shares of a thing in both sets, from 0 to 1.
func (d *Drift) Of(s Share) (base, now float64) {
	return float64(s.Base) / float64(d.Base), float64(s.Now) / float64(d.Now)
}

// Part is what a thing adds to the divergence, in bits.
func (d *Drift) Part(s Share) float64 {
	p, q := d.Of(s)
	return half(p, q) + half(q, p)
}

// half is what a thing adds to the divergence of its share p from the mean of p and q, in
// bits.
func half(p, q float64) float64 {
	if p == 0 {
		return 0
	}
	return p * math.Log2(2*p/(p+q)) / 2
}

// pool keeps the shares, and puts rare things into one. N is the number of independent rows
// of the smaller set.
func (d *Drift) pool(shares []Share, n float64) {
	rest := Share{What: "all others"}
	for _, s := range shares {
		if base, now := d.Of(s); n*(base+now)/2 >= leastExpected {
			d.Shares = append(d.Shares, s)
			continue
		}
		d.Pooled++
		rest.Base, rest.Now = rest.Base+s.Base, rest.Now+s.Now
	}
	if rest.Base+rest.Now > 0 {
		d.Shares = append(d.Shares, rest)
	}
}
