package inference

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/slmkit/slmkit/inference/grammar"
	"github.com/slmkit/slmkit/inference/ort"
	"github.com/slmkit/slmkit/inference/ort/onnx"
	"github.com/slmkit/slmkit/inference/tokenizer"
)

// Options say how a model is loaded. The zero value loads the fp32 model, if the
// folder has one, and uses all cores.
type Options struct {
	Precision string // fp32, int8, …: see Precisions; "": fp32, or the first that the folder has
	Threads   int    // workers, each on one core; 0: as many as there are cores
	Library   string // path of ONNX Runtime's shared library; "": see ort.Find
	Runtime   string // Native or ONNXRuntime; "": Native if it can run the model and Library is ""
	Hash      bool   // hash the files while the model loads and runs, for Model.Hash
	Saturate  bool   // leave ONNX Runtime's 8-bit products as other programs have them: see package ort
}

// Open loads a model from a folder. The caller must close it.
func Open(ctx context.Context, dir string, o Options) (*Model, error) {
	start := time.Now()
	if o.Precision == "" {
		o.Precision = preferred(dir)
	}
	if o.Threads <= 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	m := &Model{Precision: o.Precision, threads: o.Threads}
	m.closing, m.stop = context.WithCancel(context.Background())
	err := m.open(ctx, dir, o)
	if err != nil {
		if closing := m.Close(); closing != nil {
			err = errors.Join(err, closing)
		}
		return nil, err
	}
	m.Load = time.Since(start)
	return m, nil
}

func (m *Model) open(ctx context.Context, dir string, o Options) (err error) {
	if m.Files, err = FindFiles(dir, o.Precision); err != nil {
		return err
	}
	paths, err := decisive(dir, m.Files)
	if err != nil {
		return err
	}
	if m.stamps, err = stamps(paths); err != nil {
		return err
	}
	m.hash = sync.OnceValues(func() (string, error) { return hashFiles(m.closing, paths) })
	if o.Hash {
		m.users.Go(func() { _, _ = m.hash() })
	}
	if m.cfg, err = readConfig(dir); err != nil {
		return err
	}
	if m.Tokenizer, err = tokenizer.Load(filepath.Join(dir, "tokenizer.json")); err != nil {
		return err
	}
	if err := m.openLayout(ctx, o); err != nil {
		return err
	}
	if err := m.cfg.check(m.Shape().Vocabulary); err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	m.vocabulary = sync.OnceValue(func() *grammar.Vocabulary { return grammar.NewVocabulary(m.Tokenizer, m.cfg.EOS) })
	return m.Unchanged() // while it was loaded
}

// openLayout loads the graphs for our own kernels if they can run them and the
// options do not ask for ONNX Runtime, else for that.
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
		if m.dynamic, err = quantizedDynamically(m.Files.Encoder); err != nil {
			return err
		}
		own = func() error {
			if !onnx.Available {
				return m.adoptUnproven(std)
			}
			if err := start(); err != nil { // the probe runs there
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

// adoptUnproven runs the weights of optimum's layouts on our own kernels in a build that
// has no ONNX Runtime to compare their answers with.
func (m *Model) adoptUnproven(std *standardModel) error {
	if m.dynamic { // some of its operators run in ONNX Runtime
		return fmt.Errorf("%s: is quantized dynamically: %w", m.Files.Encoder, onnx.ErrUnavailable)
	}
	native, name, err := adopt(std, m.cfg)
	if errors.Is(err, errors.ErrUnsupported) {
		return fmt.Errorf("%w: %w", err, onnx.ErrUnavailable)
	}
	if err != nil {
		return err
	}
	m.graphs, m.Runtime = native, name+", not compared with ONNX Runtime"
	return nil
}

// adopt runs the graphs of optimum's layouts with exact sums if they are quantized
// dynamically, else their weights on our own kernels, if a probe shows that they
// answer as in ONNX Runtime.
func (m *Model) adopt(std *standardModel) error {
	if m.dynamic {
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
