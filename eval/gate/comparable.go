package gate

import (
	"cmp"
	"fmt"

	"github.com/slmkit/slmkit/eval/report"
)

// What the value of a metric depends on beside the model.
const (
	byNothing = iota // a size, and what a report of leaks says
	byGold           // on which it is scored, and how
	byMachine        // on which it is timed, and what is asked
)

// depends says what the value of the rule's metric in a report depends on.
func (r *Rule) depends(rep report.Report) int {
	_, leaks := rep.(*report.Leaks)
	switch unit := r.Metric.Unit; {
	case leaks || r.Metric.Name == "size_mb":
		return byNothing
	case unit == report.Fraction || unit == report.Count && r.Metric.Name != "changed_answers":
		return byGold
	}
	return byMachine
}

// comparable returns an error if a metric means different things in two reports, or if
// only one of them says what it means there: a baseline without that is none. Scores need
// the same gold, scored in the same way; times need the same machine and prompts.
func (r *Rule) comparable(a, b report.Report, m, base *report.Metric) error {
	on, with := a.Basis(), b.Basis()
	why, silent := "", ""
	switch r.depends(a) {
	case byGold:
		why, silent = on.ScoredUnlike(with), silentOne(a, b, on.Gold != nil, with.Gold != nil)
		if silent != "" {
			silent += " does not say which gold set it was scored on"
		} else if counted := r.Metric.Name == "exact_match" || r.Metric.Name == "intent_accuracy"; why == "" && counted && m.N > 0 && base.N > 0 && m.N != base.N && on.Gold == nil {
			why = fmt.Sprintf("scored on %d and on %d examples", m.N, base.N)
		}
	case byMachine:
		why, silent = cmp.Or(on.TimedUnlike(with), r.arrivals(a, b)), silentOne(a, b, on.Machine != nil, with.Machine != nil)
		if silent != "" {
			silent += " does not say on which machine it was timed"
		}
	}
	switch {
	case silent != "" && !r.Really:
		return &report.MismatchError{File: r.File, Line: r.Line, Why: fmt.Sprintf("%s, so %s is no baseline for %s: make both with slmkit, or write {rule: %q, really: true} to compare them as they are", silent, b.Head().Name, a.Head().Name, r)}
	case silent == "" && why != "":
		return r.mismatch(a, b, why)
	}
	return nil
}

// silentOne names the report of two that alone does not say something.
func silentOne(a, b report.Report, aSays, bSays bool) string {
	switch {
	case aSays == bSays:
		return ""
	case aSays:
		return b.Head().Name
	}
	return a.Head().Name
}

// mismatch is the error of reports that cannot be compared.
func (r *Rule) mismatch(a, b report.Report, why string) error {
	return &report.MismatchError{File: r.File, Line: r.Line, Why: fmt.Sprintf("%s and %s cannot be compared: %s: make the baseline again", a.Head().Name, b.Head().Name, why)}
}

// arrivals says how the scenario that the rule names differs between two benchmarks, ""
// where it does not.
func (r *Rule) arrivals(a, b report.Report) string {
	is, was := scenario(a, r.Selector), scenario(b, r.Selector)
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

// scenario finds the scenario of a benchmark that a selector names, nil where there is
// none.
func scenario(rep report.Report, where report.Selector) *report.Scenario {
	b, ok := rep.(*report.Bench)
	if !ok {
		return nil
	}
	for i := range b.Precisions {
		p := &b.Precisions[i]
		if want := where.Get("precision"); want != "" && p.Name != want {
			continue
		}
		for k := range p.Scenarios {
			if p.Scenarios[k].Name == where.Get("scenario") {
				return &p.Scenarios[k]
			}
		}
		return nil
	}
	return nil
}
