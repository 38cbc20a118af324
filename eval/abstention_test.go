package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/eval/report"
)

// plannerOf makes a planner of confidences.
func plannerOf(confidence []float64, right []bool, cluster func(int) int32, byTemplate bool) *planner {
	var c calibration
	for i := range confidence {
		c.add(confidence[i], right[i], cluster(i))
	}
	prepare(c.points)
	return &planner{c.points, c.numberClusters(), byTemplate, len(c.points)}
}

func alone(i int) int32 { return int32(-1 - i) }

// The threshold that is chosen is the one with the largest coverage of all that keep the
// bound, and measuring it again gives the same.
func TestChooseTakesTheLargestCoverage(t *testing.T) {
	rng := rand.New(rand.NewPCG(18, 11))
	found := 0
	for run := range 30 {
		n, templates := 50+rng.IntN(250), 20+rng.IntN(100)
		confidence, right := make([]float64, n), make([]bool, n)
		for i := range n {
			confidence[i] = math.Round(1000*(1-rng.Float64()*rng.Float64())) / 1000
			right[i] = rng.Float64() < 0.5+confidence[i]/2
		}
		p := plannerOf(confidence, right, func(i int) int32 { return int32(i % templates) }, run%2 == 0)
		for _, risk := range []float64{0.03, 0.1, 0.3} {
			best := 0
			for end := range n + 1 {
				if k := p.keep(end); (end == n || end > 0 && p.points[end].confidence < p.points[end-1].confidence) && k.bound() <= risk {
					best = end
				}
			}
			a := p.choose(risk)
			if got := int(math.Round(*a.Coverage.Value * float64(n))); got != best {
				t.Fatalf("run %d, risk %g: %d answers are kept, and %d can be", run, risk, got, best)
			}
			if best == 0 {
				if a.Threshold != nil || len(a.Warnings) == 0 || a.Risk.Value != nil || a.Verdict == report.RiskHolds {
					t.Errorf("run %d, risk %g: nothing can be kept, and %+v", run, risk, a)
				}
				continue
			}
			found++
			again := p.at(*a.Threshold, risk)
			if *again.Coverage.Value != *a.Coverage.Value || *again.RiskBound != *a.RiskBound || again.Verdict != report.RiskHolds || *a.RiskBound > risk+1e-9 {
				t.Errorf("run %d, risk %g: the threshold %v keeps %v with %v, not %v with %v", run, risk, *a.Threshold, *again.Coverage.Value, *again.RiskBound, *a.Coverage.Value, *a.RiskBound)
			}
		}
	}
	if found < 25 {
		t.Errorf("only %d thresholds are found", found)
	}
}

func TestThreshold(t *testing.T) {
	for _, c := range []struct {
		least, below, want float64
	}{{0.93427, 0.92, 0.93}, {0.9301, 0.93, 0.9301}, {0.93, 0.9299, 0.93}, {0.5, 0.2, 0.5}, {1, 0.9999, 1}, {0.95, 0.04, 0.9}, {math.Nextafter(0.7, 1), 0.7, math.Nextafter(0.7, 1)}} {
		p := plannerOf([]float64{c.least, c.below}, []bool{true, true}, alone, false)
		if got := *p.threshold(1); got != c.want {
			t.Errorf("between %v and %v: %v, want %v", c.below, c.least, got, c.want)
		}
	}
}

// What shows a risk: of n right answers the bound is 1 − 0.05^(1/n), and as many
// templates say no more, however many prompts they have.
func TestBoundOfAFewAnswers(t *testing.T) {
	repeat := func(n, wrong int) (confidence []float64, right []bool) {
		for i := range n {
			confidence, right = append(confidence, 0.9), append(right, i >= wrong)
		}
		return confidence, right
	}
	for _, c := range []struct {
		n, wrong, templates int
		bound               float64 // NaN for none
	}{
		{149, 0, 0, 0.019905}, {148, 0, 0, 0.020038}, {1, 0, 0, 0.95}, {10, 10, 0, 1},
		{1000, 0, 100, 0.029513}, {1000, 0, 1, math.NaN()}, {400, 2, 400, 0.015653},
	} {
		confidence, right := repeat(c.n, c.wrong)
		cluster := alone
		if c.templates > 0 {
			cluster = func(i int) int32 { return int32(i % c.templates) }
		}
		a := plannerOf(confidence, right, cluster, c.templates > 0).at(0.9, 0.02)
		switch {
		case math.IsNaN(c.bound):
			if a.RiskBound != nil || a.Verdict != report.RiskUnknown {
				t.Errorf("%+v: bound %v, %s", c, *a.RiskBound, a.Verdict)
			}
		case a.RiskBound == nil || math.Abs(*a.RiskBound-c.bound) > 2e-4 || (a.Verdict == report.RiskHolds) != (*a.RiskBound <= 0.02):
			t.Errorf("%+v: bound %v, %s", c, *a.RiskBound, a.Verdict)
		}
	}
}

// The bound holds for prompts of templates that are answered alike: it is below the
// truth in about 5 % of runs.
func TestSimulatedBound(t *testing.T) {
	const runs = 400
	rng := rand.New(rand.NewPCG(18, 12))
	for _, truth := range []float64{0.02, 0.1} {
		for _, templates := range []int{5, 30, 150} {
			for _, alike := range []float64{0, 0.2, 1} {
				below := 0
				for range runs {
					k := kept{byTemplate: true, clusters: make([]struct{ n, wrong float64 }, templates)}
					for i, rate := range rates(rng, templates, truth, alike) {
						for range 4 + 4*(i%2) {
							k.change(&point{cluster: int32(i), right: rng.Float64() >= rate}, 1)
						}
					}
					if k.bound() < truth {
						below++
					}
				}
				if share := float64(below) / runs; share > 0.08 {
					t.Errorf("%g, %d templates, alike %g: the bound is below the truth in %.1f %% of runs", truth, templates, alike, 100*share)
				}
			}
		}
	}
}

// A threshold that was chosen on other examples is tested. One that was chosen on these
// examples is optimistic, whichever run it is from.
func TestAbstention(t *testing.T) {
	const n = 600
	rng := rand.New(rand.NewPCG(18, 13))
	confidence, right := make([]float64, n), make([]bool, n)
	for i := range n {
		confidence[i] = float64(i%100) / 100
		right[i] = confidence[i] > 0.5 || rng.Float64() < 0.5
	}
	of := func(i int) string { return fmt.Sprint(i / 2) }
	optimistic := func(r *report.Evaluation) bool {
		return strings.Contains(strings.Join(r.Abstention.Warnings, " "), "on these very examples")
	}
	dev := evaluateSure(t, confidence, right, of, Options{MaxRisk: 0.05})
	a := dev.Abstention
	if *a.Threshold < 0.4 || *a.Threshold > 0.5 || a.Verdict != report.RiskHolds || *a.RiskBound > 0.05 || !optimistic(dev) {
		t.Fatalf("threshold %v, %s, bound %v, %q", *a.Threshold, a.Verdict, *a.RiskBound, a.Warnings)
	}
	if m := dev.Metrics["coverage_at_risk"]; *m.Value != *a.Coverage.Value || m.Low == nil || len(m.Warnings) == 0 {
		t.Errorf("coverage_at_risk %+v", m)
	}
	if m, _ := dev.Find("coverage_at_risk", report.Selector{{Key: "risk", Value: "0.05"}}); m == nil || *m.Value != *a.Coverage.Value {
		t.Errorf("coverage_at_risk[risk=0.05] is %+v", m)
	}
	if m, values := dev.Find("coverage_at_risk", report.Selector{{Key: "risk", Value: "0.07"}}); m != nil || len(values) != 5 {
		t.Errorf("coverage_at_risk[risk=0.07] is %+v; there are %q", m, values)
	}

	chosen := &report.ChosenOn{Report: "dev.json", Gold: "other"}
	tested := evaluateSure(t, confidence, right, of, Options{MaxRisk: 0.05, Threshold: a.Threshold, Chosen: chosen})
	if optimistic(tested) || *tested.Abstention.Coverage.Value != *a.Coverage.Value || tested.Abstention.Chosen.SameGold || len(tested.Metrics["coverage_at_risk"].Warnings) > 0 {
		t.Errorf("tested elsewhere: %+v", tested.Abstention)
	}
	chosen.Gold = dev.Gold.Fingerprint
	if same := evaluateSure(t, confidence, right, of, Options{MaxRisk: 0.05, Threshold: a.Threshold, Chosen: chosen}); !optimistic(same) || !same.Abstention.Chosen.SameGold {
		t.Errorf("tested on the same gold: %+v", same.Abstention)
	}
	low := 0.1
	above := evaluateSure(t, confidence, right, of, Options{MaxRisk: 0.05, Threshold: &low})
	if m := above.Metrics["coverage_at_risk"]; above.Abstention.Verdict != report.RiskAbove || *m.Value != 0 || m.Low != nil || !above.Abstention.ByHand || optimistic(above) {
		t.Errorf("a risk that is too high: %+v, %+v", above.Abstention, m)
	}
	if m := above.Metrics["selective_risk"]; *m.Value <= 0.05 || m.N != n*90/100 {
		t.Errorf("selective_risk %+v", m)
	}
	none := evaluateSure(t, confidence, right, of, Options{MaxRisk: 0.001})
	if none.Abstention.Threshold != nil || *none.Metrics["coverage_at_risk"].Value != 0 || !strings.Contains(none.Abstention.Warnings[0], "2995 templates") {
		t.Errorf("a risk that these cannot show: %+v", none.Abstention)
	}
	plain := evaluateSure(t, confidence, right, of, Options{Threshold: &low})
	if _, ok := plain.Metrics["coverage_at_risk"]; ok || plain.Abstention.MaxRisk != nil || plain.Metrics["selective_risk"].Value == nil {
		t.Errorf("no risk is wanted: %+v", plain.Abstention)
	}
	if r := evaluateSure(t, confidence, right, of, Options{}); r.Abstention != nil || len(r.Calibration.AtRisks) != 4 {
		t.Errorf("nothing is asked for: %+v", r.Abstention)
	}
}

// Of predictions of which some have no confidence, a coverage is one of a part.
func TestCoverageOfAPart(t *testing.T) {
	confidence, right := make([]float64, 400), make([]bool, 400)
	for i := range right {
		confidence[i], right[i] = 0.9, true
	}
	gold, preds := sureOf(confidence, right, nil)
	for i := range preds[:100] {
		preds[i].Confidence = nil
	}
	r, err := Evaluate(t.Context(), stream(gold), Predictions{Label: "run", Seq: stream(preds)}, Options{MaxRisk: 0.05})
	if err != nil {
		t.Fatal(err)
	}
	for _, where := range []report.Selector{nil, {{Key: "risk", Value: "0.05"}}, {{Key: "risk", Value: "0.02"}}} {
		if m, _ := r.Find("coverage_at_risk", where); m == nil || *m.Value != 1 || m.Coverage == nil || *m.Coverage != 0.75 {
			t.Errorf("%v: %+v", where, m)
		}
	}
	if warnings := strings.Join(r.Abstention.Warnings, "\n"); !strings.Contains(warnings, "100 of 400 examples have no answer with a confidence") {
		t.Errorf("the report does not say what has no confidence: %s", warnings)
	}
	if m := r.Metrics["selective_risk"]; m.Coverage == nil || *m.Coverage != 0.75 {
		t.Errorf("selective_risk: %+v", m)
	}
}
