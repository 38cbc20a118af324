package inference

import "math"

// choice is the likeliest token, its logit, the logit of the second, and
// log Σ exp(logit − top), which is minus the token's log probability.
type choice struct {
	id          int32
	top, second float32
	rest        float64
}

// never is the score of a token that may not come.
var never = float32(math.Inf(-1))

// argmax returns the index of the largest value, the first of equal ones. It
// returns 0 if the first value is NaN.
func argmax(v []float32) int32 {
	best, at := v[0], 0
	for i, x := range v {
		if x > best {
			best, at = x, i
		}
	}
	return int32(at)
}

// second returns the largest value except that at best.
func second(v []float32, best int32) float32 {
	out := never
	for i, x := range v {
		if x > out && int32(i) != best {
			out = x
		}
	}
	return out
}

// logSumExp returns log Σ exp(v − best). It leaves out values that are 25 below
// best, as each adds less than 1e-11.
func logSumExp(v []float32, best float32) float64 {
	sum := 0.0
	for _, x := range v {
		if d := x - best; d > -25 {
			sum += math.Exp(float64(d))
		}
	}
	return math.Log(sum)
}
