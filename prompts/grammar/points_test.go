package grammar

import (
	"math"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestPointsSpread: of the first 2ᵏ points one lies in each cell of width 2⁻ᵏ.
func TestPointsSpread(t *testing.T) {
	for _, seed := range []uint64{0, 1, 42, math.MaxUint64} {
		for k := range 11 {
			seen := map[uint64]bool{}
			for c := range uint64(1) << k {
				seen[Points(seed).at(c).hi>>(63-k)>>1] = true
			}
			if len(seen) != 1<<k {
				t.Errorf("seed %d: %d points lie in %d cells", seed, 1<<k, len(seen))
			}
		}
	}
}

// TestPointsBefore: the search by cells finds the points that a scan finds.
func TestPointsBefore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := Points(rapid.Uint64().Draw(rt, "seed"))
		c := rapid.Uint64Range(0, 300).Draw(rt, "c")
		lo, hi := rapid.Uint64().Draw(rt, "lo"), rapid.Uint64().Draw(rt, "hi")
		if lo > hi {
			lo, hi = hi, lo
		}
		var want, got []uint64
		for i := range c {
			if at := bits.Reverse64(p.reversed(i)); lo <= at && at <= hi {
				want = append(want, i)
			}
		}
		p.before(c, lo, hi, func(i uint64) bool { got = append(got, i); return false })
		slices.Sort(got)
		if !slices.Equal(got, want) {
			rt.Fatalf("points below %d from %x to %x: %v, want %v", c, lo, hi, got, want)
		}
	})
}

// TestFraction: the digits of a fraction name the cell that it lies in.
func TestFraction(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := fraction{rapid.Uint64().Draw(rt, "hi"), rapid.Uint64().Draw(rt, "lo")}
		x := float64(f.hi) / (1 << 64)
		n := rapid.Uint64Range(1, 1<<20).Draw(rt, "n")
		i := f.take(n)
		if d := x*float64(n) - float64(i); d < -1e-6 || d >= 1+1e-6 || math.Abs(d-float64(f.hi)/(1<<64)) > 1e-6 {
			rt.Fatalf("%v of %d: digit %d, rest %v", x, n, i, float64(f.hi)/(1<<64))
		}
		rest := float64(f.hi) / (1 << 64)
		width := rapid.Uint64Range(1, 1<<20).Draw(rt, "width")
		at := rapid.Uint64Range(0, width-1).Draw(rt, "at")
		f.within(at, width)
		if want := (float64(at) + rest) / float64(width); math.Abs(want-float64(f.hi)/(1<<64)) > 1e-6 {
			rt.Fatalf("%d and %v of %d: %v", at, rest, width, float64(f.hi)/(1<<64))
		}
	})
}
