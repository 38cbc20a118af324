package sampling

import (
	"testing"

	"pgregory.net/rapid"
)

func TestBitset(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := rapid.SliceOfN(rapid.Bool(), 1, 3000).Draw(rt, "bits")
		var b bitset
		var set []int
		for i, bit := range want {
			b.append(bit)
			if bit {
				set = append(set, i)
			}
		}
		for i, at := range set {
			if got := b.find(i); got != at {
				rt.Fatalf("bit %d is at %d, not at %d", i, at, got)
			}
		}
	})
}
