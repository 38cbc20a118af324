package gate

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// Rule is one condition of a gate.
type Rule struct {
	File     string
	Line     int
	End      string // "low" or "high" for an end of the interval, "" for the value
	Metric   report.Info
	Selector report.Selector
	Op       string  // >=, >, <=, < or ==
	Baseline bool    // the bound is Factor·baseline + Number, else Number
	Factor   float64 // 1 unless the rule names one
	Number   float64 // in the unit of the metric, 0.9 for 90 %
	NoWorse  bool    // the rule is no_worse(Metric[Selector], Margin), without what is above but these
	Margin   float64 // 0.01 for one point
	MinN     int     // the rule is inconclusive for a metric of fewer things
	Really   bool    // the rule is meant as it is: see the grammar of gate files
	Warn     bool    // the rule's outcome does not count for the verdict
}

// Rules are the conditions of a gate.
type Rules struct {
	File  string
	List  []Rule
	Alpha float64 // error rate of each no_worse rule, 0 for DefaultAlpha
	Power float64 // of the plans for no_worse rules, 0 for DefaultPower
	Looks *Looks  // nil where each gate is a test of its own
	Whole float64 // of Rules.At: the error rate of all looks, 0 elsewhere
	Each  bool    // no_worse rules fail one by one, without Holm's correction for their number
}

// The settings of a gate file that has none.
const (
	DefaultAlpha = 0.05
	DefaultPower = 0.8
)

func (rs *Rules) alpha() float64 { return cmp.Or(rs.Alpha, DefaultAlpha) }
func (rs *Rules) power() float64 { return cmp.Or(rs.Power, DefaultPower) }

// WithoutBaseline are the rules that can be judged by reports alone.
func (rs *Rules) WithoutBaseline(reports []report.Report) *Rules {
	compared := slices.ContainsFunc(reports, func(r report.Report) bool { _, ok := r.(*report.Comparison); return ok })
	left := *rs
	left.List = slices.DeleteFunc(slices.Clone(rs.List), func(r Rule) bool { return r.Baseline || r.NoWorse && !compared })
	return &left
}

// String writes the rule so that ParseRule reads it again.
func (r *Rule) String() string {
	var b strings.Builder
	b.WriteString(r.Metric.Name)
	for i, p := range r.Selector {
		b.WriteString([]string{"[", ", "}[min(i, 1)] + p.Key + "=" + quotedValue(p.Value))
	}
	if len(r.Selector) > 0 {
		b.WriteString("]")
	}
	left := b.String()
	if r.NoWorse {
		return "no_worse(" + left + ", " + strconv.FormatFloat(r.Margin, 'f', -1, 64) + ")"
	}
	if r.End != "" {
		left = r.End + "(" + left + ")"
	}
	return left + " " + r.Op + " " + r.boundText()
}

func (r *Rule) boundText() string {
	number := func(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
	if !r.Baseline {
		return number(r.Number)
	}
	s := "baseline"
	if r.Factor != 1 {
		s = number(r.Factor) + " * baseline"
	}
	switch {
	case r.Number > 0:
		s += " + " + number(r.Number)
	case r.Number < 0:
		s += " - " + number(-r.Number)
	}
	return s
}
