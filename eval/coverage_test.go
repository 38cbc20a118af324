package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// rates draws how well each template is answered: a beta distribution with this mean,
// whose intraclass correlation is alike. At 1 a template is answered right always or never.
func rates(rng *rand.Rand, templates int, mean, alike float64) []float64 {
	out := make([]float64, templates)
	for i := range out {
		switch alike {
		case 0:
			out[i] = mean
		case 1:
			out[i] = one(rng.Float64() < mean)
		default:
			s := (1 - alike) / alike
			out[i] = distuv.Beta{Alpha: mean * s, Beta: (1 - mean) * s, Src: rng}.Rand()
		}
	}
	return out
}

// The ends of the intervals are on the wrong side of the truth in about 2.5 % of runs
// each, however few templates there are and however alike their prompts.
func TestSimulatedIntervalsOfFewTemplates(t *testing.T) {
	const runs = 1500
	rng := rand.New(rand.NewPCG(18, 7))
	for _, truth := range []float64{0.7, 0.9, 0.97} {
		for _, templates := range []int{2, 3, 5, 10, 30, 100} {
			for _, alike := range []float64{0, 0.2, 0.5, 1} {
				above := 0
				for range runs {
					var c clustered
					for i, rate := range rates(rng, templates, truth, alike) {
						for range 10 + 20*(i%2) {
							c.add(int32(i), one(rng.Float64() < rate))
						}
					}
					if m := c.proportion(true); *m.Low > truth {
						above++
					}
				}
				if share := float64(above) / runs; share > 0.055 {
					t.Errorf("%g, %d templates, alike %g: the low end is above the truth in %.1f %% of runs", truth, templates, alike, 100*share)
				}
			}
		}
	}
}

// Three templates say little of others, however many prompts they have.
func TestFewPerfectTemplates(t *testing.T) {
	for _, c := range []struct {
		templates, prompts int
		low                float64
	}{{2, 100, 0.158}, {3, 50, 0.292}, {5, 50, 0.478}, {100, 2, 0.964}} {
		var all clustered
		for i := range int32(c.templates) {
			for range c.prompts {
				all.add(i, 1)
			}
		}
		m := all.proportion(true)
		if math.Abs(*m.Low-c.low) > 0.0005 || *m.High != 1 {
			t.Errorf("%d templates, all right: %v to %v, want %v to 1", c.templates, *m.Low, *m.High, c.low)
		}
	}
}

// The numbers of an action allow for its templates, too.
func TestSimulatedIntervalsOfAnAction(t *testing.T) {
	const runs, truth, templates = 300, 0.9, 6
	rng := rand.New(rand.NewPCG(18, 8))
	missed := map[string]int{}
	for range runs {
		var gold []Gold
		var preds []dataset.Prediction
		for i, rate := range rates(rng, templates, truth, 0.5) {
			for j := range 20 {
				id := fmt.Sprint(i, "-", j)
				gold = append(gold, Gold{Example: dataset.Example{ID: id, Text: "x", Call: &dataset.Call{Name: "pay"}, Origin: &dataset.Origin{Template: fmt.Sprint(i)}}},
					Gold{Example: dataset.Example{ID: "o" + id, Text: "x", Call: &dataset.Call{Name: "other"}, Origin: &dataset.Origin{Template: fmt.Sprint("o", i)}}})
				preds = append(preds, dataset.Prediction{ID: id, Output: []string{"other()", "pay()"}[int(one(rng.Float64() < rate))]}, dataset.Prediction{ID: "o" + id, Output: "other()"})
			}
		}
		r, err := Evaluate(t.Context(), stream(gold), Predictions{Label: "run", Seq: stream(preds)}, Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		l := r.Intents[slices.IndexFunc(r.Intents, func(l report.Label) bool { return l.Name == "pay" })]
		for name, x := range map[string]struct {
			m    report.Metric
			true float64
		}{"recall": {l.Recall, truth}, "f1": {l.F1, 2 * truth / (1 + truth)}, "exact match": {r.Metrics["exact_match"], (1 + truth) / 2}} {
			if x.m.Low != nil && *x.m.Low > x.true || x.m.High != nil && *x.m.High < x.true {
				missed[name]++
			}
		}
	}
	for name, n := range missed {
		if share := float64(n) / runs; share > 0.1 {
			t.Errorf("%s of an action with %d templates: the interval misses the truth in %.1f %% of runs", name, templates, 100*share)
		}
	}
}
