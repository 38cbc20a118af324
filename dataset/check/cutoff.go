package check

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"
)

// tooLong finds texts far longer than others, and a length at which many texts end and
// beyond which there are none: they were cut off there.
func tooLong(ctx context.Context, c *Checker) error {
	n := c.rows.Len()
	if n < 20 {
		return nil
	}
	counts := make([]uint32, n)
	for i := range n {
		counts[i] = uint32(utf8.RuneCountInString(c.rows.Text(i)))
	}
	sorted := slices.Clone(counts)
	slices.Sort(sorted)
	if err := ctx.Err(); err != nil {
		return err
	}
	c.pile("characters", counts, sorted)
	limit := max(4*sorted[n*99/100], 400)
	for i, k := range counts {
		if k > limit {
			c.atRow(Long, i, fmt.Sprintf("the text has %d characters, and 99 of 100 texts have at most %d", k, sorted[n*99/100]))
		}
	}
	return nil
}

// pile reports the rows of a length that so many have that they must have been cut off
// there: at least one in a hundred, five times as many as have one of the three lengths
// before it on average, and more than twice as many as are longer.
func (c *Checker) pile(unit string, counts, sorted []uint32) {
	n := len(sorted)
	below := func(k uint32) int { i, _ := slices.BinarySearch(sorted, k); return i }
	for from := below(16); from < n; {
		length := sorted[from]
		end := below(length + 1)
		at, before := end-from, float64(from-below(length-3))/3
		if at >= 10 && at*100 >= n && float64(at) >= 5*before && at > 2*(n-end) {
			for i, k := range counts {
				if k == length {
					c.atRow(Cut, i, fmt.Sprintf("the text ends after %d %s, as %d texts do and %d are longer", length, unit, at, n-end))
				}
			}
			return
		}
		from = end
	}
}
