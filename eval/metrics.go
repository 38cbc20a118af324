package eval

import (
	"cmp"
	"slices"

	"github.com/slmkit/slmkit/eval/measure"
	"github.com/slmkit/slmkit/eval/report"
)

// metrics are the headline numbers. A metric that nothing was measured for has no
// value.
func (t *tally) metrics(d drawn) report.Metrics {
	m := report.Metrics{}
	for i := range t.shares {
		m[shareNames[i]] = t.shares[i].proportion(t.byTemplate)
	}
	t.addF1s(m, d)
	return m
}

// intent scores one action. Precision, recall and F1 have no value where they
// would be 0/0.
func (t *tally) intent(name string, gs *labelGroups, draws []float64) report.Label {
	c := t.intents[name]
	l := report.Label{Name: name, Support: c.support, Predicted: c.predicted, Correct: c.tp, Right: &c.right}
	gs.score(&l, draws, t.byTemplate, "prompts")
	return l
}

// slot scores one parameter.
func (t *tally) slot(name string, gs *labelGroups, draws []float64) report.Label {
	c := t.params[name]
	cor, inc, mis, spu := c.counts[COR], c.counts[INC]+c.counts[PAR], c.counts[MIS], c.counts[SPU]
	l := report.Label{Name: name, Support: cor + inc + mis, Predicted: cor + inc + spu, Correct: cor, Wrong: c.worst()}
	gs.score(&l, draws, t.byTemplate, "slots")
	return l
}

// worst lists the most frequent wrong values of a parameter.
func (p *paramCount) worst() []string {
	pairs := sortedKeys(p.wrong)
	slices.SortStableFunc(pairs, func(a, b string) int { return cmp.Compare(p.wrong[b], p.wrong[a]) })
	return pairs[:min(len(pairs), maxIDs)]
}

// matrix lists the cells of the confusion matrix, row by row.
func (t *tally) matrix() []report.Confusion {
	var out []report.Confusion
	for pair, c := range t.confusions {
		out = append(out, report.Confusion{Want: pair[0], Got: pair[1], N: c.n, IDs: c.ids})
	}
	slices.SortFunc(out, func(a, b report.Confusion) int { return cmp.Or(cmp.Compare(a.Want, b.Want), cmp.Compare(a.Got, b.Got)) })
	return out
}

// kindCounts lists the kinds of errors, the most frequent first.
func (t *tally) kindCounts() []report.KindCount {
	var out []report.KindCount
	for kind, c := range t.kinds {
		out = append(out, report.KindCount{Kind: kind, N: c.n, IDs: append([]string{}, c.ids...)})
	}
	slices.SortFunc(out, func(a, b report.KindCount) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Kind, b.Kind)) })
	return out
}

// addLatency adds the latencies that predictions report. They are called otherwise than
// those of a benchmark, since infer answers prompts in batches and does not wait for a quiet
// machine.
func (t *tally) addLatency(r *report.Evaluation) {
	if len(t.latencies) == 0 {
		return
	}
	slices.Sort(t.latencies)
	for name, m := range measure.Latency(t.latencies) {
		m.Of = "prompts"
		r.Metrics["batch_"+name] = covering(m, len(t.latencies), t.n)
	}
	r.LatencyBins = latencyHistogram(t.latencies)
	n := len(t.latencies)
	for i := range 101 {
		r.Latencies = append(r.Latencies, t.latencies[i*(n-1)/100])
	}
}
