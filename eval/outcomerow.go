package eval

import (
	"slices"

	"github.com/slmkit/slmkit/eval/report"
)

// OutcomeMetrics lists the metrics that one example has an outcome of, in the order of
// report.ExampleOutcome.
func OutcomeMetrics() []string { return slices.Clone(shareNames[:]) }

// Outcome returns what became of an example, as a row of a table has it.
func (s *Scored) Outcome() report.ExampleOutcome {
	f, v := newFailure(&s.Gold.Example, s.Prediction, s.Result), s.Result.verdicts(s.Gold, s.Prediction)
	x := report.ExampleOutcome{ID: f.ID, Text: f.Text, Split: f.Split, Template: f.Template, Intent: f.Intent, Want: f.Want, Got: f.Got,
		Status: f.Status, Kinds: f.Kinds, Detail: f.Detail, Confidence: f.Confidence, Metrics: make([]*bool, allShares)}
	if s.Prediction != nil {
		x.LatencyMS = s.Prediction.LatencyMS
	}
	for i := range allShares {
		if outcome := v.of(i); outcome != report.OutcomeNone {
			x.Metrics[i] = ptr(outcome == report.OutcomeYes)
		}
	}
	return x
}
