package eval

import (
	"fmt"
	"math"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// TestScoreEach: of 400 outputs in 20 templates the model says 0.9, and three quarters
// are right; one prediction has no signals and one example no prediction.
func TestScoreEach(t *testing.T) {
	var gold []Gold
	var preds []dataset.Prediction
	for i := range 402 {
		id := fmt.Sprint(i)
		gold = append(gold, Gold{Example: dataset.Example{ID: id, Text: "x", Call: &dataset.Call{Name: "pay"}, Origin: &dataset.Origin{Template: fmt.Sprint(i % 20)}}})
		p := dataset.Prediction{ID: id, Text: "x", Output: "pay()", Signals: &dataset.Signals{LogProb: math.Log(0.9), Min: 0.9, Margin: 0.8}}
		if i%4 == 0 {
			p.Output = "none()"
		}
		if i == 400 {
			p.Signals = nil
		}
		if i < 401 {
			preds = append(preds, p)
		}
	}
	o, err := ScoreEach(t.Context(), stream(gold), Predictions{Label: "run", Seq: stream(preds)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(o.All) != 400 || o.Gold.N != 402 || o.Gold.Templates != 20 || o.Gold.Fingerprint == "" {
		t.Errorf("%d answers, %+v", len(o.All), o.Gold)
	}
	for i, a := range o.All {
		if refused := i%4 == 0; !a.Asked || a.Acted == refused || a.Named == refused || a.Right == refused {
			t.Errorf("answer %d: %+v", i, a)
		}
	}
	sure := make([]float64, len(o.All))
	for i := range sure {
		sure[i] = 0.9
	}
	if got := o.Trust(sure); !near(got.ECE, 0.15) || !near(got.Brier, 0.75*0.01+0.25*0.81) {
		t.Errorf("%+v", got)
	}
	for i := range sure[:100] {
		sure[i] = 0.4
	}
	share, right := o.Above(sure, 0.5)
	if !near(share, 0.75) || !near(*right.Value, 0.75) || right.N != 300 || *right.Low >= 0.75 || *right.High <= 0.75 {
		t.Errorf("%v are above, of those %+v", share, right)
	}
	if share, right := o.Above(sure, 0.95); share != 0 || right.Value != nil {
		t.Errorf("%v are above all, of those %+v", share, right)
	}
}

// Of answers whose confidence is right, Choose keeps as many as the risk allows.
func TestChooseOfAnswers(t *testing.T) {
	o := &Answers{byTemplate: true}
	var sure []float64
	for i := range 1000 {
		p := float64(i%20)/20 + 0.04
		sure = append(sure, p)
		o.All = append(o.All, Answer{Right: p > 0.5, Template: int32(i / 2)})
	}
	if a := o.Choose(sure, 0.02); *a.Threshold <= 0.49 || *a.Threshold > 0.54 || *a.Coverage.Value != 0.5 || *a.Risk.Value != 0 {
		t.Errorf("threshold %v, coverage %v", *a.Threshold, *a.Coverage.Value)
	}
	if a := o.Choose(sure, 0.001); a.Threshold != nil {
		t.Errorf("250 templates show a risk of 0.1 %%: %+v", a)
	}
}
