package inference

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"
)

// servedPrompts are prompts of several lengths.
func servedPrompts() []string {
	return []string{"show my savings balance", "send fifty bucks to my landlord", "freeze my card", "order 3 boxes of checks",
		"what did i spend on groceries last month and how much of that was at the farmers market", "hi",
		"i'd like to pay the electricity bill from checking next friday please", "close it"}
}

// TestServiceAnswersLikeGenerate: many goroutines that ask at random times get the answers
// that a stream gets, token by token, with and without a grammar of their own.
func TestServiceAnswersLikeGenerate(t *testing.T) {
	m := open(t, bundled, Options{Precision: "int8", Threads: 2})
	prompts := servedPrompts()
	want := map[string]Output{}
	for o, err := range m.Generate(t.Context(), slices.Values(prompts), Generation{Confidence: true}) {
		if err != nil {
			t.Fatal(err)
		}
		want[prompts[len(want)]] = o
	}
	s, err := m.Serve(Generation{Confidence: true}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(i)))
			for range 25 {
				text := prompts[r.IntN(len(prompts))]
				o, err := s.Answer(t.Context(), Request{Prompt: text})
				if err != nil || o.Text != want[text].Text || !slices.Equal(o.Tokens, want[text].Tokens) || o.Confidence != want[text].Confidence {
					t.Errorf("%q: %+v, %v, want %+v", text, o, err, want[text])
				}
			}
		})
	}
	all.Wait()
	if l := s.Load(); l != (Load{Answered: 1000}) {
		t.Errorf("load %+v", l)
	}
}

// TestServiceRefuses: a full queue, prompts that cannot be answered, and a closed service.
func TestServiceRefuses(t *testing.T) {
	m := open(t, bundled, Options{Precision: "int8", Threads: 2})
	s, err := m.Serve(Generation{}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]error{"": ErrEmpty, "\xff": ErrNotUTF8} {
		if _, err := s.Answer(t.Context(), Request{Prompt: text}); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Answer(ended, Request{Prompt: "hello"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	busy := make(chan error, 1)
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			for ctx.Err() == nil {
				if _, err := s.Answer(ctx, Request{Prompt: "send fifty bucks to my landlord"}); errors.Is(err, ErrBusy) {
					select {
					case busy <- err:
					default:
					}
					stop()
				}
			}
		})
	}
	all.Wait()
	if len(busy) == 0 {
		t.Error("200 callers and a queue of 2: nobody was refused")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Answer(t.Context(), Request{Prompt: "hello"}); !errors.Is(err, ErrClosed) {
		t.Errorf("error %v, want %v", err, ErrClosed)
	}
	if _, err := m.Serve(Generation{Beams: 2}, 2); err == nil {
		t.Error("a service that searches beams")
	}
}

// TestAbandonedRowsLeave: a row that nobody waits for any more leaves its batch within one
// step, and a waiting prompt that nobody waits for is never run.
func TestAbandonedRowsLeave(t *testing.T) {
	m := open(t, bundled, Options{Precision: "int8", Threads: 1})
	workers, err := m.borrow()
	if err != nil {
		t.Fatal(err)
	}
	w := workers[0]
	defer m.giveBack(w)
	g := m.WithDefaults(Generation{})
	asked := func(text string, gone <-chan struct{}, take func(Output)) *job {
		r := &request{}
		if err := m.encode(r, text, false, g.MaxInput); err != nil {
			t.Fatal(err)
		}
		return &job{requests: []*request{r}, gone: gone, take: func(_ *request, o Output) { take(o) }}
	}
	const short, long = "freeze my card", "transfer fifty bucks from my savings account to my checking account next friday"
	gone := make(chan struct{})
	leave := make(chan struct{})
	close(gone)
	more := make(chan *job, 2)
	b := &batch{last: time.Now()}
	left, written := 0, 0
	more <- asked(long, leave, func(o Output) { written = len(o.Tokens) })
	more <- asked(long, gone, func(Output) { t.Error("a prompt that nobody waits for is run") })
	first := asked(short, nil, func(Output) { left = b.stats.Steps; close(leave) })
	if err := w.decode(t.Context(), b, first, more, 64, g); err != nil {
		t.Fatal(err)
	}
	if more := b.stats.Steps - left; more > 1 || len(b.rows) > 0 || b.stats.Batches != 2 {
		t.Errorf("%d more steps, %d rows left, %d prompts were run", more, len(b.rows), b.stats.Batches)
	}
	whole := 0
	b = &batch{last: time.Now()}
	if err := w.decode(t.Context(), b, asked(long, nil, func(o Output) { whole = len(o.Tokens) }), make(chan *job), 64, g); err != nil {
		t.Fatal(err)
	}
	if written == 0 || written >= whole {
		t.Errorf("%d of %d tokens were written for nobody", written, whole)
	}
}
