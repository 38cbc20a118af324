package eval

import (
	"cmp"
	"iter"
	"slices"

	"github.com/slmkit/slmkit/dataset"
)

// The conclusions of a comparison.
const (
	Better = "better"
	Worse  = "worse"
	Same   = "no difference found" // which is not: there is none
)

// Comparison says how a new run differs from a base run on the same gold. Its
// Metrics are the paired differences, so that a gate can be put on them.
type Comparison struct {
	SchemaVersion int            `json:"schema_version"`
	Kind          string         `json:"kind"`
	Tool          string         `json:"tool,omitempty"`
	Gold          *GoldInfo      `json:"gold,omitempty"`
	Base          RunName        `json:"base"`
	New           RunName        `json:"new"`
	Metrics       Metrics        `json:"metrics"`
	Changes       []Change       `json:"changes"`
	Table         Table          `json:"table"`     // exact match, or intent where gold has only that
	P             float64        `json:"mcnemar_p"` // of the table, exact; it takes all examples as independent
	Verdict       string         `json:"verdict"`   // by the interval of the first change
	Intents       []IntentChange `json:"intents"`   // those that changed
	Broken        []Failure      `json:"broken"`    // as the new run answers them
	Fixed         []Failure      `json:"fixed"`     // as the base run answered them
	Warnings      []string       `json:"warnings,omitempty"`
}

// RunName names a run and its file.
type RunName struct {
	Label string `json:"label"`
	FileInfo
}

// Change is one metric in both runs and the paired difference new − base.
type Change struct {
	Name  string `json:"metric"`
	Base  Metric `json:"base"`
	New   Metric `json:"new"`
	Delta Metric `json:"delta"`
}

// IntentChange is what became of the examples of one action.
type IntentChange struct {
	Name    string `json:"intent"`
	Support int    `json:"support"`
	Broken  int    `json:"broken"`
	Fixed   int    `json:"fixed"`
}

// Compare scores two runs on the same examples. Predictions must be complete
// in both: a pair that is missing cannot be compared.
func Compare(gold iter.Seq2[Gold, error], base, new Predictions, o Options) (*Comparison, error) {
	p := pairing{base: newScorer(o), new: newScorer(o), intents: map[string]*IntentChange{}}
	var print fingerprint
	_, err := join(gold, []Predictions{base, new}, o, false, func(g *Gold, found []*dataset.Prediction) {
		print.add(g)
		p.add(g, found[0], found[1])
	})
	if err != nil {
		return nil, err
	}
	c := p.comparison(o)
	c.Gold = &GoldInfo{Fingerprint: print.String(), N: p.new.t.n, Templates: len(p.new.clusters.templates)}
	c.Base.Label, c.New.Label = base.Label, new.Label
	return c, nil
}

// pairing counts what two runs make of the same examples.
type pairing struct {
	base, new     *scorer
	exact, intent paired
	intents       map[string]*IntentChange
	broken, fixed []Failure
}

// paired is a table of outcomes with the differences by cluster.
type paired struct {
	Table
	differences clustered
}

func (p *paired) add(cluster int32, base, new bool) {
	switch {
	case base && new:
		p.Both++
	case base:
		p.OnlyBase++
	case new:
		p.OnlyNew++
	default:
		p.Neither++
	}
	p.differences.add(cluster, one(new)-one(base))
}

// delta is the difference of the two proportions with Newcombe's interval for
// pairs, at the effective n where examples come in templates.
func (p *paired) delta(byTemplate bool) Metric {
	m := Metric{N: int(p.n()), Of: "prompts"}
	if m.N == 0 {
		return m
	}
	m.Value = num((p.OnlyNew - p.OnlyBase) / p.n())
	deff, z := 1.0, z95
	if byTemplate {
		deff, z = p.differences.designEffect(), tQuantile(len(p.differences.groups)-1)
	}
	low, high := p.shrink(deff).Newcombe(z)
	m.Low, m.High = num(low), num(high)
	return m
}

func (p *pairing) add(g *Gold, base, new *dataset.Prediction) {
	was, is := p.base.score(g, base), p.new.score(g, new)
	cluster := p.new.clusters.of(&g.Example)
	right, now := was.Status == Correct, is.Status == Correct
	if !g.IntentOnly {
		p.exact.add(cluster, right, now)
	}
	p.intent.add(cluster, was.Action, is.Action)
	ic := get(p.intents, g.Intent())
	ic.Support++
	switch {
	case right && !now:
		ic.Broken++
		if len(p.broken) < maxFailures {
			p.broken = append(p.broken, newFailure(&g.Example, new, &is))
		}
	case now && !right:
		ic.Fixed++
		if len(p.fixed) < maxFailures {
			p.fixed = append(p.fixed, newFailure(&g.Example, base, &was))
		}
	}
}

func (p *pairing) comparison(o Options) *Comparison {
	bt, nt := p.base.t, p.new.t
	bd, nd := bt.bootstrap(o.Seed), nt.bootstrap(o.Seed) // the same clusters are drawn for both
	bm, nm := bt.metrics(bd), nt.metrics(nd)
	c := &Comparison{SchemaVersion: SchemaVersion, Kind: "compare", Metrics: Metrics{}, Broken: p.broken, Fixed: p.fixed,
		Table: p.exact.Table, Warnings: nt.warnings(p.new.o, 0)}
	change := func(name string, delta Metric) {
		c.Changes = append(c.Changes, Change{name, bm[name], nm[name], delta})
		c.Metrics[name+"_delta"] = delta
	}
	first := p.exact.delta(nt.byTemplate)
	if first.N > 0 {
		change("exact_match", first)
	} else {
		first, c.Table = p.intent.delta(nt.byTemplate), p.intent.Table
	}
	change("intent_accuracy", p.intent.delta(nt.byTemplate))
	if nm["slot_f1"].Value != nil {
		change("slot_f1", difference(bm["slot_f1"], nm["slot_f1"], bd.slot, nd.slot))
	}
	c.P = McNemar(int(c.Table.OnlyBase), int(c.Table.OnlyNew))
	c.Metrics["regressions"], c.Metrics["fixes"] = count(c.Table.OnlyBase, first.N), count(c.Table.OnlyNew, first.N)
	c.Verdict = conclude(first)
	for _, name := range sortedKeys(p.intents) {
		if ic := p.intents[name]; ic.Broken+ic.Fixed > 0 {
			ic.Name = name
			c.Intents = append(c.Intents, *ic)
		}
	}
	slices.SortStableFunc(c.Intents, func(a, b IntentChange) int { return cmp.Compare(a.Fixed-a.Broken, b.Fixed-b.Broken) })
	return c
}

func count(n float64, of int) Metric {
	return Metric{Value: num(n), N: of, Of: "prompts", Unit: Count}
}

func conclude(m Metric) string {
	switch {
	case m.Low != nil && *m.Low > 0:
		return Better
	case m.High != nil && *m.High < 0:
		return Worse
	}
	return Same
}

// difference is new − base of an F1 with the interval of the paired bootstrap.
func difference(base, new Metric, baseDraws, newDraws []float64) Metric {
	m := Metric{N: new.N, Of: new.Of}
	if base.Value == nil || new.Value == nil {
		return m
	}
	value := *new.Value - *base.Value
	m.Value = num(value)
	draws := make([]float64, len(newDraws))
	for i := range draws {
		draws[i] = newDraws[i] - baseDraws[i]
	}
	low, high, ok := interval(value, draws)
	if !ok { // the runs differ in nothing, or everywhere by the same
		low, high = value, value
	}
	m.Low, m.High = num(low), num(high)
	return m
}
