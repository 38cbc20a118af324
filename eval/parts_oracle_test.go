package eval

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// The statistics of parts are those of scipy and statsmodels: testdata/parts.json, which
// make_parts_oracle.py writes.
func TestPartsAgainstOracle(t *testing.T) {
	var o struct {
		Fisher []struct {
			N, Wrong, Others int
			OthersWrong      int `json:"others_wrong"`
			P                float64
		}
		Adjusted []struct{ P, Q []float64 }
		Newcombe []struct {
			K1, N1, K2, N2 int
			Low, High      float64
		}
		Ratio []struct {
			Cor, Pos, Act []float64
			F1, Error     float64
		}
	}
	b, err := os.ReadFile("testdata/parts.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &o); err != nil {
		t.Fatal(err)
	}
	if len(o.Fisher) == 0 || len(o.Adjusted) == 0 || len(o.Newcombe) == 0 || len(o.Ratio) == 0 {
		t.Fatal("testdata/parts.json lacks a part")
	}
	for _, c := range o.Fisher {
		if got := hypergeometric(c.Wrong, c.N+c.Others, c.N, c.Wrong+c.OthersWrong); math.Abs(got-c.P) > 1e-9 {
			t.Errorf("Fisher %+v: %v", c, got)
		}
	}
	for _, c := range o.Adjusted {
		parts := make([]testedPart, len(c.P))
		for i, p := range c.P {
			parts[i].p = p
		}
		want := map[float64]float64{}
		found := 0
		for i, q := range c.Q {
			want[c.P[i]] = q
			found += int(one(q <= falseFinds))
		}
		got := discoveries(parts)
		if len(got) != found {
			t.Errorf("Benjamini and Hochberg find %d of %v, scipy %d", len(got), c.P, found)
		}
		for _, x := range got {
			if !near(x.q, want[x.p]) {
				t.Errorf("adjusted %v is %v, scipy has %v", x.p, x.q, want[x.p])
			}
		}
	}
	for _, c := range o.Newcombe {
		a, b := share(c.K1, c.N1, "prompts"), share(c.K2, c.N2, "prompts")
		if m := gapOf(&a, &b); !near(*m.Low, c.Low) || !near(*m.High, c.High) {
			t.Errorf("Newcombe %+v: %v to %v", c, *m.Low, *m.High)
		}
	}
	for _, c := range o.Ratio {
		cells := make([]cell, len(c.Cor))
		even, squares := 0.0, 0.0
		for i := range cells {
			cells[i].slots = slotCounts{cor: c.Cor[i], pos: c.Pos[i], act: c.Act[i]}
			n := c.Pos[i] + c.Act[i]
			even, squares = even+n, squares+n*n
		}
		m := slotF1(cells, false)
		z := spread{even: even * even / squares}.quantile()
		if !near(*m.Value, c.F1) || *m.High < 1 && !near(*m.High, c.F1+z*c.Error) || *m.Low > 0 && !near(*m.Low, c.F1-z*c.Error) {
			t.Errorf("ratio %+v: %v, %v to %v", c, *m.Value, *m.Low, *m.High)
		}
	}
}
