package eval

import (
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// parts are the slices that an example belongs to. The examples of a run have few
// different ones, which are named once.
type parts struct {
	names []string         // key=value
	means []*clustered     // of exact match, in the order of names; nil before the first example
	kinds map[string]int32 // numbers of outcomes' kinds by the action, "" for several
}

// partsKey is all that sliceNames looks at.
type partsKey struct {
	split       dataset.Split
	calls, args int
	origin      bool
	kind, ops   string
}

// partsOf finds the parts of examples.
type partsOf map[partsKey]*parts

func (m partsOf) of(e *dataset.Example) *parts {
	want := e.Want()
	key := partsKey{split: e.Split, calls: len(want)}
	for i := range want {
		key.args += len(want[i].Arguments)
	}
	if o := e.Origin; o != nil {
		key.origin, key.kind = true, o.Kind
		if len(o.Ops) > 0 {
			key.ops = strings.Join(o.Ops, "\x00")
		}
	}
	p := m[key]
	if p == nil {
		p = &parts{names: sliceNames(e), kinds: map[string]int32{}}
		m[key] = p
	}
	return p
}

// kind is the number of an outcome's kind: its slices, and its action where it has one.
func (p *parts) kind(g *Gold, kinds index) int32 {
	action := ""
	if g.Call != nil && len(g.Calls) == 0 {
		action = g.Call.Name
	}
	n, ok := p.kinds[action]
	if !ok {
		name := strings.Join(p.names, report.PartSeparator)
		if action != "" {
			name += report.PartSeparator + "intent=" + action
		}
		n = kinds.of(name)
		p.kinds[action] = n
	}
	return n
}

// addSlices counts the exact match of an example in its slices.
func (t *tally) addSlices(p *parts, cluster int32, right bool) {
	if p.means == nil {
		for _, name := range p.names {
			p.means = append(p.means, get(t.slices, name))
		}
	}
	for _, mean := range p.means {
		mean.add(cluster, one(right))
	}
}
