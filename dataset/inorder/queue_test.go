package inorder

import (
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// TestOrder: items are taken in the order in which they came, whichever is done first,
// on one core and on several.
func TestOrder(t *testing.T) {
	for _, cores := range []int{1, 2, 8} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		var got, want []int
		q := New(func(n *int) {
			if *n%3 == 0 { // it comes to its end after those behind it
				time.Sleep(time.Millisecond)
			}
			*n *= 2
		}, func(n *int) bool {
			got = append(got, *n)
			return true
		})
		for i := range 50 {
			want = append(want, 2*i)
			if !q.Put(&i) {
				t.Fatal("no more are wanted")
			}
		}
		if !q.Flush() || !slices.Equal(got, want) {
			t.Errorf("%d cores: %v", cores, got)
		}
		q.Stop()
	}
}

// TestStop: after take has refused an item none is taken, and Stop returns when all
// work has ended.
func TestStop(t *testing.T) {
	for _, cores := range []int{1, 4} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		var running atomic.Int32
		taken := 0
		q := New(func(int) {
			running.Add(1)
			time.Sleep(time.Millisecond)
			running.Add(-1)
		}, func(int) bool {
			taken++
			return taken < 3
		})
		put := 0
		for q.Put(put) {
			put++
		}
		q.Stop()
		if taken != 3 || running.Load() != 0 || !q.Flush() {
			t.Errorf("%d cores: %d taken, %d still running", cores, taken, running.Load())
		}
	}
}
