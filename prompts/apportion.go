package prompts

import (
	"cmp"
	"math"
	"slices"
)

// apportion divides a total by weights, by largest remainders.
func apportion(total int, weights []float64) []int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	out := make([]int, len(weights))
	if sum <= 0 {
		return out
	}
	type rest struct {
		i    int
		part float64
	}
	var rests []rest
	left := total
	for i, w := range weights {
		exact := float64(total) * w / sum
		out[i] = int(exact)
		left -= out[i]
		if w > 0 {
			rests = append(rests, rest{i, exact - math.Floor(exact)})
		}
	}
	slices.SortStableFunc(rests, func(a, b rest) int { return cmp.Compare(b.part, a.part) })
	for i := range left {
		out[rests[i%len(rests)].i]++
	}
	return out
}

// counts divides n things over splits: each with a fraction gets at least one
// where there are enough.
func counts(n int, fractions [3]float64) []int {
	out := apportion(n, fractions[:])
	for s, f := range fractions {
		if most := slices.Index(out, slices.Max(out)); f > 0 && out[s] == 0 && out[most] > 1 {
			out[s]++
			out[most]--
		}
	}
	return out
}

func shares(rows int, fractions [3]float64) [3]int { return [3]int(apportion(rows, fractions[:])) }
