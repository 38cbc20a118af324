package eval

import "github.com/slmkit/slmkit/eval/report"

// Share is the share of outcomes that are OutcomeYes, with the interval that Evaluate
// gives it. byTemplate says that clusters are those of templates.
func Share(outcomes, clusters report.Packed, byTemplate bool) report.Metric {
	var c clustered
	for i, o := range outcomes {
		if o != report.OutcomeNone {
			c.add(int32(clusters[i]), one(o == report.OutcomeYes))
		}
	}
	return c.proportion(byTemplate)
}
