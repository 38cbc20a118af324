package eval

import "math"

// hypergeometric is the chance that at least k of the draws from n items fall into a group
// of them: the upper tail of Fisher's exact test.
func hypergeometric(k, n, group, draws int) float64 {
	if k <= max(0, group+draws-n) {
		return 1
	}
	at := func(k int) float64 {
		return math.Exp(logChoose(group, k) + logChoose(n-group, draws-k) - logChoose(n, draws))
	}
	if float64(k)*float64(n) <= float64(group)*float64(draws) { // up to the mean the rest is the smaller part
		k--
		term := at(k)
		sum := term
		for ; k > max(0, group+draws-n) && term > 1e-17*sum; k-- {
			term *= float64(k) * float64(n-group-draws+k) / (float64(group-k+1) * float64(draws-k+1))
			sum += term
		}
		return 1 - sum
	}
	term := at(k)
	sum := term
	for ; k < min(group, draws) && term > 1e-17*sum; k++ {
		term *= float64(group-k) * float64(draws-k) / (float64(k+1) * float64(n-group-draws+k+1))
		sum += term
	}
	return min(sum, 1)
}

// logChoose is the logarithm of the number of ways to choose k of n items.
func logChoose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

// benjaminiHochberg adjusts rising chances of tests: to find all up to one of them is to
// accept that share of false finds (Benjamini and Hochberg 1995, Journal of the Royal
// Statistical Society B 57:289).
func benjaminiHochberg(rising []float64) []float64 {
	out, least := make([]float64, len(rising)), 1.0
	for i := len(rising) - 1; i >= 0; i-- {
		least = min(least, rising[i]*float64(len(rising))/float64(i+1))
		out[i] = least
	}
	return out
}
