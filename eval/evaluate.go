package eval

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// Evaluate scores the predictions of one run. A missing prediction counts as
// wrong, and the report warns of it. Evaluate returns ErrNoExamples if gold is
// empty, and an *IncomparableError if ids do not line up. If an example has no
// call or a prediction is invalid, the error names the record. Soon after the
// context ends, Evaluate returns the context's error.
func Evaluate(ctx context.Context, gold iter.Seq2[Gold, error], run Predictions, o Options) (*report.Evaluation, error) {
	s := newScorer(o)
	s.each = o.Each
	missing, print, err := scoreAll(ctx, gold, []Predictions{run}, o, true, s.judge, func(x *scored) {
		s.add(x, 0)
	})
	if err := cmp.Or(err, s.eachErr); err != nil {
		return nil, err
	}
	skipped := o.skipped()
	for i := range skipped {
		s.addSkipped(i)
	}
	print.gold.addSkipped(skipped)
	r, asked, err := s.report(ctx)
	if err != nil {
		return nil, err
	}
	r.Gold = &report.GoldInfo{Fingerprint: print.gold.String(), N: s.t.n, Templates: len(s.clusters.templates)}
	r.Signature = print.signature(o)
	addAbstention(r, asked)
	for name, n := range map[string]int{"missing": missing[0].N, "failed": s.t.failed, "skipped": skipped} {
		r.Metrics[name] = count(float64(n), s.t.n)
	}
	if skipped > 0 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("%d of %d examples are bad records of gold and count as wrong", skipped, s.t.n))
	}
	if m := missing[0]; m.N > 0 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("%d of %d examples have no prediction and count as wrong: %s", m.N, s.t.n, strings.Join(m.IDs, ", ")))
	}
	return r, nil
}

// scorer counts the results of one run as they come.
type scorer struct {
	o        Options
	judge    *Judge
	clusters clusterer
	t        *tally
	outcomes outcomes
	each     func(Scored) error
	eachErr  error
	parts    *breakdown
	robust   robustness
}

func newScorer(o Options) *scorer {
	if o.MinN == 0 {
		o.MinN = smallN
	}
	s := &scorer{o: o, judge: NewJudge(o.Schema, o.Currency), t: newTally(), parts: newBreakdown(&o)}
	s.judge.SetCosts(o.Costs)
	return s
}

// add counts an example by its result in one of the runs.
func (s *scorer) add(x *scored, run int) {
	g, p, r := x.gold, x.found[run], &x.results[run]
	cluster, v := s.clusters.of(&g.Example), r.verdicts(g, p)
	kind := s.parts.add(x.key, g, p, r, v, cluster)
	s.t.add(g, p, r, v, cluster)
	s.outcomes.add(x.id, v, kind, cluster)
	s.robust.add(g, x.id, r, v, cluster)
	if s.each != nil && s.eachErr == nil {
		s.eachErr = s.each(Scored{g, p, r, s.parts.kinds[kind], int(cluster), v})
	}
}

// addSkipped counts a bad record of gold.
func (s *scorer) addSkipped(i int) int32 {
	cluster := s.clusters.of(&dataset.Example{ID: fmt.Sprint("skipped ", i)})
	s.t.addSkipped(cluster)
	return cluster
}

// report turns what was counted into a report. It also returns what the options ask about
// withheld answers.
func (s *scorer) report(ctx context.Context) (*report.Evaluation, *report.Abstention, error) {
	t := s.t
	d, err := t.bootstrap(ctx, s.o.Seed)
	if err != nil {
		return nil, nil, err
	}
	r := &report.Evaluation{Header: report.NewHeader(report.KindEval), Level: report.Level, Seed: s.o.Seed, Statuses: t.status, LeftOut: t.multi,
		Failures: t.failures.list, Metrics: t.metrics(d)}
	var asked *report.Abstention
	if r.Calibration, asked, err = t.calibration.report(ctx, &s.o, t.byTemplate, t.n, r.Metrics); err != nil {
		return nil, nil, err
	}
	intents, params := t.labelGroups()
	for _, name := range sortedKeys(t.intents) {
		i := t.intentIndex[name]
		r.Intents = append(r.Intents, t.intent(name, &intents[i], d.intents[i]))
	}
	for _, name := range sortedKeys(t.params) {
		i := t.paramIndex[name]
		r.Slots = append(r.Slots, t.slot(name, &params[i], d.params[i]))
	}
	r.Confusions, r.Kinds = t.matrix(), t.kindCounts()
	var actions []string
	if s.o.Schema != nil {
		actions = s.o.Schema.Names()
	}
	t.coverSchema(r, actions)
	t.addCosts(r, s.o.Costs)
	t.addLatency(r)
	r.Warnings = t.warnings(s.o, len(t.failures.list))
	if err := s.addParts(r); err != nil {
		return nil, nil, err
	}
	for name, m := range r.Metrics {
		if m.Value != nil && m.N < s.o.MinN && m.Of != "actions" {
			m.Warnings = append(m.Warnings, few(m.N, m.Of))
			r.Metrics[name] = m
		}
	}
	return r, asked, nil
}

// warnings says why the numbers may mean less than they seem to.
func (t *tally) warnings(o Options, listed int) []string {
	var out []string
	if o.Schema == nil {
		out = append(out, "no action schema: arguments are compared word for word (name one with --actions)")
	}
	if t.goldMisfits > 0 {
		out = append(out, fmt.Sprintf("%d gold examples do not fit the action schema: %s", t.goldMisfits, t.goldMisfit))
	}
	for i := range lookalikes {
		if n := t.likes[&lookalikes[i]]; n > 0 {
			out = append(out, fmt.Sprintf("%d of %d outputs cannot be read and hold %s: %s", n, t.n, lookalikes[i].what, lookalikes[i].remedy))
		}
	}
	if n := t.n - listed - t.status[report.Correct]; listed > 0 && n > 0 {
		out = append(out, fmt.Sprintf("%d more errors are counted but not listed", n))
	}
	return out
}
