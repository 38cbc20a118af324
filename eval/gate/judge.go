package gate

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
)

// Judge checks the rules against reports. If several reports have a metric, the
// first one counts. Judge returns a *ConfigError for a rule that cannot apply to
// these reports, and a *report.MismatchError for a baseline that measures
// something else.
func (rs *Rules) Judge(reports, baselines []report.Report) (*Verdict, error) {
	v := &Verdict{SchemaVersion: report.SchemaVersion, Status: Pass, Rules: rs.File}
	mismatch := cmp.Or(together(reports), together(baselines))
	beyond := map[int]float64{}
	for i := range rs.List {
		r := &rs.List[i]
		o, p, err := r.judgeAny(rs, reports, baselines)
		var m *report.MismatchError
		switch {
		case errors.As(err, &m): // configuration faults of later rules go first
			mismatch = cmp.Or(mismatch, err)
		case err != nil:
			return nil, &ConfigError{r.File, r.Line, err}
		}
		if o.Test != nil {
			beyond[i] = p
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	if mismatch != nil {
		return nil, mismatch
	}
	rs.holm(v.Outcomes, beyond)
	for _, r := range reports {
		v.Models = append(v.Models, models(r)...)
		if gold := r.Basis().Gold; gold != nil {
			v.Gold = append(v.Gold, gold.Fingerprint)
		}
	}
	slices.Sort(v.Models)
	slices.Sort(v.Gold)
	v.Models, v.Gold = slices.Compact(v.Models), slices.Compact(v.Gold)
	for i := range v.Outcomes {
		v.count(&v.Outcomes[i], &rs.List[i])
	}
	return v, nil
}

// judgeAny judges a rule of either form. P is for Holm's correction.
func (r *Rule) judgeAny(rs *Rules, reports, baselines []report.Report) (o Outcome, p float64, err error) {
	if r.NoWorse {
		return r.judgeNoWorse(rs, reports, baselines)
	}
	o, err = r.judge(reports, baselines)
	return o, 1, err
}

// count holds an outcome against the rule's min_n and severity, and adds it to the
// verdict.
func (v *Verdict) count(o *Outcome, r *Rule) {
	if o.Metric != nil && o.Metric.N < r.minN(o.Metric) {
		o.Status, o.Detail = Inconclusive, fmt.Sprintf("n is %d, and the rule asks for %d or more", o.Metric.N, r.minN(o.Metric))
	}
	if o.Metric != nil && o.Metric.Covers() != "" {
		o.Status, o.Detail = Inconclusive, "it "+o.Metric.Covers()
	}
	switch {
	case r.Warn:
		o.Severity = Warn
	case o.Status == Fail || o.Status == Inconclusive && v.Status == Pass:
		v.Status = o.Status
	}
}

// fewOfAPart is the least n of a share of a part, such as an action, that decides anything where the rule has
// no min_n.
const fewOfAPart = 10

func (r *Rule) minN(m *report.Metric) int {
	if r.MinN == 0 && len(r.Selector) > 0 && r.Selector.Get("pair") == "" && r.Selector.Get("run") == "" && r.Metric.Unit == report.Fraction && m.N > 0 {
		return fewOfAPart
	}
	return r.MinN
}

func (r *Rule) judge(reports, baselines []report.Report) (Outcome, error) {
	o := Outcome{Rule: r.String(), Line: r.Line, Status: Inconclusive}
	m, from, err := r.find(reports)
	if err != nil {
		return o, err
	}
	bound := r.Number
	if r.Baseline {
		if len(baselines) == 0 {
			return o, errors.New("the rule needs a baseline: name its report after the first one")
		}
		base, of, err := r.find(baselines)
		if err != nil || base == nil || base.Value == nil {
			o.Detail = "the baseline has no " + r.Metric.Name
			return o, nil
		}
		o.Baseline = of.Head().Name
		if m != nil {
			if err := r.comparable(from, of, m, base); err != nil {
				return o, err
			}
		}
		if part := base.Covers(); part != "" {
			o.Detail = "the baseline " + part
			return o, nil
		}
		bound = r.Factor**base.Value + r.Number
	}
	o.Bound = &bound
	switch {
	case m == nil:
		o.Detail = "not measured: no report has it"
		return o, nil
	case m.Value == nil:
		o.Detail = "no value: " + strings.Join(append(slices.Clone(m.Warnings), "too little data")[:max(len(m.Warnings), 1)], ", ")
		return o, nil
	case r.Baseline && r.vacuous(span{low: bound, high: bound}) == "fail":
		o.Metric, o.Detail = m, fmt.Sprintf("cannot fail against this baseline: every %s would do", r.Metric.Name)
		return o, nil
	}
	o.Metric, o.Report = m, from.Head().Name
	r.decide(&o, bound)
	if tests, ok := from.(*report.Tests); ok && o.Status != Pass {
		o.Failed = tests.Failed
	}
	return o, nil
}

// decide compares the metric with the bound.
func (r *Rule) decide(o *Outcome, bound float64) {
	m := o.Metric
	near, far := m.Value, m.Value
	switch r.End {
	case "low":
		near, far = m.Low, m.High
	case "high":
		near, far = m.High, m.Low
	}
	if r.Metric.Unit == report.Ratio { // a ratio of times is judged by the end of its interval
		if near, far = m.WithNoise(); r.Op[0] == '<' {
			near, far = far, near
		}
	}
	switch {
	case near == nil || far == nil:
		o.Detail = "there is no interval: " + strings.Join(append(slices.Clone(m.Warnings), "too little data"), ", ")
	case r.holds(*near, bound):
		o.Status, o.Detail = Pass, r.reserve(m)
	case !r.holds(*far, bound):
		o.Status, o.Detail = Fail, r.gap(*near, bound)
	default:
		o.Detail = fmt.Sprintf("%s to %s: the interval holds %s, more examples are needed", report.Short(*m.Low), report.Short(*m.High), report.Short(bound))
	}
}

func (r *Rule) holds(v, bound float64) bool {
	const eps = 1e-12 // baseline − 0.01 is not exact
	eq := math.Abs(v-bound) <= eps*max(1, math.Abs(bound))
	switch r.Op {
	case ">=":
		return v > bound || eq
	case "<=":
		return v < bound || eq
	case ">":
		return v > bound && !eq
	case "<":
		return v < bound && !eq
	}
	return eq
}

// reserve says how sure a pass is.
func (r *Rule) reserve(m *report.Metric) string {
	switch {
	case m.Low == nil || m.High == nil || *m.Low == *m.High:
		return ""
	case r.Op[0] == '>':
		return "at least " + report.Short(*m.Low)
	case r.Op[0] == '<':
		return "at most " + report.Short(*m.High)
	}
	return report.Short(*m.Low) + " to " + report.Short(*m.High)
}

func (r *Rule) gap(v, bound float64) string {
	switch {
	case v > bound:
		return "+" + report.Short(v-bound) + " over"
	case v < bound:
		return report.Short(bound-v) + " short"
	}
	return "equal to the bound"
}

// find returns the metric that a rule names and the report that holds it. Both are
// nil if no report names the metric; one that could not be measured has no value. A
// selector that matches nothing is an error.
func (r *Rule) find(reports []report.Report) (*report.Metric, report.Report, error) {
	var choices []string
	for _, rep := range reports {
		m, values := rep.Find(r.Metric.Name, r.Selector)
		if m != nil {
			return m, rep, nil
		}
		choices = append(choices, values...)
	}
	if len(choices) > 0 {
		last := r.Selector[len(r.Selector)-1]
		return nil, nil, fmt.Errorf("rule %q: no %s %q%s", r, last.Key, last.Value, text.OrList(last.Value, choices))
	}
	return nil, nil, r.unknownColumn(reports)
}
