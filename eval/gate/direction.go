package gate

import (
	"fmt"
	"slices"

	"github.com/slmkit/slmkit/eval/report"
)

// rightWay refuses a rule that a better model fails, such as latency_p95_ms >= 5.
func (r *Rule) rightWay() error {
	up := r.Op == ">=" || r.Op == ">"
	if r.NoWorse || r.Op == "==" || r.Metric.Unit == report.Count || up != r.Metric.Lower {
		return nil
	}
	better := map[bool]string{true: "lower", false: "higher"}[r.Metric.Lower]
	turned := map[string]string{">=": "<=", ">": "<", "<=": ">=", "<": ">"}[r.Op]
	return fmt.Errorf("rule %q: the wrong way round: %s is better when %s, so a better model would fail: write %s %s %s, or {rule: %q, really: true} to mean it",
		r, r.Metric.Name, better, r.Metric.Name, turned, r.boundText(), r)
}

// percent refuses a share that was written as a percentage of a percentage, such as
// exact_match >= 0.9 %.
func (r *Rule) percent() error {
	if r.NoWorse || r.Baseline || r.Metric.Unit != report.Fraction || r.Metric.Signed || r.Metric.Lower || r.Number <= 0 || r.Number > 0.01 {
		return nil
	}
	return fmt.Errorf("rule %q: %v is %s %%, which hardly any model fails: did you mean %s %%? Otherwise write {rule: %q, really: true}", r, r.Number, report.Short(100*r.Number), report.Short(1e4*r.Number), r)
}

// Advice says that every rule is only a warning, or which rules of the form metric >=
// baseline - x would better be no_worse rules. It returns "" where there is none.
func (rs *Rules) Advice() string {
	if !slices.ContainsFunc(rs.List, func(r Rule) bool { return !r.Warn }) {
		return rs.File + ": every rule is only a warning, so the gate cannot fail: leave severity: warn away from one"
	}
	for i := range rs.List {
		r := &rs.List[i]
		if better := r.paired(); better != nil {
			return fmt.Sprintf("%s:%d: %s compares two numbers, which differ by chance: write %s, which tests the loss example by example", r.File, r.Line, r, better)
		}
	}
	return ""
}

// paired returns the no_worse rule that asks for the same, nil where there is none.
func (r *Rule) paired() *Rule {
	loss := -r.Number
	if r.Metric.Lower {
		loss = r.Number
	}
	if !r.Baseline || r.Factor != 1 || loss <= 0 || loss >= 1 || r.End != "" || !pairable(r.Metric.Name) {
		return nil
	}
	return &Rule{NoWorse: true, Metric: r.Metric, Selector: r.Selector, Margin: loss}
}
