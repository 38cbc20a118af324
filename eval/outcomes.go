package eval

import (
	"cmp"
	"fmt"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// outcomes keeps what became of every example, in 24 bytes each.
type outcomes struct {
	list  []exampleOutcome
	kinds index
}

type exampleOutcome struct {
	id      uint64 // hash
	cluster int32
	kind    int32
	metrics verdicts
}

// outcomeMetrics are the metrics that one example has an outcome of.
var outcomeMetrics = [...]string{"exact_match", "exact_match_raw", "intent_accuracy", "in_scope_accuracy", "invalid_rate", "false_action_rate"}

// verdicts are the outcomes of one example, in the order of outcomeMetrics.
type verdicts [len(outcomeMetrics)]uint8

// verdicts says what a result means for each metric. What is missing or cannot be read
// is no refusal.
func (r *Result) verdicts(g *Gold) verdicts {
	yes := func(counts, is bool) uint8 {
		switch {
		case !counts:
			return report.OutcomeNone
		case is:
			return report.OutcomeYes
		}
		return report.OutcomeNo
	}
	none := len(r.Want) == 1 && r.Want[0] == dataset.None
	right, whole := r.Status == report.Correct, !g.IntentOnly
	return verdicts{yes(whole, right), yes(whole && r.Raw != nil, r.Raw != nil && *r.Raw), yes(true, r.Action),
		yes(whole && !none, right), yes(true, !r.callable()), yes(none, !r.Action)}
}

// add keeps the outcomes of an example. id is the hash of its id.
func (o *outcomes) add(id uint64, v verdicts, kind, cluster int32) {
	o.list = append(o.list, exampleOutcome{id: id, cluster: cluster, kind: kind, metrics: v})
}

// report packs the outcomes, sorted by id. Clusters and kinds are numbered as they come
// in that order, so that the numbers do not depend on the order of the gold file.
func (o *outcomes) report() *report.Outcomes {
	o.list = sortByKey(o.list, func(e *exampleOutcome) uint64 { return e.id }, func(a, b exampleOutcome) int { return cmp.Compare(a.id, b.id) })
	names := make([]string, len(o.kinds))
	for name, i := range o.kinds {
		names[i] = name
	}
	r := &report.Outcomes{N: len(o.list), Kinds: []string{}, Metrics: map[string]report.Packed{}}
	var ids uint64
	clusters, kinds := map[int32]int{}, map[int32]int{}
	for _, e := range o.list {
		ids = dataset.Mix(ids ^ e.id)
		if _, ok := clusters[e.cluster]; !ok {
			clusters[e.cluster] = len(clusters)
		}
		if _, ok := kinds[e.kind]; !ok {
			kinds[e.kind] = len(kinds)
			r.Kinds = append(r.Kinds, names[e.kind])
		}
		r.Clusters, r.Kind = append(r.Clusters, clusters[e.cluster]), append(r.Kind, kinds[e.kind])
	}
	r.IDs = fmt.Sprintf("%016x", ids)
	for m, name := range outcomeMetrics {
		p, any := make(report.Packed, len(o.list)), false
		for i, e := range o.list {
			p[i] = int(e.metrics[m])
			any = any || e.metrics[m] != report.OutcomeNone
		}
		if any {
			r.Metrics[name] = p
		}
	}
	return r
}
