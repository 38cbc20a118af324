package inference

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// Output is what the model wrote for one prompt.
type Output struct {
	Text      string
	Tokens    []int32 // without padding and the end token
	Truncated bool    // the limit was reached before the end token
	Err       error   // the prompt could not be answered; nothing else is set
	Latency   time.Duration
}

// Errors of single prompts.
var (
	ErrEmpty   = errors.New("prompt is empty")
	ErrTooLong = errors.New("prompt is too long")
)

// Generation says how prompts are answered. The zero value takes defaults.
type Generation struct {
	Batch        int // prompts at a time in one worker; 0: 32
	MaxNewTokens int // 0: what generation_config.json says, else 128
	MaxInput     int // longest prompt in tokens; 0: 1024
}

// windowBatches is how many batches of every worker are sorted together.
// Results come out window by window, so it also bounds memory and what a crash
// can lose.
const windowBatches = 8

func (m *Model) defaults(g Generation) Generation {
	if g.Batch <= 0 {
		g.Batch = 32
	}
	if g.MaxNewTokens <= 0 {
		switch {
		case m.cfg.MaxNewTokens > 0:
			g.MaxNewTokens = m.cfg.MaxNewTokens
		case m.cfg.MaxLength > 1:
			g.MaxNewTokens = m.cfg.MaxLength - 1 // the start token counts there
		default:
			g.MaxNewTokens = 128
		}
	}
	if g.MaxInput <= 0 {
		g.MaxInput = 1024
	}
	return g
}

// Generate answers prompts in their order. Prompts of like length share a
// batch, equal ones are answered once, and every worker runs on its own core.
// An error other than Output.Err ends the stream.
func (m *Model) Generate(ctx context.Context, prompts iter.Seq[string], g Generation) iter.Seq2[Output, error] {
	g = m.defaults(g)
	return func(yield func(Output, error) bool) {
		pool, err := m.newPool()
		if err != nil {
			yield(Output{}, err)
			return
		}
		defer pool.close()
		window := make([]string, 0, g.Batch*m.threads*windowBatches)
		flush := func() bool {
			outs, err := pool.answer(ctx, window, g)
			window = window[:0]
			if err != nil {
				yield(Output{}, err)
				return false
			}
			for _, o := range outs {
				if !yield(o, nil) {
					return false
				}
			}
			return true
		}
		for p := range prompts {
			if window = append(window, p); len(window) == cap(window) && !flush() {
				return
			}
		}
		if len(window) > 0 {
			flush()
		}
	}
}

// workers answer the batches of a window side by side.
type workers struct {
	m   *Model
	all []*worker
}

func (m *Model) newPool() (*workers, error) {
	p := &workers{m: m}
	for range m.threads {
		w, err := m.newWorker()
		if err != nil {
			p.close()
			return nil, err
		}
		p.all = append(p.all, w)
	}
	return p, nil
}

func (p *workers) close() {
	for _, w := range p.all {
		w.close()
	}
}

// request is a distinct prompt of a window.
type request struct {
	ids     []int32
	outputs []int // the places that want its answer
}

func (p *workers) answer(ctx context.Context, window []string, g Generation) ([]Output, error) {
	outs := make([]Output, len(window))
	requests := p.requests(window, outs, g)
	jobs := make(chan []*request)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(jobs)
		for _, b := range batches(requests, g.Batch, len(p.all)) {
			select {
			case jobs <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for _, w := range p.all {
		group.Go(func() error {
			for job := range jobs {
				if err := w.answer(ctx, job, outs, g); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return outs, group.Wait()
}

// requests tokenizes a window, finds equal prompts and sorts by length, the
// longest first, so that the last batch to start is a short one.
func (p *workers) requests(window []string, outs []Output, g Generation) []*request {
	seen := make(map[string]*request, len(window))
	var requests []*request
	for i, text := range window {
		if r := seen[text]; r != nil {
			r.outputs = append(r.outputs, i)
			continue
		}
		ids := p.m.Tokenizer.Encode(nil, text)
		switch {
		case text == "":
			outs[i].Err = ErrEmpty
			continue
		case len(ids) > g.MaxInput:
			outs[i].Err = fmt.Errorf("%w: %d tokens, at most %d", ErrTooLong, len(ids), g.MaxInput)
			continue
		}
		r := &request{ids: ids, outputs: []int{i}}
		seen[text] = r
		requests = append(requests, r)
	}
	slices.SortStableFunc(requests, func(a, b *request) int { return cmp.Compare(len(b.ids), len(a.ids)) })
	return requests
}

// maxBatchTokens bounds the padded size of a batch, for long prompts.
const maxBatchTokens = 16384

// batches cuts sorted requests into batches of at most size, smaller ones where
// there would otherwise be less than one for every worker.
func batches(requests []*request, size, workers int) [][]*request {
	if share := (len(requests) + workers - 1) / workers; share > 0 {
		size = min(size, share)
	}
	var out [][]*request
	for len(requests) > 0 {
		n := min(size, len(requests), max(1, maxBatchTokens/max(1, len(requests[0].ids))))
		out = append(out, requests[:n])
		requests = requests[n:]
	}
	return out
}

func (w *worker) answer(ctx context.Context, job []*request, outs []Output, g Generation) error {
	start := time.Now()
	prompts := make([][]int32, len(job))
	for i, r := range job {
		prompts[i] = r.ids
	}
	tokens, cut, err := w.decode(ctx, prompts, g.MaxNewTokens)
	if err != nil {
		return err
	}
	took := time.Since(start)
	for i, r := range job {
		o := Output{Text: w.m.Tokenizer.Decode(tokens[i], true), Tokens: tokens[i], Truncated: cut[i], Latency: took}
		for _, at := range r.outputs {
			outs[at] = o
		}
	}
	return nil
}
