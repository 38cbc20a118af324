package prompts

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strconv"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/sampling"
)

// A Set is the rows drawn from a pack, by split, each split in random order. It holds
// one bit for every candidate that was looked at and makes rows when asked for them.
type Set struct {
	Pack     *Pack
	Plan     *Plan
	Coverage *Coverage // of the coverage strategy, else nil
	weights  grammar.ChoiceWeights
	splits   [3]rowOrder
}

// rowOrder is the rows of a split: parts of groups one after the other, in an
// order of their own.
type rowOrder struct {
	parts []rowPart
	ends  []int // of the parts
	order sampling.Permutation
}

// rowPart is some rows of a lot, from a first one on.
type rowPart struct {
	*lot
	from int
}

// lot holds the rows that a group of templates has given.
type lot struct {
	*group
	sources []*sampling.Supply
	ends    []int // of the sources' rows
	order   sampling.Permutation
}

// Len returns the number of rows of a split, 0 for one that is not train, dev or test.
func (s *Set) Len(split dataset.Split) int {
	i := splitIndex(split)
	if i < 0 {
		return 0
	}
	return s.splits[i].len()
}

func (r *rowOrder) len() int {
	if len(r.ends) == 0 {
		return 0
	}
	return r.ends[len(r.ends)-1]
}

// splitIndex is the place of a split in dataset.Splits, -1 where it is none of
// them.
func splitIndex(split dataset.Split) int { return slices.Index(dataset.Splits[:], split) }

func noSplit(split dataset.Split) error {
	return fmt.Errorf("split %q is none of %v", split, dataset.Splits)
}

// Draw chooses the rows of a plan on the given number of workers; the rows do not
// depend on that number. Draw never uses a text twice, even in another case. So no
// text appears in two splits or asks for two calls. The error is that of ctx, or
// ErrShortfall.
func Draw(ctx context.Context, plan *Plan, workers int) (*Set, error) {
	weights := plan.weights()
	index := plan.pack.content.OneTurn
	if plan.several {
		index = plan.pack.content.Index
	}
	heldOut := plan.pack.heldOut()
	var lots []*lot
	var sources []*sampling.Supply
	for _, g := range plan.groups {
		l := &lot{group: g, sources: g.sources(plan)}
		lots, sources = append(lots, l), append(sources, l.sources...)
	}
	for len(sources) > 0 {
		err := inParallel(ctx, workers, sources, func() func(*sampling.Supply) {
			x := sampling.NewSelector(index(), plan.pack.content.Calendar, weights, heldOut)
			return func(s *sampling.Supply) { s.Fill(ctx, x) }
		})
		if err != nil {
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
		set.splits[i].order = sampling.NewPermutation(n, dataset.KeyHash(plan.seed, "order "+string(dataset.Splits[i])))
	}
	return set, nil
}

// spread asks the other templates for the rows that small templates could not
// give. It returns the templates that must give more.
func (l *lot) spread() []*sampling.Supply {
	missing := l.total()
	var more []*sampling.Supply
	var weights []float64
	for _, s := range l.sources {
		missing -= s.Got
		if !s.Dry {
			more, weights = append(more, s), append(weights, 1)
		}
	}
	if missing == 0 || len(more) == 0 {
		return nil
	}
	for i, n := range apportion(missing, weights) {
		more[i].Quota += n
	}
	return more
}

// add puts the rows of a lot into their splits.
func (s *Set) add(l *lot) error {
	total := 0
	for _, src := range l.sources {
		total += src.Got
		l.ends = append(l.ends, total)
		if s.Coverage != nil {
			s.Coverage.add(src)
		}
	}
	if total < l.total() && !s.Plan.shortfall {
		return s.Plan.short(l.group, "only "+strconv.Itoa(total)+" different")
	}
	l.order = sampling.NewPermutation(uint64(total), dataset.KeyHash(s.Plan.seed, "group "+l.key()))
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

// row finds the template of a row of a split, and the supply and candidate that
// make it.
func (r *rowOrder) row(at int) (*Template, *sampling.Supply, uint64) {
	i := int(r.order.At(uint64(at)))
	p := sort.SearchInts(r.ends, i+1)
	if p > 0 {
		i -= r.ends[p-1]
	}
	l := r.parts[p].lot
	i = int(l.order.At(uint64(r.parts[p].from + i)))
	s := sort.SearchInts(l.ends, i+1)
	if s > 0 {
		i -= l.ends[s-1]
	}
	return l.templates[s], l.sources[s], l.sources[s].Candidate(i)
}
