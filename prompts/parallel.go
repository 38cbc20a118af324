package prompts

import (
	"context"
	"sync"
)

// inParallel hands each item to one of as many goroutines as workers says, and
// waits for them. start is called by each of them once and returns what it does
// with an item. No item is handed out once ctx has ended; its error is returned.
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
