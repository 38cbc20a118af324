package leak

// comparison counts what two splits share.
type comparison struct {
	*rows
	near float64
	show int
	work *work
}

// fill counts every kind of what the rows of from and to share.
func (c *comparison) fill(p *Pair, from, to []int) error {
	for k := Exact; k <= Values; k++ {
		hashes := func(i int) []uint64 {
			if c.list[i].hashes[k] != 0 {
				return c.list[i].hashes[k : k+1]
			}
			return nil
		}
		if err := c.equal(&p.Counts[k], from, to, hashes); err != nil {
			return err
		}
	}
	if err := c.equal(&p.Counts[SlotValue], from, to, c.slotsOf); err != nil {
		return err
	}
	n := near{rows: c.rows, least: c.near, work: c.work}
	match, err := n.match(from, to)
	if err != nil {
		return err
	}
	for i, at := range match {
		c.count(&p.Counts[Near], at >= 0, at, to[i])
	}
	return nil
}

// equal counts the hashes of to's rows that rows of from have as well.
func (c *comparison) equal(count *Count, from, to []int, hashes func(row int) []uint64) error {
	in := map[uint64]int{}
	for _, i := range from {
		if err := c.work.step(); err != nil {
			return err
		}
		for _, h := range hashes(i) {
			in[h] = i
		}
	}
	for _, i := range to {
		if err := c.work.step(); err != nil {
			return err
		}
		for _, h := range hashes(i) {
			at, found := in[h]
			c.count(count, found, at, i)
		}
	}
	return nil
}

func (c *comparison) count(count *Count, found bool, from, to int) {
	count.N++
	if !found {
		return
	}
	if count.K++; len(count.Matches) < c.show {
		count.Matches = append(count.Matches, Match{c.named(from), c.named(to), similarity(c.gramsOf(from), c.gramsOf(to))})
	}
}
