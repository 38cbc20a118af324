package eval

import (
	"cmp"
	"context"
	"slices"

	"github.com/slmkit/slmkit/eval/report"
)

// runPair counts how a new run differs from the base run.
type runPair struct {
	label                          string
	new                            *scorer
	exact, intent, invalid, action pairedShare
	churn                          clustered
	intents                        map[string]*intentPair
	broken, fixed, changed         []report.Flip
	margins                        report.FlipMargins
	groups                         flipGroups
}

// intentPair counts how the examples of one action differ.
type intentPair struct {
	report.IntentChange
	share pairedShare
}

func newRunPair(label string, o Options) *runPair {
	return &runPair{label: label, new: newScorer(o), intents: map[string]*intentPair{}, groups: newFlipGroups()}
}

// maxChanged is how many examples that are wrong in both runs, but not alike, are listed.
const maxChanged = 50

// shares are the metrics that each example has an outcome of.
func (p *runPair) shares() map[string]*pairedShare {
	return map[string]*pairedShare{"exact_match": &p.exact, "intent_accuracy": &p.intent, "invalid_rate": &p.invalid, "false_action_rate": &p.action}
}

// add counts an example whose prediction of the run is the i-th. Tags are what the
// example may share with others.
func (p *runPair) add(x *scored, i int, cluster int32, judge *Judge, tags []tag) {
	g, base, new, was, is := x.gold, x.found[0], x.found[i], &x.results[0], &x.results[i]
	p.new.add(x, i)
	right, now := was.Status == report.Correct, is.Status == report.Correct
	a, b := was.verdicts(g, base), is.verdicts(g, new)
	for _, s := range []struct {
		share  *pairedShare
		metric exampleMetric
	}{{&p.exact, exactMatch}, {&p.intent, intentRight}, {&p.invalid, invalidOutput}, {&p.action, falseAction}} {
		if b.of(s.metric) != report.OutcomeNone {
			s.share.add(cluster, a.of(s.metric) == report.OutcomeYes, b.of(s.metric) == report.OutcomeYes)
		}
	}
	ip := get(p.intents, g.Intent())
	ip.Support++
	ip.share.add(cluster, right, now)
	p.groups.add(x.gold, cluster, tags, was, is)
	differs := right != now || !judge.sameAnswer(&g.Example, base, new)
	p.churn.add(cluster, one(differs))
	if !differs {
		return
	}
	switch {
	case right && !now:
		ip.Broken++
		f := newFlip(g, new, is, base, parting(base, new))
		p.addMargins(f.Parts)
		p.broken = keep(p.broken, f, maxFailures)
	case now && !right:
		ip.Fixed++
		p.fixed = keep(p.fixed, newFlip(g, base, was, new, parting(base, new)), maxFailures)
	case !now:
		p.changed = keep(p.changed, newFlip(g, new, is, base, parting(base, new)), maxChanged)
	}
}

func (p *runPair) addMargins(at *report.Parting) {
	if at == nil || at.BaseMargin == nil || at.NewMargin == nil {
		return
	}
	p.margins.Broken++
	p.margins.CoinFlips += int(one(at.CoinFlip()))
}

func keep(list []report.Flip, f report.Flip, most int) []report.Flip {
	if len(list) >= most {
		return list
	}
	return append(list, f)
}

// addSkipped counts a bad record of gold.
func (p *runPair) addSkipped(i int, cluster int32) {
	p.new.addSkipped(i)
	if pairs(p.exact.PairedCounts) > 0 {
		p.exact.add(cluster, false, false)
	}
	p.intent.add(cluster, false, false)
	p.churn.add(cluster, 0)
}

// comparison turns what was counted into a report without verdicts.
func (p *runPair) comparison(ctx context.Context, base *measured, o Options) (*report.RunChange, error) {
	new := measured{tally: p.new.t}
	if err := new.draw(ctx, o.Seed); err != nil {
		return nil, err
	}
	c := &report.RunChange{New: report.RunName{Label: p.label}, Metrics: report.Metrics{},
		Broken: p.broken, Fixed: p.fixed, Changed: p.changed, Table: p.exact.PairedCounts, Shared: p.groups.list(), Warnings: new.warnings(p.new.o, 0),
		NewOutcomes: p.new.packed(nil)}
	change := func(name string, delta report.Metric, chance *float64) {
		c.Changes = append(c.Changes, report.Change{Name: name, Base: base.metrics[name], New: new.metrics[name], Delta: delta, P: chance, Verdict: report.Same})
		c.Metrics[name+"_delta"] = delta
	}
	share := func(name string, s *pairedShare) {
		if pairs(s.PairedCounts) > 0 {
			change(name, s.delta(lowerIsBetter(name)), s.chance(lowerIsBetter(name)))
		}
	}
	share("exact_match", &p.exact)
	if len(c.Changes) == 0 {
		c.Table = p.intent.PairedCounts
	}
	share("intent_accuracy", &p.intent)
	if new.metrics["slot_f1"].Value != nil {
		delta, chance := slotDelta(base, &new)
		change("slot_f1", delta, chance)
	}
	share("false_action_rate", &p.action)
	share("invalid_rate", &p.invalid)
	c.P = McNemar(int(c.Table.OnlyBase), int(c.Table.OnlyNew))
	n := int(pairs(c.Table))
	c.Metrics["regressions"], c.Metrics["fixes"] = count(c.Table.OnlyBase, n), count(c.Table.OnlyNew, n)
	c.Metrics["churn"] = p.churn.proportion(new.byTemplate)
	c.Intents = p.intentChanges()
	if p.margins.Broken > 0 {
		c.Margins = &p.margins
	}
	return c, nil
}

// intentChanges lists the actions that changed, the worst first.
func (p *runPair) intentChanges() []report.IntentChange {
	var out []report.IntentChange
	var tests []*test
	for _, name := range sortedKeys(p.intents) {
		if ip := p.intents[name]; ip.Broken+ip.Fixed > 0 {
			ip.Name, ip.Delta, ip.Verdict = name, ip.share.delta(false), report.Same
			tests = append(tests, &test{p: ip.share.chance(false), verdict: &ip.Verdict, delta: ip.Delta, flips: float64(ip.Broken + ip.Fixed)})
		}
	}
	holm(tests)
	for _, name := range sortedKeys(p.intents) {
		if ip := p.intents[name]; ip.Broken+ip.Fixed > 0 {
			out = append(out, ip.IntentChange)
		}
	}
	slices.SortStableFunc(out, func(a, b report.IntentChange) int { return cmp.Compare(a.Fixed-a.Broken, b.Fixed-b.Broken) })
	return out
}

func count(n float64, of int) report.Metric {
	return report.Metric{Value: report.Finite(n), N: of, Of: "prompts", Unit: report.Count}
}
