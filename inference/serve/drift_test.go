package serve

import (
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"strconv"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/inference/calibration"
)

// TestWindow: answers like those to the dev set are no further from it than chance puts
// them, others are far, and when these have left the window they count no more.
func TestWindow(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	names := []string{"pay", "open", "shut", "none"}
	drawn := func(shift int) *dataset.Prediction {
		p := &dataset.Prediction{Call: &dataset.Call{Name: names[(min(int(r.ExpFloat64()*2), 3)+shift)%4]}}
		sure := 1 - r.ExpFloat64()/10
		if shift > 0 {
			sure = r.Float64()
		}
		p.Confidence = &sure
		return p
	}
	base := &calibration.Answers{Actions: map[string]int{}, Confidence: calibration.Histogram{Edges: []float64{0.8, 0.9, 0.95}, Counts: make([]int, 4)}}
	for range 4000 {
		p := drawn(0)
		base.Actions[p.Call.Name]++
		base.Confidence.Counts[base.Confidence.Bin(*p.Confidence)]++
	}
	w := newWindow(base)
	if w.ofActions() != nil || w.ofConfidence() != nil {
		t.Error("an empty window has a distance")
	}
	for _, c := range []struct {
		n, shift, len int
		far           bool
	}{{500, 0, 500, false}, {1000, 0, 1000, false}, {1000, 2, 1000, true}, {999, 0, 1000, false}} {
		for range c.n {
			w.add(drawn(c.shift))
		}
		if w.len() != c.len {
			t.Errorf("%d answers, want %d", w.len(), c.len)
		}
		for what, d := range map[string]float64{"actions": w.ofActions().Distance, "confidence": w.ofConfidence().Distance} {
			if near := d < 0.12; near == c.far || c.far && d < 0.25 {
				t.Errorf("%+v: %s: %v", c, what, d)
			}
		}
	}
	total := 0
	for name, n := range w.actions {
		if total += n; n < 0 {
			t.Errorf("%d of %s", n, name)
		}
	}
	if total != driftWindow {
		t.Errorf("%d answers are counted", total)
	}
}

// TestDriftGauges: a model whose calibration says what it was calibrated on has gauges, and
// one that all ask the same is far from there.
func TestDriftGauges(t *testing.T) {
	s, h := start(t, options())
	const gauge = `slmkit_drift{model="banking",of="actions"}`
	for i := range 30 {
		if got := metric(s, gauge); i < 20 && got != "NaN" {
			t.Fatalf("after %d answers: %s", i, got)
		}
		ask(t, h, "/v1/parse", `{"text":"freeze my card"}`)
	}
	far, err := strconv.ParseFloat(metric(s, gauge), 64)
	chance, _ := strconv.ParseFloat(metric(s, `slmkit_drift_chance{model="banking",of="actions"}`), 64)
	if err != nil || far < 0.7 || far < chance || chance <= 0 || metric(s, `slmkit_drift_answers{model="banking"}`) != "30" {
		t.Errorf("distance %v, by chance %v, of %s answers: %v", far, chance, metric(s, `slmkit_drift_answers{model="banking"}`), err)
	}

	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(bundled)); err != nil {
		t.Fatal(err)
	}
	path := calibration.Path(dir)
	all, err := calibration.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		e.Answers = nil
	}
	if err := all.Write(path); err != nil {
		t.Fatal(err)
	}
	old, err := New(t.Context(), []Source{{Name: "m", Dir: dir}}, options())
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	h = httptest.NewServer(old.Handler())
	defer h.Close()
	ask(t, h, "/v1/parse", `{"text":"freeze my card"}`)
	if got := metric(old, `slmkit_drift{model="m",of="actions"}`); got != "" {
		t.Errorf("without a dev set: %s", got)
	}
	if all, err = calibration.Read(calibration.Path(bundled)); err != nil {
		t.Fatal(err)
	}
	if err := all.Write(path); err != nil {
		t.Fatal(err)
	}
	if err := old.Reload(t.Context(), "m"); err != nil {
		t.Fatal(err)
	}
	if got := metric(old, `slmkit_drift{model="m",of="actions"}`); got != "NaN" {
		t.Errorf("with a dev set that is new: %s", got)
	}
}
