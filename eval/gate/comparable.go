package gate

import (
	"fmt"

	"github.com/slmkit/slmkit/eval/report"
)

// comparable returns an error if a metric means different things in two reports.
// Scores need the same gold; times need the same machine.
func (r *Rule) comparable(a, b report.Report, m, base *report.Metric) error {
	on, with := a.Basis(), b.Basis()
	why := ""
	switch counted := r.Metric.Name == "exact_match" || r.Metric.Name == "intent_accuracy"; {
	case on.Machine != nil && with.Machine != nil && *on.Machine != *with.Machine && (r.Metric.Unit == report.Millis || r.Metric.Unit == report.PerSec):
		why = fmt.Sprintf("%s on %d threads is not %s on %d", on.Machine.CPU, on.Machine.Threads, with.Machine.CPU, with.Machine.Threads)
	case r.Metric.Unit != report.Fraction:
		return nil
	case on.Gold != nil && with.Gold != nil:
		if on.Gold.Fingerprint == with.Gold.Fingerprint {
			return nil
		}
		why = fmt.Sprintf("scored on different gold sets, %s (%d examples) and %s (%d)", on.Gold.Path, on.Gold.N, with.Gold.Path, with.Gold.N)
	case counted && m.N > 0 && base.N > 0 && m.N != base.N:
		why = fmt.Sprintf("scored on %d and on %d examples", m.N, base.N)
	}
	if why == "" {
		return nil
	}
	return &report.MismatchError{File: r.File, Line: r.Line, Why: fmt.Sprintf("%s and %s cannot be compared: %s: make the baseline again", a.Head().Name, b.Head().Name, why)}
}
