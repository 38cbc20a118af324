package render

import (
	"io"
	"strconv"

	"github.com/slmkit/slmkit/eval/gate"
)

// VerdictOpenMetrics writes a verdict as OpenMetrics text: the status of the gate and of
// each rule, of which one is 1 and the others are 0, and what each rule measured and
// asked for.
func VerdictOpenMetrics(w io.Writer, v *gate.Verdict) error {
	status := Family{Name: openPrefix + "gate_status", Help: "1 for the status of the gate, 0 for the others"}
	for _, s := range []string{gate.Pass, gate.Fail, gate.Inconclusive, gate.Invalid, gate.Incomparable, gate.Failed} {
		status.addIs([][2]string{{"rules", v.Rules}, {"status", s}}, v.Status == s)
	}
	rule := Family{Name: openPrefix + "gate_rule_status", Help: "1 for the status of a rule, 0 for the others"}
	value := Family{Name: openPrefix + "gate_rule_value", Help: "what a rule is about, in the unit of its metric; of no_worse, the change"}
	bound := Family{Name: openPrefix + "gate_rule_bound", Help: "what a rule compares the value with"}
	for i := range v.Outcomes {
		o := &v.Outcomes[i]
		labels := [][2]string{{"rules", v.Rules}, {"line", strconv.Itoa(o.Line)}, {"rule", o.Rule}, {"severity", o.Severity}}
		for _, s := range []string{gate.Pass, gate.Fail, gate.Inconclusive} {
			rule.addIs(append(labels[:len(labels):len(labels)], [2]string{"status", s}), o.Status == s)
		}
		if o.Metric != nil {
			value.add(labels, o.Metric.Value)
		}
		bound.add(labels, o.Bound)
	}
	return OpenMetrics(w, []Family{status, rule, value, bound})
}

// addIs adds 1 or 0.
func (f *Family) addIs(labels [][2]string, is bool) {
	v := 0.0
	if is {
		v = 1
	}
	f.add(labels, &v)
}
