package inference

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slmkit/slmkit/inference/ort"
	"github.com/slmkit/slmkit/inference/ort/onnx"
	"github.com/slmkit/slmkit/inference/tokenizer"
)

// Options say how a model is loaded. The zero value is the fp32 model on all
// cores.
type Options struct {
	Precision string // fp32 (default), int8, …: see Precisions
	Threads   int    // workers, each with one core; 0: all cores
	Library   string // path of ONNX Runtime's shared library; "": searched for
	Runtime   string // Native, ONNXRuntime, or "": Native where it can run the model and no Library is named
	Hash      bool   // hash the files while they are loaded, for Model.Hash
	Saturate  bool   // in ONNX Runtime, leave 8-bit products as other programs have them, which overflow on some processors
}

// What runs a model.
const (
	Native      = "slmkit"      // our own kernels, for the packed layout and float32 exports of optimum
	ONNXRuntime = "onnxruntime" // for all
)

// Model is a loaded model. It is safe for concurrent use.
type Model struct {
	Tokenizer *tokenizer.Tokenizer
	Files     Files
	Precision string
	Runtime   string        // name and version of the runtime
	Load      time.Duration // time it took to load
	Layout    string        // merged or separate

	cfg     *config
	stamps  map[string]stamp
	hash    func() (string, error)
	threads int
	graphs  layout
	dynamic bool // what the graphs compute is quantized by the range of a call
	closed  bool

	mu      sync.Mutex
	resting []*worker
	words   *vocabulary
}

// layout is the graphs of a model in one of the ways that they are written.
type layout interface {
	newEngine() (engine, error)
	shape() Shape
	free() error
}

// Shape is what the graphs say of a model.
type Shape struct {
	Layers     int  `json:"decoder_layers"`
	Size       int  `json:"size"` // width of the model
	Heads      int  `json:"heads"`
	HeadSize   int  `json:"head_size"`
	Vocabulary int  `json:"vocabulary"`
	Ragged     bool `json:"ragged"` // a step takes several tokens, and rows of different lengths
	Joins      bool `json:"joins"`  // prompts take the places of those that are done
}

// Shape returns the model's shape.
func (m *Model) Shape() Shape { return m.graphs.shape() }

// Open loads a model from a folder.
func Open(ctx context.Context, dir string, o Options) (*Model, error) {
	start := time.Now()
	if o.Precision == "" {
		o.Precision = "fp32"
	}
	if o.Threads <= 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	m := &Model{Precision: o.Precision, threads: o.Threads}
	var err error
	if m.Files, err = FindFiles(dir, o.Precision); err != nil {
		return nil, err
	}
	paths, err := decisive(dir, m.Files)
	if err != nil {
		return nil, err
	}
	if m.stamps, err = stamps(paths); err != nil {
		return nil, err
	}
	m.hash = sync.OnceValues(func() (string, error) { return hashFiles(paths) })
	if o.Hash {
		go m.hash()
	}
	if m.cfg, err = readConfig(dir); err != nil {
		return nil, err
	}
	if m.Tokenizer, err = tokenizer.Load(filepath.Join(dir, "tokenizer.json")); err != nil {
		return nil, err
	}
	if err := m.openLayout(ctx, o); err != nil {
		return nil, errors.Join(err, m.Close())
	}
	if err := m.cfg.check(m.Shape().Vocabulary); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", dir, err), m.Close())
	}
	if err := m.Unchanged(); err != nil { // while it was loaded
		return nil, errors.Join(err, m.Close())
	}
	m.Load = time.Since(start)
	return m, nil
}

// Hash is that of the model's files, as Hash takes it.
func (m *Model) Hash() (string, error) { return m.hash() }

// vocabulary is the texts of the tokens that an output may have.
func (m *Model) vocabulary() *vocabulary {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.words == nil {
		m.words = newVocabulary(m.Tokenizer, m.cfg.EOS)
	}
	return m.words
}

// Threads is the number of workers.
func (m *Model) Threads() int { return m.threads }

// openLayout loads the graphs of the layout that the files are of: for our own
// kernels where they can run them and are wanted, else for ONNX Runtime.
func (m *Model) openLayout(ctx context.Context, o Options) error {
	start := func() error { _, err := ort.Start(ctx, o.Library); return err }
	own := func() (err error) { m.graphs, m.Runtime, err = openNative(m.Files); return err }
	others := func() error {
		g, err := openPacked(m.Files)
		if err == nil {
			m.graphs = g
		}
		return err
	}
	m.Layout = "packed"
	if m.Files.Head == "" {
		std, err := readStandard(m.Files, m.cfg)
		if err != nil {
			return err
		}
		std.saturate = o.Saturate
		if m.dynamic, err = QuantizedDynamically(m.Files.Encoder); err != nil {
			return err
		}
		own = func() error {
			if err := start(); err != nil { // for the probe
				return err
			}
			return m.adopt(std)
		}
		others = func() error { m.graphs = std; return std.open() }
		if m.Layout = "separate"; m.Files.Merged != "" {
			m.Layout = "merged"
		}
	}
	if o.Runtime == Native || o.Runtime == "" && o.Library == "" {
		err := own()
		if err == nil || o.Runtime == Native || !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
	}
	if err := start(); err != nil {
		return err
	}
	m.Runtime = "onnxruntime " + ort.RuntimeVersion()
	return others()
}

// adopt runs the weights of optimum's layouts on our own kernels where a probe
// shows that they answer as the graphs do.
func (m *Model) adopt(std *standardModel) error {
	quantized, name, err := openExact(std)
	if err == nil {
		if err := std.probeExact(quantized, m.cfg.EOS[0]); err != nil {
			return err
		}
		m.graphs, m.Runtime = quantized, name
		return nil
	}
	if !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	native, name, err := adopt(std, m.cfg)
	if err != nil {
		return err
	}
	if err := std.probe(native, m.cfg.EOS[0]); err != nil {
		return errors.Join(err, native.free())
	}
	m.graphs, m.Runtime = native, name
	return nil
}

// Close frees the model. It must not be in use.
func (m *Model) Close() error {
	if m.closed || m.graphs == nil {
		return nil
	}
	m.closed = true
	for _, w := range m.resting {
		w.close()
	}
	return m.graphs.free()
}

// session is a graph that is ready to run.
type session struct {
	path string
	has  map[string]bool // names of inputs and outputs
	run  *onnx.DynamicAdvancedSession
}

// openSession loads a graph with one thread of its own: work is spread over
// cores by running several batches side by side, which costs no
// synchronisation. One that is run once is not made any faster first.
func openSession(f file, once bool) (*session, error) {
	o, err := onnx.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	defer o.Destroy()
	if err := errors.Join(o.SetIntraOpNumThreads(1), o.SetInterOpNumThreads(1),
		o.SetLogSeverityLevel(onnx.LoggingLevelFatal)); err != nil {
		return nil, err
	}
	if once {
		if err := errors.Join(o.SetGraphOptimizationLevel(onnx.GraphOptimizationLevelDisableAll),
			o.AddSessionConfigEntry("session.disable_prepacking", "1"), o.SetCpuMemArena(false)); err != nil {
			return nil, err
		}
	}
	names := func(ports []ort.Port) []string {
		out := make([]string, len(ports))
		for i, p := range ports {
			out[i] = p.Name
		}
		return out
	}
	if !f.saturate {
		if err := o.AddSessionConfigEntry(ort.PreciseProducts, "1"); err != nil {
			return nil, err
		}
	}
	run, err := onnx.NewDynamicAdvancedSession(f.path, names(f.graph.Inputs), names(f.graph.Outputs), o)
	if err != nil {
		return nil, fmt.Errorf("%s: onnx runtime cannot load it: %s", f.path, reason(err))
	}
	has := map[string]bool{}
	for _, p := range append(slices.Clone(f.graph.Inputs), f.graph.Outputs...) {
		has[p.Name] = true
	}
	return &session{path: f.path, has: has, run: run}, nil
}

// openSessions loads graphs, all or none.
func openSessions(files ...file) ([]*session, error) {
	var all []*session
	for _, f := range files {
		s, err := openSession(f, false)
		if err != nil {
			return nil, errors.Join(err, closeSessions(all))
		}
		all = append(all, s)
	}
	return all, nil
}

// file is an ONNX file whose ports have been read.
type file struct {
	path     string
	graph    *ort.Graph
	saturate bool // see Options
}

func closeSessions(all []*session) error {
	var errs []error
	for _, s := range all {
		errs = append(errs, s.run.Destroy())
	}
	return errors.Join(errs...)
}

// reason shortens what ONNX Runtime says about a file.
func reason(err error) string {
	msg := ort.OneLine(err)
	if strings.Contains(msg, "RelativePositionBias") {
		return "it has the operator RelativePositionBias, which runs on GPUs only: export without the optimizer's O2 and O3"
	}
	if len(msg) > 300 {
		msg = msg[:300] + " …"
	}
	return msg
}
