package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/calls"
)

// Server answers requests with its models. Make one with New.
type Server struct {
	o        Options
	slots    []*slot // the first is the default
	meters   *meters
	feedback feedback
	logged   *answerLog // nil where none is kept
	draining atomic.Bool
	open     sync.WaitGroup // requests that are being answered
}

// New loads models and returns a server of them. The caller closes it.
func New(ctx context.Context, sources []Source, o Options) (*Server, error) {
	o.defaults()
	s := &Server{o: o, meters: newMeters(o.Version), feedback: feedback{to: o.Feedback}}
	for _, src := range sources {
		if s.slot(src.Name) != nil {
			s.Close()
			return nil, fmt.Errorf("two models are named %q: name them apart, NAME=DIR", src.Name)
		}
		slot := &slot{source: src}
		var err error
		if slot.now, err = slot.load(ctx, &s.o); err != nil {
			s.Close()
			return nil, err
		}
		s.slots = append(s.slots, slot)
	}
	if len(s.slots) == 0 {
		return nil, errors.New("no model to serve")
	}
	s.meters.watch(s)
	s.logged = newAnswerLog(s.o.Answers, s.meters, s.o.Log)
	return s, nil
}

// slot returns that of a model's name, nil where there is none.
func (s *Server) slot(name string) *slot {
	for _, slot := range s.slots {
		if slot.source.Name == name {
			return slot
		}
	}
	return nil
}

// Reload loads the folder of a model again and lets it take over without a gap. Where
// that fails, or Options.Accept refuses it, the model that answers stays.
func (s *Server) Reload(ctx context.Context, name string) error {
	slot := s.slot(name)
	if slot == nil {
		return fmt.Errorf("no model is named %q", name)
	}
	slot.reload.Lock()
	defer slot.reload.Unlock()
	l, err := slot.load(ctx, &s.o)
	s.meters.reloaded(err)
	slot.note(err)
	if err != nil {
		return err
	}
	slot.swap(l)
	s.meters.drifts(slot)
	return nil
}

// Changed reports whether the files of a model are others than those that were loaded, or
// refused, last. It says so when it finds the same files twice, so that a model that is
// being copied is not loaded.
func (s *Server) Changed(name string) bool {
	slot := s.slot(name)
	return slot != nil && slot.changed()
}

// Drain has the server say that it is not ready, so that no new requests are sent to it.
// It still answers those that come.
func (s *Server) Drain() { s.draining.Store(true) }

// Close waits for the requests that are being answered and closes the models.
func (s *Server) Close() {
	s.Drain()
	s.open.Wait()
	s.logged.close()
	for _, slot := range s.slots {
		l, release := slot.use()
		release()
		l.users.Wait()
		l.close()
	}
}

// Handler returns the server's routes.
func (s *Server) Handler() http.Handler { return s.guarded(s.routes()) }

// model returns the model that a request names, the default for none, until release is
// called.
func (s *Server) model(name string) (*loaded, func(), error) {
	slot := s.slots[0]
	if name != "" {
		if slot = s.slot(name); slot == nil {
			return nil, nil, &fault{status: http.StatusNotFound, code: "model_not_found", param: "model", message: fmt.Sprintf("no model is named %q: GET /v1/models lists them", name)}
		}
	}
	l, release := slot.use()
	return l, release, nil
}

// answer answers a prompt of a request. Limits may be nil.
func (s *Server) answer(ctx context.Context, l *loaded, p calls.Prompt, limits *calls.Limits) (calls.Answered, error) {
	return s.counted(ctx, l, p, func(p calls.Prompt) (calls.Answered, error) { return l.service.Answer(ctx, p, limits) })
}

// counted asks a model about a prompt, which gets its day, and counts the answer.
func (s *Server) counted(ctx context.Context, l *loaded, p calls.Prompt, ask func(calls.Prompt) (calls.Answered, error)) (calls.Answered, error) {
	began := time.Now()
	p = s.dated(identified(ctx, p, 1, 1))
	rec, err := ask(p)
	s.meters.answered(l, &rec, err, time.Since(began))
	if err != nil {
		return rec, s.faultOf(ctx, l, err)
	}
	s.logged.add(l, &p, &rec.Prediction, cmp.Or(p.Day, s.o.Calls.Reference))
	return rec, nil
}

// dated is a prompt with the day that relative dates count from.
func (s *Server) dated(p calls.Prompt) calls.Prompt {
	if p.Day.IsZero() && s.o.Calls.Reference.IsZero() {
		p.Day = today(time.Now())
	}
	return p
}

// faultOf says in the terms of HTTP why a prompt has no answer.
func (s *Server) faultOf(ctx context.Context, l *loaded, err error) error {
	switch {
	case errors.Is(err, inference.ErrBusy):
		return &fault{status: http.StatusTooManyRequests, code: "overloaded", message: "too many prompts are waiting: try again later", retry: max(l.service.Delay(), time.Millisecond)}
	case errors.Is(err, inference.ErrClosed):
		return &fault{status: http.StatusServiceUnavailable, code: "unavailable", message: "the server is stopping", retry: time.Second}
	case errors.Is(context.Cause(ctx), context.DeadlineExceeded):
		return &fault{status: http.StatusGatewayTimeout, code: "timeout", message: fmt.Sprintf("no answer within the deadline (at most %v)", s.o.Deadline)}
	case errors.Is(err, context.Canceled):
		return &fault{status: statusGone, code: "gone", message: "the client has gone"}
	case errors.Is(err, inference.ErrNoWay):
		return &fault{status: http.StatusUnprocessableEntity, code: "prompt", message: "no call that the request allows can be made of the words of this prompt"}
	}
	return &fault{status: http.StatusUnprocessableEntity, code: "prompt", message: err.Error()}
}

// today is the day of a time, as relative dates count from it.
func today(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
