package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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

// add keeps the outcomes of an example, which belongs to some slices.
func (o *outcomes) add(g *Gold, v verdicts, slices []string, cluster int32) {
	if o.kinds == nil {
		o.kinds = index{}
	}
	kind := strings.Join(slices, report.PartSeparator)
	if g.Call != nil && len(g.Calls) == 0 {
		kind += report.PartSeparator + "intent=" + g.Call.Name
	}
	o.list = append(o.list, exampleOutcome{id: dataset.KeyHash(0, g.ID), cluster: cluster, kind: int32(o.kinds.of(kind)), metrics: v})
}

// report packs the outcomes, sorted by id. Clusters and kinds are numbered as they come
// in that order, so that the numbers do not depend on the order of the gold file.
func (o *outcomes) report() *report.Outcomes {
	slices.SortFunc(o.list, func(a, b exampleOutcome) int { return cmp.Compare(a.id, b.id) })
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
