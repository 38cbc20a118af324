package eval

// slab hands out slices of one array after the other, so that many small ones cost few
// allocations.
type slab[T any] struct {
	array []T
	used  int
}

// slabSize is how many elements an array has.
const slabSize = 256

// take returns a slice of n zero values, which cannot grow into its neighbour.
func (s *slab[T]) take(n int) []T {
	if len(s.array)-s.used < n {
		s.array, s.used = make([]T, max(n, slabSize)), 0
	}
	s.used += n
	return s.array[s.used-n : s.used : s.used]
}

// reset takes back all slices of the last array, which nobody may use any more.
func (s *slab[T]) reset() {
	clear(s.array[:s.used])
	s.used = 0
}
