package measure

import (
	"context"
	"sync"
	"time"
)

// Arrive answers each prompt from its arrival on, beside those that came before it, and
// returns the time of each from its arrival to its answer. It is OpenLoop for a server that
// answers several prompts at a time: arrivals wait for nothing, and a prompt that is sent
// late counts from when it should have been sent.
//
// Answer answers prompt i. Its error ends the loop.
func Arrive(ctx context.Context, clock Clock, arrivals []time.Duration, answer func(ctx context.Context, i int) error) ([]time.Duration, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	start := clock.Now()
	out := make([]time.Duration, len(arrivals))
	var all sync.WaitGroup
	for i, at := range arrivals {
		if wait := at - clock.Now().Sub(start); wait > 0 && clock.Sleep(ctx, wait) != nil {
			break
		}
		all.Go(func() {
			if err := answer(ctx, i); err != nil {
				stop(err)
			}
			out[i] = clock.Now().Sub(start) - at
		})
	}
	all.Wait()
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return out, nil
}

// Callers answers n prompts for several callers at a time, each of whom waits for an answer
// before the next prompt, and returns the time of each. Answer answers prompt i. Its error
// ends all.
func Callers(ctx context.Context, clock Clock, n, callers int, answer func(ctx context.Context, i int) error) ([]time.Duration, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	out := make([]time.Duration, n)
	var all sync.WaitGroup
	for caller := range min(callers, n) {
		all.Go(func() {
			for i := caller; i < n && ctx.Err() == nil; i += callers {
				start := clock.Now()
				if err := answer(ctx, i); err != nil {
					stop(err)
					return
				}
				out[i] = clock.Now().Sub(start)
			}
		})
	}
	all.Wait()
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return out, nil
}
