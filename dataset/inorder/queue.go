// Package inorder spreads work over the cores of the machine and hands on the results
// in the order in which the work came. What is handed on is therefore the same for any
// number of cores. The package imports nothing else of slmkit. A Queue joins every
// goroutine that it starts.
package inorder

import "runtime"

// Queue works on items in several goroutines and takes each of them, in the order of
// Put, in the goroutine of the caller.
type Queue[T any] struct {
	work    func(T)
	take    func(T) bool
	pending []job[T] // the oldest first
	limit   int      // number of items that are worked on at the same time
}

type job[T any] struct {
	item T
	done chan struct{}
}

// ahead is how many items there are for each core, so that a core finds work while the
// caller takes the results of another.
const ahead = 2

// New returns a queue. Goroutines call work, several at a time, each with another item.
// Put, Flush and Stop call take when the work on an item has ended; take is false if
// no more items are wanted. On a single core the caller does the work.
func New[T any](work func(T), take func(T) bool) *Queue[T] {
	return NewOn(runtime.GOMAXPROCS(0), work, take)
}

// NewOn is New for a number of cores.
func NewOn[T any](cores int, work func(T), take func(T) bool) *Queue[T] {
	limit := 0
	if cores > 1 {
		limit = ahead * cores
	}
	return &Queue[T]{work: work, take: take, limit: limit}
}

// Put begins the work on an item. It takes the oldest item if there are too many. It
// reports whether more items are wanted.
func (q *Queue[T]) Put(item T) bool {
	if q.limit == 0 {
		q.work(item)
		return q.take(item)
	}
	j := job[T]{item, make(chan struct{})}
	go func() {
		defer close(j.done)
		q.work(item)
	}()
	if q.pending = append(q.pending, j); len(q.pending) < q.limit {
		return true
	}
	return q.takeOldest()
}

// Flush takes all items. It reports whether more items are wanted.
func (q *Queue[T]) Flush() bool {
	for len(q.pending) > 0 {
		if !q.takeOldest() {
			return false
		}
	}
	return true
}

// Stop waits for the work that has begun and drops its results. Every caller of New
// calls it at the end; after a Flush there is nothing left to wait for.
func (q *Queue[T]) Stop() {
	for _, j := range q.pending {
		<-j.done
	}
	q.pending = nil
}

func (q *Queue[T]) takeOldest() bool {
	j := q.pending[0]
	q.pending = q.pending[1:]
	<-j.done
	return q.take(j.item)
}
