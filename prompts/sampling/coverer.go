package sampling

import (
	"math/bits"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// coverer chooses rows of a template that cover pairs of parts and values not
// covered yet. Its memory grows only with the number of pairs.
type coverer struct {
	times uint8
	seen  map[uint64]uint8 // rows of each pair
	ids   map[*grammar.Node]uint64

	someParts, someValues map[uint64]bool // of rows

	parts, values []uint64 // of the derivation at hand
	row           []uint64
}

func newCoverer(times int) *coverer {
	return &coverer{times: uint8(min(max(times, 1), 255)), seen: map[uint64]uint8{}, ids: map[*grammar.Node]uint64{},
		someParts: map[uint64]bool{}, someValues: map[uint64]bool{}}
}

// chosen notes a choice outside of slots.
func (c *coverer) chosen(n *grammar.Node, choice uint64) {
	id, ok := c.ids[n]
	if !ok {
		id = uint64(len(c.ids))
		c.ids[n] = id
	}
	c.parts = append(c.parts, dataset.Mix(id<<32^choice))
}

// pairs lists the pairs of the derivation that a walker has just made.
func (c *coverer) pairs(w *grammar.Walker) []uint64 {
	c.row, c.values = c.row[:0], c.values[:0]
	for set := w.Set; set != 0; set &= set - 1 {
		i := bits.TrailingZeros64(set)
		c.values = append(c.values, dataset.KeyHash(uint64(i), strings.ToLower(string(w.Words(i)))+"="+w.Args[i].Canonical))
		for _, p := range c.parts {
			c.row = append(c.row, dataset.Mix(p^c.values[len(c.values)-1]))
		}
	}
	if w.Set == 0 {
		c.row = append(c.row, c.parts...)
	}
	return c.row
}

// gain is how often the pairs of a row are still wanted.
func (c *coverer) gain(pairs []uint64) int {
	n := 0
	for _, p := range pairs {
		n += max(0, int(c.times)-int(c.seen[p]))
	}
	return n
}

// add counts the pairs of a row.
func (c *coverer) add(pairs []uint64) {
	for _, p := range pairs {
		if c.seen[p] < 255 {
			c.seen[p]++
		}
	}
}
