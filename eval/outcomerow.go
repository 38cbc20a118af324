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
	f := newFailure(&s.Gold.Example, s.Prediction, s.Result)
	x := report.ExampleOutcome{ID: f.ID, Text: s.Gold.Text, Split: f.Split, Template: f.Template, Intent: f.Intent, Want: f.Want, Got: f.Got,
		Status: f.Status, Kinds: f.Kinds, Detail: f.Detail, Confidence: f.Confidence, Metrics: s.Outcomes()}
	if s.Prediction != nil {
		x.LatencyMS = s.Prediction.LatencyMS
	}
	return x
}
