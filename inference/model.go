package inference

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/slmkit/slmkit/inference/ort"
	"github.com/slmkit/slmkit/inference/tokenizer"
)

// Options say how a model is loaded. The zero value is the fp32 model on all
// cores.
type Options struct {
	Precision string // fp32 (default), int8, …: see Precisions
	Threads   int    // workers, each with one core; 0: all cores
	Library   string // path of ONNX Runtime's shared library; "": searched for
}

// Model is a loaded model. It is safe for concurrent use.
type Model struct {
	Tokenizer *tokenizer.Tokenizer
	Files     Files
	Precision string
	Runtime   string        // name and version of the runtime
	Load      time.Duration // time it took to load
	Layout    string        // merged or separate

	cfg     *config
	threads int
	layers  int
	heads   int64
	headDim int64
	vocab   int64
	dModel  int64
	names   portNames

	encoder *session
	first   *session // the decoder without a cache
	past    *session // the decoder with a cache; the same as first where merged
}

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
	if m.cfg, err = readConfig(dir); err != nil {
		return nil, err
	}
	if m.Tokenizer, err = tokenizer.Load(filepath.Join(dir, "tokenizer.json")); err != nil {
		return nil, err
	}
	graphs, err := m.inspect()
	if err != nil {
		return nil, err
	}
	if _, err := ort.Start(ctx, o.Library); err != nil {
		return nil, err
	}
	m.Runtime = "onnxruntime " + ort.RuntimeVersion()
	if err := m.openSessions(graphs); err != nil {
		return nil, errors.Join(err, m.Close())
	}
	m.Load = time.Since(start)
	return m, nil
}

// Threads is the number of workers.
func (m *Model) Threads() int { return m.threads }

// Close frees the model. It must not be in use.
func (m *Model) Close() error {
	var errs []error
	for _, s := range []*session{m.encoder, m.first, m.past} {
		if s != nil && !s.closed {
			s.closed = true
			errs = append(errs, s.run.Destroy())
		}
	}
	return errors.Join(errs...)
}

// graphs are the ports of the model's files.
type graphs struct{ encoder, first, past *ort.Graph }

func (m *Model) inspect() (g graphs, err error) {
	if g.encoder, err = inspect(m.Files.Encoder); err != nil {
		return g, err
	}
	decoder, pastFile := m.Files.First, m.Files.Past
	m.Layout = "separate"
	if m.Files.Merged != "" {
		decoder, pastFile, m.Layout = m.Files.Merged, m.Files.Merged, "merged"
	}
	if g.first, err = inspect(decoder); err != nil {
		return g, err
	}
	if g.past = g.first; m.Layout == "separate" {
		if g.past, err = inspect(pastFile); err != nil {
			return g, err
		}
	}
	return g, m.readShapes(g, decoder, pastFile)
}

// readShapes takes the sizes of the model from the graphs.
func (m *Model) readShapes(g graphs, decoder, pastFile string) error {
	hidden := g.encoder.Output("last_hidden_state")
	if g.encoder.Input("input_ids") == nil || hidden == nil || len(hidden.Dims) != 3 {
		return fmt.Errorf("%s: not an encoder that optimum exported (input_ids → last_hidden_state [batch, length, size])", m.Files.Encoder)
	}
	if m.dModel = hidden.Dims[2]; m.dModel <= 0 {
		m.dModel = int64(m.cfg.ModelSize)
	}
	for g.past.Input(fmt.Sprintf("past_key_values.%d.decoder.key", m.layers)) != nil {
		m.layers++
	}
	if m.layers == 0 {
		return fmt.Errorf("%s: has no input past_key_values.0.decoder.key: export with the task text2text-generation-with-past", pastFile)
	}
	key := g.past.Input("past_key_values.0.decoder.key")
	if len(key.Dims) != 4 || key.Dims[1] <= 0 || key.Dims[3] <= 0 {
		return fmt.Errorf("%s: past_key_values.0.decoder.key has shape %v, not [batch, heads, length, size] with fixed heads and size", pastFile, key.Dims)
	}
	m.heads, m.headDim = key.Dims[1], key.Dims[3]
	m.names = newPortNames(m.layers)
	logits := g.first.Output("logits")
	if logits == nil || len(logits.Dims) != 3 {
		return fmt.Errorf("%s: has no output logits [batch, length, vocabulary]", decoder)
	}
	if m.vocab = logits.Dims[2]; m.vocab <= 0 {
		m.vocab = int64(m.cfg.VocabSize)
	}
	if m.vocab <= 0 || m.dModel <= 0 {
		return fmt.Errorf("%s: neither the graph nor config.json says the size of the vocabulary and the model", decoder)
	}
	if m.Layout == "merged" && g.first.Input("use_cache_branch") == nil {
		return fmt.Errorf("%s: has no input use_cache_branch: not a merged decoder", decoder)
	}
	return nil
}

func (m *Model) openSessions(g graphs) (err error) {
	if m.encoder, err = openSession(m.Files.Encoder, g.encoder); err != nil {
		return err
	}
	if m.Layout == "merged" {
		m.first, err = openSession(m.Files.Merged, g.first)
		m.past = m.first
		return err
	}
	if m.first, err = openSession(m.Files.First, g.first); err != nil {
		return err
	}
	m.past, err = openSession(m.Files.Past, g.past)
	return err
}

// portNames are the names of the cache's ports, per layer key and value.
type portNames struct{ pastSelf, pastCross, self, cross []string }

func newPortNames(layers int) (n portNames) {
	for i := range layers {
		for _, kind := range []string{"key", "value"} {
			n.pastSelf = append(n.pastSelf, fmt.Sprintf("past_key_values.%d.decoder.%s", i, kind))
			n.pastCross = append(n.pastCross, fmt.Sprintf("past_key_values.%d.encoder.%s", i, kind))
			n.self = append(n.self, fmt.Sprintf("present.%d.decoder.%s", i, kind))
			n.cross = append(n.cross, fmt.Sprintf("present.%d.encoder.%s", i, kind))
		}
	}
	return n
}

// session is a graph that is ready to run.
type session struct {
	path   string
	has    map[string]bool // names of inputs and outputs
	run    *onnx.DynamicAdvancedSession
	closed bool
}

// openSession loads a graph with one thread of its own: work is spread over
// cores by running several batches side by side, which costs no
// synchronisation.
func openSession(path string, g *ort.Graph) (*session, error) {
	o, err := onnx.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	defer o.Destroy()
	if err := errors.Join(o.SetIntraOpNumThreads(1), o.SetInterOpNumThreads(1),
		o.SetLogSeverityLevel(onnx.LoggingLevelFatal)); err != nil {
		return nil, err
	}
	names := func(ports []ort.Port) []string {
		out := make([]string, len(ports))
		for i, p := range ports {
			out[i] = p.Name
		}
		return out
	}
	run, err := onnx.NewDynamicAdvancedSession(path, names(g.Inputs), names(g.Outputs), o)
	if err != nil {
		return nil, fmt.Errorf("%s: onnx runtime cannot load it: %s", path, reason(err))
	}
	has := map[string]bool{}
	for _, p := range append(slices.Clone(g.Inputs), g.Outputs...) {
		has[p.Name] = true
	}
	return &session{path: path, has: has, run: run}, nil
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
