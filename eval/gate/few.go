package gate

import (
	"fmt"

	"github.com/slmkit/slmkit/eval/report"
)

// Few says of each rule that passed on a share of fewer than 10 things that it means
// little. A share of a part from so few is inconclusive. A share
// without an interval is of all that there are, and of no sample.
func (v *Verdict) Few() []string {
	var out []string
	for _, o := range v.Outcomes {
		if m := o.Metric; o.Status == Pass && m != nil && m.Unit == report.Fraction && m.Of != "" && m.Low != nil && m.N > 0 && m.N < fewOfAPart {
			out = append(out, fmt.Sprintf("%s passes on %s: so few say little, ask for more with {rule: %q, min_n: 100}", o.Rule, report.FormatCount(m.N, m.Of), o.Rule))
		}
	}
	return out
}
