package measure

import (
	"math/rand/v2"
	"testing"

	"github.com/slmkit/slmkit/eval/report"
)

// times draws blocks of times around medians that depend on the prompts of a block, which
// recur.
func times(r *rand.Rand, blocks, recur int, spread float64) [][]float64 {
	out := make([][]float64, blocks)
	for i := range out {
		for range blockSize {
			out[i] = append(out[i], (10+float64(i%recur))*(1+spread*(r.Float64()-0.5)))
		}
	}
	return out
}

// Prompts that differ are no noise: where they recur they are shared out to both halves.
// What remains grows with the spread of the times.
func TestSplitNoise(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	if got := splitNoise(times(r, 128, 16, 0), 16); got > 0.001 {
		t.Errorf("times that are the same: noise of %v", got)
	}
	little, much := splitNoise(times(r, 128, 16, 0.1), 16), splitNoise(times(r, 128, 16, 1), 16)
	if !(0 < little && little < much && much < 0.5) {
		t.Errorf("noise of %v and %v", little, much)
	}
	if got := splitNoise(times(r, fewestBlocks-1, 16, 1), 16); got != 0 {
		t.Errorf("%d blocks have a noise of %v", fewestBlocks-1, got)
	}
}

// A ratio of a model to itself is nearly never told apart, one of twice the speed always.
func TestSimulatedToldApart(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	wrong := 0
	for range 40 {
		a, b := times(r, 64, 8, 0.6), times(r, 64, 8, 0.6)
		fast := times(r, 64, 8, 0.6)
		for _, block := range fast {
			for i := range block {
				block[i] /= 2
			}
		}
		floor := noise([][][]float64{a, b}, 8, nil).Floor
		same, twice := ratio(a, b, 0.5), ratio(a, fast, 0.5)
		same.Floor, twice.Floor = &floor, &floor
		if same.ToldApart() {
			wrong++
		}
		if !twice.ToldApart() {
			t.Errorf("twice as fast is not told apart: %v of %v to %v, floor %v", *twice.Value, *twice.Low, *twice.High, floor)
		}
	}
	if wrong > 2 {
		t.Errorf("the same model is told apart from itself in %d of 40 tries", wrong)
	}
}

// With a twin the floor is at least what the first model differs from itself.
func TestTwin(t *testing.T) {
	low, high := 0.9, 1.05
	blocks := [][][]float64{times(rand.New(rand.NewPCG(1, 2)), 20, 4, 0)}
	if n := noise(blocks, 4, &report.Metric{Low: &low, High: &high}); n.How != report.NoiseAA || !near(n.Floor, 1/0.9-1) {
		t.Errorf("%+v", n)
	}
	if n := noise(blocks, 4, nil); n.How != report.NoiseSplit || n.N != 20 {
		t.Errorf("%+v", n)
	}
	if n := noise(nil, 4, nil); n != nil {
		t.Errorf("nothing was timed: %+v", n)
	}
	var log []string
	a := &fakeRunner{"a", 1000, &log, nil}
	r, err := Measure(t.Context(), []Runner{a, a, a}, Plan{Prompts: []string{"x"}, Scenarios: []Scenario{SingleStream}, MinRuns: 80, Twin: true})
	if err != nil || len(r.Precisions) != 2 || r.Noise.How != report.NoiseAA || r.Precisions[1].Metrics["speedup"].Floor == nil {
		t.Errorf("%+v, %v", r, err)
	}
	counts := map[Scenario]int{}
	plan := Plan{Prompts: []string{"x"}, MinRuns: 80, Twin: true, Batches: []int{1}, Rounds: 1, Record: func(s Sample) { counts[s.Scenario]++ }}
	if r, err = Measure(t.Context(), []Runner{a, a}, plan); err != nil || counts[SingleStream] != 160 || counts[Offline] != 1 || len(r.Precisions[0].Batches) != 1 {
		t.Errorf("%v, %v: the twin is timed one prompt at a time only", counts, err)
	}
}

// All prompts are answered at each batch size, however many there are, a stretch at a time.
func TestOfflineAnswersAllPrompts(t *testing.T) {
	for _, c := range []struct{ prompts, rounds, want, size int }{{3, 7, 7, 3}, {128, 2, 2, 128}, {300, 2, 3, 128}, {300, 5, 5, 128}} {
		p := Plan{Prompts: make([]string, c.prompts), Rounds: c.rounds}
		if p.rounds() != c.want || p.roundSize() != c.size {
			t.Errorf("%d prompts: %d rounds of %d, want %d of %d", c.prompts, p.rounds(), p.roundSize(), c.want, c.size)
		}
	}
	for _, c := range [][2]int{{3, 3}, {8, 1}, {128, 16}, {12, 3}} {
		if p := (Plan{Prompts: make([]string, c[0])}); p.recurs(blockSize) != c[1] {
			t.Errorf("%d prompts come again after %d blocks, want %d", c[0], p.recurs(blockSize), c[1])
		}
	}
}
