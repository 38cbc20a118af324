package inference

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// counted counts the batches that the engines of a layout encode.
type counted struct {
	layout
	begun *atomic.Int64
}

func (c counted) newEngine() (engine, error) {
	e, err := c.layout.newEngine()
	return countedEngine{e, c.begun}, err
}

type countedEngine struct {
	engine
	begun *atomic.Int64
}

func (e countedEngine) begin(prompts [][]int32) error {
	e.begun.Add(1)
	return e.engine.begin(prompts)
}

func (e countedEngine) join(prompts [][]int32) error {
	e.begun.Add(1)
	return e.engine.join(prompts)
}

// many are distinct prompts, enough for several windows.
func many() (prompts []string) {
	for i := range 4000 {
		prompts = append(prompts, fmt.Sprintf("send %d dollars to person number %d of the list", i%97, i))
	}
	return prompts
}

// TestStoppingStops: whoever ends a stream, and however, hundreds of batches wait, and
// each worker begins one more at most, or two while the end is on its way.
func TestStoppingStops(t *testing.T) {
	const threads = 2
	for _, g := range []Generation{{Batch: 4}, {Batch: 4, Beams: 2}} {
		for name, stop := range map[string]func(m *Model, cancel func()) (goOn bool){
			"break":  func(*Model, func()) bool { return false },
			"cancel": func(_ *Model, cancel func()) bool { cancel(); return true },
			"close":  func(m *Model, _ func()) bool { return m.Close() == nil },
		} {
			t.Run(fmt.Sprintf("%s, %d beams", name, g.Beams), func(t *testing.T) {
				m := open(t, bundled, Options{Precision: "int8", Threads: threads})
				var begun atomic.Int64
				m.graphs = counted{m.graphs, &begun}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var before int64
				var last error
				stopped := false
				for _, err := range m.Generate(ctx, slices.Values(many()), g) {
					if last = err; stopped {
						continue
					}
					before, stopped = begun.Load(), true
					if !stop(m, cancel) {
						break
					}
				}
				if more := begun.Load() - before; more > 2*threads {
					t.Errorf("%d batches were begun after the stop", more)
				}
				want := map[string]error{"cancel": context.Canceled, "close": ErrClosed}[name]
				if !errors.Is(last, want) {
					t.Errorf("the stream ended with %v, want %v", last, want)
				}
			})
		}
	}
}

// TestPromptsEndWithTheContext: no more prompts are read once nobody wants answers.
func TestPromptsEndWithTheContext(t *testing.T) {
	m := open(t, bundled, Options{Threads: 1})
	ctx, cancel := context.WithCancel(t.Context())
	read := 0
	prompts := func(yield func(string) bool) {
		for yield("hello") {
			if read++; read == 10 {
				cancel()
			}
		}
	}
	var last error
	for _, err := range m.Generate(ctx, prompts, Generation{}) {
		last = err
	}
	if !errors.Is(last, context.Canceled) || read > 11 {
		t.Errorf("%d prompts were read, the stream ended with %v", read, last)
	}
}

// TestClosed: a closed model fails, and closing it again does nothing.
func TestClosed(t *testing.T) {
	for _, layout := range []string{"packed", "merged"} {
		for _, runtime := range []string{"", ONNXRuntime} {
			m := open(t, folder(t, layout), Options{Threads: 1, Runtime: runtime, Hash: true})
			collect(t, m.Generate(t.Context(), slices.Values([]string{"hello"}), Generation{MaxNewTokens: 2}))
			for range 3 {
				if err := m.Close(); err != nil {
					t.Fatal(err)
				}
			}
			n := 0
			for _, err := range m.Generate(t.Context(), slices.Values([]string{"hello"}), Generation{}) {
				if n++; !errors.Is(err, ErrClosed) {
					t.Errorf("Generate fails with %v", err)
				}
			}
			if n != 1 {
				t.Errorf("Generate of a closed model yields %d times", n)
			}
			if _, err := m.Probe(); !errors.Is(err, ErrClosed) {
				t.Errorf("Probe fails with %v", err)
			}
			if _, err := m.Hash(); err != nil && !errors.Is(err, ErrClosed) {
				t.Errorf("Hash fails with %v", err)
			}
		}
	}
}

// TestCloseWhileGenerating: streams in several goroutines end with ErrClosed, or were
// done before.
func TestCloseWhileGenerating(t *testing.T) {
	for range 5 {
		m := open(t, bundled, Options{Precision: "int8", Threads: 2})
		var all sync.WaitGroup
		begun := make(chan struct{}, 3)
		for range 3 {
			all.Go(func() {
				n := 0
				for _, err := range m.Generate(t.Context(), slices.Values(many()), Generation{}) {
					if n++; n == 1 {
						begun <- struct{}{}
					}
					if err != nil && !errors.Is(err, ErrClosed) {
						t.Error(err)
					}
				}
			})
		}
		<-begun
		all.Go(func() { _ = m.Close() })
		if err := m.Close(); err != nil {
			t.Error(err)
		}
		all.Wait()
	}
}

// TestHashingIsJoined: a hash that nobody waits for ends with the model, also with one
// that could not be opened.
func TestHashingIsJoined(t *testing.T) {
	dir := t.TempDir()
	for _, name := range slices.Concat([]string{"generation_config.json"}, layouts["packed"]) {
		if name != "tokens.bin" {
			link(t, filepath.Join(tiny, name), filepath.Join(dir, name))
		}
	}
	table, config := filepath.Join(dir, "tokens.bin"), filepath.Join(dir, "config.json")
	if err := errors.Join(os.WriteFile(table, nil, 0o666), os.Truncate(table, 1<<34), os.WriteFile(config, []byte("{}"), 0o666)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir, Options{Threads: 1, Hash: true}); err == nil {
		t.Fatal("loaded")
	}
	stacks := make([]byte, 1<<20)
	if stacks = stacks[:runtime.Stack(stacks, true)]; strings.Contains(string(stacks), "hashFiles") {
		t.Error("the files are still being hashed after Open has failed")
	}
}
