package calls

import (
	"math/big"
	"strconv"
)

// figures writes a number without an exponent.
func figures(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// decimal is a number as the decimal that it is written as.
func decimal(x float64) *big.Rat {
	n, _ := new(big.Rat).SetString(figures(x))
	return n
}

// power is 10ⁿ.
func power(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// count returns how many 10⁻ⁿ a number is, rounded up or down.
func count(x float64, n int, up bool) *big.Int {
	scaled := decimal(x)
	if n >= 0 {
		scaled.Mul(scaled, new(big.Rat).SetInt(power(n)))
	} else {
		scaled.Quo(scaled, new(big.Rat).SetInt(power(-n)))
	}
	whole, rest := new(big.Int).DivMod(scaled.Num(), scaled.Denom(), new(big.Int))
	if up && rest.Sign() > 0 {
		whole.Add(whole, big.NewInt(1))
	}
	return whole
}
