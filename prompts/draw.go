package prompts

import (
	"context"
	"math/rand/v2"
	"sort"
	"strconv"
	"sync"
	"time"

	"github.com/slmkit/slmkit/dataset"
)

// Set is the rows drawn from a pack, by split, each split in random order. It
// holds one bit for each candidate that was looked at, and makes rows on demand.
type Set struct {
	Pack     *Pack
	Plan     *Plan
	Coverage *Coverage // of the coverage strategy, else nil
	weights  map[*node][]uint32
	splits   [3]rowOrder
}

// rowOrder is the rows of a split: parts of groups one after the other, in an
// order of their own.
type rowOrder struct {
	parts []rowPart
	ends  []int // of the parts
	order permuter
}

// rowPart is some rows of a lot, from a first one on.
type rowPart struct {
	*lot
	from int
}

// lot is the rows that a group of templates has given.
type lot struct {
	*group
	sources []*supply
	ends    []int // of the sources' rows
	order   permuter
}

// Len is the number of rows of a split.
func (s *Set) Len(split dataset.Split) int { return s.splits[splitIndex(split)].len() }

func (r *rowOrder) len() int {
	if len(r.ends) == 0 {
		return 0
	}
	return r.ends[len(r.ends)-1]
}

func splitIndex(split dataset.Split) int {
	for i, s := range dataset.Splits {
		if s == split {
			return i
		}
	}
	panic("no split " + string(split))
}

// Draw chooses the rows of a plan, on as many cores as workers says, which
// changes nothing. No text is drawn twice, whatever its case, so that none
// stands in two splits or under two calls.
func Draw(ctx context.Context, plan *Plan, workers int) (*Set, error) {
	weights := plan.strategy.weights(plan.pack)
	var lots []*lot
	var sources []*supply
	for _, g := range plan.groups {
		l := &lot{group: g, sources: g.sources(plan)}
		lots, sources = append(lots, l), append(sources, l.sources...)
	}
	for len(sources) > 0 {
		if err := fill(ctx, plan.pack, weights, sources, workers); err != nil {
			return nil, err
		}
		sources = sources[:0]
		for _, l := range lots {
			sources = append(sources, l.spread()...)
		}
	}
	set := &Set{Pack: plan.pack, Plan: plan, weights: weights}
	if plan.strategy == Covering {
		set.Coverage = &Coverage{Times: max(plan.cover, 1)}
	}
	for _, l := range lots {
		if err := set.add(l); err != nil {
			return nil, err
		}
	}
	for i := range set.splits {
		n := uint64(set.splits[i].len())
		set.splits[i].order = newPermuter(n, dataset.KeyHash(plan.seed, "order "+string(dataset.Splits[i])))
	}
	return set, nil
}

// fill meets the quotas of sources, each on one core.
func fill(ctx context.Context, p *Pack, weights map[*node][]uint32, sources []*supply, workers int) error {
	work := make(chan *supply)
	var done sync.WaitGroup
	for range max(1, workers) {
		done.Go(func() {
			x := newSelector(p, weights)
			for s := range work {
				s.fill(x)
			}
		})
	}
	defer done.Wait()
	defer close(work)
	for _, s := range sources {
		select {
		case work <- s:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}

// spread gives what small templates could not give to the others, and returns
// those that are to give more.
func (l *lot) spread() []*supply {
	missing := l.total()
	var more []*supply
	var weights []float64
	for _, s := range l.sources {
		missing -= s.got
		if !s.dry {
			more, weights = append(more, s), append(weights, 1)
		}
	}
	if missing == 0 || len(more) == 0 {
		return nil
	}
	for i, n := range apportion(missing, weights) {
		more[i].quota += n
	}
	return more
}

// add puts the rows of a lot into their splits.
func (s *Set) add(l *lot) error {
	total := 0
	for _, src := range l.sources {
		total += src.got
		l.ends = append(l.ends, total)
		if s.Coverage != nil {
			s.Coverage.add(src)
		}
	}
	if total < l.total() && !s.Plan.shortfall {
		return s.Plan.short(l.group, "only "+strconv.Itoa(total)+" different")
	}
	l.order = newPermuter(uint64(total), dataset.KeyHash(s.Plan.seed, "group "+l.templates[0].Action()))
	from := 0
	for i, n := range l.rows {
		n = min(n, total-from)
		if n == 0 {
			continue
		}
		r := &s.splits[i]
		r.ends = append(r.ends, r.len()+n)
		r.parts = append(r.parts, rowPart{l, from})
		from += n
	}
	return nil
}

// row finds the template and candidate of a row of a split.
func (r *rowOrder) row(at int) (*supply, uint64) {
	i := int(r.order.at(uint64(at)))
	p := sort.SearchInts(r.ends, i+1)
	if p > 0 {
		i -= r.ends[p-1]
	}
	l := r.parts[p].lot
	i = int(l.order.at(uint64(r.parts[p].from + i)))
	s := sort.SearchInts(l.ends, i+1)
	if s > 0 {
		i -= l.ends[s-1]
	}
	return l.sources[s], l.sources[s].candidate(i)
}

// words are the bytes of a slot.
func (w *walker) words(slot int) []byte {
	a := w.args[slot]
	if a.start < 0 || a.start > a.end {
		return nil
	}
	return w.buf[a.start:a.end]
}

// reference is the date that a row's relative dates count from.
func (p *Pack) reference(t *Template, candidate uint64) time.Time {
	if p.days == 1 {
		return p.first
	}
	return p.first.AddDate(0, 0, int(mix(candidate^t.hash)%uint64(p.days)))
}

// permuter is a random order of the numbers below n: a Feistel network on the
// smallest even number of bits that holds n, walked along its cycles until it
// comes out below n.
type permuter struct {
	n    uint64
	half uint
	keys [4]uint64
}

func newPermuter(n, seed uint64) permuter {
	p := permuter{n: n, half: 1}
	for n > 1<<(2*p.half) {
		p.half++
	}
	rng := rand.NewPCG(seed, n)
	for i := range p.keys {
		p.keys[i] = rng.Uint64()
	}
	return p
}

func (p *permuter) at(i uint64) uint64 {
	mask := uint64(1)<<p.half - 1
	for {
		l, r := i>>p.half, i&mask
		for _, k := range p.keys {
			l, r = r, l^mix(r^k)&mask
		}
		if i = l<<p.half | r; i < p.n {
			return i
		}
	}
}
