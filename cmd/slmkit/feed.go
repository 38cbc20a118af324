package main

import (
	"context"
	"iter"
	"time"

	"github.com/slmkit/slmkit/dataset"
)

// feed reads prompts ahead of whoever answers them, so that it can say when the next
// one is long in coming: when somebody types prompts, or a program asks one after the
// other.
type feed struct {
	prompts chan fedPrompt
	ahead   []fedPrompt // one that waits has received, or none
	ended   bool
	idle    func() error // called before the next prompt is waited for
}

type fedPrompt struct {
	dataset.Prompt
	err error
}

const (
	fedAhead = 1024                 // prompts that are read ahead, at most
	grace    = 2 * time.Millisecond // a prompt that comes later is long in coming
)

// newFeed begins to read prompts. It stops with ctx, or when prompts end.
func newFeed(ctx context.Context, prompts iter.Seq2[dataset.Prompt, error], idle func() error) *feed {
	f := &feed{prompts: make(chan fedPrompt, fedAhead), idle: idle}
	go func() { // it may be in a read when the command ends
		defer close(f.prompts)
		for p, err := range prompts {
			select {
			case f.prompts <- fedPrompt{p, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return f
}

// waits reports whether the next prompt is long in coming.
func (f *feed) waits() bool {
	if f.ended || len(f.ahead) > 0 {
		return false
	}
	select {
	case p, ok := <-f.prompts:
		f.take(p, ok)
		return false
	default:
	}
	select {
	case p, ok := <-f.prompts:
		f.take(p, ok)
		return false
	case <-time.After(grace):
		return true
	}
}

func (f *feed) take(p fedPrompt, ok bool) {
	if f.ended = !ok; ok {
		f.ahead = append(f.ahead, p)
	}
}

// all yields the prompts.
func (f *feed) all(ctx context.Context) iter.Seq2[dataset.Prompt, error] {
	return func(yield func(dataset.Prompt, error) bool) {
		for {
			if f.waits() {
				if err := f.idle(); err != nil {
					yield(dataset.Prompt{}, err)
					return
				}
				select {
				case p, ok := <-f.prompts:
					f.take(p, ok)
				case <-ctx.Done():
					yield(dataset.Prompt{}, ctx.Err())
					return
				}
			}
			if f.ended {
				return
			}
			p := f.ahead[0]
			if f.ahead = f.ahead[:0]; !yield(p.Prompt, p.err) {
				return
			}
		}
	}
}
