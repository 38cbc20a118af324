package augment

import (
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/inorder"
)

// batchRows is how many examples a worker takes at once.
const batchRows = 64

// stream is the state of a stream.
type stream[T any] struct {
	options Options
	stats   *Stats
	convert func(*dataset.Example) (T, error)
	yield   func(T, error) bool
	said    sayings         // by the rows of the input
	copied  map[uint64]row  // what the copies so far say
	texts   map[uint64]bool // the inputs of the copies so far, where said is exact

	mu      sync.Mutex
	idle    []*copier // that no worker has
	copiers []*copier
}

func newStream[T any](o Options, stats *Stats, convert func(*dataset.Example) (T, error), yield func(T, error) bool) *stream[T] {
	exact := o.Exact || !slices.ContainsFunc(o.Ops, func(op Op) bool { return op.Phase != Case && op.Phase != Marks })
	return &stream[T]{options: o, stats: stats, convert: convert, yield: yield, said: newSayings(exact), copied: map[uint64]row{}, texts: map[uint64]bool{}}
}

// look reads what the rows say. Faulty rows are left to the second look.
func (r *stream[T]) look(seq iter.Seq2[dataset.Example, error]) error {
	var h keyer
	at := int32(0)
	for e, err := range seq {
		if err == nil {
			h.begin(&e)
			r.said.add(h.of(e.Text), callHash(e.Want()), at)
			at++
		}
	}
	if r.options.Against == nil {
		return nil
	}
	for e, err := range r.options.Against {
		if err != nil {
			return err
		}
		h.begin(&e)
		r.said.add(h.of(e.Text), callHash(e.Want()), otherData)
	}
	return nil
}

// batch is examples that follow each other, and what is made of them.
type batch[T any] struct {
	items []item[T]
	first int32 // number of the first example
}

// item is an example, or an error of the stream.
type item[T any] struct {
	example dataset.Example
	err     error // of the stream
	fault   error // of the example, or of a row made of it
	row     T
	copies  []candidate
	rows    []T // of copies
}

// copyAll yields the examples of a stream and their copies.
func (r *stream[T]) copyAll(seq iter.Seq2[dataset.Example, error]) {
	q := inorder.NewOn(r.options.Workers, r.work, r.take)
	defer q.Stop()
	b, at := &batch[T]{}, int32(0)
	for e, err := range seq {
		b.items = append(b.items, item[T]{example: e, err: err})
		if err == nil {
			at++
		}
		if len(b.items) < batchRows && err == nil {
			continue
		}
		if !q.Put(b) {
			return
		}
		b = &batch[T]{first: at}
	}
	if q.Put(b) {
		q.Flush()
	}
}

// work makes the copies of a batch.
func (r *stream[T]) work(b *batch[T]) {
	c := r.lend()
	defer r.giveBack(c)
	at := b.first
	for i := range b.items {
		it := &b.items[i]
		if it.err != nil {
			it.row, _ = r.convert(&it.example)
			continue
		}
		if it.fault = it.example.Validate(); it.fault != nil {
			it.fault = fmt.Errorf("example %q: %w", it.example.ID, it.fault)
			return
		}
		if it.row, it.fault = r.convert(&it.example); it.fault != nil {
			return
		}
		it.copies = c.copies(&it.example, at, nil)
		at++
		for k := range it.copies {
			row, err := r.convert(&it.copies[k].example)
			if err != nil {
				it.fault = err
				return
			}
			it.rows = append(it.rows, row)
		}
	}
}

// take yields the rows of a batch.
func (r *stream[T]) take(b *batch[T]) bool {
	for i := range b.items {
		if !r.takeItem(&b.items[i]) {
			return false
		}
	}
	return true
}

func (r *stream[T]) takeItem(it *item[T]) bool {
	switch {
	case it.fault != nil:
		r.yield(it.row, it.fault)
		return false
	case it.err != nil:
		return r.yield(it.row, it.err)
	}
	r.stats.Originals++
	if !r.yield(it.row, nil) {
		return false
	}
	for k := range it.copies {
		if reason := r.sameCopy(&it.copies[k]); reason != "" {
			r.stats.LeftOut[reason]++
			continue
		}
		r.stats.Copies++
		if !r.yield(it.rows[k], nil) {
			return false
		}
	}
	return true
}

// sameCopy returns why a copy is left out that is like an earlier copy, and notes what it
// says if it is like none.
func (r *stream[T]) sameCopy(c *candidate) Reason {
	old, ok := r.copied[c.keys.key]
	if ok && old.call != c.call {
		return Conflict
	}
	if ok && (!r.said.exact || r.texts[c.keys.text]) {
		return SameBefore
	}
	r.copied[c.keys.key] = row{call: c.call}
	if r.said.exact {
		r.texts[c.keys.text] = true
	}
	return ""
}

// lend gives a worker a copier.
func (r *stream[T]) lend() *copier {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.idle); n > 0 {
		c := r.idle[n-1]
		r.idle = r.idle[:n-1]
		return c
	}
	c := newCopier(&r.options, &r.said)
	r.copiers = append(r.copiers, c)
	return c
}

func (r *stream[T]) giveBack(c *copier) {
	r.mu.Lock()
	r.idle = append(r.idle, c)
	r.mu.Unlock()
}

// end counts what the copiers did.
func (r *stream[T]) end() {
	for _, c := range r.copiers {
		r.stats.Foreign += c.tally.foreign
		if c.tally.unchanged > 0 {
			r.stats.LeftOut[Unchanged] += c.tally.unchanged
		}
		for reason, n := range c.tally.same {
			r.stats.LeftOut[reason] += n
		}
		for i, op := range r.options.Ops {
			if c.tally.applied[i] > 0 {
				r.stats.Applied[op.Name] += c.tally.applied[i]
			}
			if c.tally.dropped[i] > 0 {
				r.stats.Dropped[op.Name] += c.tally.dropped[i]
			}
		}
	}
}
