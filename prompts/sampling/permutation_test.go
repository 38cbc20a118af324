package sampling

import "testing"

func TestPermuter(t *testing.T) {
	for _, n := range []uint64{1, 2, 3, 10, 64, 65, 1000} {
		p := NewPermutation(n, 7)
		seen := make([]bool, n)
		for i := range n {
			v := p.At(i)
			if v >= n || seen[v] {
				t.Fatalf("%d of %d: %d is out of range or there twice", i, n, v)
			}
			seen[v] = true
		}
	}
}
