package gate

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/paired"
	"github.com/slmkit/slmkit/eval/report"
)

// pairedMetrics are those that one example has an outcome of.
var pairedMetrics = report.PairedNames()

func pairable(metric string) bool { return slices.Contains(pairedMetrics, metric) }

// judgeNoWorse tests the loss of a metric between two runs. It returns the chance of so
// large a loss if the true loss were the margin, for Holm's correction; it is 1 where
// nothing was tested.
func (r *Rule) judgeNoWorse(rs *Rules, reports, baselines []report.Report) (o Outcome, beyond float64, err error) {
	o = Outcome{Rule: r.String(), Line: r.Line, Status: Inconclusive}
	runs, err := r.runs(reports, baselines)
	if err != nil {
		return o, 1, err
	}
	if runs.why != "" {
		o.Detail = runs.why
		return o, 1, nil
	}
	pairs, err := r.pairs(runs.base, runs.new)
	if err != nil {
		return o, 1, err
	}
	if len(pairs) == 0 {
		o.Detail = "not measured: no example has both outcomes"
		return o, 1, nil
	}
	t := paired.New(pairs)
	o.Test, o.Report = newTestOutcome(&t, r, rs), runs.from
	o.Baseline = runs.of
	o.Metric = &report.Metric{Value: report.Finite(r.worse() * t.Change()), Low: o.Test.Low, High: o.Test.High, N: t.N, Of: "prompts"}
	if t.Clusters < 2 {
		o.Detail = "all examples come from one template: nothing can be said about others"
		return o, 1, nil
	}
	within, beyond := t.NoWorse(r.Margin)
	o.Test.P = report.Finite(within)
	if within <= rs.alpha() {
		o.Status, o.Detail = Pass, "at worst "+points(r.worse()*-*o.Test.Loss)
	} else {
		o.Test.need(&t)
		o.Detail = r.undecided(&o)
	}
	return o, beyond, nil
}

// worse is −1 for a metric that is better when lower, 1 for others.
func (r *Rule) worse() float64 {
	if r.Metric.Lower {
		return -1
	}
	return 1
}

// newTestOutcome writes down a test. Its interval is that of the metric's change.
func newTestOutcome(t *paired.Test, r *Rule, rs *Rules) *TestOutcome {
	low, high := t.Bounds(rs.alpha())
	out := &TestOutcome{Margin: r.Margin, Alpha: rs.alpha(), Power: rs.power(), Regressions: t.Losses, Fixes: t.Gains, Templates: t.Clusters, DesignEffect: t.DesignEffect, Loss: report.Finite(-low)}
	if r.worse() < 0 {
		low, high = -high, -low
	}
	out.Low, out.High = report.Finite(low), report.Finite(high)
	return out
}

// need notes how many examples would settle a test that the present ones do not settle.
func (o *TestOutcome) need(t *paired.Test) {
	needed := max(t.Needed(o.Margin, t.Change(), o.Alpha, o.Power), float64(t.N+1))
	if needed < 1e7 {
		o.NeedN = int(needed)
		o.NeedTemplates = templatesOf(t, needed)
	}
}

// templatesOf is how many templates n examples come from, if they are like those of t.
func templatesOf(t *paired.Test, n float64) int {
	return int(math.Ceil(n * float64(t.Clusters) / float64(t.N)))
}

// undecided says what would settle a test.
func (r *Rule) undecided(o *Outcome) string {
	t := o.Test
	text := fmt.Sprintf("%s to %s, margin %s: ", points(*t.Low), points(*t.High), points(r.Margin)[1:])
	if t.NeedN == 0 {
		return text + "the change is so near to the margin that more examples would hardly settle it"
	}
	text += report.FormatCount(t.NeedN, "examples")
	if t.Templates < o.Metric.N {
		text += " of " + report.FormatCount(t.NeedTemplates, "templates")
	}
	return text + fmt.Sprintf(" would settle it, there are %d", o.Metric.N) + map[bool]string{true: fmt.Sprintf(" of %d", t.Templates)}[t.Templates < o.Metric.N]
}

// points writes a change in percentage points, with its sign.
func points(v float64) string {
	if v == 0 {
		v = 0 // without the sign of −0
	}
	return fmt.Sprintf("%+.2f pp", 100*v)
}

// holm fails the no_worse rules whose loss is beyond their margin, with Holm's
// correction for the number of rules (Holm 1979): if no loss is beyond its margin, the
// chance that any rule fails is at most alpha. That all rules pass needs no correction,
// since the gate passes only if every one of them does.
func (rs *Rules) holm(outcomes []Outcome, beyond map[int]float64) {
	var order []int
	for i := range beyond {
		order = append(order, i)
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case beyond[a] < beyond[b]:
			return -1
		case beyond[a] > beyond[b]:
			return 1
		}
		return a - b
	})
	for rank, i := range order {
		family := len(order) - rank
		if rs.Each {
			family = 1
		}
		if beyond[i]*float64(family) > rs.alpha() {
			return
		}
		o := &outcomes[i]
		o.Test.NeedN, o.Test.NeedTemplates = 0, 0
		o.Status, o.Test.P = Fail, report.Finite(min(1, beyond[i]*float64(family)))
		o.Detail = fmt.Sprintf("%s to %s: worse by more than %s", points(*o.Test.Low), points(*o.Test.High), points(o.Test.Margin)[1:])
	}
}

// runPair are the outcomes of two runs, or why there are none.
type runPair struct {
	base, new *report.Outcomes
	from, of  string // the reports of the new run and of the base run
	why       string
}

// runs finds the outcomes to compare: those of the first evaluation and its baseline, or
// those of a comparison where there is no baseline.
func (r *Rule) runs(reports, baselines []report.Report) (runPair, error) {
	evaluation := func(list []report.Report) *report.Evaluation {
		for _, rep := range list {
			if e, ok := rep.(*report.Evaluation); ok {
				return e
			}
		}
		return nil
	}
	is, was := evaluation(reports), evaluation(baselines)
	if is == nil || len(baselines) == 0 {
		for _, rep := range reports {
			if c, ok := rep.(*report.Comparison); ok && len(c.More) > 0 {
				return runPair{why: "the comparison has several new runs: name one of them with low(exact_match_delta[run=NAME]) >= -0.01, or compare one at a time"}, nil
			} else if ok && c.NewOutcomes != nil && c.BaseOutcomes != nil {
				return runPair{base: c.BaseOutcomes, new: c.NewOutcomes, from: c.Name, of: c.Name}, nil
			}
		}
	}
	switch {
	case is == nil:
		return runPair{why: "not measured: there is no report of eval or compare with the outcomes of examples"}, nil
	case was == nil && len(baselines) == 0:
		return runPair{}, errors.New("the rule needs a baseline: name its report after the first one")
	case was == nil:
		return runPair{why: "the baseline is no report of eval"}, nil
	case is.Basis().ScoredUnlike(was.Basis()) != "":
		return runPair{}, r.mismatch(is, was, is.Basis().ScoredUnlike(was.Basis()))
	case is.Outcomes == nil:
		return runPair{why: "no outcomes of examples in " + is.Name + ": write it again with slmkit eval --json"}, nil
	case was.Outcomes == nil:
		return runPair{why: "no outcomes of examples in " + was.Name + ": write it again with slmkit eval --json"}, nil
	}
	return runPair{base: was.Outcomes, new: is.Outcomes, from: is.Name, of: was.Name}, nil
}

// pairs are the outcomes of both runs on the examples that the rule is about. Outcomes
// of a metric that is better when lower are turned round, so that a loss is a loss.
func (r *Rule) pairs(base, new *report.Outcomes) ([]paired.Pair, error) {
	if base.N != new.N || base.IDs != new.IDs {
		return nil, &report.MismatchError{File: r.File, Line: r.Line, Why: fmt.Sprintf("the runs cannot be compared: they answer different examples, %d and %d: make the baseline again", base.N, new.N)}
	}
	name, part := r.outcome(), r.part()
	belongs, err := r.belongs(new, part)
	if err != nil {
		return nil, err
	}
	was, is := base.Metrics[name], new.Metrics[name]
	var pairs []paired.Pair
	for i := range min(len(was), len(is)) {
		if was[i] == report.OutcomeNone || is[i] == report.OutcomeNone || !belongs[new.Kind[i]] {
			continue
		}
		good := report.OutcomeYes
		if r.Metric.Lower {
			good = report.OutcomeNo
		}
		pairs = append(pairs, paired.Pair{Cluster: new.Clusters[i], Base: was[i] == good, New: is[i] == good})
	}
	return pairs, nil
}

// outcome is the outcome of an example that the rule's metric is the share of.
func (r *Rule) outcome() string {
	if r.Metric.Name == "recall" { // the share of an action's prompts that get this action
		return "intent_accuracy"
	}
	return r.Metric.Name
}

// part is the part of the examples that the rule is about, "" for all.
func (r *Rule) part() string {
	if len(r.Selector) == 0 {
		return ""
	}
	return r.Selector[0].Key + "=" + r.Selector[0].Value
}

// belongs says of each kind of examples whether the rule is about it.
func (r *Rule) belongs(o *report.Outcomes, part string) ([]bool, error) {
	out, any := make([]bool, len(o.Kinds)), part == ""
	for kind := range o.Kinds {
		out[kind] = part == "" || o.Part(kind, part)
		any = any || out[kind]
	}
	if any {
		return out, nil
	}
	key, value, _ := strings.Cut(part, "=")
	var choices []string
	for _, kind := range o.Kinds {
		for p := range strings.SplitSeq(kind, report.PartSeparator) {
			if k, v, _ := strings.Cut(p, "="); k == key && !slices.Contains(choices, v) {
				choices = append(choices, v)
			}
		}
	}
	if slices.Sort(choices); len(choices) == 0 {
		return nil, fmt.Errorf("rule %q: no example has the key %q", r, key)
	}
	return nil, fmt.Errorf("rule %q: no %s %q%s", r, key, value, text.OrList(value, choices))
}
