package eval

import (
	"cmp"
	"slices"
)

// distinct lists what was found, the greatest loss first. What is found once is not
// repeated: a part is left out if it is like the rest but for examples of parts before it.
func (s *search) distinct(found []testedPart) []testedPart {
	for i := range found {
		found[i].score = s.score(&found[i])
		found[i].lost = s.lost(&found[i])
	}
	slices.SortStableFunc(found, func(a, b testedPart) int { return cmp.Or(cmp.Compare(b.lost, a.lost), cmp.Compare(a.p, b.p)) })
	var out []testedPart
	covered := make([]bool, len(s.cells))
	for i := range found {
		c := &found[i]
		if c.lost <= 0 || len(out) == worstListed {
			break
		}
		if s.beyond(c, covered) > falseFinds {
			continue
		}
		c = s.narrowed(c, found, covered)
		out = append(out, *c)
		for _, i := range c.cells {
			covered[i] = true
		}
	}
	return out
}

// beyond is the chance of so many wrong answers in a part without the cells that are
// covered, if it were like the rest; 1 where few examples are left.
func (s *search) beyond(c *testedPart, covered []bool) float64 {
	left := testedPart{templates: c.templates}
	for _, i := range c.cells {
		if !covered[i] {
			left.cells = append(left.cells, i)
			left.sum.merge(&s.cells[i])
		}
	}
	got := s.of(&left.sum)
	if got.n < leastOfAPart {
		return 1
	}
	rest := s.of(&s.total)
	for i := range covered {
		if covered[i] {
			rest = minus(rest, s.of(&s.cells[i]))
		}
	}
	if rest = minus(rest, got); rest.n < 1 {
		return 1
	}
	return worseThan(got, s.effect(&left, got), rest, s.whole)
}

// narrowed returns a pair within a part of one column, if beyond the cells that are covered
// the part is like the rest but for that pair; else the part itself.
func (s *search) narrowed(c *testedPart, found []testedPart, covered []bool) *testedPart {
	if len(c.parts) > 1 {
		return c
	}
	for i := range found {
		pair := &found[i]
		if len(pair.parts) < 2 || pair.lost <= 0 || !slices.Contains(pair.parts, c.parts[0]) || s.beyond(pair, covered) > falseFinds {
			continue
		}
		within := slices.Clone(covered)
		for _, i := range pair.cells {
			within[i] = true
		}
		if s.beyond(c, within) > noSign {
			return pair
		}
	}
	return c
}
