package measure

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/slmkit/slmkit/eval/report"
)

// warming takes a time for each prompt that depends on how many it has answered.
type warming struct {
	fakeRunner
	n  int
	of func(n int) time.Duration
}

func (w *warming) Single(_ context.Context, prompts []string) ([]Timing, error) {
	var out []time.Duration
	for range prompts {
		out = append(out, w.of(w.n))
		w.n++
	}
	return Took(out...), w.err
}

// A model is warmed up until three stretches in a row are alike, and no longer than
// twenty stretches. The report says when they never were.
func TestWarmUp(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name    string
		of      func(n int) time.Duration
		windows int
		steady  bool
	}{
		{"steady from the start", func(int) time.Duration { return 20 * ms }, 3, true},
		{"slow at first", func(n int) time.Duration { return max(20*ms, 100*ms-time.Duration(n)*ms) }, 13, true},
		{"never", func(n int) time.Duration { return (20 + time.Duration(n/blockSize%2)*5) * ms }, mostWindows, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var log []string
			w := &warming{fakeRunner: fakeRunner{log: &log}, of: c.of}
			r, err := Measure(t.Context(), []Runner{w}, Plan{Prompts: []string{"x"}, Scenarios: []Scenario{SingleStream}, MinRuns: 8})
			if err != nil {
				t.Fatal(err)
			}
			got := r.Precisions[0].WarmUp
			if got.Windows != c.windows || got.Steady != c.steady {
				t.Errorf("%+v, want %d stretches, steady %v", got, c.windows, c.steady)
			}
			warned := strings.Contains(strings.Join(NewBench(r, report.Machine{}).Warnings, "\n"), "never steady")
			if warned == c.steady {
				t.Errorf("steady is %v, and warned %v", c.steady, warned)
			}
		})
	}
}
