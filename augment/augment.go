package augment

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Options say how Run augments examples.
type Options struct {
	Seed   uint64
	Copies int             // copies of each example; 0 is 1
	MaxOps int             // most operations on one copy, at least one of which is tried; 0 is 2
	Ops    []Op            // the operations to choose from; nil is all
	Splits []dataset.Split // splits whose examples are copied; nil is train
	// Language is that of all examples, such as en. Operations that know the words of
	// another language are not used. Where it is "", the schema's locale decides, and
	// without one the words of each example decide whether it is English.
	Language string
	Protect  []string       // phrases that no operation changes
	Schema   *action.Schema // what targets are checked against
	Source   Source         // what operations that change the call choose from; nil for none
}

// defaults fills in what is left open and checks the rest.
func (o *Options) defaults() error {
	o.Copies, o.MaxOps = cmp.Or(o.Copies, 1), cmp.Or(o.MaxOps, 2)
	if o.Ops == nil {
		o.Ops = Ops
	}
	if o.Source == nil { // which operations that change the call need
		o.Ops = slices.DeleteFunc(slices.Clone(o.Ops), func(op Op) bool { return op.Contract == Changes })
	}
	if o.Splits == nil {
		o.Splits = []dataset.Split{dataset.Train}
	}
	switch {
	case o.Schema == nil:
		return errNoSchema
	case o.Copies < 1 || o.MaxOps < 1:
		return fmt.Errorf("%d copies, %d operations on each: at least 1 of both", o.Copies, o.MaxOps)
	}
	return nil
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
		r := newCopier(o, stats)
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
