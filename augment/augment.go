package augment

import (
	"cmp"
	"errors"
	"fmt"
	"hash/fnv"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Options say how Run augments examples.
type Options struct {
	Seed   uint64
	Copies int             // copies of each example; 0 is 1
	MaxOps int             // most operations on one copy, at least one of which is tried; 0 is 2
	Ops    []string        // names of the operations to choose from; nil is all
	Splits []dataset.Split // splits whose examples are copied; nil is train
	// Language is that of all examples, such as en. Operations that know the words of
	// another language are not used. Where it is "", the schema's locale decides, and
	// without one the words of each example decide whether it is English.
	Language string
	Schema   *action.Schema // what targets are checked against
}

// defaults fills in what is left open and checks the rest.
func (o *Options) defaults() error {
	o.Copies, o.MaxOps = cmp.Or(o.Copies, 1), cmp.Or(o.MaxOps, 2)
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
		ops, err := Find(o.Ops)
		if err = errors.Join(err, o.defaults()); err != nil {
			yield(dataset.Example{}, err)
			return
		}
		r := copier{Options: o, ops: ops, stats: stats, seen: map[uint64]struct{}{}}
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

// copier is the state of a stream.
type copier struct {
	Options
	ops   []Op
	stats *Stats
	seen  map[uint64]struct{} // hashes of the inputs so far
}

// copies yields the copies of an example; false where no more are wanted.
func (r *copier) copies(e *dataset.Example, yield func(dataset.Example, error) bool) bool {
	r.stats.Originals++
	r.seen[hash(e.Input())] = struct{}{}
	if e.Split != "" && !slices.Contains(r.Splits, e.Split) {
		return true
	}
	ops := r.opsFor(e)
	if len(ops) < len(r.ops) {
		r.stats.Foreign++
	}
	for n := range r.Copies {
		c, ok := r.copyOf(e, n, ops)
		if !ok {
			r.stats.Unchanged++
			continue
		}
		if _, dup := r.seen[hash(c.Input())]; dup {
			r.stats.Same++
			continue
		}
		r.seen[hash(c.Input())] = struct{}{}
		r.stats.Copies++
		if !yield(c, nil) {
			return false
		}
	}
	return true
}

func hash(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}

// opsFor are the operations that know the language of an example, or need not.
func (r *copier) opsFor(e *dataset.Example) []Op {
	language := r.languageOf(e)
	return slices.DeleteFunc(slices.Clone(r.ops), func(op Op) bool { return op.Language != "" && op.Language != language })
}

// languageOf returns the language of an example, "" where it is not known.
func (r *copier) languageOf(e *dataset.Example) string {
	if r.Language != "" {
		return r.Language
	}
	if language, _, _ := strings.Cut(r.Schema.Locale, "-"); language != "" {
		return language
	}
	// Without a locale, a pack is in English.
	if e.Origin != nil && e.Origin.Pack != "" || looksEnglish(newEditor(e)) {
		return English
	}
	return ""
}

// copyOf makes copy n of an example with some of the operations; false where nothing
// changed.
func (r *copier) copyOf(e *dataset.Example, n int, ops []Op) (dataset.Example, bool) {
	random := dataset.NewRand(r.Seed, e.ID+"/"+strconv.Itoa(n))
	c := e.Clone()
	var done []string
	want := 1 + random.IntN(r.MaxOps)
	for _, i := range random.Perm(len(ops)) {
		if len(done) == want {
			break
		}
		next, err := apply(ops[i], c, random, r.Schema)
		switch {
		case errors.Is(err, errNothing):
		case err != nil:
			r.stats.Dropped[ops[i].Name]++
		default:
			c = next
			done = append(done, ops[i].Name)
			r.stats.Applied[ops[i].Name]++
		}
	}
	if len(done) == 0 || c.Text == e.Text {
		return c, false
	}
	if c.Origin == nil {
		c.Origin = &dataset.Origin{}
	}
	c.Origin.Parent = e.ID
	c.Origin.Ops = append(slices.Clone(c.Origin.Ops), done...)
	c.ID = c.Fingerprint()
	return c, true
}
