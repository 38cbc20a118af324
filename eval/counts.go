package eval

import (
	"cmp"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// maxIDs is how many example ids a report lists beside a count.
const maxIDs = 5

// tally counts the results of one run. Its memory grows with the numbers of
// clusters, actions and parameters, not with the number of examples. Confidences
// and latencies are the exception: tally keeps each one.
type tally struct {
	byTemplate         bool // clusters are templates
	n                  int
	failed             int // predictions that are an error
	status             map[report.Status]int
	shares             [allShares]clustered
	slotAll, slotGiven slotCounts
	intents            map[string]*intentCount
	params             map[string]*paramCount
	confusions         map[[2]string]*tagged
	costs              costs
	multi              int
	kinds              map[string]*tagged
	clusters           map[int32]*clusterCounts
	intentIndex        index
	paramIndex         index
	calibration        calibration
	latencies          []float64
	failures           failures
	goldMisfits        int
	goldMisfit         string
	likes              map[*lookalike]int
}

// tagged counts examples and keeps some of their ids.
type tagged struct {
	n   int
	ids []string
}

func (t *tagged) add(id string) {
	if t.n++; len(t.ids) < maxIDs {
		t.ids = append(t.ids, id)
	}
}

type intentCount struct {
	label                         // in intentIndex
	support, predicted, tp, right int
}

type paramCount struct {
	label         // in paramIndex
	counts [5]int // by ArgKind
	wrong  map[string]int
}

// clusterCounts are the counts of one cluster, which the bootstrap draws.
type clusterCounts struct {
	all, given      slotCounts
	intents, params deltas
}

func newTally() *tally {
	return &tally{status: map[report.Status]int{}, intents: map[string]*intentCount{}, params: map[string]*paramCount{},
		confusions: map[[2]string]*tagged{}, kinds: map[string]*tagged{},
		clusters: map[int32]*clusterCounts{}, likes: map[*lookalike]int{}, intentIndex: index{}, paramIndex: index{}}
}

// get returns the entry of a key, which it makes where there is none.
func get[K comparable, V any](m map[K]*V, key K) *V {
	v := m[key]
	if v == nil {
		v = new(V)
		m[key] = v
	}
	return v
}

// add counts one example.
func (t *tally) add(g *Gold, p *dataset.Prediction, r *Result, v verdicts, cluster int32) {
	e := &g.Example
	t.n++
	t.status[r.Status]++
	t.byTemplate = t.byTemplate || cluster >= 0
	right := r.Status == report.Correct
	for s := range t.shares {
		if outcome := v.of(exampleMetric(s)); outcome != report.OutcomeNone {
			t.shares[s].add(cluster, float64(outcome))
		}
	}
	t.failed += int(one(p != nil && p.Error != ""))
	c := get(t.clusters, cluster)
	t.addIntents(e, r, c)
	t.addArgs(r, c)
	if p != nil {
		if p.Confidence != nil {
			t.calibration.add(*p.Confidence, right, cluster)
		}
		if p.LatencyMS != nil {
			t.latencies = append(t.latencies, *p.LatencyMS)
		}
	}
	if !right {
		get(t.kinds, r.Kinds[0]).add(e.ID)
		t.failures.add(e, p, r)
	}
	if r.Cost != nil {
		t.costs.add(e.ID, r.Cost, cluster)
	}
	if r.likes != nil {
		t.likes[r.likes]++
	}
	if r.Gold != "" {
		t.goldMisfits++
		t.goldMisfit = cmp.Or(t.goldMisfit, e.ID+": "+r.Gold)
	}
}

// addSkipped counts a bad record of gold. Nothing is known of it but that no answer to it
// can be said to be right.
func (t *tally) addSkipped(cluster int32) {
	t.n++
	t.status[report.Failed]++
	get(t.kinds, report.KindSkipped).n++
	for _, s := range []exampleMetric{exactMatch, rawMatch, intentRight, answered} {
		if c := &t.shares[s]; !c.empty() {
			c.add(cluster, 0)
		}
	}
}

// addIntents counts the actions as a multiset, and single calls in the confusion
// matrix.
func (t *tally) addIntents(e *dataset.Example, r *Result, c *clusterCounts) {
	var few [8]string
	left := append(few[:0], r.Got...)
	for _, name := range r.Got {
		get(t.intents, name).predicted++
	}
	for i, name := range r.Want {
		ic := get(t.intents, name)
		ic.support++
		ic.right += int(one(r.right(i)))
		d := c.intents.of(ic.number(t.intentIndex, name))
		if at := slices.Index(left, name); at >= 0 {
			left = slices.Delete(left, at, at+1)
			ic.tp++
			d.tp++
		} else {
			d.fn++
		}
	}
	for _, name := range left {
		c.intents.of(get(t.intents, name).number(t.intentIndex, name)).fp++
	}
	got, ok := r.cell()
	if !ok {
		t.multi++
		return
	}
	get(t.confusions, [2]string{r.Want[0], got}).add(e.ID)
}

// addArgs counts the outcomes of the arguments.
func (t *tally) addArgs(r *Result, c *clusterCounts) {
	var s slotCounts
	for _, a := range r.Args {
		p := get(t.params, a.Param)
		p.counts[a.Kind]++
		if a.Kind.wrongValue() {
			p.confuse(a.Want + " → " + a.Got)
		}
		d := c.params.of(p.number(t.paramIndex, a.Param))
		d.tp += one(a.Kind == COR)
		d.fp += one(a.Kind.wrongValue() || a.Kind == SPU)
		d.fn += one(a.Kind.wrongValue() || a.Kind == MIS)
		s.count(a.Kind)
	}
	t.slotAll.add(s)
	c.all.add(s)
	if r.Action {
		t.slotGiven.add(s)
		c.given.add(s)
	}
}

// confuse counts a wrong value. It keeps a thousand different ones.
func (p *paramCount) confuse(pair string) {
	if p.wrong == nil {
		p.wrong = map[string]int{}
	}
	if _, ok := p.wrong[pair]; ok || len(p.wrong) < 1000 {
		p.wrong[pair]++
	}
}
