package drift

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestDistance: it is 0 for the same shares and 1 for others, never beyond, and the same
// both ways.
func TestDistance(t *testing.T) {
	for _, c := range []struct {
		name   string
		shares []Share
		want   float64
	}{
		{"the same", []Share{{"a", 60, 600}, {"b", 40, 400}}, 0},
		{"others", []Share{{"a", 100, 0}, {"b", 0, 100}}, 1},
		{"half", []Share{{"a", 100, 50}, {"b", 0, 50}}, math.Sqrt(1 - 0.75*math.Log2(3) + 0.5)},
	} {
		if d := Of(c.shares, 1, 1); d == nil || math.Abs(d.Distance-c.want) > 1e-9 {
			t.Errorf("%s: %+v, want %v", c.name, d, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var there, back []Share
		for _, n := range rapid.SliceOfN(rapid.Uint16Range(0, 300), 2, 40).Draw(t, "shares") {
			m := rapid.IntRange(0, 300).Draw(t, "now")
			there, back = append(there, Share{"", int(n), m}), append(back, Share{"", m, int(n)})
		}
		d, e := Of(there, 1, 1), Of(back, 1, 1)
		if (d == nil) != (e == nil) {
			t.Fatalf("%+v, but %+v", d, e)
		}
		if d != nil && (!(d.Distance >= 0 && d.Distance <= 1+1e-12) || math.Abs(d.Distance-e.Distance) > 1e-9 || !(d.Chance > 0 && d.Chance <= 1)) {
			t.Fatalf("%+v and %+v", d, e)
		}
	})
}
