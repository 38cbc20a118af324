package eval

import (
	"errors"
	"fmt"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// Each gets every example once, in the order of gold, with what the report counts.
func TestEach(t *testing.T) {
	var gold []Gold
	var preds []dataset.Prediction
	for i := range 3*batchExamples + 5 {
		g := Gold{Example: dataset.Example{ID: fmt.Sprint("ex_", i), Text: "do it", Call: &dataset.Call{Name: "open"}, Split: dataset.Test}}
		g.Origin = &dataset.Origin{Template: fmt.Sprint("t:", i%7)}
		gold = append(gold, g)
		if i%10 != 3 {
			preds = append(preds, dataset.Prediction{ID: g.ID, Output: []string{"open()", "shut()", "what?"}[i%3]})
		}
	}
	got, right := 0, 0
	clusters := map[int]string{}
	each := func(s Scored) error {
		if s.Gold.ID != gold[got].ID {
			t.Fatalf("example %d is %s", got, s.Gold.ID)
		}
		if (s.Prediction == nil) != (got%10 == 3) || s.Slices[0] != "split=test" {
			t.Errorf("%s: prediction %v, slices %v", s.Gold.ID, s.Prediction, s.Slices)
		}
		if at, ok := clusters[s.Cluster]; ok && at != s.Gold.Origin.Template {
			t.Errorf("templates %s and %s are one cluster", at, s.Gold.Origin.Template)
		}
		clusters[s.Cluster] = s.Gold.Origin.Template
		if s.Result.Status == report.Correct {
			right++
		}
		if yes := s.Outcomes()[0]; yes == nil || *yes != (s.Result.Status == report.Correct) {
			t.Errorf("%s: exact match %v of %s", s.Gold.ID, yes, s.Result.Status)
		}
		got++
		return nil
	}
	r, err := Evaluate(t.Context(), stream(gold), Predictions{Seq: stream(preds)}, Options{Each: each})
	if err != nil {
		t.Fatal(err)
	}
	if got != len(gold) || right != r.Statuses[report.Correct] || len(clusters) != 7 {
		t.Errorf("%d of %d examples, %d right of %v, %d clusters", got, len(gold), right, r.Statuses, len(clusters))
	}
	full, calls := errors.New("no space"), 0
	_, err = Evaluate(t.Context(), stream(gold), Predictions{Seq: stream(preds)}, Options{Each: func(Scored) error { calls++; return full }})
	if !errors.Is(err, full) || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
}
