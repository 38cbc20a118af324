package eval

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/slmkit/slmkit/eval/report"
)

// McNemar returns the exact two-sided p of b items that only the first run got
// right and c that only the second did: min(1, 2·P[Bin(b+c, ½) ≤ min(b, c)])
// (McNemar 1947). Counts below 0 are 0.
func McNemar(b, c int) float64 {
	b, c = max(b, 0), max(c, 0)
	if b == c {
		return 1
	}
	k, n := float64(min(b, c)), float64(b+c)
	return min(1, 2*mathext.RegIncBeta(n-k, k+1, 0.5))
}

// pairs is the number of pairs in a table.
func pairs(t report.PairedCounts) float64 { return t.Both + t.OnlyBase + t.OnlyNew + t.Neither }

// shrink divides the counts by a design effect.
func shrink(t report.PairedCounts, deff float64) report.PairedCounts {
	return report.PairedCounts{Both: t.Both / deff, OnlyBase: t.OnlyBase / deff, OnlyNew: t.OnlyNew / deff, Neither: t.Neither / deff}
}

// Newcombe returns the interval of the difference new − base of two paired
// proportions for the normal quantile z (Newcombe 1998, Statistics in Medicine 17:2635, method 10).
func Newcombe(t report.PairedCounts, z float64) (low, high float64) {
	n := pairs(t)
	if n <= 0 {
		return math.NaN(), math.NaN()
	}
	a, b, c, d := t.Both, t.OnlyNew, t.OnlyBase, t.Neither
	p1, p2 := (a+b)/n, (a+c)/n
	l1, u1 := Wilson(a+b, n, z)
	l2, u2 := Wilson(a+c, n, z)
	phi := 0.0
	if den := (a + b) * (c + d) * (a + c) * (b + d); den > 0 {
		num := a*d - b*c
		if num > 0 {
			num = max(num-n/2, 0)
		}
		phi = num / math.Sqrt(den)
	}
	lower := (p1-l1)*(p1-l1) - 2*phi*(p1-l1)*(u2-p2) + (u2-p2)*(u2-p2)
	upper := (u1-p1)*(u1-p1) - 2*phi*(u1-p1)*(p2-l2) + (p2-l2)*(p2-l2)
	diff := p1 - p2
	return diff - math.Sqrt(max(lower, 0)), diff + math.Sqrt(max(upper, 0))
}
