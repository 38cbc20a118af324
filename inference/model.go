package inference

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/slmkit/slmkit/inference/grammar"
	"github.com/slmkit/slmkit/inference/tokenizer"
)

// What runs a model.
const (
	Native      = "slmkit"      // our own kernels: for the packed layout, and for exports of optimum in float32 or quantized dynamically
	ONNXRuntime = "onnxruntime" // for all exports
)

// ErrClosed says that a model was used after Close, or closed while it was in use.
var ErrClosed = errors.New("the model is closed")

// Model is a loaded model. It is safe for concurrent use.
type Model struct {
	Tokenizer *tokenizer.Tokenizer
	Files     Files
	Precision string
	Runtime   string        // name and version of what runs it
	Load      time.Duration // time it took to load
	Layout    string        // packed, merged or separate

	cfg        *config
	stamps     map[string]stamp
	hash       func() (string, error)
	vocabulary func() *grammar.Vocabulary
	threads    int
	graphs     layout
	dynamic    bool // what the graphs compute is quantized by the range of a call

	closing context.Context // ends when Close is called
	stop    context.CancelFunc
	users   sync.WaitGroup // what runs graphs, or reads the model's files

	mu      sync.Mutex
	closed  bool
	resting []*worker
}

// Shape returns the model's sizes.
func (m *Model) Shape() Shape { return m.graphs.shape() }

// Threads returns the number of workers, each of which keeps one core busy.
func (m *Model) Threads() int { return m.threads }

// Hash returns the hash of the model's files: see the function Hash. It waits for
// the hashing that Options.Hash began, or hashes the files now.
func (m *Model) Hash() (string, error) {
	hash, err := m.hash()
	if err != nil && m.closing.Err() != nil {
		err = ErrClosed
	}
	return hash, err
}

// Unchanged fails if a file of the model has changed since the model was loaded. The
// files in the folder are then not those that gave the answers.
func (m *Model) Unchanged() error { return unchanged(m.stamps) }

// Close stops all running calls, which fail with ErrClosed, waits for their end, and
// frees the model. A second Close does nothing. A loop over Generate may close its
// own model.
func (m *Model) Close() error {
	m.mu.Lock()
	again := m.closed
	m.closed = true
	m.mu.Unlock()
	m.stop()
	m.users.Wait()
	if again || m.graphs == nil {
		return nil
	}
	for _, w := range m.resting {
		w.close()
	}
	return m.graphs.free()
}

// use notes that something uses the model until release is called. It fails if the
// model is closed.
func (m *Model) use() (release func(), err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, ErrClosed
	}
	m.users.Add(1)
	return m.users.Done, nil
}

// borrow returns one worker for each thread. It prefers idle workers, which have
// buffers and have learned guesses, to new ones. The caller gives each worker back.
func (m *Model) borrow() ([]*worker, error) {
	release, err := m.use()
	if err != nil {
		return nil, err
	}
	defer release()
	m.mu.Lock()
	n := min(len(m.resting), m.threads)
	all := append([]*worker(nil), m.resting[len(m.resting)-n:]...)
	m.resting = m.resting[:len(m.resting)-n]
	m.mu.Unlock()
	m.users.Add(n)
	for len(all) < m.threads {
		e, err := m.graphs.newEngine()
		if err != nil {
			for _, w := range all {
				m.giveBack(w)
			}
			return nil, err
		}
		m.users.Add(1)
		all = append(all, newWorker(e, m.Shape(), language{m.cfg, m.Tokenizer, m.vocabulary}))
	}
	return all, nil
}

// giveBack keeps a worker for the next stream.
func (m *Model) giveBack(w *worker) {
	m.mu.Lock()
	m.resting = append(m.resting, w)
	m.mu.Unlock()
	m.users.Done()
}
