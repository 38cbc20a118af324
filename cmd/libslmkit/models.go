//go:build cgo

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/calls"
	"github.com/slmkit/slmkit/inference/serve"
)

// models are models by number. Numbers are not used again.
type models struct {
	mu   sync.Mutex
	last uintptr
	all  map[uintptr]*model
}

// model is one that answers until it is closed.
type model struct {
	server *serve.Server
	users  sync.RWMutex // held for reading while an answer is under way
}

// options are those of slmkit_load.
type options struct {
	Precision string  `json:"precision"`
	Threads   int     `json:"threads"`
	Abstain   float64 `json:"abstain_below"`
	Reference string  `json:"reference_date"`
	Free      bool    `json:"free"`
}

// readOptions reads options, none where the text is empty.
func readOptions(text string) (o serve.Options, err error) {
	var in options
	if text != "" {
		d := json.NewDecoder(strings.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&in); err != nil {
			return o, fmt.Errorf("options: %w", err)
		}
	}
	if !(in.Abstain >= 0 && in.Abstain <= 1) {
		return o, fmt.Errorf("options: abstain_below %g is no probability from 0 to 1", in.Abstain)
	}
	if in.Threads < 0 {
		return o, fmt.Errorf("options: threads %d: at least 1", in.Threads)
	}
	var day time.Time
	if in.Reference != "" {
		if day, err = time.Parse(time.DateOnly, in.Reference); err != nil {
			return o, fmt.Errorf("options: reference_date %q is not YYYY-MM-DD", in.Reference)
		}
	}
	o.Calls = calls.Options{Model: inference.Options{Precision: in.Precision, Threads: in.Threads}, Constrain: !in.Free, AbstainBelow: in.Abstain, Reference: day}
	return o, nil
}

// load loads the model in a folder and returns its number.
func (m *models) load(folder, options string) (uintptr, error) {
	o, err := readOptions(options)
	if err != nil {
		return 0, err
	}
	s, err := serve.New(context.Background(), []serve.Source{{Name: filepath.Base(filepath.Clean(folder)), Dir: folder}}, o)
	if err != nil {
		return 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil {
		m.all = map[uintptr]*model{}
	}
	m.last++
	m.all[m.last] = &model{server: s}
	return m.last, nil
}

// answer answers a request with the model of a number.
func (m *models) answer(id uintptr, request string) (string, error) {
	m.mu.Lock()
	one := m.all[id]
	if one != nil {
		one.users.RLock()
		defer one.users.RUnlock()
	}
	m.mu.Unlock()
	if one == nil {
		return "", fmt.Errorf("there is no model %d: it was not loaded, or it is closed", id)
	}
	b, err := one.server.Ask(context.Background(), []byte(request))
	return string(b), err
}

// close frees the model of a number when its answers are given.
func (m *models) close(id uintptr) {
	m.mu.Lock()
	one := m.all[id]
	delete(m.all, id)
	m.mu.Unlock()
	if one != nil {
		one.users.Lock() // never unlocked: who has the number no longer finds the model
		one.server.Close()
	}
}
