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
