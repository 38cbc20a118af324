package eval

import (
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"os"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// oracle is testdata/oracle.json, which make_oracle.py writes.
type oracle struct {
	Cases []struct {
		Gold, Pred, Labels    []string
		Confidence            []float64
		Accuracy, Brier       float64
		Precision, Recall, F1 []float64
		Support               []int
		MacroF1               float64 `json:"macro_f1"`
		Confusion             [][]int
	}
	Wilson []struct {
		K, N      float64
		Low, High float64
	}
	McNemar []struct {
		B, C int
		P    float64
	}
}

func readOracle(t *testing.T) oracle {
	t.Helper()
	b, err := os.ReadFile("testdata/oracle.json")
	if err != nil {
		t.Fatal(err)
	}
	var o oracle
	if err := json.Unmarshal(b, &o); err != nil {
		t.Fatal(err)
	}
	if len(o.Cases) == 0 || len(o.Wilson) == 0 || len(o.McNemar) == 0 {
		t.Fatal("testdata/oracle.json lacks a part")
	}
	return o
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// values yields a slice as a stream.
func stream[T any](items []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range items {
			if !yield(v, nil) {
				return
			}
		}
	}
}

func TestAgainstScikitLearn(t *testing.T) {
	for _, c := range readOracle(t).Cases {
		var gold []Gold
		var preds []dataset.Prediction
		for i := range c.Gold {
			id := fmt.Sprint(i)
			gold = append(gold, Gold{Example: dataset.Example{ID: id, Text: "x", Call: &dataset.Call{Name: c.Gold[i]}}})
			preds = append(preds, dataset.Prediction{ID: id, Output: c.Pred[i] + "()", Confidence: &c.Confidence[i]})
		}
		r, err := Evaluate(t.Context(), stream(gold), Predictions{Label: "run", Seq: stream(preds)}, Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]float64{"exact_match": c.Accuracy, "intent_accuracy": c.Accuracy, "macro_f1": c.MacroF1, "brier": c.Brier} {
			if got := *r.Metrics[name].Value; !near(got, want) {
				t.Errorf("n = %d: %s is %v, scikit-learn has %v", len(gold), name, got, want)
			}
		}
		labels := map[string]report.Label{}
		for _, l := range r.Intents {
			labels[l.Name] = l
		}
		cells := map[[2]string]int{}
		for _, x := range r.Confusions {
			cells[[2]string{x.Want, x.Got}] = x.N
		}
		orZero := func(m report.Metric) float64 { // scikit-learn has 0 for 0/0
			if m.Value == nil {
				return 0
			}
			return *m.Value
		}
		for i, name := range c.Labels {
			l := labels[name]
			if l.Support != c.Support[i] || !near(orZero(l.Precision), c.Precision[i]) || !near(orZero(l.Recall), c.Recall[i]) || !near(orZero(l.F1), c.F1[i]) {
				t.Errorf("%s: got %d %v %v %v, scikit-learn has %d %v %v %v", name, l.Support, orZero(l.Precision), orZero(l.Recall), orZero(l.F1),
					c.Support[i], c.Precision[i], c.Recall[i], c.F1[i])
			}
			for j, got := range c.Labels {
				if n := cells[[2]string{name, got}]; n != c.Confusion[i][j] {
					t.Errorf("%s → %s: %d, scikit-learn has %d", name, got, n, c.Confusion[i][j])
				}
			}
		}
	}
}

func TestAgainstScipy(t *testing.T) {
	o := readOracle(t)
	for _, c := range o.Wilson {
		if low, high := Wilson(c.K, c.N, z95); !near(low, c.Low) || !near(high, c.High) {
			t.Errorf("Wilson(%v, %v) = %v, %v, scipy has %v, %v", c.K, c.N, low, high, c.Low, c.High)
		}
	}
	for _, c := range o.McNemar {
		if p := McNemar(c.B, c.C); !near(p, c.P) {
			t.Errorf("McNemar(%d, %d) = %v, scipy has %v", c.B, c.C, p, c.P)
		}
	}
}
