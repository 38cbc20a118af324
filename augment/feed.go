package augment

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/slmkit/slmkit/dataset"
)

// fed is an example of a stream with the copies that came for it from outside.
type fed struct {
	example dataset.Example
	err     error    // of the stream
	fault   error    // of what makes the copies; it ends the stream
	copies  [][]Copy // by place in Options.Outside
	left    int      // how many may still give copies
}

const (
	// window is how many examples are kept whose copies have not all come.
	window = 1 << 15
	// waiting is how long nothing may happen.
	waiting = 5 * time.Minute
)

// feed yields the examples of a stream, in order, with their copies from outside.
func (o *Options) feed(seq iter.Seq2[dataset.Example, error]) iter.Seq[fed] {
	return func(yield func(fed) bool) {
		if len(o.Outside) == 0 {
			for e, err := range seq {
				if !yield(fed{example: e, err: err}) {
					return
				}
			}
			return
		}
		f := newFeeder(o, yield)
		defer f.stop()
		for e, err := range seq {
			row := &fed{example: e, err: err}
			f.rows = append(f.rows, row)
			if err == nil && e.Validate() == nil && !f.send(row) || !f.pass(cmp.Or(o.window, window)) {
				return
			}
		}
		f.end()
	}
}

// feeder gives examples to what makes copies outside, and waits for the copies.
type feeder struct {
	options *Options
	yield   func(fed) bool
	ctx     context.Context
	cancel  context.CancelFunc
	makers  []*maker
	rows    []*fed // that are not yielded, in order
	closed  bool
	changed chan struct{} // has one item if something happened
	mu      sync.Mutex    // for the fields of makers, and left and copies of rows
}

// maker is one of Options.Outside at work.
type maker struct {
	*Outside
	place    int
	examples chan dataset.Example
	cancel   context.CancelCauseFunc
	rows     []*fed // that may get copies, from the one that got the last
	err      error
	done     chan struct{}
}

func newFeeder(o *Options, yield func(fed) bool) *feeder {
	f := &feeder{options: o, yield: yield, changed: make(chan struct{}, 1)}
	parent := o.Context
	if parent == nil {
		parent = context.Background()
	}
	f.ctx, f.cancel = context.WithCancel(parent)
	for i := range o.Outside {
		ctx, cancel := context.WithCancelCause(f.ctx)
		m := &maker{Outside: &o.Outside[i], place: i, examples: make(chan dataset.Example), cancel: cancel, done: make(chan struct{})}
		f.makers = append(f.makers, m)
		go func() {
			defer close(m.done)
			err := m.Make(ctx, m.examples, func(c *Copy) error { return f.give(m, c) })
			f.mu.Lock()
			m.err = err
			m.passTo(len(m.rows))
			f.mu.Unlock()
			f.notify()
		}()
	}
	return f
}

// stop ends all that works and waits for it.
func (f *feeder) stop() {
	f.cancel()
	f.close()
	for _, m := range f.makers {
		<-m.done
		m.cancel(nil)
	}
}

// close says that there are no more examples.
func (f *feeder) close() {
	if !f.closed {
		f.closed = true
		for _, m := range f.makers {
			close(m.examples)
		}
	}
}

func (f *feeder) notify() {
	select {
	case f.changed <- struct{}{}:
	default:
	}
}

// passTo notes that no copies come any more for the first n rows of a maker.
func (m *maker) passTo(n int) {
	for _, row := range m.rows[:n] {
		row.left--
	}
	m.rows = m.rows[n:]
}

// give takes a copy.
func (f *feeder) give(m *maker, c *Copy) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(m.rows, func(row *fed) bool { return row.example.ID == c.ID })
	switch {
	case c.Text == "":
		return fmt.Errorf("a copy of %q has no text", c.ID)
	case i < 0:
		return fmt.Errorf("a copy of %q, which is none of the examples that it was given and has not passed: give copies in the order of the examples", c.ID)
	}
	m.passTo(i)
	to := &m.rows[0].copies[m.place]
	if len(*to) == maxCopies {
		return fmt.Errorf("more than %d copies of %q", maxCopies, c.ID)
	}
	*to = append(*to, *c)
	f.notify()
	return nil
}

// send gives an example to those that are chosen to copy it. It is false at a fault.
func (f *feeder) send(row *fed) bool {
	o, e := f.options, &row.example
	chosen := make([]bool, len(f.makers))
	for n := range o.copiesFor(e) {
		if i := o.outsideOf(e, n); i >= 0 && !chosen[i] {
			chosen[i] = true
			row.left++
		}
	}
	if row.left > 0 {
		row.copies = make([][]Copy, len(f.makers))
	}
	for i, m := range f.makers {
		if chosen[i] && !f.sendTo(m, row) {
			return false
		}
	}
	return true
}

func (f *feeder) sendTo(m *maker, row *fed) bool {
	f.mu.Lock()
	m.rows = append(m.rows, row)
	f.mu.Unlock()
	hang := time.NewTimer(cmp.Or(m.Wait, waiting))
	defer hang.Stop()
	for {
		select {
		case m.examples <- row.example:
			return true
		case <-f.changed: // it gives copies before it takes more examples
			if !f.sound() {
				return false
			}
			hang.Reset(cmp.Or(m.Wait, waiting))
		case <-m.done:
			if m.err == nil {
				m.err = fmt.Errorf("%s: it has ended before it had all examples", m.Name)
			}
			return f.fault(m.err)
		case <-f.ctx.Done():
			return f.fault(context.Cause(f.ctx))
		case <-hang.C:
			return f.hang(m)
		}
	}
}

// fault yields an error that ends the stream.
func (f *feeder) fault(err error) bool {
	f.yield(fed{fault: err})
	return false
}

// hang ends one that does nothing.
func (f *feeder) hang(m *maker) bool {
	err := fmt.Errorf("it has done nothing for %s", cmp.Or(m.Wait, waiting))
	if f.closed {
		err = fmt.Errorf("it has done nothing for %s after the end of its input", cmp.Or(m.Wait, waiting))
	}
	m.cancel(err)
	<-m.done
	return f.fault(cmp.Or(m.err, err))
}

// pass yields the rows whose copies have come, until at most so many are kept. It is false if
// no more rows are wanted.
func (f *feeder) pass(most int) bool {
	for len(f.rows) > 0 {
		f.mu.Lock()
		ready := f.rows[0].left == 0
		f.mu.Unlock()
		switch {
		case f.ctx.Err() != nil:
			return f.fault(context.Cause(f.ctx))
		case ready:
			row := f.rows[0]
			f.rows = f.rows[1:]
			if !f.yield(*row) {
				return false
			}
		case len(f.rows) <= most:
			return true
		case !f.wait(f.slow(f.rows[0])):
			return false
		}
	}
	return true
}

// slow returns who may still give copies of a row.
func (f *feeder) slow(row *fed) *maker {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, m := range f.makers {
		if slices.Contains(m.rows, row) {
			return m
		}
	}
	return f.makers[0] // it has passed the row just now
}

// wait waits until something happens. It is false at a fault.
func (f *feeder) wait(m *maker) bool {
	hang := time.NewTimer(cmp.Or(m.Wait, waiting))
	defer hang.Stop()
	select {
	case <-f.changed:
		return f.sound()
	case <-f.ctx.Done():
		return f.fault(context.Cause(f.ctx))
	case <-hang.C:
		return f.hang(m)
	}
}

// sound reports whether nobody has failed.
func (f *feeder) sound() bool {
	for _, m := range f.makers {
		f.mu.Lock()
		err := m.err
		f.mu.Unlock()
		if err != nil {
			return f.fault(err)
		}
	}
	return true
}

// end yields the rest, when there are no more examples.
func (f *feeder) end() {
	f.close()
	if !f.pass(0) {
		return
	}
	for _, m := range f.makers {
		for ended := false; !ended; {
			select {
			case <-m.done:
				ended = true
			default:
				if !f.wait(m) {
					return
				}
			}
		}
	}
	f.sound()
}
