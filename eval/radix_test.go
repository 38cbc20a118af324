package eval

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSortByKey: lists short and long, spread evenly and not, are sorted.
func TestSortByKey(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 100, 1 << 12, 20_000} {
		for _, bits := range []int{0, 3, 20, 64} {
			list := make([]uint64, n)
			for i := range list {
				list[i] = rng.Uint64() & (1<<bits - 1)
			}
			want := slices.Sorted(slices.Values(list))
			got := sortByKey(list, func(x *uint64) uint64 { return *x }, cmp.Compare[uint64])
			if !slices.Equal(got, want) {
				t.Errorf("%d numbers of %d bits are not sorted", n, bits)
			}
		}
	}
}
