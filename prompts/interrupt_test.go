package prompts

import (
	"bytes"
	"context"
	"errors"
	"runtime/pprof"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// endsAfter is a context that ends when it has been looked at a number of times.
// A call that stops soon after looks at it but a few times more.
type endsAfter struct {
	context.Context
	left, more atomic.Int64
	done       chan struct{}
}

func newEndsAfter(looks int) *endsAfter {
	c := &endsAfter{Context: context.Background(), done: make(chan struct{})}
	c.left.Store(int64(looks))
	return c
}

func (c *endsAfter) Done() <-chan struct{} { return c.done }

func (c *endsAfter) Err() error {
	switch left := c.left.Add(-1); {
	case left > 0:
		return nil
	case left == 0:
		close(c.done)
	}
	c.more.Add(1)
	return context.Canceled
}

// TestInterrupted: a call whose context ends returns its error and looks at it
// no more than a few times again, so that little is done in between.
func TestInterrupted(t *testing.T) {
	const workers = 3
	p := open(t, "testdata/cafe")
	v := Vocabulary{Measure: letters("~"), MaxInput: 100, MaxTarget: 100}
	plan := func(strategy Strategy) *Plan {
		plan, err := NewPlan(p, Options{N: 1500, Strategy: string(strategy)})
		if err != nil {
			t.Fatal(err)
		}
		return plan
	}
	for name, call := range map[string]func(context.Context) error{
		"Draw":          func(ctx context.Context) error { _, err := Draw(ctx, plan(Weighted), workers); return err },
		"Draw coverage": func(ctx context.Context) error { _, err := Draw(ctx, plan(Covering), workers); return err },
		"Overlaps":      func(ctx context.Context) error { _, _, err := p.Overlaps(ctx, 1_000_000, workers); return err },
		"Ambiguous":     func(ctx context.Context) error { _, _, err := p.Ambiguous(ctx, workers); return err },
		"Lint":          func(ctx context.Context) error { _, err := p.Lint(ctx); return err },
	} {
		whole := newEndsAfter(1 << 40)
		if err := call(whole); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		looks := 1<<40 - int(whole.left.Load())
		for _, after := range []int{1, 2, 5, looks - 1} {
			if after < 1 || after >= looks {
				continue
			}
			ctx := newEndsAfter(after)
			if err := call(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("%s, ended after %d of %d looks: error %v", name, after, looks, err)
			}
			if more := ctx.more.Load(); more > 2*workers+2 {
				t.Errorf("%s, ended after %d of %d looks: looked %d times more", name, after, looks, more)
			}
		}
	}
	var measured atomic.Int64
	ctx, cancel := context.WithCancel(t.Context())
	v.Measure = func(string) ([]string, int) {
		if measured.Add(1) == 20 {
			cancel()
		}
		return nil, 1
	}
	if _, err := p.LintText(ctx, v); !errors.Is(err, context.Canceled) || measured.Load() != 20 {
		t.Errorf("LintText: error %v after %d texts, want 20", err, measured.Load())
	}
}

// TestChunksEnd: the goroutines that make rows have ended when the loop has.
func TestChunksEnd(t *testing.T) {
	plan, err := NewPlan(open(t, "testdata/cafe"), Options{N: 1500})
	if err != nil {
		t.Fatal(err)
	}
	set, err := Draw(t.Context(), plan, 2)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		for range set.ReusedChunks(t.Context(), dataset.Train, 4) {
			break
		}
		var running bytes.Buffer
		if err := pprof.Lookup("goroutine").WriteTo(&running, 1); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(running.String(), "fillLane") {
			t.Fatalf("after the loop these goroutines are still running:\n%s", &running)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var last error
	n := 0
	for c, err := range set.ReusedChunks(ctx, dataset.Train, 4) {
		n, last = n+len(c.Examples), err
	}
	if last != nil && last != context.Canceled || last == nil && n != set.Len(dataset.Train) {
		t.Errorf("%d rows, error %v", n, last)
	}
	last = nil
	for _, err := range set.Examples(ctx, dataset.Train) {
		last = err
	}
	if last != context.Canceled {
		t.Errorf("Examples: error %v, want %v", last, context.Canceled)
	}
}

// TestExamplesLast: examples that a caller keeps stay as they were yielded.
func TestExamplesLast(t *testing.T) {
	plan, err := NewPlan(open(t, "banking"), Options{N: 4000, Seed: 3, SplitBy: "text", Fractions: [3]float64{1, 0, 0}})
	if err != nil {
		t.Fatal(err)
	}
	set, err := Draw(t.Context(), plan, 2)
	if err != nil {
		t.Fatal(err)
	}
	var want []byte
	for c, err := range set.ReusedChunks(t.Context(), dataset.Train, 2) {
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, c.JSONL...)
	}
	var kept []dataset.Example
	for e, err := range set.Examples(t.Context(), dataset.Train) {
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, e)
	}
	changed := 0
	lines := bytes.SplitAfter(want, []byte("\n"))
	for i := range kept {
		got, err := kept[i].AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(append(got, '\n'), lines[i]) {
			changed++
		}
	}
	if len(kept) != set.Len(dataset.Train) || changed > 0 {
		t.Errorf("%d of %d examples, %d of them changed afterwards", len(kept), set.Len(dataset.Train), changed)
	}
}

// TestNoSuchSplit: a split that no set has holds no rows, and asking for them is
// an error.
func TestNoSuchSplit(t *testing.T) {
	plan, err := NewPlan(open(t, "testdata/cafe"), Options{N: 100})
	if err != nil {
		t.Fatal(err)
	}
	set, err := Draw(t.Context(), plan, 1)
	if err != nil {
		t.Fatal(err)
	}
	if n := set.Len("validation"); n != 0 {
		t.Errorf("%d rows", n)
	}
	for _, err := range set.Examples(t.Context(), "validation") {
		if err == nil {
			t.Error("Examples yields a row")
		}
		for _, chunkErr := range set.ReusedChunks(t.Context(), "validation", 1) {
			if chunkErr == nil || err == nil || chunkErr.Error() != err.Error() {
				t.Errorf("Examples: %v, ReusedChunks: %v", err, chunkErr)
			}
		}
	}
}
