package check

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/slmkit/slmkit/dataset"
)

// Drift says how far a split is from the training split in one respect.
type Drift struct {
	Split    dataset.Split `json:"split"`
	Of       string        `json:"of"`               // labels, lengths, or values
	Param    string        `json:"param,omitempty"`  // of values
	Distance float64       `json:"distance"`         // Jensen-Shannon distance of the shares, from 0 to 1
	Chance   float64       `json:"chance"`           // distance that chance alone exceeds once in a thousand times at this n
	N        int           `json:"n"`                // rows or values of the split
	Beyond   bool          `json:"beyond"`           // the distance is above chance, and above 0.1
	Most     []Moved       `json:"most"`             // what differs most
	Pooled   int           `json:"pooled,omitempty"` // things too rare to be looked at one by one
}

// The things that drift.
const (
	DriftLabels  = "labels"
	DriftLengths = "lengths"
	DriftValues  = "values"
)

// Moved is a thing whose share differs.
type Moved struct {
	What  string  `json:"what"`
	Train float64 `json:"train"`
	Here  float64 `json:"here"`
}

const (
	leastDistance = 0.1   // a smaller one does not matter, however sure it is
	chanceLevel   = 0.999 // a drift is beyond what chance gives so often
	leastExpected = 5.0   // things of which fewer are expected are pooled: the law of χ² needs them
	mostMoved     = 3
	leastForDrift = 20.0 // independent rows of a split
)

// share is how often a thing is in training and in another split.
type share struct {
	what        string
	train, here int
}

// driftOf compares two distributions. A row counts as much as 1/trainEach or 1/hereEach
// independent rows. It returns nil where there are too few rows.
//
// With n and m independent rows and k things, JSD·8·ln 2/(1/n + 1/m) has the law of χ² with
// k−1 degrees of freedom where both splits have the same shares: JSD is Σ (p−q)²/(p+q)
// over 4 ln 2 there, but for higher terms.
func driftOf(shares []share, trainEach, hereEach float64) *Drift {
	train, here := 0, 0
	for _, s := range shares {
		train, here = train+s.train, here+s.here
	}
	n, m := float64(train)/max(trainEach, 1), float64(here)/max(hereEach, 1)
	if n < leastForDrift || m < leastForDrift {
		return nil
	}
	shares, pooled := pool(shares, train, here, min(n, m))
	if len(shares) < 2 {
		return nil
	}
	d := &Drift{N: here, Pooled: pooled}
	divergence := 0.0
	for _, s := range shares {
		p, q := float64(s.train)/float64(train), float64(s.here)/float64(here)
		divergence += half(p, q) + half(q, p)
		d.Most = append(d.Most, Moved{s.what, p, q})
	}
	d.Distance = math.Sqrt(max(divergence, 0))
	law := distuv.ChiSquared{K: float64(len(shares) - 1)}
	d.Chance = min(math.Sqrt(law.Quantile(chanceLevel)*(1/n+1/m)/(8*math.Ln2)), 1)
	d.Beyond = d.Distance > d.Chance && d.Distance > leastDistance
	part := func(s Moved) float64 { return half(s.Train, s.Here) + half(s.Here, s.Train) }
	slices.SortStableFunc(d.Most, func(a, b Moved) int { return cmp.Or(cmp.Compare(part(b), part(a)), cmp.Compare(a.What, b.What)) })
	d.Most = d.Most[:min(len(d.Most), mostMoved)]
	return d
}

// half is what a thing adds to the divergence of its share p from the mean of p and q, in
// bits.
func half(p, q float64) float64 {
	if p == 0 {
		return 0
	}
	return p * math.Log2(2*p/(p+q)) / 2
}

// pool puts rare things into one. N is the number of independent rows of the smaller split.
func pool(shares []share, train, here int, n float64) (kept []share, pooled int) {
	rest := share{what: "all others"}
	for _, s := range shares {
		if expected := n * (float64(s.train)/float64(train) + float64(s.here)/float64(here)) / 2; expected >= leastExpected {
			kept = append(kept, s)
			continue
		}
		pooled++
		rest.train, rest.here = rest.train+s.train, rest.here+s.here
	}
	if rest.train+rest.here > 0 {
		kept = append(kept, rest)
	}
	return kept, pooled
}

// driftsOf compares split k with the training split. Each of their rows counts as much as
// 1/trainEach or 1/hereEach independent rows.
func driftsOf(d *described, values []valueCount, k int, trainEach, hereEach float64) []Drift {
	var out []Drift
	add := func(of, param string, shares []share) {
		if found := driftOf(shares, trainEach, hereEach); found != nil {
			found.Split, found.Of, found.Param = splitAt(k), of, param
			out = append(out, *found)
		}
	}
	add(DriftLabels, "", sharesOf(d, k, d.Labels(), d.Label))
	lengths := make([]string, longestCounted+1)
	for n := range lengths {
		lengths[n] = fmt.Sprintf("%d words", n)
	}
	lengths[1], lengths[longestCounted] = "1 word", fmt.Sprintf("%d words or more", longestCounted)
	add(DriftLengths, "", sharesOf(d, k, lengths, func(i int) int { return min(int(d.about.at(i).words), longestCounted) }))
	byParam := make([][]share, len(d.SlotNames()))
	for _, v := range values {
		if v.n[0]+v.n[k] > 0 {
			byParam[v.param] = append(byParam[v.param], share{v.words, int(v.n[0]), int(v.n[k])})
		}
	}
	for p, name := range d.SlotNames() {
		add(DriftValues, name, byParam[p])
	}
	return out
}

// sharesOf counts the rows of training and of split k by what they are, an index into
// names or -1.
func sharesOf(d *described, k int, names []string, is func(i int) int) []share {
	out := make([]share, len(names))
	for i, name := range names {
		out[i].what = name
	}
	for _, r := range d.bySplit[0] {
		if what := is(int(r)); what >= 0 {
			out[what].train++
		}
	}
	for _, r := range d.bySplit[k] {
		if what := is(int(r)); what >= 0 {
			out[what].here++
		}
	}
	return out
}
