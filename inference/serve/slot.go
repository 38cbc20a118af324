package serve

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	window  *window         // of its last answers
	users   sync.WaitGroup
}

// slot is the place of a model, in which one follows the other.
type slot struct {
	source Source
	mu     sync.Mutex // of the rest
	now    *loaded
	reload sync.Mutex // held while another model is loaded
	last   *attempt   // to load another model
	seen   stamps     // of the folder when it was looked at last
	tried  stamps     // of the folder when a model was loaded last, or refused
}

// attempt is what became of loading another model.
type attempt struct {
	at  time.Time
	err error // why the other one answers on
}

// load opens the model of the slot's folder, lets a first prompt warm it, and asks
// Options.Accept about it.
func (s *slot) load(ctx context.Context, o *Options) (*loaded, error) {
	src := s.source
	before := stampsOf(src.Dir)
	s.mu.Lock()
	s.tried = before
	s.mu.Unlock()
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
	l := &loaded{name: src.Name, model: m, since: time.Now(), actions: map[string]bool{}, window: newWindow(m.CalibratedOn())}
	if err := l.prepare(ctx, o); err != nil {
		_ = m.Close()
		return nil, fmt.Errorf("%s: %w", src.Dir, err)
	}
	if !maps.Equal(before, stampsOf(src.Dir)) { // what is loaded may be half of one model and half of another
		l.close()
		return nil, fmt.Errorf("%s: has changed while it was loaded", src.Dir)
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
		if err := o.Accept(ctx, l.name, l.model); err != nil {
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

// note keeps what became of an attempt to load another model.
func (s *slot) note(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = &attempt{time.Now(), err}
}

// attempt returns the last one, nil where there was none.
func (s *slot) attempt() *attempt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

// changed reports whether the folder has files that were not tried yet, for the second time
// in a row.
func (s *slot) changed() bool {
	now := stampsOf(s.source.Dir)
	s.mu.Lock()
	defer s.mu.Unlock()
	settled := maps.Equal(now, s.seen)
	s.seen = now
	return settled && !maps.Equal(now, s.tried)
}

// stamps tell the files of a folder from others, by their names.
type stamps map[string]stamp

type stamp struct {
	size int64
	at   time.Time
}

// stampsOf returns the stamps of a model's files, which are in its folder or in onnx there.
// Others, such as a log, may change.
func stampsOf(dir string) stamps {
	all := stamps{}
	for _, dir := range []string{dir, filepath.Join(dir, "onnx")} {
		entries, _ := os.ReadDir(dir) // one that is not there has none
		for _, e := range entries {
			path := filepath.Join(dir, e.Name())
			if info, err := os.Stat(path); err == nil && ofModel(e.Name()) {
				all[path] = stamp{info.Size(), info.ModTime()}
			}
		}
	}
	return all
}

// ofModel reports whether a file of that name may be part of a model: its graphs, weights
// beside them, and what JSON says of it.
func ofModel(name string) bool {
	return strings.Contains(name, ".onnx") || slices.Contains([]string{".json", ".bin"}, filepath.Ext(name))
}

func (l *loaded) close() {
	_ = l.service.Close() // neither fails for a reason that a caller could act on
	_ = l.model.Close()
}
