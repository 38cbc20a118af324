package prompts

import (
	"context"
	"sync"
)

// inParallel distributes the items over the given number of worker goroutines, and
// waits for them. Each worker calls start once; the function that start returns
// processes one item. Once ctx has ended, inParallel hands out no more items and
// returns the error of ctx.
func inParallel[T any](ctx context.Context, workers int, items []T, start func() func(T)) error {
	next := make(chan T)
	var done sync.WaitGroup
	for range max(1, workers) {
		done.Go(func() {
			do := start()
			for item := range next {
				do(item)
			}
		})
	}
	err := handOut(ctx, next, items)
	close(next)
	done.Wait()
	if err == nil {
		err = ctx.Err() // it may have ended while the last items were worked on
	}
	return err
}

func handOut[T any](ctx context.Context, next chan<- T, items []T) error {
	for _, item := range items {
		select {
		case next <- item:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
