package eval

import (
	"fmt"
	"math"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
)

func TestCalibratorEqualsScikitLearn(t *testing.T) {
	for _, l := range readOracle(t).Logistic {
		var samples []sample
		for i, x := range l.X {
			samples = append(samples, sample{x: x, right: l.Right[i]})
		}
		c, err := fit(samples, -1)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range l.P {
			if got := c.weigh(l.X[i]); math.Abs(got-want) > 1e-6 {
				t.Errorf("%d samples, the %d-th: %v, scikit-learn %v", len(samples), i, got, want)
			}
		}
	}
}

// calibrationRun is n examples of 20 templates. The model says 0.999 of all that
// it is sure of, of which a tenth is wrong, and 0.6 of the rest, half of it wrong.
func calibrationRun(n int) (gold []Gold, preds []dataset.Prediction) {
	for i := range n {
		id := fmt.Sprint(i)
		e := dataset.Example{ID: id, Text: "x", Call: &dataset.Call{Name: "pay"}, Origin: &dataset.Origin{Template: fmt.Sprint(i % 20)}}
		gold = append(gold, Gold{Example: e})
		sure := i/20%2 == 0
		p, wrong := 0.999, i%10 == i/40%10
		if !sure {
			p, wrong = 0.6, i/40%2 == 0
		}
		output := "pay()"
		if wrong {
			output = "none()"
		}
		preds = append(preds, dataset.Prediction{ID: id, Text: "x", Output: output, Signals: &dataset.Signals{LogProb: math.Log(p), Min: p, Margin: p}})
	}
	return gold, preds
}

func TestCalibrate(t *testing.T) {
	gold, preds := calibrationRun(4000)
	c, err := Calibrate(t.Context(), stream(gold), Predictions{Label: "run", Seq: stream(preds)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range map[int]float64{0: 0.9, 20: 0.5} {
		if got := c.Calibrator.Probability(preds[i].Signals); math.Abs(got-want) > 0.02 {
			t.Errorf("%v is calibrated to %v, want %v", preds[i].Signals, got, want)
		}
	}
	if c.N != 4000 || c.Gold.Templates != 20 || c.After.ECE > 0.03 || c.Before.ECE < 0.09 || c.After.Brier >= c.Before.Brier {
		t.Errorf("%+v", c)
	}
	for _, p := range c.Points {
		if p.Below == 0.7 && (p.Answered != 0.5 || math.Abs(*p.Right.Value-0.9) > 1e-9 || *p.Right.Low >= 0.9 || *p.Right.High <= 0.9) {
			t.Errorf("%+v", p)
		}
	}
	if _, err := Calibrate(t.Context(), stream(gold[:20]), Predictions{Label: "run", Seq: stream(preds[:20])}, Options{}); err == nil {
		t.Error("20 examples calibrate a model")
	}
}

func TestCalibrationsAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calibration.json")
	all, err := ReadCalibrations(path)
	if err != nil || all != nil {
		t.Fatal(all, err)
	}
	one := func(precision string, constrained bool, bias float64) *Calibrated {
		return &Calibrated{Precision: precision, Constrained: constrained, Features: Features, Calibrator: Calibrator{bias, make([]float64, len(Features))}}
	}
	for _, c := range []*Calibrated{one("fp32", false, 1), one("int8", false, 2), one("int8", true, 3), one("int8", false, 4)} {
		if err := dataset.WriteJSON(path, all.With(c)); err != nil {
			t.Fatal(err)
		}
		if all, err = ReadCalibrations(path); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, all.For(c.Precision, c.Constrained)); diff != "" {
			t.Error(diff)
		}
	}
	if len(all) != 3 || all.For("fp16", false) != nil {
		t.Errorf("%d calibrations", len(all))
	}
	for _, bad := range []string{"[null]", "{}", `[{"features":["other"]}]`, `[{"features":["logit_probability","logit_min","logit_margin","logit_removed"],"calibrator":{"weights":[1]}}]`} {
		if err := dataset.WriteFile(path, []byte(bad)); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadCalibrations(path); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
}
