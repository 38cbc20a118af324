package eval

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// The outcomes of a report are in the same order however gold is sorted, and add up to
// the metrics.
func TestOutcomes(t *testing.T) {
	var gold []Gold
	var preds []dataset.Prediction
	for i := range 60 {
		name := []string{"lock", "none", "open"}[i%3]
		g := Gold{Example: dataset.Example{ID: string(rune('A' + i)), Text: "do it", Call: &dataset.Call{Name: name}, Origin: &dataset.Origin{Template: string(rune('a' + i/6))}}}
		out := []string{name + "()", "open()", "what?"}[i/5%3]
		gold, preds = append(gold, g), append(preds, dataset.Prediction{ID: g.ID, Output: out})
	}
	evaluate := func() *report.Evaluation {
		r, err := Evaluate(t.Context(), stream(gold), Predictions{Seq: stream(preds)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := evaluate()
	slices.Reverse(gold)
	again := evaluate()
	first, err1 := json.Marshal(r.Outcomes)
	second, err2 := json.Marshal(again.Outcomes)
	if err1 != nil || err2 != nil || string(first) != string(second) {
		t.Errorf("the outcomes depend on the order of gold:\n%s\n%s", first, second)
	}
	for name, p := range r.Outcomes.Metrics {
		yes, n := 0, 0
		for _, v := range p {
			if v != report.OutcomeNone {
				n++
				yes += v
			}
		}
		m := r.Metrics[name]
		if m.Value == nil || m.N != n || *m.Value != float64(yes)/float64(n) {
			t.Errorf("%s: the outcomes say %d of %d, the metric %+v", name, yes, n, m)
		}
	}
	if len(r.Outcomes.Metrics) != 11 || slices.Max(r.Outcomes.Clusters) != 9 {
		t.Errorf("%+v", r.Outcomes)
	}
}
