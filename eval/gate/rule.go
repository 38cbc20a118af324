package gate

import (
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
}

// Rules are the conditions of a gate.
type Rules struct {
	File string
	List []Rule
}

// String writes the rule so that ParseRule reads it again.
func (r *Rule) String() string {
	var b strings.Builder
	b.WriteString(r.Metric.Name)
	for i, p := range r.Selector {
		b.WriteString([]string{"[", ", "}[min(i, 1)] + p.Key + "=" + p.Value)
	}
	if len(r.Selector) > 0 {
		b.WriteString("]")
	}
	left := b.String()
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
