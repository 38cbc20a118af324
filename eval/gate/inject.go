package gate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/slmkit/slmkit/eval/report"
)

// wrongPairs puts answers of the new run wrong, for a no_worse rule. The rule is judged
// with the other no_worse rules, for whose number Holm's correction allows.
func (t *ruleTest) wrongPairs() (*injection, string, error) {
	r := &t.List[t.rule]
	runs, err := r.runs(t.reports, t.baselines)
	if err != nil || runs.why != "" {
		return nil, runs.why, err
	}
	wrong, err := r.wrongOnPurpose(runs.new)
	if err != nil {
		return nil, "", err
	}
	family := &Rules{File: t.File, Alpha: t.Alpha, Power: t.Power, Each: t.Each}
	at := 0
	for i := range t.List {
		if t.List[i].NoWorse {
			if i == t.rule {
				at = len(family.List)
			}
			family.List = append(family.List, t.List[i])
		}
	}
	judge := func(step int) (Outcome, error) {
		v, err := family.Judge(withOutcomes(t.reports, runs.new, wrong.metric, wrong.after(step)), t.baselines)
		if err != nil {
			return Outcome{}, err
		}
		return v.Outcomes[at], nil
	}
	return &injection{"wrong answers", len(wrong.order), judge, wrong.at}, "", nil
}

// wrongAnswers puts answers wrong, for a rule on a share that each example has an outcome
// of. It returns nil where the report has no outcomes, or none that the metric is the
// share of.
func (t *ruleTest) wrongAnswers(m *report.Metric, from report.Report) *injection {
	r := &t.List[t.rule]
	e, ok := from.(*report.Evaluation)
	up := r.Op == ">=" || r.Op == ">"
	if !ok || e.Outcomes == nil || t.shares == nil || up == r.Metric.Lower || e.Outcomes.Metrics[r.outcome()] == nil || len(r.Selector) > 1 {
		return nil
	}
	wrong, err := r.wrongOnPurpose(e.Outcomes)
	if err != nil {
		return nil
	}
	byTemplate := e.Gold != nil && e.Gold.Templates > 0
	metric := func(step int) *report.Metric {
		share := t.shares(wrong.part(wrong.after(step)), e.Outcomes.Clusters, byTemplate)
		share.Coverage = m.Coverage
		return &share
	}
	if now := metric(0); now.Value == nil || math.Abs(*now.Value-*m.Value) > 1e-9 {
		return nil // the report's outcomes are not those of this number
	}
	return &injection{"wrong answers", len(wrong.order), func(step int) (Outcome, error) { return t.judgeWith(metric(step), from) }, wrong.at}
}

// wrongOnPurpose are the outcomes of a metric, and the examples that can still be put
// wrong, in a random order that is always the same.
type wrongOnPurpose struct {
	outcomes *report.Outcomes
	metric   string
	belongs  []bool // of each kind
	wrong    int    // the outcome of a wrong answer
	order    []int
	n        int // examples that count
}

func (r *Rule) wrongOnPurpose(o *report.Outcomes) (*wrongOnPurpose, error) {
	belongs, err := r.belongs(o, r.part())
	if err != nil {
		return nil, err
	}
	w := &wrongOnPurpose{outcomes: o, metric: r.outcome(), belongs: belongs, wrong: report.OutcomeNo}
	if r.Metric.Lower {
		w.wrong = report.OutcomeYes
	}
	for i, outcome := range o.Metrics[w.metric] {
		if outcome == report.OutcomeNone || !belongs[o.Kind[i]] {
			continue
		}
		if w.n++; outcome != w.wrong {
			w.order = append(w.order, i)
		}
	}
	rand.New(rand.NewPCG(1, uint64(len(w.order)))).Shuffle(len(w.order), func(i, j int) { w.order[i], w.order[j] = w.order[j], w.order[i] })
	return w, nil
}

// after are the outcomes after some steps, at each of which one more answer is wrong.
func (w *wrongOnPurpose) after(steps int) report.Packed {
	out := slices.Clone(w.outcomes.Metrics[w.metric])
	for _, i := range w.order[:steps] {
		out[i] = w.wrong
	}
	return out
}

// part leaves outcomes out that the rule is not about.
func (w *wrongOnPurpose) part(outcomes report.Packed) report.Packed {
	for i := range outcomes {
		if !w.belongs[w.outcomes.Kind[i]] {
			outcomes[i] = report.OutcomeNone
		}
	}
	return outcomes
}

func (w *wrongOnPurpose) at(steps int) string {
	return fmt.Sprintf("%s of %d", report.FormatCount(steps, "wrong answers"), w.n)
}

// withOutcomes returns the reports with other outcomes of a metric in the one that has
// these outcomes.
func withOutcomes(reports []report.Report, of *report.Outcomes, metric string, changed report.Packed) []report.Report {
	o := *of
	o.Metrics = map[string]report.Packed{}
	for name, p := range of.Metrics {
		o.Metrics[name] = p
	}
	o.Metrics[metric] = changed
	out := slices.Clone(reports)
	for i, rep := range out {
		switch r := rep.(type) {
		case *report.Evaluation:
			if r.Outcomes == of {
				copied := *r
				copied.Outcomes, out[i] = &o, &copied
			}
		case *report.Comparison:
			if r.NewOutcomes == of {
				copied := *r
				copied.NewOutcomes, out[i] = &o, &copied
			}
		}
	}
	return out
}

// growth is the factor by which a time or a size grows at a step, and the steps are
// enough for a million times as much.
const (
	growth      = 1.01
	growthSteps = 1389
)

// fewestSteps is how many steps a share has that says of no examples.
const fewestSteps = 1000

// shifted moves a metric to where the rule does not hold: a time or a size by 1 %, a
// share by one example, a count by 1. Its interval moves along.
func (t *ruleTest) shifted(m *report.Metric, from report.Report) *injection {
	r := &t.List[t.rule]
	worse := 1.0
	if up := r.Op == ">=" || r.Op == ">"; up || r.Op == "==" && !r.Metric.Lower {
		worse = -1
	}
	var in injection
	move := func(v float64, step int) float64 { return v }
	of := r.values()
	switch r.Metric.Unit {
	case report.Fraction:
		n := m.N
		if n == 0 {
			n = fewestSteps
		}
		in.what, in.steps = "wrong answers", int(math.Ceil((of.high-of.low)*float64(n)))
		move = func(v float64, step int) float64 {
			return min(max(v+worse*float64(step)/float64(n), of.low), of.high)
		}
		in.at = func(step int) string {
			return fmt.Sprintf("%s of %d", report.FormatCount(step, "wrong answers"), n)
		}
	case report.Count:
		in.what, in.steps = r.Metric.Label, int(max(2*math.Abs(r.Number), 2**m.Value)+float64(m.N))+10
		move = func(v float64, step int) float64 { return max(v+worse*float64(step), 0) }
	default:
		in.what, in.steps = r.Metric.Label, growthSteps
		move = func(v float64, step int) float64 { return v * math.Pow(growth, worse*float64(step)) }
	}
	at := func(step int) *report.Metric {
		moved := *m
		for _, end := range []**float64{&moved.Value, &moved.Low, &moved.High} {
			if *end != nil {
				*end = report.Finite(move(**end, step))
			}
		}
		return &moved
	}
	if in.at == nil {
		in.at = func(step int) string { return report.FormatValue(at(step).Value, r.Metric.Unit) }
	}
	in.judge = func(step int) (Outcome, error) { return t.judgeWith(at(step), from) }
	return &in
}
