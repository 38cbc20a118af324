package eval

import "testing"

// TestSlab: slices are of zeros, do not grow into their neighbours, and are handed out again
// after a reset alone.
func TestSlab(t *testing.T) {
	var s slab[int]
	a, b := s.take(2), s.take(3)
	a = append(a, 7)
	if b[0] != 0 || len(a) != 3 {
		t.Error("a slice grew into its neighbour")
	}
	b[2] = 5
	if long := s.take(2 * slabSize); len(long) != 2*slabSize || b[2] != 5 {
		t.Error("a long slice took the place of another")
	}
	s.take(1)[0] = 9
	s.reset()
	if c := s.take(1); c[0] != 0 {
		t.Error("a slice that was taken back is handed out with what it held")
	}
}
