package inference

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"
)

// WithDefaults returns g with the model's defaults in place of zeros.
func (m *Model) WithDefaults(g Generation) Generation { return g.withDefaults(m.cfg, m.Shape()) }

// Generate answers prompts in their order. Prompts of similar length share a batch,
// equal prompts are answered once, and each worker runs on its own core. Answers
// come window by window: while one is read the next is computed, and memory does not
// grow with the number of prompts.
//
// If answers depend on what shares a batch, as they may in ONNX Runtime, batches
// depend on the prompts and on g alone, not on the number of workers.
//
// A prompt that cannot be answered has Output.Err. Any other error ends the stream.
// When ctx ends, the reader breaks off or the model is closed, each worker stops
// within one step.
func (m *Model) Generate(ctx context.Context, prompts iter.Seq[string], g Generation) iter.Seq2[Output, error] {
	g = m.WithDefaults(g)
	return func(yield func(Output, error) bool) {
		p, err := m.newPool(ctx, g)
		if err != nil {
			yield(Output{}, err)
			return
		}
		defer p.close()
		p.run(prompts, yield)
	}
}

// pool is the workers of one Generate.
type pool struct {
	m      *Model
	g      Generation
	caller context.Context
	ctx    context.Context // ends when the caller's does, a worker fails or the model is closed
	cancel context.CancelCauseFunc
	forget func() bool // that the model's closing cancels
	jobs   chan *job
	done   sync.WaitGroup
	mu     sync.Mutex // of g.Stats
}

func (m *Model) newPool(ctx context.Context, g Generation) (*pool, error) {
	if g.Grammar != nil {
		if err := m.Constrainable(); err != nil {
			return nil, err
		}
	}
	workers, err := m.borrow()
	if err != nil {
		return nil, err
	}
	// There is room for the jobs of two windows, so that start never waits.
	p := &pool{m: m, g: g, caller: ctx, jobs: make(chan *job, 2*g.Window)}
	p.ctx, p.cancel = context.WithCancelCause(ctx)
	p.forget = context.AfterFunc(m.closing, func() { p.cancel(ErrClosed) })
	for _, w := range workers {
		p.done.Go(func() {
			defer m.giveBack(w)
			p.work(w)
		})
	}
	return p, nil
}

// Constrainable returns why a grammar cannot limit the model's outputs, nil where it can.
func (m *Model) Constrainable() error {
	if err := m.Tokenizer.Verbatim(); err != nil {
		return fmt.Errorf("a grammar cannot limit this model's outputs: %w: answer without --constrain", err)
	}
	return nil
}

// work answers jobs until the pool is closed.
func (p *pool) work(w *worker) {
	for {
		select {
		case <-p.ctx.Done():
			return
		case j := <-p.jobs:
			if err := p.answer(w, j); err != nil {
				p.cancel(err)
				return
			}
		}
	}
}

// answer answers the prompts of a job, and of jobs that w takes on beside it. It
// stops when the pool's context ends.
func (p *pool) answer(w *worker, j *job) error {
	b := &batch{last: time.Now()}
	err := p.ctx.Err()
	switch {
	case err != nil:
	case p.g.Beams > 1:
		err = w.searchBeams(p.ctx, b, j, p.g)
	default:
		err = w.decode(p.ctx, b, j, p.jobs, p.g.Batch/2+1, p.g)
	}
	p.count(b.stats)
	return err
}

// close stops the workers and waits for them.
func (p *pool) close() {
	p.forget()
	p.cancel(context.Canceled)
	p.done.Wait()
}

func (p *pool) count(s Stats) {
	if p.g.Stats == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.g.Stats.add(s)
}

// run yields the answers to prompts. While one window is read, the next is under
// way.
func (p *pool) run(prompts iter.Seq[string], yield func(Output, error) bool) {
	var pending []*window
	texts := make([]string, 0, p.g.Window)
	for text := range prompts {
		if err := p.failure(); err != nil {
			yield(Output{}, err)
			return
		}
		texts = append(texts, text)
		waits := p.g.Waits != nil && p.g.Waits()
		if len(texts) < p.g.Window && !waits {
			continue
		}
		pending = append(pending, p.start(texts))
		texts = texts[:0]
		for len(pending) > 1 || waits && len(pending) > 0 {
			if !p.hand(pending[0], yield) {
				return
			}
			pending = pending[1:]
		}
	}
	if len(texts) > 0 {
		pending = append(pending, p.start(texts))
	}
	for _, w := range pending {
		if !p.hand(w, yield) {
			return
		}
	}
}

// hand waits for a window and yields its outputs. It reports whether to go on.
func (p *pool) hand(w *window, yield func(Output, error) bool) bool {
	if err := p.wait(w); err != nil {
		yield(Output{}, err)
		return false
	}
	for _, o := range w.outs {
		if !yield(o, nil) {
			return false
		}
	}
	return true
}

// wait returns when all of a window is answered, or says why it will not be.
func (p *pool) wait(w *window) error {
	select {
	case <-w.done:
		return nil
	case <-p.ctx.Done():
		return p.failure()
	}
}

// failure says why the workers stop, nil while they do not.
func (p *pool) failure() error {
	if err := p.caller.Err(); err != nil {
		return err
	}
	return context.Cause(p.ctx)
}

// start tokenizes prompts and hands them to the workers.
func (p *pool) start(texts []string) *window {
	began := time.Now()
	outs := make([]Output, len(texts))
	requests := p.requests(texts, outs)
	p.count(Stats{Prompts: len(texts), Distinct: len(requests), Tokenize: time.Since(began)})
	w, jobs := newWindow(outs, batches(requests, max(1, p.g.Batch/max(1, p.g.Beams))), p.g.Grammar)
	for _, j := range jobs {
		p.jobs <- j
	}
	return w
}

// requests tokenizes prompts and joins equal ones. It sorts by length, the longest
// first, so that the last batch to start is a short one.
func (p *pool) requests(texts []string, outs []Output) []*request {
	seen := make(map[string]*request, len(texts))
	var requests []*request
	for i, text := range texts {
		if r := seen[text]; r != nil {
			r.outputs = append(r.outputs, i)
			continue
		}
		r := &request{outputs: []int{i}}
		if err := p.m.encode(r, text, p.g.Grammar != nil, p.g.MaxInput); err != nil {
			outs[i].Err = err
			continue
		}
		seen[text] = r
		requests = append(requests, r)
	}
	slices.SortStableFunc(requests, func(a, b *request) int { return cmp.Compare(len(b.ids), len(a.ids)) })
	return requests
}
