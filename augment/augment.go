package augment

import (
	"cmp"
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
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

	// Choose, unless it is nil, chooses the operations of a copy instead of MaxOps: it
	// appends their indexes in ops to chosen, in any order, and takes its chances from
	// r alone. Goroutines call it, several at a time.
	Choose func(e *dataset.Example, ops []Op, r *rand.Rand, chosen []int) []int
	// Rate is the share of its words that a copy may have changed by operations of the
	// phases Words and Noise, and one word at least; 0 is any.
	Rate float64
	// Exact keeps copies that differ from another row in case or marks alone, as tests of
	// case and marks need them. It is set where all operations are of these phases.
	Exact bool
	// Against are more rows that no copy may be equal to, such as those of the test
	// split in a file of its own.
	Against iter.Seq2[dataset.Example, error]
	Workers int // goroutines that make copies; 0 is one for each core
}

// defaults fills in what is left open and checks the rest.
func (o *Options) defaults() error {
	o.Copies, o.MaxOps, o.Workers = cmp.Or(o.Copies, 1), cmp.Or(o.MaxOps, 2), cmp.Or(o.Workers, runtime.GOMAXPROCS(0))
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
	case o.Copies < 1 || o.MaxOps < 1 || o.Workers < 1:
		return fmt.Errorf("%d copies, %d operations on each, %d workers: at least 1 of each", o.Copies, o.MaxOps, o.Workers)
	case !(o.Rate >= 0 && o.Rate <= 1):
		return fmt.Errorf("rate %v: a share of the words, from 0 to 1", o.Rate)
	}
	return nil
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
