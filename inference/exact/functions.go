package exact

import "math"

// The functions below are sums and products of float64 in one order, without fused
// multiplications, so that their bits are the same on every processor. In float32
// they are as near as the last bit.

const (
	log2e = 1.4426950408889634
	ln2hi = 6.93147180369123816490e-01
	ln2lo = 1.90821492927058770002e-10
	magic = 3 << 51 // adding it rounds to a whole number, in the last bits
)

// exponential is e to the power of x, which is between -700 and 700.
func exponential(x float64) float64 {
	t := float64(x*log2e) + magic
	n := t - magic
	r := x - float64(n*ln2hi)
	r -= float64(n * ln2lo)
	p := 1.0 / 3628800
	for _, c := range [...]float64{1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1} {
		p = float64(p*r) + c
	}
	return p * math.Float64frombits((math.Float64bits(t)+1023)<<52)
}

// exp is e to the power of x.
func exp(x float32) float32 {
	switch {
	case x < -104:
		return 0
	case x > 89:
		return float32(math.Inf(1))
	case x != x:
		return x
	}
	return float32(exponential(float64(x)))
}

// tanh is the hyperbolic tangent.
func tanh(x float32) float32 {
	a := math.Abs(float64(x))
	switch {
	case a < 1e-4 || x != x:
		return x
	case a > 20:
		a = 1
	default:
		a = 1 - 2/(exponential(2*a)+1)
	}
	return float32(math.Copysign(a, float64(x)))
}

// log is the natural logarithm, which is used for distances alone.
func log(x float32) float32 { return float32(math.Log(float64(x))) }

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
