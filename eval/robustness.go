package eval

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sort"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
)

// robustness keeps the augmented examples of gold, to hold each against the example that
// it was made from.
type robustness struct {
	copies []augmented
	asked  []question // by the examples that are no copies
	wrong  []wrongAnswer
	ops    [][]string // lists of augmentations
	lists  index      // numbers of these lists
}

type augmented struct {
	parent, answer uint64 // hashes of the parent's id and of a wrong answer
	asks           uint64 // hash of the calls that it asks for
	ops, cluster   int32
	right          bool
}

// question is what an example asks for.
type question struct{ id, calls uint64 }

// callsHash is a hash of the calls that an example asks for.
func callsHash(g *Gold) uint64 {
	var b []byte
	for _, c := range g.Want() {
		b = append(append(b, c.Name...), 0)
		for _, name := range slices.Sorted(maps.Keys(c.Arguments)) {
			b = append(append(b, name...), '=')
			b = append(append(b, text.Compared(fmt.Sprint(c.Arguments[name]))...), 0)
		}
	}
	return dataset.KeyHash(0, string(b))
}

// wrongAnswer is what an example was answered with. Right answers need no hash: those of
// an example and its copy are equal.
type wrongAnswer struct{ id, answer uint64 }

// add notes an example whose id has a hash.
func (b *robustness) add(g *Gold, id uint64, r *Result, v verdicts, cluster int32) {
	exact := v.of(exactMatch)
	if exact == report.OutcomeNone {
		return
	}
	right := exact == report.OutcomeYes
	if !right {
		b.wrong = append(b.wrong, wrongAnswer{id, r.answer})
	}
	o := g.Origin
	if o == nil || o.Parent == "" || len(o.Ops) == 0 {
		b.asked = append(b.asked, question{id, callsHash(g)})
		return
	}
	b.copies = append(b.copies, augmented{dataset.KeyHash(0, o.Parent), r.answer, callsHash(g), b.listOf(o.Ops), cluster, right})
}

// listOf is the number of a list of augmentations, each named once.
func (b *robustness) listOf(ops []string) int32 {
	if b.lists == nil {
		b.lists = index{}
	}
	var key []byte
	for _, op := range ops {
		key = append(append(key, opName(op)...), 0)
	}
	n := b.lists.of(string(key))
	if int(n) == len(b.ops) {
		var names []string
		for _, op := range ops {
			if name := opName(op); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		b.ops = append(b.ops, names)
	}
	return n
}

// allOps stands for every augmentation.
const allOps = ""

// opPairs are the pairs of copies and parents of one augmentation.
type opPairs struct {
	pairs          pairedShare
	parent, copied clustered
	alike          clustered // of the pairs that ask for the same
	followed       clustered // of the pairs that ask for different calls, the first of which is answered rightly
}

// add counts a copy by whether its parent is answered rightly and in the same way, and
// whether it asks for another call.
func (p *opPairs) add(c *augmented, parent, same, other bool) {
	p.pairs.add(c.cluster, parent, c.right)
	p.parent.add(c.cluster, one(parent))
	p.copied.add(c.cluster, one(c.right))
	switch {
	case !other:
		p.alike.add(c.cluster, one(same))
	case parent:
		p.followed.add(c.cluster, one(c.right))
	}
}

// report compares the copies with their parents, whose outcomes are sorted by id. It puts
// the drop over all copies into m. It is nil where gold has no copy.
func (b *robustness) report(all []exampleOutcome, byTemplate bool, m report.Metrics) *report.Robustness {
	if len(b.copies) == 0 {
		return nil
	}
	slices.SortFunc(b.asked, func(a, c question) int { return cmp.Compare(a.id, c.id) })
	slices.SortFunc(b.wrong, func(a, c wrongAnswer) int { return cmp.Compare(a.id, c.id) })
	out, byOp := &report.Robustness{}, map[string]*opPairs{}
	for i := range b.copies {
		c := &b.copies[i]
		at := sort.Search(len(all), func(k int) bool { return all[k].id >= c.parent })
		if at == len(all) || all[at].id != c.parent || all[at].metrics.of(exactMatch) == report.OutcomeNone {
			out.Orphans++
			continue
		}
		out.Pairs++
		parent := all[at].metrics.of(exactMatch) == report.OutcomeYes
		same := parent == c.right && (c.right || b.answerOf(c.parent) == c.answer)
		other := b.asksAnother(c)
		get(byOp, allOps).add(c, parent, same, other)
		for _, op := range b.ops[c.ops] {
			get(byOp, op).add(c, parent, same, other)
		}
	}
	for _, op := range sortedKeys(byOp) {
		d := byOp[op].drop(op, byTemplate)
		if op == allOps {
			m["exact_match_drop"], m["invariance"] = d.Drop, d.Invariance
			continue
		}
		out.Ops = append(out.Ops, d)
	}
	slices.SortStableFunc(out.Ops, func(a, b report.OpDrop) int { return cmp.Compare(*b.Drop.Value, *a.Drop.Value) })
	return out
}

// asksAnother reports whether a copy asks for another call than its parent.
func (b *robustness) asksAnother(c *augmented) bool {
	at := sort.Search(len(b.asked), func(k int) bool { return b.asked[k].id >= c.parent })
	return at < len(b.asked) && b.asked[at].id == c.parent && b.asked[at].calls != c.asks
}

// answerOf is the hash of the wrong answer of an example.
func (b *robustness) answerOf(id uint64) uint64 {
	at := sort.Search(len(b.wrong), func(k int) bool { return b.wrong[k].id >= id })
	if at == len(b.wrong) || b.wrong[at].id != id {
		return 0
	}
	return b.wrong[at].answer
}

// drop is the paired difference of the parents and their copies. Its interval allows for
// the copies of one parent, or template, being alike.
func (p *opPairs) drop(op string, byTemplate bool) report.OpDrop {
	t := p.pairs.test(false)
	d := report.OpDrop{Op: op, Parent: p.parent.proportion(byTemplate), Copy: p.copied.proportion(byTemplate), Invariance: p.alike.proportion(byTemplate)}
	if m := p.followed.proportion(byTemplate); m.N > 0 {
		d.Directional = &m
	}
	low, high := t.Bounds((1 - report.Level) / 2)
	d.Drop = report.Metric{Value: report.Finite(0 - t.Change()), Low: report.Finite(0 - high), High: report.Finite(0 - low), N: t.N, Of: "pairs", DesignEffect: report.Finite(t.DesignEffect)}
	if t.Clusters < 2 {
		d.Drop.Warnings = []string{"all pairs come from one template: no interval can be given"}
	}
	return d
}
