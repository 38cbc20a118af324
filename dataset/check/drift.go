package check

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/drift"
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
	leastDistance = 0.1 // a smaller one does not matter, however sure it is
	mostMoved     = 3
)

// driftOf compares two distributions. A row counts as much as 1/trainEach or 1/hereEach
// independent rows. It returns nil where there are too few rows.
func driftOf(shares []drift.Share, trainEach, hereEach float64) *Drift {
	found := drift.Of(shares, trainEach, hereEach)
	if found == nil {
		return nil
	}
	slices.SortStableFunc(found.Shares, func(a, b drift.Share) int {
		return cmp.Or(cmp.Compare(found.Part(b), found.Part(a)), cmp.Compare(a.What, b.What))
	})
	d := &Drift{Distance: found.Distance, Chance: found.Chance, N: found.Now, Pooled: found.Pooled, Beyond: found.Distance > max(found.Chance, leastDistance)}
	for _, s := range found.Shares[:min(len(found.Shares), mostMoved)] {
		train, here := found.Of(s)
		d.Most = append(d.Most, Moved{s.What, train, here})
	}
	return d
}

// driftsOf compares split k with the training split. Each of their rows counts as much as
// 1/trainEach or 1/hereEach independent rows.
func driftsOf(d *described, values []valueCount, k int, trainEach, hereEach float64) []Drift {
	var out []Drift
	add := func(of, param string, shares []drift.Share) {
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
	byParam := make([][]drift.Share, len(d.SlotNames()))
	for _, v := range values {
		if v.n[0]+v.n[k] > 0 {
			byParam[v.param] = append(byParam[v.param], drift.Share{What: v.words, Base: int(v.n[0]), Now: int(v.n[k])})
		}
	}
	for p, name := range d.SlotNames() {
		add(DriftValues, name, byParam[p])
	}
	return out
}

// sharesOf counts the rows of training and of split k by what they are, an index into
// names or -1.
func sharesOf(d *described, k int, names []string, is func(i int) int) []drift.Share {
	out := make([]drift.Share, len(names))
	for i, name := range names {
		out[i].What = name
	}
	for _, r := range d.bySplit[0] {
		if what := is(int(r)); what >= 0 {
			out[what].Base++
		}
	}
	for _, r := range d.bySplit[k] {
		if what := is(int(r)); what >= 0 {
			out[what].Now++
		}
	}
	return out
}
