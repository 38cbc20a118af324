package pack

import "slices"

// Total is the sum of weights.
func Total(weights []float64) (sum float64) {
	for _, w := range weights {
		sum += w
	}
	return sum
}

// even returns nil for weights that are all equal.
func even(weights []float64) []float64 {
	if slices.ContainsFunc(weights, func(w float64) bool { return w != weights[0] }) {
		return weights
	}
	return nil
}

// maxWeight is the greatest weight of a row of a table.
const maxWeight = 1_000_000
