package measure

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"
)

// TestArrive: a prompt does not wait for the one before it, and counts from its arrival.
func TestArrive(t *testing.T) {
	arrivals := []time.Duration{0, time.Millisecond, 2 * time.Millisecond}
	var here sync.WaitGroup // the first answer waits until the last prompt is there
	here.Add(len(arrivals))
	took, err := Arrive(t.Context(), &fakeClock{}, arrivals, func(context.Context, int) error {
		here.Done()
		here.Wait()
		return nil
	})
	if want := []time.Duration{2 * time.Millisecond, time.Millisecond, 0}; err != nil || !slices.Equal(took, want) {
		t.Errorf("times %v, want %v: %v", took, want, err)
	}
	bad := errors.New("bad")
	if _, err := Arrive(t.Context(), WallClock{}, []time.Duration{0, time.Hour}, func(context.Context, int) error { return bad }); !errors.Is(err, bad) {
		t.Errorf("error %v, want %v", err, bad)
	}
}

// TestCallers: so many prompts are under way at a time, and no more.
func TestCallers(t *testing.T) {
	var mu sync.Mutex
	now, most := 0, 0
	seen := map[int]bool{}
	took, err := Callers(t.Context(), WallClock{}, 20, 3, func(_ context.Context, i int) error {
		mu.Lock()
		now++
		most = max(most, now)
		seen[i] = true
		mu.Unlock()
		time.Sleep(time.Millisecond)
		mu.Lock()
		now--
		mu.Unlock()
		return nil
	})
	if err != nil || len(took) != 20 || len(seen) != 20 || most > 3 || took[7] < time.Millisecond {
		t.Errorf("%d prompts, %d at a time, times %v, %v", len(seen), most, took, err)
	}
	bad := errors.New("bad")
	if _, err := Callers(t.Context(), WallClock{}, 5, 2, func(context.Context, int) error { return bad }); !errors.Is(err, bad) {
		t.Errorf("error %v, want %v", err, bad)
	}
}

// TestWallClock: a wait is never too short, and ends with its context.
func TestWallClock(t *testing.T) {
	for _, d := range []time.Duration{-time.Second, 0, 100 * time.Microsecond, 5 * time.Millisecond} {
		began := time.Now()
		if err := (WallClock{}).Sleep(t.Context(), d); err != nil || time.Since(began) < d {
			t.Errorf("Sleep(%v) returned after %v: %v", d, time.Since(began), err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for _, d := range []time.Duration{0, time.Hour} {
		if err := (WallClock{}).Sleep(ctx, d); !errors.Is(err, context.Canceled) {
			t.Errorf("Sleep(%v) after the end of its context: %v", d, err)
		}
	}
}
