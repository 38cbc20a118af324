package eval

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// sureOf makes examples and answers with these confidences. of names the template of an
// answer; where it is nil there are no templates.
func sureOf(confidence []float64, right []bool, of func(int) string) (gold []Gold, preds []dataset.Prediction) {
	for i := range confidence {
		id := fmt.Sprint(i)
		g := Gold{Example: dataset.Example{ID: id, Text: "x", Call: &dataset.Call{Name: "pay"}}}
		if of != nil {
			g.Origin = &dataset.Origin{Template: of(i)}
		}
		gold = append(gold, g)
		preds = append(preds, dataset.Prediction{ID: id, Output: []string{"other()", "pay()"}[int(one(right[i]))], Confidence: &confidence[i]})
	}
	return gold, preds
}

func evaluateSure(t *testing.T, confidence []float64, right []bool, of func(int) string, o Options) *report.Evaluation {
	t.Helper()
	gold, preds := sureOf(confidence, right, of)
	r, err := Evaluate(t.Context(), stream(gold), Predictions{Label: "run", Seq: stream(preds)}, o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := json.Marshal(r); err != nil { // a NaN cannot be written
		t.Fatal(err)
	}
	return r
}

// curveOracle is scikit-learn's reliability curve.
type curveOracle struct {
	Right, Mean []float64
	N           []int
	Error       float64
}

func (c *curveOracle) check(t *testing.T, name string, bins []report.Bin, errorOf report.Metric) {
	t.Helper()
	if len(bins) != len(c.N) || !near(*errorOf.Value, c.Error) {
		t.Fatalf("%s: %d bins and an error of %v, scikit-learn has %d and %v", name, len(bins), *errorOf.Value, len(c.N), c.Error)
	}
	for i, b := range bins {
		if b.N != c.N[i] || !near(b.Accuracy, c.Right[i]) || !near(b.Confidence, c.Mean[i]) {
			t.Errorf("%s, bin %d: %+v, scikit-learn has %d, %v and %v", name, i, b, c.N[i], c.Right[i], c.Mean[i])
		}
		if b.Low > b.Confidence+1e-9 || b.High < b.Confidence-1e-9 || b.AccuracyLow == nil || *b.AccuracyLow > b.Accuracy || *b.AccuracyHigh < b.Accuracy {
			t.Errorf("%s, bin %d: ends %+v", name, i, b)
		}
	}
}

// TestConfidencesAgainstScikitLearn: testdata/make_confidence_oracle.py has made the oracle.
func TestConfidencesAgainstScikitLearn(t *testing.T) {
	b, err := os.ReadFile("testdata/confidence_oracle.json")
	if err != nil {
		t.Fatal(err)
	}
	var oracle struct {
		Cases []struct {
			Name        string
			Confidence  []float64
			Right       []int
			Brier, NLL  float64
			AUROC       *float64
			Width, Mass curveOracle
		}
		Upper []struct{ K, N, High float64 }
	}
	if err := json.Unmarshal(b, &oracle); err != nil || len(oracle.Cases) == 0 || len(oracle.Upper) == 0 {
		t.Fatalf("testdata/confidence_oracle.json lacks a part: %v", err)
	}
	for _, c := range oracle.Cases {
		right := make([]bool, len(c.Right))
		for i, r := range c.Right {
			right[i] = r == 1
		}
		r := evaluateSure(t, c.Confidence, right, nil, Options{Seed: 1})
		for name, want := range map[string]float64{"brier": c.Brier, "nll": c.NLL} {
			if got := *r.Metrics[name].Value; !near(got, want) {
				t.Errorf("%s: %s is %v, scikit-learn has %v", c.Name, name, got, want)
			}
		}
		if got := r.Metrics["auroc"].Value; (got == nil) != (c.AUROC == nil) || got != nil && !near(*got, *c.AUROC) {
			t.Errorf("%s: auroc is %v, scikit-learn has %v", c.Name, got, c.AUROC)
		}
		c.Width.check(t, c.Name+", equal width", r.Calibration.Bins, r.Metrics["ece"])
		c.Mass.check(t, c.Name+", equal mass", r.Calibration.MassBins, r.Metrics["ece_mass"])
	}
	for _, u := range oracle.Upper {
		k := kept{n: u.N, wrong: u.K}
		if got := k.bound(); !near(got, u.High) {
			t.Errorf("%v of %v: the bound is %v, scipy has %v", u.K, u.N, got, u.High)
		}
		if !k.shows(u.High+1e-9) || k.shows(u.High-1e-9) {
			t.Errorf("%v of %v do not show their bound", u.K, u.N)
		}
	}
}

// Scores of few and of odd confidences: what is not defined has no value, and a reason.
func TestOddConfidences(t *testing.T) {
	same := func(p float64, n int) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = p
		}
		return out
	}
	wrong := func(n int, which ...int) []bool {
		out := make([]bool, n)
		for i := range out {
			out[i] = !slices.Contains(which, i)
		}
		return out
	}
	none := math.NaN()
	for name, c := range map[string]struct {
		confidence                           []float64
		right                                []bool
		ece, auroc, aurc, eaurc, nll         float64
		bins, massBins, curve, lastBin, last int // last is the number of answers in the last bin of 20
	}{
		"all equal":            {same(0.75, 40), wrong(40, 0, 1, 2, 3), 0.15, none, 0.1, 0.1 - (4-36*(harmonic(40)-harmonic(36)))/40, 0.1*math.Log(4) + 0.9*math.Log(4./3), 1, 1, 1, 40, 0},
		"all certain":          {same(1, 20), wrong(20), 0, none, 0, 0, 0, 1, 1, 1, 20, 20},
		"certain and wrong":    {same(1, 20), wrong(20, 7), 0.05, none, 0.05, 0.05 - (1-19*(harmonic(20)-harmonic(19)))/20, 52 * math.Ln2 / 20, 1, 1, 1, 20, 20},
		"all wrong":            {same(0, 10), make([]bool, 10), 0, none, 1, 0, 0, 1, 1, 1, 10, 0},
		"one":                  {same(0.5, 1), wrong(1), 0.5, none, 0, 0, math.Ln2, 1, 1, 1, 1, 0},
		"two, the right way":   {[]float64{0.9, 0.1}, wrong(2, 1), 0.1, 1, 0.25, 0, -math.Log(0.9), 2, 2, 2, 1, 0},
		"two, the wrong way":   {[]float64{0.9, 0.1}, wrong(2, 0), 0.9, 0, 0.75, 0.5, -math.Log(0.1), 2, 2, 2, 1, 0},
		"the last bin is shut": {[]float64{1, 0.95}, wrong(2, 1), 0.475, 1, 0.25, 0, -math.Log(0.05) / 2, 1, 2, 2, 2, 2},
	} {
		r := evaluateSure(t, c.confidence, c.right, nil, Options{Seed: 1})
		for metric, want := range map[string]float64{"ece": c.ece, "auroc": c.auroc, "aurc": c.aurc, "e_aurc": c.eaurc, "nll": c.nll} {
			m := r.Metrics[metric]
			if (m.Value == nil) != math.IsNaN(want) || m.Value != nil && !near(*m.Value, want) {
				t.Errorf("%s: %s is %v, want %v", name, metric, report.FormatValue(m.Value, report.Ratio), want)
			}
			if m.Value == nil && !strings.Contains(strings.Join(m.Warnings, ""), "nothing") {
				t.Errorf("%s: %s has no value and the warnings %q", name, metric, m.Warnings)
			}
			if m.Low != nil && (*m.Low > *m.Value || *m.High < *m.Value) {
				t.Errorf("%s: %s %v is not from %v to %v", name, metric, *m.Value, *m.Low, *m.High)
			}
		}
		if m := r.Metrics["ece_excess"]; m.Value == nil || !near(*m.Value, c.ece-r.Calibration.ECENull) {
			t.Errorf("%s: excess %+v over %v", name, m, r.Calibration.ECENull)
		}
		k := r.Calibration
		if len(k.Bins) != c.bins || len(k.MassBins) != c.massBins || len(k.RiskCoverage) != c.curve || k.Bins[len(k.Bins)-1].N != c.lastBin {
			t.Errorf("%s: %d bins, %d of equal mass, %d points of a curve", name, len(k.Bins), len(k.MassBins), len(k.RiskCoverage))
		}
		if end := len(k.Histogram.Right) - 1; end != 19 || len(k.Histogram.Wrong) != 20 || k.Histogram.Right[end]+k.Histogram.Wrong[end] != c.last {
			t.Errorf("%s: the histogram is %+v", name, k.Histogram)
		}
	}
	if r := evaluateSure(t, []float64{0.9, 0.8, 0.7, 0.2}, wrong(4, 3), nil, Options{}); !slices.Contains(r.Metrics["auroc"].Warnings, "only 1 wrong answers") || *r.Metrics["auroc"].Low > 0.3 {
		t.Errorf("one wrong answer tells much: %+v", r.Metrics["auroc"])
	}
}

func harmonic(n int) (h float64) {
	for k := 1; k <= n; k++ {
		h += 1 / float64(k)
	}
	return h
}

// A weigher agrees with the definitions, ties by trying all orders of two answers, and an answer
// of a cluster that is drawn twice counts as two.
func TestWeighDefinitions(t *testing.T) {
	rng := rand.New(rand.NewPCG(18, 14))
	for range 50 {
		n := 3 + rng.IntN(30)
		points, times := make([]point, n), make([]int32, n)
		var many []point
		for i := range points {
			points[i] = point{confidence: float64(rng.IntN(8)) / 8, cluster: int32(i), right: rng.IntN(3) > 0}
			times[i] = rng.Int32N(3)
		}
		prepare(points)
		for i := range points {
			for range times[points[i].cluster] {
				many = append(many, points[i])
			}
		}
		if len(many) == 0 {
			continue
		}
		again := newWeigher(many, n)
		got, want := newWeigher(points, n).weigh(times), again.weigh(again.once())
		auroc, pairs := 0.0, 0.0
		if many[0].confidence == many[len(many)-1].confidence && !math.IsNaN(got.auroc) {
			t.Fatalf("equal confidences have an AUROC of %v", got.auroc)
		}
		for i := range many {
			for j := range many {
				if many[i].right && !many[j].right {
					pairs++
					auroc += one(many[i].confidence > many[j].confidence) + one(many[i].confidence == many[j].confidence)/2
				}
			}
		}
		aurc := 0.0
		for k := 1; k <= len(many); k++ { // the k-th may be any of those with its confidence
			errs, inside, wrong := 0.0, 0.0, 0.0
			for i := range many {
				switch c := many[i].confidence; {
				case c > many[k-1].confidence:
					errs += one(!many[i].right)
				case c == many[k-1].confidence:
					inside++
					wrong += one(!many[i].right)
				}
			}
			above := 0
			for i := range many {
				above += int(one(many[i].confidence > many[k-1].confidence))
			}
			aurc += (errs + wrong*float64(k-above)/inside) / float64(k) / float64(len(many))
		}
		if !near(got.aurc, aurc) || pairs > 0 && !math.IsNaN(got.auroc) && !near(got.auroc, auroc/pairs) || !near(got.brier, want.brier) || !near(got.nll, want.nll) || !near(got.ece, want.ece) || !near(got.eaurc, want.eaurc) {
			t.Fatalf("%+v, by the definitions %+v, aurc %v, auroc %v", got, want, aurc, auroc/pairs)
		}
	}
}

// A calibrated model has the calibration errors that it is expected to have, and its excess is
// about none. One that is too sure has an excess.
func TestSimulatedCalibrationError(t *testing.T) {
	const runs, n = 15, 150
	rng := rand.New(rand.NewPCG(18, 9))
	for _, over := range []float64{0, 0.2} {
		var ece, mass, null, massNull float64
		seen := 0
		for range runs {
			var c calibration
			for i := range n {
				p := distuv.Beta{Alpha: 8, Beta: 1, Src: rng}.Rand()
				c.add(p, rng.Float64() < p-over, alone(i))
			}
			m := report.Metrics{}
			r, _, err := c.report(t.Context(), &Options{Seed: 1}, false, n, m)
			if err != nil {
				t.Fatal(err)
			}
			ece, mass = ece+*m["ece"].Value/runs, mass+*m["ece_mass"].Value/runs
			null, massNull = null+r.ECENull/runs, massNull+r.ECEMassNull/runs
			seen += int(one(*m["ece_excess"].Low > 0))
		}
		switch {
		case over == 0 && (math.Abs(ece-null) > 0.008 || math.Abs(mass-massNull) > 0.01 || seen > 2):
			t.Errorf("a calibrated model: %.4f and %.4f, expected %.4f and %.4f; in %d of %d runs there is an excess", ece, mass, null, massNull, seen, runs)
		case over > 0 && (ece-null < 0.1 || seen < runs):
			t.Errorf("a model that is too sure: %.4f, expected %.4f; in %d of %d runs there is an excess", ece, null, seen, runs)
		}
	}
}

// The points of the curve are thresholds in rising order, with a band around the risk.
func TestRiskCoverageCurve(t *testing.T) {
	rng := rand.New(rand.NewPCG(18, 15))
	for _, n := range []int{7, 100, 5000} {
		confidence, right := make([]float64, n), make([]bool, n)
		for i := range n {
			confidence[i] = math.Round(rng.Float64()*500) / 500
			right[i] = rng.Float64() < confidence[i]
		}
		curve := evaluateSure(t, confidence, right, func(i int) string { return fmt.Sprint(i % 40) }, Options{}).Calibration.RiskCoverage
		if len(curve) > 101 || len(curve) < min(n/2, 90) || curve[len(curve)-1].Coverage != 1 {
			t.Fatalf("%d points of %d answers", len(curve), n)
		}
		for i, p := range curve {
			kept, errs := 0, 0
			for k := range confidence {
				if confidence[k] >= p.Confidence {
					kept++
					errs += int(one(!right[k]))
				}
			}
			if !near(p.Coverage, float64(kept)/float64(n)) || !near(p.Risk, float64(errs)/float64(kept)) || i > 0 && p.Coverage <= curve[i-1].Coverage {
				t.Errorf("point %d: %+v, %d of %d kept, %d wrong", i, p, kept, n, errs)
			}
			if p.Low != nil && (*p.Low > p.Risk || *p.High < p.Risk) {
				t.Errorf("point %d: the band is from %v to %v around %v", i, *p.Low, *p.High, p.Risk)
			}
		}
	}
}

// A confidence of another scale is refused, with what it may be.
func TestConfidencesOfOtherScales(t *testing.T) {
	for _, c := range []struct {
		confidence float64
		want       string
	}{
		{-0.3, "log probability"}, {math.Inf(-1), "log probability"}, {87.5, "percent"}, {1.2, "score"}, {math.Inf(1), "score"}, {math.NaN(), "not a number"},
	} {
		gold, preds := sureOf([]float64{0.5, c.confidence}, []bool{true, true}, nil)
		_, err := Evaluate(t.Context(), stream(gold), Predictions{Label: "run", Seq: stream(preds)}, Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), `prediction "1"`) {
			t.Errorf("%v: %v, want %q", c.confidence, err, c.want)
		}
	}
	probabilities := []float64{math.NaN(), 0.5, math.Inf(1), -1}
	(&Answers{All: make([]Answer, 4)}).Trust(probabilities) // comes to an end
}
