package main

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// count writes how many there are of something.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return text.Thousands(n) + " " + many
}

var superscripts = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")

// power writes a large number as 3.1·10¹¹.
func power(n *big.Int) string {
	s := n.String()
	if len(s) <= 6 {
		v, _ := strconv.Atoi(s)
		return text.Thousands(v)
	}
	return s[:1] + "." + s[1:2] + "·10" + superscripts.Replace(strconv.Itoa(len(s)-1))
}

// probability refuses the value of a flag that is none.
func probability(flag string, p float64) error {
	if !(p >= 0 && p <= 1) { // NaN, too
		return usageError("%s %g is no probability from 0 to 1", flag, p)
	}
	return nil
}

// atLeast refuses the first value of a flag that is too small.
func atLeast(least int, flag string, values ...int) error {
	for _, v := range values {
		if v < least {
			return usageError("%s %d: must be %d or more", flag, v, least)
		}
	}
	return nil
}
