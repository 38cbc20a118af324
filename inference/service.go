package inference

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/slmkit/slmkit/inference/grammar"
)

// ErrBusy says that a Service has as many waiting prompts as it may have, or that a
// prompt would wait longer than its context allows.
var ErrBusy = errors.New("too many prompts are waiting")

// Service answers prompts as they come. Prompts join the batches that are under way, so
// that none waits for another, and their answers are those of Generate. It is safe for
// concurrent use.
type Service struct {
	m      *Model
	g      Generation
	jobs   chan *job
	ctx    context.Context // ends when the service or the model is closed
	stop   context.CancelCauseFunc
	forget func() bool // that the model's closing stops the service
	done   sync.WaitGroup

	mu       sync.Mutex
	load     Load
	last     time.Time // when an answer came, or when the first prompt came after a rest
	interval float64   // between answers, in seconds: a moving average
}

// Load is what a Service has to do and has done.
type Load struct {
	Waiting   int // prompts that no worker has taken yet
	Running   int // prompts that are being answered
	Answered  int
	Abandoned int // prompts that nobody waited for any more
}

// Request is a prompt for a Service.
type Request struct {
	Prompt     string
	Grammar    *grammar.Grammar // limits the output; nil: see Generation
	Paths      *Paths           // weigh these beginnings of outputs, too, whatever the grammar allows: see Output.Paths
	Unanswered bool             // only weigh Paths: the output has no text
}

// Serve starts a Service with the workers of the model. g says how it answers, greedily,
// and waiting is how many prompts may wait at most. The caller closes the service; closing
// the model ends it too.
func (m *Model) Serve(g Generation, waiting int) (*Service, error) {
	g = m.WithDefaults(g)
	if g.Beams > 1 {
		return nil, errors.New("a service searches for 1 beam: its prompts begin at different times")
	}
	workers, err := m.borrow()
	if err != nil {
		return nil, err
	}
	s := &Service{m: m, g: g, jobs: make(chan *job, max(waiting, 1))}
	s.ctx, s.stop = context.WithCancelCause(context.Background())
	s.forget = context.AfterFunc(m.closing, func() { s.stop(ErrClosed) })
	for _, w := range workers {
		s.done.Go(func() {
			defer m.giveBack(w)
			s.work(w)
		})
	}
	return s, nil
}

// Close stops the workers within one step; prompts that are not answered fail with
// ErrClosed.
func (s *Service) Close() error {
	s.forget()
	s.stop(ErrClosed)
	s.done.Wait()
	return nil
}

// Load returns what there is to do now.
func (s *Service) Load() Load {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.load // Running counts all prompts so far
	now.Waiting = min(len(s.jobs), now.Running)
	now.Running -= now.Waiting
	return now
}

// Delay estimates how long a prompt that comes now waits for its turn: as many times the
// interval between answers as there are prompts before it.
func (s *Service) Delay() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Duration(float64(len(s.jobs)) * s.interval * float64(time.Second))
}

// Answer answers a prompt. It fails with ErrBusy, with an error of a single prompt (see
// Output.Err), with ErrClosed, or with the error of ctx, when it ends; the prompt then
// leaves its batch at the next step, and never enters one if it was waiting.
func (s *Service) Answer(ctx context.Context, r Request) (Output, error) {
	limits := r.Grammar
	if limits == nil {
		limits = s.g.Grammar
	}
	if limits != nil {
		if err := s.m.Constrainable(); err != nil {
			return Output{}, err
		}
	}
	req := &request{}
	if err := s.m.encode(req, r.Prompt, limits != nil, s.g.MaxInput); err != nil {
		return Output{}, err
	}
	answer := make(chan Output, 1)
	gone, leave := context.WithCancel(ctx)
	defer leave()
	j := &job{requests: []*request{req}, grammar: limits, paths: r.Paths, unanswered: r.Unanswered && r.Paths != nil, gone: gone.Done(), asked: time.Now()}
	j.take = func(_ *request, o Output) {
		select {
		case answer <- o:
		default: // a failing batch tells all its rows, answered ones too
		}
	}
	if err := s.put(ctx, j); err != nil {
		return Output{}, err
	}
	select {
	case o := <-answer:
		s.left(true)
		return o, o.Err
	case <-ctx.Done():
		s.left(false)
		return Output{}, ctx.Err()
	case <-s.ctx.Done():
		s.left(false)
		return Output{}, context.Cause(s.ctx)
	}
}

// put hands a job to the workers, or says that it cannot wait.
func (s *Service) put(ctx context.Context, j *job) error {
	if err := context.Cause(s.ctx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if until, ok := ctx.Deadline(); ok && max(0, time.Until(until)) < s.Delay() {
		return ErrBusy
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.load.Running == 0 {
		s.last = time.Now()
	}
	select {
	case s.jobs <- j:
		s.load.Running++
		return nil
	default:
		return ErrBusy
	}
}

// left notes that a prompt is answered or abandoned.
func (s *Service) left(answered bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.load.Running--
	if !answered {
		s.load.Abandoned++
		return
	}
	s.load.Answered++
	now := time.Now()
	const recent = 1. / 32 // weight of one answer
	took := now.Sub(s.last).Seconds()
	if s.interval == 0 {
		s.interval = took
	}
	s.interval += recent * (took - s.interval)
	s.last = now
}

// work answers jobs until the service is closed.
func (s *Service) work(w *worker) {
	for {
		select {
		case <-s.ctx.Done():
			return
		case j := <-s.jobs:
			if j.abandoned() {
				continue
			}
			b := &batch{last: time.Now()}
			if err := w.decode(s.ctx, b, j, s.jobs, s.g.Batch, s.g); err != nil {
				for _, r := range b.rows {
					r.job.take(r.request, Output{Err: err})
				}
			}
		}
	}
}
