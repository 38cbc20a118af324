package augment

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Options say how Run augments examples.
type Options struct {
	Seed uint64
	// Plan says how often each operation is chosen, and what it must leave alone. Without
	// one, each of Ops is as likely as the others.
	Plan   *Plan
	Copies int             // copies of each example; 0 is what the plan says, or 1
	MaxOps int             // most operations on one copy, at least one of which is tried; 0 is what the plan says, or 2
	Ops    []Op            // the operations to choose from; nil is all. A plan names those that it uses
	Splits []dataset.Split // splits whose examples are copied; nil is what the plan says, or train
	// Language is that of all examples, such as en. Operations that know the words of
	// another language are not used. Where it is "", the schema's locale decides, and
	// without one the words of each example decide whether it is English.
	Language string
	Protect  []string       // phrases that no operation changes
	Schema   *action.Schema // what targets are checked against
}

// defaults fills in what is left open and checks the rest.
func (o *Options) defaults() error {
	if o.Ops == nil {
		o.Ops = Ops
	}
	switch {
	case o.Schema == nil:
		return errNoSchema
	case o.Copies < 0 || o.MaxOps < 0:
		return fmt.Errorf("%d copies, %d operations on each: at least 1 of both", o.Copies, o.MaxOps)
	}
	plan := uniform(o.Ops, cmp.Or(o.MaxOps, 2))
	if o.Plan != nil {
		copied := *o.Plan
		plan = &copied
		if o.MaxOps > 0 {
			plan.Budget = slices.Repeat([]float64{1}, o.MaxOps)
		}
	}
	plan.Copies = copiesBySplit(plan, o.Copies, o.Splits)
	o.Plan = plan
	return nil
}

// copiesBySplit says how many copies the examples of each split get: what the plan says, but for
// the splits and the number that a run asks for.
func copiesBySplit(p *Plan, n int, splits []dataset.Split) map[dataset.Split]int {
	out := map[dataset.Split]int{}
	if splits == nil {
		maps.Copy(out, p.Copies)
		if len(out) == 0 {
			out[dataset.Train] = 1
		}
		for s := range out {
			if out[s] > 0 && n > 0 {
				out[s] = n
			}
		}
		return out
	}
	for _, s := range splits {
		out[s] = cmp.Or(n, p.Copies[s], 1)
	}
	return out
}

// Stats counts what Run did. They are complete when the stream has ended.
type Stats struct {
	Originals int
	Copies    int
	Same      int            // copies left out because their text was there already
	Unchanged int            // copies left out because no operation found anything to do
	Foreign   int            // examples that got only the operations for any language
	Applied   map[string]int // changes made, by operation
	Dropped   map[string]int // changes taken back because slots or call would have become wrong, by operation
}

// Run returns a stream of the examples of seq, each followed by its copies. A copy
// keeps its parent's split and call, and its origin lists the operations. The
// copies depend only on the seed and on the example, with one exception: Run
// leaves out a copy whose text is already in the stream. An invalid example ends
// the stream with an error.
func Run(seq iter.Seq2[dataset.Example, error], o Options, stats *Stats) iter.Seq2[dataset.Example, error] {
	stats.Applied, stats.Dropped = map[string]int{}, map[string]int{}
	return func(yield func(dataset.Example, error) bool) {
		if err := o.defaults(); err != nil {
			yield(dataset.Example{}, err)
			return
		}
		r, err := newCopier(o, stats)
		if err != nil {
			yield(dataset.Example{}, err)
			return
		}
		for e, err := range seq {
			if err == nil {
				if err = e.Validate(); err != nil {
					yield(e, fmt.Errorf("example %q: %w", e.ID, err))
					return
				}
			}
			if !yield(e, err) {
				return
			}
			if err != nil {
				continue
			}
			if !r.copies(&e, yield) {
				return
			}
		}
	}
}
