package gate

import (
	"cmp"
	"fmt"

	"github.com/slmkit/slmkit/eval/report"
)

// What the value of a metric depends on beside the model.
const (
	byNothing = iota // a size, and what reports of leaks, of tests and of checks say
	byGold           // on which it is scored, and how
	byMachine        // on which it is timed, and what is asked
)

// depends says what the value of the rule's metric in a report depends on.
func (r *Rule) depends(rep report.Report) int {
	_, leaks := rep.(*report.Leaks)
	_, tests := rep.(*report.Tests)
	_, checked := rep.(*report.Check)
	switch unit := r.Metric.Unit; {
	case leaks || tests || checked || r.Metric.Name == "size_mb":
		return byNothing
	case unit == report.Fraction || unit == report.Cost || unit == report.Count && r.Metric.Name != "changed_answers":
		return byGold
	}
	return byMachine
}

// comparable returns an error if a metric means different things in two reports. Scores
// need the same gold, scored in the same way; times need the same machine and prompts. A
// report that alone does not say what it is of is no baseline, nor is there one for it.
func (r *Rule) comparable(a, b report.Report, m, base *report.Metric) error {
	on, with := a.Basis(), b.Basis()
	switch r.depends(a) {
	case byGold:
		if (on.Gold == nil) != (with.Gold == nil) {
			return r.silent(a, b, with.Gold == nil, "which gold set it was scored on")
		}
		why := on.ScoredUnlike(with)
		if why == "" && on.Gold == nil && r.countsExamples() && m.N > 0 && base.N > 0 && m.N != base.N {
			why = fmt.Sprintf("scored on %d and on %d examples", m.N, base.N)
		}
		return r.mismatch(a, b, why)
	case byMachine:
		if (on.Machine == nil) != (with.Machine == nil) {
			return r.silent(a, b, with.Machine == nil, "on which machine it was timed")
		}
		return r.mismatch(a, b, cmp.Or(on.TimedUnlike(with), r.arrivals(a, b)))
	}
	return nil
}

// countsExamples reports whether the metric counts every example.
func (r *Rule) countsExamples() bool {
	return r.Metric.Name == "exact_match" || r.Metric.Name == "intent_accuracy"
}

// silent is the error of two reports one of which does not say what the other says,
// nil where the rule is really meant.
func (r *Rule) silent(a, b report.Report, baseline bool, what string) error {
	if r.Really {
		return nil
	}
	one, consequence := a.Head().Name, b.Head().Name+" is no baseline for it"
	if baseline {
		one, consequence = b.Head().Name, "it is no baseline"
	}
	return &report.MismatchError{File: r.File, Line: r.Line, Why: fmt.Sprintf("%s does not say %s, so %s: make it with slmkit, or write {rule: %q, really: true}", one, what, consequence, r)}
}

// mismatch is the error of reports that cannot be compared, nil where nothing says why.
func (r *Rule) mismatch(a, b report.Report, why string) error {
	if why == "" {
		return nil
	}
	return &report.MismatchError{File: r.File, Line: r.Line, Why: fmt.Sprintf("%s and %s cannot be compared: %s: make the baseline again", a.Head().Name, b.Head().Name, why)}
}

// arrivals says how the scenario that the rule names differs between two benchmarks, ""
// where it does not.
func (r *Rule) arrivals(a, b report.Report) string {
	new, ok1 := a.(*report.Bench)
	base, ok2 := b.(*report.Bench)
	if !ok1 || !ok2 {
		return ""
	}
	is, was := new.Arrivals(r.Selector), base.Arrivals(r.Selector)
	switch {
	case is == nil || was == nil:
		return ""
	case is.Rate != was.Rate:
		return fmt.Sprintf("%s with %s and with %s arrivals a second", is.Name, report.Short(is.Rate), report.Short(was.Rate))
	case is.Streams != was.Streams:
		return fmt.Sprintf("%s with %d and with %d callers", is.Name, is.Streams, was.Streams)
	}
	return ""
}
