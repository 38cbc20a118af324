package augment

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"runtime"
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
	MaxOps int             // most operations on one copy; 0 is what the plan says, or 2
	Ops    []Op            // the operations to choose from; nil is all. A plan names those that it uses
	Splits []dataset.Split // splits whose examples are copied; nil is what the plan says, or train
	// Language is that of all examples, such as en. Operations that know the words of
	// another language are not used. Where it is "", the schema's locale decides, and
	// without one the words of each example decide whether it is English.
	Language string
	Protect  []string       // phrases that no operation changes
	Schema   *action.Schema // what targets are checked against

	// EachOp makes a copy by each operation of the plan alone, as slices of a test need
	// them, in place of the numbers of copies. Splits say of which examples, nil of test.
	EachOp bool
	// Exact keeps copies that differ from another row in case or marks alone, as tests of
	// case and marks need them. It is set where all operations are of these phases.
	Exact bool
	// Against are more rows that no copy may be equal to, such as those of the test
	// split in a file of its own.
	Against iter.Seq2[dataset.Example, error]
	Source  Source // what operations that change the call choose from; nil for none
	Workers int    // goroutines that make copies; 0 is one for each core
}

// defaults fills in what is left open and checks the rest. From then on the plan is there,
// and Ops are those that it chooses.
func (o *Options) defaults() error {
	o.Workers = cmp.Or(o.Workers, runtime.GOMAXPROCS(0))
	if o.Ops == nil {
		o.Ops = Ops
	}
	switch {
	case o.Schema == nil:
		return errNoSchema
	case o.Copies < 0 || o.MaxOps < 0 || o.Workers < 1:
		return fmt.Errorf("%d copies, %d operations on each, %d workers: at least 1 of each", o.Copies, o.MaxOps, o.Workers)
	}
	if o.EachOp {
		o.Exact = true
		if o.Splits == nil {
			o.Splits = []dataset.Split{dataset.Test}
		}
	}
	var err error
	o.Plan = o.planned()
	o.Ops, err = o.Plan.pickFrom(o.Ops, o.Source != nil)
	return err
}

// planned is the plan with what the other options ask for in place of what it says.
func (o *Options) planned() *Plan {
	plan := uniform(o.Ops, cmp.Or(o.MaxOps, 2))
	if o.Plan != nil {
		copied := *o.Plan
		plan = &copied
	}
	if o.Plan != nil && o.MaxOps > 0 {
		plan.Budget = slices.Repeat([]float64{1}, o.MaxOps)
	}
	plan.Copies = copiesBySplit(plan, o.Copies, o.Splits)
	return plan
}

// copiesBySplit says how many copies the examples of each split get: what the plan says, but
// for the splits and the number that a run asks for.
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

// Run returns a stream of the examples of seq, each followed by its copies. A copy
// keeps its parent's split, and its origin lists the operations. Run reads seq twice,
// which must be the same both times: the first time for what its rows say, so that no
// copy says what another row says, before or after it. Two texts say the same if their
// text.Key is equal. Apart from that a copy depends on the seed and on its example alone.
// The stream is the same for any number of workers. An invalid example ends it with an
// error.
func Run(seq iter.Seq2[dataset.Example, error], o Options, stats *Stats) iter.Seq2[dataset.Example, error] {
	return Convert(seq, o, stats, func(e *dataset.Example) (dataset.Example, error) { return *e, nil })
}

// Convert is Run for rows of any type: the workers make them of the examples and copies, so
// that the caller need not, one after the other. An error of convert ends the stream.
func Convert[T any](seq iter.Seq2[dataset.Example, error], o Options, stats *Stats, convert func(*dataset.Example) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		*stats = newStats()
		if err := o.defaults(); err != nil {
			yield(none, err)
			return
		}
		r := newStream(o, stats, convert, yield)
		defer r.end()
		if err := r.look(seq); err != nil {
			yield(none, err)
			return
		}
		r.copyAll(seq)
	}
}
