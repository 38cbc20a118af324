package exact

import "fmt"

// walk visits the elements of a result row by row, and beside them those of up to
// three operands, whose dimensions of 1 are repeated as numpy repeats them.
type walk struct {
	rank    int
	dims    [maxRank]int
	strides [3][maxRank]int
}

// broadcast makes a walk over operands.
func broadcast(all ...*value) (w walk, err error) {
	for _, v := range all {
		w.rank = max(w.rank, len(v.dims))
	}
	for i := range w.rank {
		w.dims[i] = 1
		for _, v := range all {
			if at := i - w.rank + len(v.dims); at >= 0 && v.dims[at] != 1 {
				if w.dims[i] != 1 && w.dims[i] != v.dims[at] {
					return w, fmt.Errorf("dimensions %v and %v do not fit together", all[0].dims, v.dims)
				}
				w.dims[i] = v.dims[at]
			}
		}
	}
	for k, v := range all {
		stride := 1
		for i := len(v.dims) - 1; i >= 0; i-- {
			if v.dims[i] != 1 {
				w.strides[k][i+w.rank-len(v.dims)] = stride
			}
			stride *= v.dims[i]
		}
	}
	w.join()
	return w, nil
}

// join makes one dimension of two neighbours where every operand goes through both
// in one stride.
func (w *walk) join() {
	for i := w.rank - 1; i > 0; i-- {
		fits := true
		for k := range w.strides {
			s := &w.strides[k]
			fits = fits && (s[i-1] == s[i]*w.dims[i] || w.dims[i-1] == 1 || s[i] == 0 && s[i-1] == 0)
		}
		if !fits {
			continue
		}
		w.dims[i-1] *= w.dims[i]
		for k := range w.strides {
			s := &w.strides[k]
			s[i-1] = s[i]
			copy(s[i:w.rank], s[i+1:w.rank])
			s[w.rank-1] = 0
		}
		copy(w.dims[i:w.rank], w.dims[i+1:w.rank])
		w.rank--
	}
}

// rows calls row for each run of n elements along the last dimension: at is where
// they lie in the result, from where the operands' begin.
func (w *walk) rows(row func(n, at int, from, step [3]int)) {
	n, steps := 1, [3]int{}
	outer := max(w.rank-1, 0)
	if w.rank > 0 {
		n = w.dims[w.rank-1]
		for k := range steps {
			steps[k] = w.strides[k][w.rank-1]
		}
	}
	count := 1
	for i := range outer {
		count *= w.dims[i]
	}
	var at [maxRank]int
	var from [3]int
	for r := range count {
		row(n, r*n, from, steps)
		for i := outer - 1; i >= 0; i-- {
			at[i]++
			for k := range from {
				from[k] += w.strides[k][i]
			}
			if at[i] < w.dims[i] {
				break
			}
			for k := range from {
				from[k] -= w.strides[k][i] * at[i]
			}
			at[i] = 0
		}
	}
}

// full is the dimensions of the result of operands.
func full(all ...*value) []int {
	rank := 0
	for _, v := range all {
		rank = max(rank, len(v.dims))
	}
	dims := make([]int, rank)
	for i := range dims {
		dims[i] = 1
		for _, v := range all {
			if at := i - rank + len(v.dims); at >= 0 && v.dims[at] != 1 {
				dims[i] = v.dims[at]
			}
		}
	}
	return dims
}
