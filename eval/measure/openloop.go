package measure

import (
	"context"
	"time"
)

// Clock tells the time and waits.
type Clock interface {
	Now() time.Time
	// Sleep waits for d, or returns the error of ctx when that ends.
	Sleep(ctx context.Context, d time.Duration) error
}

// OpenLoop answers prompts one at a time in the order of their arrival, and returns
// the time of each from its arrival to its answer. Arrivals are times from the
// start, in order; they do not wait for answers. So a stall counts for all prompts
// that arrive while it lasts: a caller who measures from when a prompt is sent, and
// sends none during a stall, sees it once (coordinated omission).
//
// Answer answers prompt i. Its error ends the loop.
func OpenLoop(ctx context.Context, clock Clock, arrivals []time.Duration, answer func(ctx context.Context, i int) error) ([]time.Duration, error) {
	start := clock.Now()
	out := make([]time.Duration, len(arrivals))
	for i, at := range arrivals {
		if wait := at - clock.Now().Sub(start); wait > 0 {
			if err := clock.Sleep(ctx, wait); err != nil {
				return nil, err
			}
		}
		if err := answer(ctx, i); err != nil {
			return nil, err
		}
		out[i] = clock.Now().Sub(start) - at
	}
	return out, nil
}

// WallClock is the clock of the machine.
type WallClock struct{}

// Now returns the time.
func (WallClock) Now() time.Time { return time.Now() }

// late is by how much a timer may come late: Go waits for whole milliseconds.
const late = 2 * time.Millisecond

// Sleep waits for d. It leaves the end of it to the system, which is more exact.
func (WallClock) Sleep(ctx context.Context, d time.Duration) error {
	end := time.Now().Add(d)
	if d > late {
		t := time.NewTimer(d - late)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	nap(time.Until(end))
	return ctx.Err()
}
