package gate

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	"github.com/slmkit/slmkit/eval/report"
)

// SelfTest says of every rule whether it trips, and at what.
type SelfTest struct {
	SchemaVersion int          `json:"schema_version"`
	Rules         string       `json:"rules"`
	Tests         []TestedRule `json:"tests"`
}

// TestedRule says what becomes of a rule while the reports get worse in what it is about,
// step by step.
type TestedRule struct {
	Rule     string `json:"rule"`
	Line     int    `json:"line"`
	Severity string `json:"severity,omitempty"` // Warn where the verdict does not depend on the rule
	Now      string `json:"now"`                // what the rule says of the reports as they are
	Injected string `json:"injected"`           // what was put in, such as "wrong answers"
	Stops    string `json:"stops,omitempty"`    // the first step at which the rule does not pass, such as "13 wrong answers of 600", or "now"
	Fails    string `json:"fails,omitempty"`    // the first step at which the rule fails
	Trips    bool   `json:"trips"`              // the rule fails at last
	Why      string `json:"why,omitempty"`      // where it does not
}

// Shares computes the share of outcomes that are report.OutcomeYes, with its interval.
// byTemplate says that clusters are those of templates.
type Shares func(outcomes, clusters report.Packed, byTemplate bool) report.Metric

// Failures are the rules that do not trip.
func (s *SelfTest) Failures() []TestedRule {
	return slices.DeleteFunc(slices.Clone(s.Tests), func(t TestedRule) bool { return t.Trips })
}

// SelfTest makes reports worse on purpose, for each rule in what it is about, and says
// at what the rule trips: right answers are put wrong one by one, times and sizes grow,
// and rates shrink. Its errors are those of Judge.
func (rs *Rules) SelfTest(reports, baselines []report.Report, shares Shares) (*SelfTest, error) {
	if _, err := rs.Judge(reports, baselines); err != nil {
		return nil, err
	}
	s := &SelfTest{SchemaVersion: report.SchemaVersion, Rules: rs.File}
	for i := range rs.List {
		t := ruleTest{Rules: rs, rule: i, reports: reports, baselines: baselines, shares: shares}
		tested, err := t.run()
		if err != nil {
			return nil, &ConfigError{rs.File, rs.List[i].Line, err}
		}
		s.Tests = append(s.Tests, tested)
	}
	return s, nil
}

// ruleTest tests one rule.
type ruleTest struct {
	*Rules
	rule               int
	reports, baselines []report.Report
	shares             Shares
}

// injection makes what a rule is about worse, from step 0, which is what there is, to
// the last one.
type injection struct {
	what  string
	steps int
	judge func(step int) (Outcome, error)
	at    func(step int) string
}

func (t *ruleTest) run() (TestedRule, error) {
	r := &t.List[t.rule]
	out := TestedRule{Rule: r.String(), Line: r.Line}
	if r.Warn {
		out.Severity = Warn
	}
	in, why, err := t.injection()
	if err != nil {
		return out, err
	}
	if in == nil {
		out.Now, out.Why = Inconclusive, why
		return out, nil
	}
	now, err := in.judge(0)
	if err != nil {
		return out, err
	}
	out.Now, out.Injected = now.Status, in.what
	stops, fails, err := in.trips()
	if err != nil {
		return out, err
	}
	at := func(step int) string {
		if step == 0 {
			return "now"
		}
		return in.at(step)
	}
	if stops <= in.steps {
		out.Stops = at(stops)
	}
	if out.Trips = fails <= in.steps; out.Trips {
		out.Fails = at(fails)
		return out, nil
	}
	last, err := in.judge(in.steps)
	out.Why = fmt.Sprintf("it is %s even at %s", last.Status, in.at(in.steps))
	if last.Detail != "" {
		out.Why += ": " + last.Detail
	}
	return out, err
}

// trips finds the first step at which the rule does not pass, and the first at which it
// fails. Each is above the last step where there is none.
func (in *injection) trips() (stops, fails int, err error) {
	first := func(is func(o Outcome) bool) int {
		return sort.Search(in.steps+1, func(step int) bool {
			o, wrong := in.judge(step)
			err = cmp.Or(err, wrong)
			return is(o)
		})
	}
	stops = first(func(o Outcome) bool { return o.Status != Pass })
	fails = first(func(o Outcome) bool { return o.Status == Fail })
	return stops, fails, err
}

// injection returns how to make worse what the rule is about, or says why there is
// nothing to make worse.
func (t *ruleTest) injection() (*injection, string, error) {
	r := &t.List[t.rule]
	if r.NoWorse {
		return t.wrongPairs()
	}
	m, from, err := r.find(t.reports)
	switch {
	case err != nil:
		return nil, "", err
	case m == nil:
		return nil, "not measured: no report has it", nil
	case m.Value == nil:
		return nil, "no value: too little data", nil
	}
	if in := t.wrongAnswers(m, from); in != nil {
		return in, "", nil
	}
	return t.shifted(m, from), "", nil
}

// judgeWith judges the rule with another metric in place of its own.
func (t *ruleTest) judgeWith(m *report.Metric, from report.Report) (Outcome, error) {
	r := &t.List[t.rule]
	o, err := r.judge([]report.Report{swapped{from, m}}, t.baselines)
	var v Verdict
	v.count(&o, r)
	return o, err
}

// swapped is a report in which one metric is another.
type swapped struct {
	report.Report
	metric *report.Metric
}

// Find returns the other metric.
func (s swapped) Find(string, report.Selector) (*report.Metric, []string) { return s.metric, nil }
