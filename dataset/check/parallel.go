package check

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// rowsAtATime is how many rows a core takes at a time.
const rowsAtATime = 4096

// inParallel calls do for ranges of the numbers below n, on all cores. It ends early with
// the error of ctx.
func inParallel(ctx context.Context, n int, do func(from, to int)) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), 1+n/rowsAtATime) {
		wg.Go(func() {
			for ctx.Err() == nil {
				to := int(next.Add(rowsAtATime))
				if to-rowsAtATime >= n {
					return
				}
				do(to-rowsAtATime, min(to, n))
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}
