package eval

import (
	"context"
	"iter"

	"github.com/slmkit/slmkit/eval/report"
)

// Compare scores two runs on the same examples. Both runs must have a prediction
// for every example, since a missing pair cannot be compared. Its errors are
// those of Evaluate.
func Compare(ctx context.Context, gold iter.Seq2[Gold, error], base, new Predictions, o Options) (*report.Comparison, error) {
	return CompareAll(ctx, gold, base, []Predictions{new}, o)
}

// CompareAll compares each of several new runs with one base run, as Compare does. The
// tests allow for the number of runs.
func CompareAll(ctx context.Context, gold iter.Seq2[Gold, error], base Predictions, runs []Predictions, o Options) (*report.Comparison, error) {
	p := pairing{base: newScorer(o)}
	for _, r := range runs {
		p.runs = append(p.runs, newRunPair(r.Label, o))
	}
	o.tokens = true
	_, print, err := scoreAll(ctx, gold, append([]Predictions{base}, runs...), o, false, p.base.judge, p.add)
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
	c.Gold = &report.GoldInfo{Fingerprint: print.gold.String(), N: p.base.t.n, Templates: len(p.base.clusters.templates)}
	c.Signature = print.signature(o)
	c.Base.Label = base.Label
	return c, nil
}

// pairing scores a base run and new runs on the same examples as they come.
type pairing struct {
	base *scorer
	runs []*runPair
}

func (p *pairing) add(x *scored) {
	p.base.add(x, 0)
	cluster, tags := p.base.clusters.of(&x.gold.Example), tagsOf(x.gold)
	for i, r := range p.runs {
		r.add(x, i+1, cluster, p.base.judge, tags)
	}
}

// addSkipped counts a bad record of gold, which is wrong in all runs.
func (p *pairing) addSkipped(i int) {
	cluster := p.base.addSkipped(i)
	for _, r := range p.runs {
		r.addSkipped(i, cluster)
	}
}

// comparison turns what was counted into a report. The family of tests is that of all
// metrics of all runs.
func (p *pairing) comparison(ctx context.Context, o Options) (*report.Comparison, error) {
	base := measured{tally: p.base.t}
	if err := base.draw(ctx, o.Seed); err != nil {
		return nil, err
	}
	var all []*report.RunChange
	var tests []*test
	for _, r := range p.runs {
		c, err := r.comparison(ctx, &base, o)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
		shares := r.shares()
		for i := range c.Changes {
			ch := &c.Changes[i]
			t := &test{p: ch.P, holm: &ch.PHolm, verdict: &ch.Verdict, delta: ch.Delta, lower: lowerIsBetter(ch.Name)}
			if s := shares[ch.Name]; s != nil {
				t.flips = s.OnlyBase + s.OnlyNew
			}
			tests = append(tests, t)
		}
	}
	holm(tests)
	for _, c := range all {
		c.Verdict = conclude(c.Changes)
	}
	return &report.Comparison{Header: report.NewHeader(report.KindCompare), RunChange: *all[0], More: all[1:], BaseOutcomes: p.base.packed(nil)}, nil
}

// measured is a run with its metrics and the replicates of its F1s.
type measured struct {
	*tally
	draws   drawn
	metrics report.Metrics
}

// draw draws the same clusters for every run.
func (m *measured) draw(ctx context.Context, seed uint64) (err error) {
	if m.draws, err = m.bootstrap(ctx, seed); err == nil {
		m.metrics = m.tally.metrics(m.draws)
	}
	return err
}
