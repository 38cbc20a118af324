package inference

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"
	"unicode/utf8"
)

// Output is what the model wrote for one prompt.
type Output struct {
	Text       string
	Tokens     []int32    // without padding and the end token
	Truncated  bool       // the limit was reached before the end token; where a grammar could end it, it is ended in the shortest way
	Confidence Confidence // where Generation.Confidence asks for it
	Sequences  []Sequence // where Generation.Beams asks for several, the best, which is this one, first
	Err        error      // the prompt could not be answered; nothing else is set
	// Latency is the time from the start of the batch that the prompt was in
	// to its last token.
	Latency time.Duration
}

// Confidence is how sure the model was of an output. Min and Margin are of the
// steps at which more than one token was allowed, by the probabilities of those
// that were, 1 where there was no such step; a beam search leaves them 0. Of an
// answer that a grammar ended at the limit all are the least that there is.
type Confidence struct {
	LogProb float64 // log of the probability of the tokens and the end token, among all outputs
	Min     float64 // probability of the least likely token
	Margin  float64 // least lead of a token's probability over the second's
	Removed float64 // probability that the grammar, and rules beside it, took away: of leaving them at some step
}

// Errors of single prompts.
var (
	ErrEmpty   = errors.New("prompt is empty")
	ErrNotUTF8 = errors.New("prompt is not UTF-8")
	ErrTooLong = errors.New("prompt is too long")
	ErrNoWay   = errors.New("the grammar and generation_config.json allow no answer that the vocabulary can write")
)

// Generation says how prompts are answered. The zero value takes defaults.
type Generation struct {
	Batch         int           // prompts at a time in one worker; 0: 12, or 32 in ONNX Runtime
	Window        int           // prompts that are sorted by length together; 0: 16 batches, at least 512
	MaxNewTokens  int           // 0: what generation_config.json says, else 128
	MaxInput      int           // longest prompt in tokens; 0: 1024
	Guess         int           // tokens guessed ahead a step, at most, where the layout allows it; 0: 8, -1: none
	Beams         int           // outputs to search for at once; 0 or 1: greedily
	LengthPenalty float64       // of beams; 0: what generation_config.json says, else 1
	EarlyStopping EarlyStopping // of beams; "": what generation_config.json says, else by score
	Grammar       *Grammar      // outputs that are allowed; nil: all
	Confidence    bool          // fill Output.Confidence
	Stats         *Stats        // filled while the stream is read, if not nil
}

// Resolved returns g with the model's defaults in place of zeros.
func (m *Model) Resolved(g Generation) Generation {
	if g.Batch <= 0 {
		// Where prompts join, more at a time are no faster and take memory.
		if g.Batch = 32; m.Shape().Joins {
			g.Batch = 12
		}
	}
	if g.Window <= 0 {
		g.Window = max(16*g.Batch, 512)
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
	if g.LengthPenalty == 0 {
		if g.LengthPenalty = 1; m.cfg.LengthPenalty != nil {
			g.LengthPenalty = *m.cfg.LengthPenalty
		}
	}
	g.EarlyStopping = cmp.Or(g.EarlyStopping, m.cfg.EarlyStopping, StopByScore)
	if g.Guess == 0 {
		g.Guess = 8
	}
	if g.MaxInput <= 0 {
		g.MaxInput = 1024
	}
	return g
}

// Generate answers prompts in their order. Prompts of like length share a
// batch, equal ones are answered once, and every worker runs on its own core.
// Answers come out window by window, and while one is read the next is under
// way; memory does not grow with the number of prompts. Where answers may depend
// on what shares a batch, in ONNX Runtime, batches depend on the prompts and on g
// only, not on the number of workers, so neither do the answers. An error other
// than Output.Err ends the stream.
func (m *Model) Generate(ctx context.Context, prompts iter.Seq[string], g Generation) iter.Seq2[Output, error] {
	g = m.Resolved(g)
	return func(yield func(Output, error) bool) {
		p, err := m.newPool(ctx, g)
		if err != nil {
			yield(Output{}, err)
			return
		}
		defer p.close()
		var pending []*window
		first := func() bool { // hands out the oldest window
			w := pending[0]
			pending = pending[1:]
			w.left.Wait()
			if err := w.failure(ctx); err != nil {
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
		texts := make([]string, 0, g.Window)
		for text := range prompts {
			if texts = append(texts, text); len(texts) < g.Window {
				continue
			}
			pending = append(pending, p.start(texts))
			texts = texts[:0]
			if len(pending) == 2 && !first() {
				return
			}
		}
		if len(texts) > 0 {
			pending = append(pending, p.start(texts))
		}
		for len(pending) > 0 {
			if !first() {
				return
			}
		}
	}
}

// window is a stretch of prompts under way.
type window struct {
	outs []Output
	left sync.WaitGroup // jobs
	mu   sync.Mutex
	err  error
}

func (w *window) finish(err error) {
	w.mu.Lock()
	if w.err == nil {
		w.err = err
	}
	w.mu.Unlock()
	w.left.Done()
}

func (w *window) failure(ctx context.Context) error {
	if w.err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return w.err
}

// job is distinct prompts of a window that a worker answers.
type job struct {
	*window
	requests []*request
	began    time.Time
	open     int // requests that are not answered
}

func (j *job) prompts() [][]int32 {
	prompts := make([][]int32, len(j.requests))
	for i, r := range j.requests {
		prompts[i] = r.ids
	}
	return prompts
}

// answer hands out what answers a request.
func (j *job) answer(r *request, o Output) {
	for _, at := range r.outputs {
		j.outs[at] = o
	}
}

// request is a distinct prompt.
type request struct {
	ids     []int32
	outputs []int // the places in the window that want its answer
}

// pool is the workers of one Generate.
type pool struct {
	m      *Model
	g      Generation
	jobs   chan *job
	cancel context.CancelFunc
	done   sync.WaitGroup
	mu     sync.Mutex // of g.Stats
}

func (p *pool) count(s Stats) {
	if p.g.Stats == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.g.Stats.add(s)
}

func (m *Model) newPool(ctx context.Context, g Generation) (*pool, error) {
	if g.Grammar != nil {
		if err := m.Tokenizer.Verbatim(); err != nil {
			return nil, fmt.Errorf("a grammar cannot limit this model's outputs: %w: answer without --constrain", err)
		}
	}
	// Room for the batches of two windows, so that start never waits.
	p := &pool{m: m, g: g, jobs: make(chan *job, 2*g.Window)}
	ctx, p.cancel = context.WithCancel(ctx)
	all, err := m.workers()
	if err != nil {
		p.cancel()
		return nil, err
	}
	for _, w := range all {
		p.done.Go(func() {
			defer m.rest(w)
			for j := range p.jobs {
				decode := w.decode
				if g.Beams > 1 {
					decode = w.searchBeams
				}
				stats, err := decode(ctx, j, p.jobs, g)
				if err != nil {
					p.cancel() // the others need not go on
				}
				p.count(stats)
			}
		})
	}
	return p, nil
}

// close ends what is under way and frees the workers.
func (p *pool) close() {
	p.cancel()
	close(p.jobs)
	p.done.Wait()
}

// start tokenizes prompts and hands them to the workers.
func (p *pool) start(texts []string) *window {
	began := time.Now()
	w := &window{outs: make([]Output, len(texts))}
	requests := p.requests(texts, w.outs)
	p.count(Stats{Prompts: len(texts), Distinct: len(requests), Tokenize: time.Since(began)})
	all := batches(requests, max(1, p.g.Batch/max(1, p.g.Beams)))
	w.left.Add(len(all))
	for _, b := range all {
		p.jobs <- &job{window: w, requests: b}
	}
	return w
}

// requests tokenizes prompts, finds equal ones and sorts by length, the
// longest first, so that the last batch to start is a short one.
func (p *pool) requests(texts []string, outs []Output) []*request {
	seen := make(map[string]*request, len(texts))
	var requests []*request
	for i, text := range texts {
		if r := seen[text]; r != nil {
			r.outputs = append(r.outputs, i)
			continue
		}
		switch {
		case text == "":
			outs[i].Err = ErrEmpty
			continue
		case !utf8.ValidString(text):
			outs[i].Err = ErrNotUTF8
			continue
		}
		ids, err := p.m.Tokenizer.TryEncode(nil, text)
		if err != nil {
			outs[i].Err = err
			continue
		}
		if len(ids) > p.g.MaxInput {
			outs[i].Err = fmt.Errorf("%w: %d tokens, at most %d", ErrTooLong, len(ids), p.g.MaxInput)
			continue
		}
		r := &request{ids: ids, outputs: []int{i}}
		seen[text] = r
		requests = append(requests, r)
	}
	slices.SortStableFunc(requests, func(a, b *request) int { return cmp.Compare(len(b.ids), len(a.ids)) })
	return requests
}

const (
	maxBatchTokens = 16384 // bounds the padded size of a batch of long prompts
	minBatch       = 8     // under this a batch is not cut to spread the work
)

// batches cuts sorted requests into batches of about equal size, at most size.
// Few requests become several small batches, so that all cores have work,
// however many there are.
func batches(requests []*request, size int) [][]*request {
	n := len(requests)
	if n == 0 {
		return nil
	}
	count := max((n+size-1)/size, min(4, n/minBatch))
	size = (n + count - 1) / max(count, 1)
	var out [][]*request
	for len(requests) > 0 {
		n := min(size, len(requests), max(1, maxBatchTokens/max(1, len(requests[0].ids))))
		out = append(out, requests[:n])
		requests = requests[n:]
	}
	return out
}

// output is what a row has written.
func (w *worker) output(a *answerRow, g Generation) Output {
	if a.err != nil {
		return Output{Err: a.err}
	}
	o := Output{Tokens: a.tokens, Truncated: a.cut, Confidence: a.sure, Latency: a.latency}
	for _, b := range a.beams {
		o.Sequences = append(o.Sequences, Sequence{w.m.Tokenizer.Decode(b.tokens, true), b.tokens, b.score})
	}
	if len(a.beams) > 0 {
		o.Confidence, o.Truncated = Confidence{LogProb: a.beams[0].sum}, len(a.tokens) == g.MaxNewTokens
	}
	o.Text = w.m.Tokenizer.Decode(o.Tokens, true)
	return o
}
