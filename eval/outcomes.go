package eval

import (
	"cmp"
	"fmt"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// outcomes keeps what became of every example, in 24 bytes each.
type outcomes struct {
	list   []exampleOutcome
	sorted bool
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

// byID returns the outcomes sorted by id.
func (o *outcomes) byID() []exampleOutcome {
	if !o.sorted {
		o.list = sortByKey(o.list, func(e *exampleOutcome) uint64 { return e.id }, func(a, b exampleOutcome) int { return cmp.Compare(a.id, b.id) })
		o.sorted = true
	}
	return o.list
}

// report packs the outcomes, sorted by id. Clusters and kinds are numbered as they come
// in that order, so that the numbers do not depend on the order of the gold file. names
// are those of the kinds, some of which may be equal.
func (o *outcomes) report(names []string) *report.Outcomes {
	o.byID()
	r := &report.Outcomes{N: len(o.list), Kinds: []string{}, Metrics: map[string]report.Packed{}}
	var ids uint64
	clusters, kinds := map[int32]int{}, newNumbering(names)
	for _, e := range o.list {
		ids = dataset.Mix(ids ^ e.id)
		if _, ok := clusters[e.cluster]; !ok {
			clusters[e.cluster] = len(clusters)
		}
		r.Clusters, r.Kind = append(r.Clusters, clusters[e.cluster]), append(r.Kind, kinds.of(e.kind))
	}
	r.Kinds = append(r.Kinds, kinds.list...)
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

// numbering numbers kinds in the order in which they come. Kinds of one name are one.
type numbering struct {
	names  []string
	ofOld  []int          // by the former number, -1 before the first
	byName map[string]int // by name
	list   []string
}

func newNumbering(names []string) *numbering {
	x := &numbering{names: names, ofOld: make([]int, len(names)), byName: map[string]int{}}
	for i := range x.ofOld {
		x.ofOld[i] = -1
	}
	return x
}

func (x *numbering) of(old int32) int {
	if x.ofOld[old] >= 0 {
		return x.ofOld[old]
	}
	name := x.names[old]
	n, ok := x.byName[name]
	if !ok {
		n = len(x.list)
		x.byName[name] = n
		x.list = append(x.list, name)
	}
	x.ofOld[old] = n
	return n
}
