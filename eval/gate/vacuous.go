package gate

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/slmkit/slmkit/eval/report"
)

// span is the numbers from low to high. The low end of an open span is not one of them.
type span struct {
	low, high float64
	open      bool
}

// values are those that the metric of a rule can have: a size, a rate or a time is
// above 0.
func (r *Rule) values() span {
	switch {
	case r.Metric.Unit == report.Fraction && r.Metric.Signed:
		return span{low: -1, high: 1}
	case r.Metric.Unit == report.Fraction:
		return span{high: 1}
	case r.Metric.Unit == report.Count || r.Metric.Unit == report.Cost:
		return span{high: math.Inf(1)}
	}
	return span{high: math.Inf(1), open: true}
}

// bounds are what the rule's bound can be, over all values of a baseline. It is open at
// both ends where only a baseline at the end of its values reaches them.
func (r *Rule) bounds() span {
	if !r.Baseline {
		return span{low: r.Number, high: r.Number}
	}
	of, s := r.values(), span{low: r.Number, high: r.Number, open: r.Factor != 0}
	for _, base := range []float64{of.low, of.high} {
		if r.Factor == 0 || base == 0 {
			continue // 0 times infinity is not a number
		}
		s.low, s.high = min(s.low, r.Factor*base+r.Number), max(s.high, r.Factor*base+r.Number)
	}
	return s
}

// vacuous says that a rule cannot fail or cannot pass, whatever is measured: "" if it
// can do both.
func (r *Rule) vacuous(bound span) string {
	value, least, most := r.values(), bound.low, bound.high
	// Where the bound is open, it reaches neither of its ends.
	below := func(a, b float64) bool { return a < b || bound.open && a == b }
	switch r.Op {
	case ">=":
		if most <= value.low {
			return "fail"
		}
		if below(value.high, least) {
			return "pass"
		}
	case ">":
		if most < value.low || most == value.low && (value.open || bound.open) {
			return "fail"
		}
		if value.high <= least {
			return "pass"
		}
	case "<=":
		if least >= value.high {
			return "fail"
		}
		if below(most, value.low) || most == value.low && value.open {
			return "pass"
		}
	case "<":
		if least > value.high || least == value.high && bound.open {
			return "fail"
		}
		if most <= value.low {
			return "pass"
		}
	case "==":
		if below(value.high, least) || below(most, value.low) || most == value.low && value.open {
			return "pass"
		}
	}
	return ""
}

// sensible refuses a rule that cannot fail or cannot pass. It also refuses a rule whose
// end of the interval lies on the wrong side of its bound.
func (r *Rule) sensible() error {
	up := r.Op == ">=" || r.Op == ">"
	switch {
	case r.End == "low" && !up:
		return errors.New("low(…) goes with >= or >: it is the least that the metric may be")
	case r.End == "high" && r.Op != "<=" && r.Op != "<":
		return errors.New("high(…) goes with <= or <: it is the most that the metric may be")
	}
	if what := r.vacuous(r.bounds()); what != "" {
		return fmt.Errorf("cannot %s: %s", what, r.hint())
	}
	return nil
}

// hint says what to write instead of a rule that cannot fail or cannot pass.
func (r *Rule) hint() string {
	of := r.values()
	if math.IsInf(of.high, 1) {
		return r.Metric.Name + map[bool]string{true: " is above 0", false: " is 0 or more"}[of.open]
	}
	hint := fmt.Sprintf("%s is from %v to 1", r.Metric.Name, of.low)
	number := func(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
	switch n := math.Abs(r.Number); {
	case r.Baseline && n >= 1 && n < 100:
		hint += fmt.Sprintf(": for a margin in points write %s or %s %%", number(n/100), number(n))
	case !r.Baseline && r.Metric.Signed && n >= 1 && n <= 100:
		hint += fmt.Sprintf(": for a change in points write %s or %s %%", number(r.Number/100), number(r.Number))
	case !r.Baseline && n > 1 && n <= 100:
		hint += fmt.Sprintf(": write %s or %s %%", number(n/100), number(n))
	}
	return hint
}
