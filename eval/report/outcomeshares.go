package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// checkShares holds the metrics of an evaluation to the outcomes of its examples, so that
// no number of a report can be changed by hand alone. Bad records of gold count in the
// metrics and have no outcomes, so a report with some is not checked.
func (e *Evaluation) checkShares() error {
	if skipped := e.Metrics["skipped"].Value; e.Outcomes == nil || skipped != nil && *skipped > 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(e.Outcomes.Metrics)) {
		m := e.Metrics[name]
		if m.Value == nil {
			continue
		}
		n, yes := 0, 0
		for _, o := range e.Outcomes.Metrics[name] {
			if o != OutcomeNone {
				n++
				yes += o
			}
		}
		if share := float64(yes) / float64(n); m.N != n || math.Abs(*m.Value-share) > 1e-9 {
			return fmt.Errorf("metrics.%s is %v of %d, and the outcomes of its examples are %v of %d: it has been changed: write it again with slmkit eval --json",
				name, *m.Value, m.N, share, n)
		}
	}
	return nil
}
