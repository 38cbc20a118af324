package eval

import (
	"slices"

	"github.com/slmkit/slmkit/eval/report"
)

// labelGroups are the counts of one label, which is an action or a parameter, by cluster:
// of what gold has, of what the predictions have, and of both.
type labelGroups struct{ recall, precision, both []group }

// labelGroups sorts the counts of all clusters by label.
func (t *tally) labelGroups() (intents, params []labelGroups) {
	intents, params = make([]labelGroups, len(t.intentIndex)), make([]labelGroups, len(t.paramIndex))
	for _, key := range sortedKeys(t.clusters) {
		c := t.clusters[key]
		c.intents.groupBy(intents)
		c.params.groupBy(params)
	}
	return intents, params
}

// groupBy adds the counts of a cluster to the groups of their labels.
func (d deltas) groupBy(labels []labelGroups) {
	add := func(gs *[]group, n, right float64) {
		if n > 0 {
			*gs = append(*gs, group{n, right, right})
		}
	}
	for _, x := range d {
		l := &labels[x.label]
		add(&l.recall, x.tp+x.fn, x.tp)
		add(&l.precision, x.tp+x.fp, x.tp)
		add(&l.both, 2*x.tp+x.fp+x.fn, 2*x.tp)
	}
}

// score sets precision, recall and F1. Those that would be 0/0 have no value.
func (gs *labelGroups) score(l *report.Label, draws []float64, byTemplate bool, of string) {
	l.Precision = proportion(slices.Values(gs.precision), byTemplate, "predictions")
	l.Recall = proportion(slices.Values(gs.recall), byTemplate, of)
	both := total(slices.Values(gs.both))
	l.F1 = withInterval(both.sum/both.n, draws, l.Support, of, newSpread(slices.Values(gs.both), byTemplate))
}

// slotSpread is the spread of the arguments that gold has.
func (t *tally) slotSpread() spread {
	var gs []group
	for _, key := range sortedKeys(t.clusters) {
		if n := t.clusters[key].all.pos; n > 0 {
			gs = append(gs, group{n: n})
		}
	}
	return newSpread(slices.Values(gs), t.byTemplate)
}
