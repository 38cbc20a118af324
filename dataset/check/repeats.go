package check

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"slices"

	"github.com/slmkit/slmkit/dataset"
)

// keyed is a row by a hash.
type keyed struct {
	key uint64
	row int32
}

// groups calls do with the rows of each key that several rows have, in the order of the
// first of them; the rows of a group are in their order. The key 0 is none.
func (c *Checker) groups(ctx context.Context, key func(r *row) uint64, do func(rows []keyed)) error {
	all := make([]keyed, 0, c.rows.Len())
	for i := range c.rows.Len() {
		if k := key(c.rows.list.at(i)); k != 0 {
			all = append(all, keyed{k, int32(i)})
		}
	}
	slices.SortFunc(all, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.row, b.row)) })
	var several [][]keyed
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].key == all[0].key {
			n++
		}
		if n > 1 {
			several = append(several, all[:n])
		}
		all = all[n:]
	}
	slices.SortFunc(several, func(a, b []keyed) int { return cmp.Compare(a[0].row, b[0].row) })
	for _, g := range several {
		if err := ctx.Err(); err != nil {
			return err
		}
		do(g)
	}
	return nil
}

// bit is that of the split of a row. Rows without a split are a split of their own.
func (r *row) bit() uint8 {
	if r.split < 0 {
		return 1 << len(dataset.Splits)
	}
	return 1 << r.split
}

// ids finds ids that several rows have.
func ids(ctx context.Context, c *Checker) error {
	id := func(r *row) uint64 {
		if r.id.size == 0 {
			return 0
		}
		return c.hash(c.rows.words.at(r.id))
	}
	return c.groups(ctx, id, func(rows []keyed) {
		for _, k := range rows[1:] {
			c.atPair(ID, int(k.row), int(rows[0].row), "the id occurs twice")
		}
	})
}

// repeats finds texts that several rows have after the same turns: twice in a split, with
// two calls, or in two splits.
func repeats(ctx context.Context, c *Checker) error {
	return c.groups(ctx, func(r *row) uint64 {
		if r.text.size == 0 {
			return 0
		}
		return r.input
	}, func(rows []keyed) {
		c.conflicts(rows)
		c.twice(rows)
		c.across(rows)
	})
}

// conflicts reports each row of one text that asks for something else than the majority,
// or than the first where there is none.
func (c *Checker) conflicts(rows []keyed) {
	times := map[uint64]int{}
	first := map[uint64]int{}
	best := rows[0]
	for _, k := range rows {
		asks := c.asks(k.row)
		if times[asks]++; times[asks] == 1 {
			first[asks] = int(k.row)
		}
	}
	if len(times) == 1 {
		return
	}
	for _, k := range rows {
		if times[c.asks(k.row)] > times[c.asks(best.row)] {
			best = k
		}
	}
	right := c.asks(best.row)
	for _, k := range rows {
		if asks := c.asks(k.row); asks != right && asks != 0 && right != 0 {
			c.atPair(Conflict, int(k.row), first[right], fmt.Sprintf("the same text asks for %s here and for %s elsewhere", c.labelOf(int(k.row)), c.labelOf(first[right])))
		}
	}
}

// asks is what a row asks for, 0 where it does not say.
func (c *Checker) asks(i int32) uint64 {
	if r := c.rows.list.at(int(i)); r.label >= 0 || r.flags&hasTarget != 0 {
		return r.asks
	}
	return 0
}

func (c *Checker) labelOf(i int) string {
	if at := c.rows.Label(i); at >= 0 {
		return c.rows.labels.list[at]
	}
	return "another target"
}

// twice reports each row of one text that repeats another of its split. An augmented copy
// may repeat a row but for its form, and a row one that was augmented.
func (c *Checker) twice(rows []keyed) {
	for i, k := range rows {
		r := c.rows.list.at(int(k.row))
		same, alike := -1, -1
		for _, before := range rows[:i] {
			b := c.rows.list.at(int(before.row))
			if b.bit() != r.bit() || b.asks != r.asks || b.parent != 0 || r.parent != 0 {
				continue
			}
			if b.exact == r.exact {
				same = int(before.row)
				break
			}
			if alike < 0 {
				alike = int(before.row)
			}
			if i > 64 { // a text that very many rows have needs no better match
				break
			}
		}
		switch {
		case same >= 0:
			c.atPair(Duplicate, int(k.row), same, "the text occurs twice")
		case alike >= 0:
			c.atPair(Alike, int(k.row), alike, "the text occurs twice but for its form")
		}
	}
}

// across reports the first row of each split that has the text of an earlier one.
func (c *Checker) across(rows []keyed) {
	var seen uint8
	for _, k := range rows {
		r := c.rows.list.at(int(k.row))
		if seen&^r.bit() != 0 && seen&r.bit() == 0 {
			other := c.firstIn(rows, seen)
			detail := "the text is also in " + firstSplit(seen)
			if c.rows.list.at(other).exact != r.exact {
				detail += ", but for its form"
			}
			c.atPair(TextLeak, int(k.row), other, detail)
		}
		seen |= r.bit()
	}
}

// firstIn is the first row of one of some splits.
func (c *Checker) firstIn(rows []keyed, splits uint8) int {
	for _, k := range rows {
		if c.rows.list.at(int(k.row)).bit()&splits != 0 {
			return int(k.row)
		}
	}
	return -1
}

// firstSplit is the name of the first split in a set of bits.
func firstSplit(set uint8) string {
	if i := bits.TrailingZeros8(set); i < len(dataset.Splits) {
		return string(dataset.Splits[i])
	}
	return "no split"
}

// origins finds templates in two splits, and augmented copies in another split than the
// row that they were made from.
func origins(ctx context.Context, c *Checker) error {
	templates := map[uint64]uint8{}
	parents := map[uint64]bool{}
	for i := range c.rows.Len() {
		r := c.rows.list.at(i)
		if r.parent != 0 {
			parents[r.parent] = true
		}
		if r.template == 0 {
			continue
		}
		was := templates[r.template]
		if was&^r.bit() != 0 && was&r.bit() == 0 && !c.opts.ByText {
			c.atRow(Template, i, "the template of the row is also in "+firstSplit(was))
		}
		templates[r.template] = was | r.bit()
	}
	c.result.Templates = len(templates)
	if len(parents) == 0 {
		return ctx.Err()
	}
	at := map[uint64]int32{}
	for i := range c.rows.Len() {
		if h := c.hash(c.rows.ID(i)); parents[h] {
			at[h] = int32(i)
		}
	}
	for i := range c.rows.Len() {
		r := c.rows.list.at(i)
		if p, ok := at[r.parent]; ok && r.parent != 0 && c.rows.list.at(int(p)).bit() != r.bit() {
			c.atPair(Parent, i, int(p), "the row that it was made from is in "+firstSplit(c.rows.list.at(int(p)).bit()))
		}
	}
	return ctx.Err()
}
