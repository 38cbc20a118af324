package sampling

import "context"

// Fill takes candidates until the quota is met, there are no more, or ctx ends.
func (s *Supply) Fill(ctx context.Context, x *Selector) {
	if s.coverer != nil {
		s.cover(ctx, x)
		return
	}
	for s.Got < s.Quota && !s.Dry {
		if s.taken.n%checkEvery == 0 && ctx.Err() != nil {
			return
		}
		c := uint64(s.taken.n)
		if s.Ended(c) {
			s.Dry = true
			return
		}
		ok := x.take(s, c)
		s.taken.append(ok)
		if ok {
			s.Got++
			s.misses = 0
			continue
		}
		if s.misses++; s.ranked || s.misses < patience {
			continue
		}
		if s.Template.Root.Derivations <= maxRanked {
			s.rank()
		} else if s.misses == impatience {
			s.Dry = true
		}
	}
}

// cover meets a supply's quota: for each row it takes, from a few candidates, the
// one that covers most. It has no choice if the quota needs every candidate.
func (s *Supply) cover(ctx context.Context, x *Selector) {
	c := s.coverer
	x.w.OnChoice = c.chosen
	defer func() { x.w.OnChoice = nil }()
	few := choices
	if s.ranked {
		few = 1
	}
	var best, parts, values []uint64
	for s.Got < s.Quota && !s.Dry {
		at, most := -1, -1
		for found := 0; found < few; {
			n := s.taken.n
			if n%checkEvery == 0 && ctx.Err() != nil {
				return
			}
			if s.Ended(uint64(n)) || s.misses == impatience {
				s.Dry = at < 0
				break
			}
			c.parts = c.parts[:0]
			s.misses++
			if x.take(s, uint64(n)) {
				found++
				s.misses = 0
				if pairs := c.pairs(&x.w); c.gain(pairs) > most {
					at, most, best = n, c.gain(pairs), append(best[:0], pairs...)
					parts, values = append(parts[:0], c.parts...), append(values[:0], c.values...)
				}
			}
			s.taken.append(false)
		}
		if at >= 0 {
			s.taken.set(at)
			s.Got++
			c.add(best)
			for _, p := range parts {
				c.someParts[p] = true
			}
			for _, v := range values {
				c.someValues[v] = true
			}
		}
	}
}

// checkEvery is how many candidates lie between two looks at the context.
const checkEvery = 64

// choices is how many candidates the coverage strategy chooses each row from.
const choices = 8
