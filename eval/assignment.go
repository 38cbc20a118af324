package eval

import (
	"math"
	"time"
)

// onePair is what align returns of one call on each side.
var onePair = []int{0}

// align pairs gold calls with predicted calls. It makes as many pairs of equal
// calls as possible, then as many pairs of one action, then as many equal
// arguments.
func (q equality) align(gold, got []call, ref time.Time) []int {
	if len(gold) == 1 && len(got) == 1 {
		return onePair
	}
	w := make([][]float64, len(gold))
	for i := range gold {
		w[i] = make([]float64, len(got))
		for k := range got {
			if gold[i].name != got[k].name {
				continue
			}
			equal, all := q.matching(&gold[i], &got[k], ref)
			w[i][k] = 1e3 + float64(equal)
			if all {
				w[i][k] += 1e6
			}
		}
	}
	return assign(w)
}

// matching counts the equal arguments of two calls of one action, and says whether the
// calls are equal.
func (q equality) matching(gold, got *call, ref time.Time) (equal int, all bool) {
	all = gold.name == got.name && len(got.twice) == 0
	for i := range gold.args {
		a := &gold.args[i]
		b := got.arg(a.name)
		v, known := value{}, b != nil
		if known {
			v = b.values[0]
		} else {
			v, known = missingValue(a.param, ref)
		}
		switch {
		case known && q.same(a.param, a.values, v):
			equal++
		case b != nil || !a.free:
			all = false
		}
	}
	for i := range got.args {
		b := &got.args[i]
		if gold.arg(b.name) == nil {
			v, ok := missingValue(b.param, ref)
			all = all && ok && q.same(b.param, []value{v}, b.values[0])
		}
	}
	return equal, all
}

// assign pairs rows with columns so that the sum of weights is largest (the
// Hungarian method, O(n³)). It returns the column of every row, or -1 for a row
// without a partner. It never makes a pair of weight 0 or less.
func assign(weights [][]float64) []int {
	rows, cols := len(weights), 0
	if rows > 0 {
		cols = len(weights[0])
	}
	n := max(rows, cols)
	cost := func(i, j int) float64 {
		if i < rows && j < cols {
			return -max(weights[i][j], 0)
		}
		return 0
	}
	u, v := make([]float64, n+1), make([]float64, n+1)
	rowOf, way := make([]int, n+1), make([]int, n+1) // 1-based, 0: none
	for i := 1; i <= n; i++ {
		rowOf[0] = i
		augment(i, n, cost, u, v, rowOf, way)
	}
	match := make([]int, rows)
	for i := range match {
		match[i] = -1
	}
	for j := 1; j <= cols; j++ {
		if i := rowOf[j] - 1; i >= 0 && i < rows && weights[i][j-1] > 0 {
			match[i] = j - 1
		}
	}
	return match
}

// augment finds a place for row i along the cheapest alternating path.
func augment(i, n int, cost func(i, j int) float64, u, v []float64, rowOf, way []int) {
	least, used := make([]float64, n+1), make([]bool, n+1)
	for j := range least {
		least[j] = math.Inf(1)
	}
	j0 := 0
	for {
		used[j0] = true
		i0, delta, j1 := rowOf[j0], math.Inf(1), 0
		for j := 1; j <= n; j++ {
			if used[j] {
				continue
			}
			if c := cost(i0-1, j-1) - u[i0] - v[j]; c < least[j] {
				least[j], way[j] = c, j0
			}
			if least[j] < delta {
				delta, j1 = least[j], j
			}
		}
		for j := 0; j <= n; j++ {
			if used[j] {
				u[rowOf[j]] += delta
				v[j] -= delta
			} else {
				least[j] -= delta
			}
		}
		if j0 = j1; rowOf[j0] == 0 {
			break
		}
	}
	for j0 != 0 {
		j1 := way[j0]
		rowOf[j0] = rowOf[j1]
		j0 = j1
	}
}
