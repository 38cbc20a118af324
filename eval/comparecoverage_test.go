package eval

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// changing draws how well two runs answer each template, and returns the true change.
// Either the runs differ at random from template to template, or the new run is as the
// base run but for some templates, in which everything breaks.
func changing(rng *rand.Rand, templates int, base, new, alike float64, breaks bool) (was, is []float64, change float64) {
	was = rates(rng, templates, base, alike)
	if !breaks {
		return was, rates(rng, templates, new, alike), new - base
	}
	lost := (1 - new/base + 0.05) * alike
	for _, rate := range was {
		if rng.Float64() < lost {
			is = append(is, 0)
		} else {
			is = append(is, rate)
		}
	}
	return was, is, -base * lost
}

// The interval of a change is on the wrong side of the truth in about 2.5 % of runs each,
// however few templates there are. It leaves out zero, where nothing changed, as seldom.
func TestSimulatedIntervalsOfChanges(t *testing.T) {
	const runs = 120
	rng := rand.New(rand.NewPCG(18, 9))
	for _, truth := range [][2]float64{{0.9, 0.9}, {0.97, 0.92}, {0.9, 0.6}} {
		for _, templates := range []int{3, 5, 8} {
			for _, alike := range []float64{0, 0.5, 1} {
				for _, breaks := range []bool{false, true} {
					above, below := 0.0, 0.0
					for range runs {
						was, is, change := changing(rng, templates, truth[0], truth[1], alike, breaks)
						var p pairedShare
						for i := range was {
							for range 10 + 20*(i%2) {
								u := rng.Float64()
								p.add(int32(i), u < was[i], u < is[i])
							}
						}
						m := p.delta(false)
						above, below = above+one(*m.Low > change), below+one(*m.High < change)
					}
					if share := max(above, below) / runs; share > 0.075 {
						t.Errorf("%v, %d templates, alike %g, breaks %v: an end is on the wrong side in %.1f %% of runs", truth, templates, alike, breaks, 100*share)
					}
				}
			}
		}
	}
}

// So it is with the change of slots F1, which the bootstrap alone puts beside the truth in
// up to 70 % of runs.
func TestSimulatedIntervalsOfSlotChanges(t *testing.T) {
	const runs = 40
	rng := rand.New(rand.NewPCG(18, 10))
	for _, templates := range []int{3, 5, 8} {
		for _, breaks := range []bool{false, true} {
			above, below := 0.0, 0.0
			for range runs {
				was, is, change := changing(rng, templates, 0.9, 0.8, 0.5, breaks)
				base, new := measured{tally: newTally()}, measured{tally: newTally()}
				for i := range was {
					for range 10 + 20*(i%2) {
						u := rng.Float64()
						addSlot(base.tally, i, u < was[i])
						addSlot(new.tally, i, u < is[i])
					}
				}
				for _, m := range []*measured{&base, &new} {
					if err := m.draw(t.Context(), 1); err != nil {
						t.Fatal(err)
					}
				}
				m, _ := slotDelta(&base, &new)
				above, below = above+one(*m.Low > change), below+one(*m.High < change)
			}
			if share := max(above, below) / runs; share > 0.1 {
				t.Errorf("%d templates, breaks %v: an end is on the wrong side in %.1f %% of runs", templates, breaks, 100*share)
			}
		}
	}
}

// addSlot counts an example of a template with one argument.
func addSlot(t *tally, template int, right bool) {
	kind := COR
	if !right {
		kind = INC
	}
	get(t.clusters, int32(template)).all.add(slotCounts{cor: one(kind == COR), both: 1, pos: 1, act: 1})
	t.slotAll.add(slotCounts{cor: one(kind == COR), both: 1, pos: 1, act: 1})
	t.byTemplate = true
}

// Two runs that differ by chance alone get a verdict in at most 5 % of comparisons,
// although several metrics are tested.
func TestSimulatedVerdictsOfEqualRuns(t *testing.T) {
	const runs = 50
	rng := rand.New(rand.NewPCG(18, 11))
	wrong := 0.0
	for range runs {
		var gold []Gold
		var preds [2][]dataset.Prediction
		for i := range 120 {
			id := fmt.Sprint(i)
			gold = append(gold, Gold{Example: dataset.Example{ID: id, Text: "x", Call: &dataset.Call{Name: []string{"none", "pay"}[i%2], Arguments: map[string]any{}}}})
			for k := range preds {
				answers := []string{"none()", "pay()", "pay(to=x)", "("}
				answer := answers[i%2]
				if rng.Float64() < 0.25 {
					answer = answers[rng.IntN(4)]
				}
				preds[k] = append(preds[k], dataset.Prediction{ID: id, Output: answer})
			}
		}
		c, err := Compare(t.Context(), stream(gold), Predictions{"a", stream(preds[0])}, Predictions{"b", stream(preds[1])}, Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		wrong += one(c.Verdict != report.Same)
	}
	if share := wrong / runs; share > 0.1 {
		t.Errorf("%.1f %% of equal runs get a verdict", 100*share)
	}
}
