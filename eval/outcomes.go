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
	for m := range pairedShares {
		p, any := make(report.Packed, len(o.list)), false
		for i, e := range o.list {
			p[i] = int(e.metrics.of(m))
			any = any || p[i] != report.OutcomeNone
		}
		if any {
			r.Metrics[shareNames[m]] = p
		}
	}
	return r
}
