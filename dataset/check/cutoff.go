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

// pile reports the rows of the greatest length if so many have it that they must have been
// cut off there: at least one in a hundred, and ten times as many as are a little shorter.
func (c *Checker) pile(unit string, counts, sorted []uint32) {
	n := len(sorted)
	longest := sorted[n-1]
	from, _ := slices.BinarySearch(sorted, longest)
	at := n - from
	below, _ := slices.BinarySearch(sorted, longest-min(longest, max(2, longest/16)))
	if at < 10 || at*100 < n || (from-below)*2 > at || longest < 16 {
		return
	}
	for i, k := range counts {
		if k == longest {
			c.atRow(Cut, i, fmt.Sprintf("the text ends after %d %s, as %d texts do and none is longer", longest, unit, at))
		}
	}
}
