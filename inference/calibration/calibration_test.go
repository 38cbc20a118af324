package calibration

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/dataset"
)

// TestFitEqualsScikitLearn compares probabilities with those of LogisticRegression,
// which eval/testdata/make_oracle.py has recorded.
func TestFitEqualsScikitLearn(t *testing.T) {
	b, err := os.ReadFile("../../eval/testdata/oracle.json")
	if err != nil {
		t.Fatal(err)
	}
	var oracle struct {
		Logistic []struct {
			X        [][]float64
			Right, P []float64
		}
	}
	if err := json.Unmarshal(b, &oracle); err != nil || len(oracle.Logistic) == 0 {
		t.Fatalf("no regression in the oracle: %v", err)
	}
	for _, l := range oracle.Logistic {
		var points []point
		for i, x := range l.X {
			points = append(points, point{x: x, right: l.Right[i]})
		}
		c, err := fit(points, none)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range l.P {
			if got := c.weigh(l.X[i]); math.Abs(got-want) > 1e-6 {
				t.Errorf("%d points, the %d-th: %v, scikit-learn %v", len(points), i, got, want)
			}
		}
	}
}

// overconfident is n samples in 20 clusters. The model says 0.999 of half of them,
// of which a tenth is wrong, and 0.6 of the rest, of which half is wrong.
func overconfident(n int) (samples []Sample) {
	for i := range n {
		p, wrong := 0.999, i%10 == i/40%10
		if i/20%2 != 0 {
			p, wrong = 0.6, i/40%2 == 0
		}
		samples = append(samples, Sample{&dataset.Signals{LogProb: math.Log(p), Min: p, Margin: p}, !wrong, int32(i % 20)})
	}
	return samples
}

func TestFit(t *testing.T) {
	samples := overconfident(4000)
	c, err := Fit(samples, Features)
	if err != nil {
		t.Fatal(err)
	}
	held, err := HeldOut(samples, Features)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range map[int]float64{0: 0.9, 20: 0.5} {
		if got := c.Probability(samples[i].Signals); math.Abs(got-want) > 0.02 {
			t.Errorf("%v is calibrated to %v, want %v", samples[i].Signals, got, want)
		}
		if math.Abs(held[i]-want) > 0.05 {
			t.Errorf("held out, %v is calibrated to %v, want %v", samples[i].Signals, held[i], want)
		}
	}
	for _, few := range [][]Sample{nil, samples[:20], {{}}} {
		_, err := Fit(few, Features)
		if _, held := HeldOut(few, Features); err == nil || held == nil {
			t.Errorf("%d samples calibrate a model", len(few))
		}
	}
}

// TestScopeWeighsTheRefusal: what tells the prompts apart is how near the model was to a
// refusal, which right outputs are not judged by.
func TestScopeWeighsTheRefusal(t *testing.T) {
	samples := overconfident(400)
	for i := range samples {
		samples[i].Signals = &dataset.Signals{LogProb: math.Log(0.9), Min: 0.9, Margin: 0.8, Refusal: 0.01}
		if !samples[i].Right {
			samples[i].Signals.Refusal = 0.4
		}
	}
	c, err := Fit(samples, ScopeFeatures)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		if p := c.Probability(samples[i].Signals); (p > 0.9) != samples[i].Right || (p < 0.1) == samples[i].Right {
			t.Errorf("%v: %v", samples[i].Signals, p)
		}
	}
	if c, err = Fit(samples, Features); err != nil || len(c.Weights) != len(Features) {
		t.Errorf("%v, %v", c, err)
	}
}

// TestHeldOut: a sample has no part in its own probability, nor has one of its cluster.
func TestHeldOut(t *testing.T) {
	samples := overconfident(400)
	before, err := HeldOut(samples, Features)
	if err != nil {
		t.Fatal(err)
	}
	for i := range samples { // turn one cluster over
		if samples[i].Cluster == 3 {
			samples[i].Right = !samples[i].Right
		}
	}
	after, err := HeldOut(samples, Features)
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	for i := range samples {
		if samples[i].Cluster == 3 && after[i] != before[i] {
			t.Fatalf("the probability of sample %d depends on its own cluster", i)
		}
		if after[i] != before[i] {
			changed++
		}
	}
	if changed == 0 {
		t.Error("no probability depends on other clusters")
	}
}

func TestEntriesAreKept(t *testing.T) {
	path := Path(t.TempDir())
	all, err := Read(path)
	if err != nil || all != nil {
		t.Fatal(all, err)
	}
	one := func(precision string, constrained bool, bias float64) *Entry {
		return &Entry{Precision: precision, Constrained: constrained, Features: Features, Calibrator: Calibrator{bias, make([]float64, len(Features))}}
	}
	for _, e := range []*Entry{one("fp32", false, 1), one("int8", false, 2), one("int8", true, 3), one("int8", false, 4)} {
		if err := all.With(e).Write(path); err != nil {
			t.Fatal(err)
		}
		if all, err = Read(path); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(e, all.For(e.Precision, e.Constrained)); diff != "" {
			t.Error(diff)
		}
	}
	if len(all) != 3 || all.For("fp16", false) != nil {
		t.Errorf("%d calibrations", len(all))
	}
	scoped := one("int8", false, 5)
	scoped.Answers = &Answers{map[string]int{"pay": 2}, Histogram{[]float64{0.5}, []int{1, 1}}}
	scoped.Scope = &Scope{N: 9, Features: ScopeFeatures, Calibrator: Calibrator{1, make([]float64, len(ScopeFeatures))}}
	if err := all.With(scoped).Write(path); err != nil {
		t.Fatal(err)
	}
	if all, err = Read(path); err != nil || cmp.Diff(scoped, all.For("int8", false)) != "" {
		t.Error(err, cmp.Diff(scoped, all.For("int8", false)))
	}
	for _, bad := range []string{`[{"features":["logit_probability","logit_min","logit_margin","logit_removed"],"calibrator":{"weights":[1,1,1,1]},"scope":{"features":["logit_min"],"calibrator":{"weights":[1]}}}]`, "[null]", "{}", `[{"features":["logit_probability","logit_min","logit_margin","logit_removed"],"calibrator":{"weights":[1,1,1,1]},"answers":{"confidence":{"edges":[0.5],"counts":[1]}}}]`, `[{"features":["other"]}]`, `[{"features":["logit_probability","logit_min","logit_margin","logit_removed"],"calibrator":{"weights":[1]}}]`} {
		if err := os.WriteFile(path, []byte(bad), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(path); err == nil || !strings.Contains(err.Error(), filepath.Base(path)) {
			t.Errorf("%s is read: %v", bad, err)
		}
	}
}

// TestAnswers: each value is counted once, between its edges, and the bins are about as
// large where values differ.
func TestAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.Float64Range(0, 1)).Draw(t, "values")
		h := newHistogram(slices.Clone(values))
		a := Answers{Confidence: h}
		if !a.readable() || len(h.Counts) > bins {
			t.Fatalf("%+v", h)
		}
		counts := make([]int, len(h.Counts))
		for _, v := range values {
			i := h.Bin(v)
			if i > 0 && v < h.Edges[i-1] || i < len(h.Edges) && v >= h.Edges[i] {
				t.Fatalf("%v is in bin %d of %v", v, i, h.Edges)
			}
			counts[i]++
		}
		if !slices.Equal(counts, h.Counts) {
			t.Fatalf("%v, want %v", h.Counts, counts)
		}
	})
	var even []float64
	for i := range 1000 {
		even = append(even, float64(i)/1000)
	}
	if h := newHistogram(even); slices.Min(h.Counts) != 100 || len(h.Counts) != 10 {
		t.Errorf("%+v", h)
	}
	withheld := "pay(to=mom)"
	for want, p := range map[string]*dataset.Prediction{
		"":     {Output: "x"},
		"pay":  {Output: "none()", Call: &dataset.Call{Name: "none"}, Abstained: &withheld},
		"open": {Output: "open()", Call: &dataset.Call{Name: "open"}},
		"shut": {Calls: []dataset.Call{{Name: "shut"}, {Name: "open"}}},
	} {
		if got := ActionOf(p); got != want {
			t.Errorf("%+v: %q, want %q", p, got, want)
		}
	}
	c := &Calibrator{0, make([]float64, len(Features))}
	got := NewAnswers(c, []dataset.Prediction{{Signals: &dataset.Signals{}}, {Error: "empty"}, {Signals: &dataset.Signals{}, Call: &dataset.Call{Name: "open"}}})
	if diff := cmp.Diff(&Answers{map[string]int{"": 1, "open": 1}, Histogram{Counts: []int{2}}}, got); diff != "" {
		t.Error(diff)
	}
}
