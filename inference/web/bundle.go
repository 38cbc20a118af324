package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"

	"github.com/tdewolff/minify/v2/js"

	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/calibration"
	"github.com/slmkit/slmkit/inference/calls"
	"github.com/slmkit/slmkit/inference/t5"
)

//go:embed app
var app embed.FS

//go:embed values/values.wasm
var values []byte

// App returns the files of the page, of which backend.js answers in the browser.
func App() fs.FS {
	files, err := fs.Sub(app, "app")
	if err != nil {
		panic(err) // the name of the folder is a constant
	}
	return files
}

// File is a file of a bundle.
type File struct {
	Name string // with slashes
	Data []byte
}

// about is what model.json says.
type about struct {
	Name       string                  `json:"name"`
	Precision  string                  `json:"precision"`
	Hash       string                  `json:"hash"`
	Decoding   inference.Decoding      `json:"decoding"`
	Grammar    bool                    `json:"grammar,omitempty"` // grammar.json limits answers to valid calls
	Refusal    int32                   `json:"refusal,omitempty"` // the token that none() begins with, 0: another action begins with it, too
	Calibrator *calibration.Calibrator `json:"calibrator,omitempty"`
	Points     []calibration.Point     `json:"operating_points,omitempty"`
	Weights    *t5.Recording           `json:"weights"`
}

// Bundle returns the files of a model for browsers, sorted by name. The same model gives
// the same bytes. It fails with [errors.ErrUnsupported] for models that only slmkit itself
// can run: see [inference.Model.Record] and [inference.Model.Decoding].
func Bundle(ctx context.Context, dir, precision string) (files []File, err error) {
	m, err := calls.Open(ctx, dir, calls.Options{Model: inference.Options{Precision: precision, Threads: 1}, Confidence: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	tokenizer, err := readTokenizer(filepath.Join(dir, "tokenizer.json"))
	if err != nil {
		return nil, err
	}
	limits, err := newLimits(m)
	if err != nil {
		return nil, err
	}
	a, err := describe(m, dir, limits != nil)
	if err != nil {
		return nil, err
	}
	files = []File{{"model.bin", a.Weights.Data}, {"tokenizer.json", tokenizer}, {"t5.wasm", t5.Module()}}
	if files, err = withJSON(files, "model.json", a); err != nil {
		return nil, err
	}
	if limits != nil {
		if files, err = withJSON(files, "grammar.json", limits); err != nil {
			return nil, err
		}
		if limits.Lexicon != "" {
			files = append(files, File{"values.wasm", values})
		}
	}
	if files, err = withApp(files); err != nil {
		return nil, err
	}
	slices.SortFunc(files, func(a, b File) int { return bytes.Compare([]byte(a.Name), []byte(b.Name)) })
	return files, nil
}

// withJSON adds a file of a value.
func withJSON(files []File, name string, v any) ([]File, error) {
	var data bytes.Buffer
	e := json.NewEncoder(&data)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return append(files, File{name, data.Bytes()}), err
}

func describe(m *calls.Model, dir string, constrained bool) (*about, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	a := &about{Name: filepath.Base(abs), Precision: m.Precision, Grammar: constrained, Refusal: m.Generation().Refusal}
	if a.Hash, err = m.Hash(); err != nil {
		return nil, err
	}
	if a.Decoding, err = m.Decoding(); err != nil {
		return nil, err
	}
	if a.Weights, err = m.Record(); err != nil {
		return nil, err
	}
	all, err := calibration.Read(calibration.Path(dir))
	if err != nil {
		return nil, err
	}
	if e := all.For(m.Precision, constrained); e != nil && e.ModelHash == a.Hash {
		a.Calibrator, a.Points = &e.Calibrator, e.Points
	}
	return a, nil
}

// withApp adds the page. Its service worker keeps the other files, under a name that
// changes with any of them.
func withApp(files []File) ([]File, error) {
	all, err := fs.Glob(app, "app/*")
	if err != nil {
		return nil, err
	}
	var worker []byte
	for _, name := range all {
		data, err := app.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if name = path.Base(name); name == workerName {
			worker = data
			continue
		}
		if files, err = withCode(files, name, data); err != nil {
			return nil, err
		}
	}
	names, sum := []string{"./"}, sha256.New()
	for _, f := range files {
		names = append(names, f.Name)
		fmt.Fprintf(sum, "%s %d ", f.Name, len(f.Data))
		sum.Write(f.Data)
	}
	list, err := json.Marshal(names)
	if err != nil {
		return nil, err
	}
	worker = bytes.Replace(worker, []byte("[/* files */]"), list, 1)
	worker = bytes.Replace(worker, []byte("/* version */"), fmt.Appendf(nil, "%x", sum.Sum(nil)[:8]), 1)
	return withCode(files, workerName, worker)
}

// withCode adds a file, if it is JavaScript without what only its readers need.
func withCode(files []File, name string, data []byte) ([]File, error) {
	if path.Ext(name) != ".js" {
		return append(files, File{name, data}), nil
	}
	var small bytes.Buffer
	if err := js.Minify(nil, &small, bytes.NewReader(data), nil); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return append(files, File{name, small.Bytes()}), nil
}

const workerName = "worker.js"
