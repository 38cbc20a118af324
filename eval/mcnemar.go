package eval

import (
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
