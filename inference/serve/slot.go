package serve

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/inference/calls"
)

// Source is a model's folder, and the name that requests call it by.
type Source struct {
	Name, Dir string
	Precision string // "": that of Options.Calls
}

// loaded is a model that answers, or that answers its last requests.
type loaded struct {
	name    string
	hash    string // of the model's files
	since   time.Time
	model   *calls.Model
	service *calls.Service
	actions map[string]bool // their names
	users   sync.WaitGroup
}

// slot is the place of a model, in which one follows the other.
type slot struct {
	source Source
	mu     sync.Mutex // of now
	now    *loaded
	reload sync.Mutex // held while another model is loaded
}

// load opens the model of a source, lets a first prompt warm it, and asks Options.Accept about it.
func load(ctx context.Context, src Source, o *Options) (*loaded, error) {
	c := o.Calls
	if src.Precision != "" {
		c.Model.Precision = src.Precision
	}
	if c.Constrain && c.Schema == nil { // without a schema there is nothing to limit answers to
		schema, _, err := calls.FindSchema(src.Dir)
		if err != nil {
			return nil, err
		}
		c.Schema, c.Constrain = schema, schema != nil
	}
	m, err := calls.Open(ctx, src.Dir, c)
	if err != nil {
		return nil, err
	}
	l := &loaded{name: src.Name, model: m, since: time.Now(), actions: map[string]bool{}}
	if err := l.prepare(ctx, o); err != nil {
		_ = m.Close()
		return nil, fmt.Errorf("%s: %w", src.Dir, err)
	}
	return l, nil
}

func (l *loaded) prepare(ctx context.Context, o *Options) (err error) {
	if l.hash, err = l.model.Hash(); err != nil {
		return err
	}
	if s := l.model.Schema(); s != nil {
		for _, name := range s.Names() {
			l.actions[name] = true
		}
	}
	if o.Accept != nil {
		if err := o.Accept(l.model); err != nil {
			return err
		}
	}
	if l.service, err = l.model.Serve(o.Queue); err != nil {
		return err
	}
	_, err = l.service.Answer(ctx, calls.Prompt{Text: "hello"}, nil)
	return err
}

// version is what tells this model from others of its name.
func (l *loaded) version() string { return l.hash[:min(8, len(l.hash))] }

// named is the model as headers and records have it.
func (l *loaded) named() string { return l.name + "@" + l.version() }

// sign names the model in a header of an answer.
func (l *loaded) sign(w http.ResponseWriter) { w.Header().Set("X-Slmkit-Model", l.named()) }

// refuses reports whether the model can answer none().
func (l *loaded) refuses() bool { return l.actions[dataset.None] }

// use returns the model that answers now. It is not closed before release is called.
func (s *slot) use() (l *loaded, release func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.users.Add(1)
	return s.now, s.now.users.Done
}

// swap puts a model in place of the one that answers, which is closed when its last
// request is answered.
func (s *slot) swap(fresh *loaded) {
	s.mu.Lock()
	old := s.now
	s.now = fresh
	s.mu.Unlock()
	old.users.Wait()
	old.close()
}

func (l *loaded) close() {
	_ = l.service.Close() // neither fails for a reason that a caller could act on
	_ = l.model.Close()
}
