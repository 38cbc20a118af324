package eval

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"github.com/slmkit/slmkit/eval/report"
)

// Compare scores two runs on the same examples. Both runs must have a prediction
// for every example, since a missing pair cannot be compared. Its errors are
// those of Evaluate.
func Compare(ctx context.Context, gold iter.Seq2[Gold, error], base, new Predictions, o Options) (*report.Comparison, error) {
	p := pairing{base: newScorer(o), new: newScorer(o), intents: map[string]*report.IntentChange{}}
	_, print, err := scoreAll(ctx, gold, []Predictions{base, new}, o, false, p.base.judge, p.add)
	if err != nil {
		return nil, err
	}
	skipped := o.skipped()
	for i := range skipped {
		p.addSkipped(i)
	}
	print.gold.addSkipped(skipped)
	c, err := p.comparison(ctx, o)
	if err != nil {
		return nil, err
	}
	c.Gold = &report.GoldInfo{Fingerprint: print.gold.String(), N: p.new.t.n, Templates: len(p.new.clusters.templates)}
	c.Signature = print.signature(o)
	c.Base.Label, c.New.Label = base.Label, new.Label
	return c, nil
}

// pairing scores two runs on the same examples as they come.
type pairing struct {
	base, new     *scorer
	exact, intent paired
	intents       map[string]*report.IntentChange
	broken, fixed []report.Failure
}

// paired counts the outcomes of both runs, and their differences by cluster.
type paired struct {
	report.PairedCounts
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
// pairs. Where examples come from templates, n is the effective one.
func (p *paired) delta(byTemplate bool) report.Metric {
	m := report.Metric{N: int(pairs(p.PairedCounts)), Of: "prompts"}
	if m.N == 0 {
		return m
	}
	m.Value = report.Finite((p.OnlyNew - p.OnlyBase) / pairs(p.PairedCounts))
	deff, z := 1.0, z95
	if byTemplate {
		deff, z = designEffect(p.differences.groups()), tQuantile(countGroups(p.differences.groups())-1)
	}
	low, high := Newcombe(shrink(p.PairedCounts, deff), z)
	m.Low, m.High = report.Finite(low), report.Finite(high)
	return m
}

func (p *pairing) add(x *scored) {
	g, base, new, was, is := x.gold, x.found[0], x.found[1], &x.results[0], &x.results[1]
	p.base.add(x, 0)
	p.new.add(x, 1)
	cluster := p.new.clusters.of(&g.Example)
	right, now := was.Status == report.Correct, is.Status == report.Correct
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
			p.broken = append(p.broken, newFailure(&g.Example, new, is))
		}
	case now && !right:
		ic.Fixed++
		if len(p.fixed) < maxFailures {
			p.fixed = append(p.fixed, newFailure(&g.Example, base, was))
		}
	}
}

// addSkipped counts a bad record of gold, which is wrong in both runs.
func (p *pairing) addSkipped(i int) {
	cluster := p.base.addSkipped(i)
	p.new.addSkipped(i)
	if pairs(p.exact.PairedCounts) > 0 {
		p.exact.add(cluster, false, false)
	}
	p.intent.add(cluster, false, false)
}

func (p *pairing) comparison(ctx context.Context, o Options) (*report.Comparison, error) {
	bt, nt := p.base.t, p.new.t
	bd, err := bt.bootstrap(ctx, o.Seed)
	if err != nil {
		return nil, err
	}
	nd, err := nt.bootstrap(ctx, o.Seed) // the same clusters are drawn for both
	if err != nil {
		return nil, err
	}
	bm, nm := bt.metrics(bd), nt.metrics(nd)
	c := &report.Comparison{Header: report.NewHeader(report.KindCompare), Metrics: report.Metrics{}, Broken: p.broken, Fixed: p.fixed,
		Table: p.exact.PairedCounts, Warnings: nt.warnings(p.new.o, 0)}
	c.BaseOutcomes, c.NewOutcomes = p.base.outcomes.report(), p.new.outcomes.report()
	change := func(name string, delta report.Metric) {
		c.Changes = append(c.Changes, report.Change{Name: name, Base: bm[name], New: nm[name], Delta: delta})
		c.Metrics[name+"_delta"] = delta
	}
	first := p.exact.delta(nt.byTemplate)
	if first.N > 0 {
		change("exact_match", first)
	} else {
		first, c.Table = p.intent.delta(nt.byTemplate), p.intent.PairedCounts
	}
	change("intent_accuracy", p.intent.delta(nt.byTemplate))
	if nm["slot_f1"].Value != nil {
		change("slot_f1", difference(bm["slot_f1"], nm["slot_f1"], bd.slot, nd.slot, nt.slotSpread()))
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
	slices.SortStableFunc(c.Intents, func(a, b report.IntentChange) int { return cmp.Compare(a.Fixed-a.Broken, b.Fixed-b.Broken) })
	return c, nil
}

func count(n float64, of int) report.Metric {
	return report.Metric{Value: report.Finite(n), N: of, Of: "prompts", Unit: report.Count}
}

func conclude(m report.Metric) string {
	switch {
	case m.Low != nil && *m.Low > 0:
		return report.Better
	case m.High != nil && *m.High < 0:
		return report.Worse
	}
	return report.Same
}

// difference is the change new − base of an F1, with the interval of the paired
// bootstrap.
func difference(base, new report.Metric, baseDraws, newDraws []float64, from spread) report.Metric {
	m := report.Metric{N: new.N, Of: new.Of}
	if base.Value == nil || new.Value == nil {
		return m
	}
	value := *new.Value - *base.Value
	m.Value = report.Finite(value)
	draws := make([]float64, len(newDraws))
	for i := range draws {
		draws[i] = newDraws[i] - baseDraws[i]
	}
	low, high, ok := interval(value, draws, from.quantile())
	if !ok { // all replicates are alike
		low, high = value, value
	}
	m.Low, m.High = report.Finite(low), report.Finite(high)
	return m
}
