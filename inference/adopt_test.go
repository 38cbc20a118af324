//go:build cgo

package inference

import (
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/inference/grammar"
	"github.com/slmkit/slmkit/inference/ort"
)

// exported links a model that optimum exported (export/pytorch/make_optimum.py) into a
// new folder.
func exported(t *testing.T, name string) string {
	t.Helper()
	dir := folder(t, "", "config.json", "generation_config.json")
	found, err := filepath.Glob(filepath.Join("testdata/optimum", name, "*"))
	if err != nil || len(found) == 0 {
		t.Fatal(name, err)
	}
	if name != "own" && name != "tied" {
		found = append(found, "testdata/optimum/tied/config.json", "testdata/optimum/tied/generation_config.json")
	}
	for _, path := range found {
		link(t, path, filepath.Join(dir, filepath.Base(path)))
	}
	return dir
}

// TestAdopt checks that optimum's exports run on slmkit's own kernels and in ONNX
// Runtime with the answers of transformers. So do exports with weights outside the
// graphs, and the exports of export_onnx.py in optimum's layout.
func TestAdopt(t *testing.T) {
	for name, answers := range map[string]string{"tied": "tied", "own": "own", "outside": "tied", "ours": "tied"} {
		want := readOracle(t, filepath.Join("testdata/optimum", answers, "greedy.jsonl"))
		if len(want) < 40 {
			t.Fatalf("%s: %d answers to compare with", name, len(want))
		}
		want = few(want)
		for runtime, runs := range map[string]string{"": "slmkit", Native: "slmkit", ONNXRuntime: "onnxruntime"} {
			m := open(t, exported(t, name), Options{Threads: 1, Runtime: runtime})
			if !strings.HasPrefix(m.Runtime, runs) {
				t.Errorf("%s, runtime %q: runs in %s, want %s", name, runtime, m.Runtime, runs)
			}
			for _, batch := range []int{1, 16} {
				got := collect(t, m.Generate(t.Context(), slices.Values(texts(want)), Generation{Batch: batch, MaxNewTokens: want[0].MaxNewTokens}))
				for i, w := range want {
					if !slices.Equal(got[i].Tokens, w.Tokens) {
						t.Errorf("%s, runtime %q, batch %d, %q: %v, want %v", name, runtime, batch, w.Text, got[i].Tokens, w.Tokens)
					}
				}
			}
		}
	}
}

// TestAdoptIsProbed: what is not as it seems answers otherwise, or is found out before,
// and runs in ONNX Runtime.
func TestAdoptIsProbed(t *testing.T) {
	want := readOracle(t, "testdata/optimum/tied/greedy.jsonl")[:5]
	for _, distance := range []string{"64", "8", "1000000000000"} {
		dir := exported(t, "tied")
		rewrite(t, filepath.Join(dir, "config.json"), `"relative_attention_max_distance": 128`, `"relative_attention_max_distance": `+distance)
		m := open(t, dir, Options{Threads: 1})
		if !strings.HasPrefix(m.Runtime, "onnxruntime") {
			t.Errorf("distance %s: runs in %s, want ONNX Runtime", distance, m.Runtime)
		}
		got := collect(t, m.Generate(t.Context(), slices.Values(texts(want)), Generation{MaxNewTokens: want[0].MaxNewTokens}))
		for i, o := range got {
			if !slices.Equal(o.Tokens, want[i].Tokens) {
				t.Errorf("distance %s, %q: %v, want %v", distance, want[i].Text, o.Tokens, want[i].Tokens)
			}
		}
		if _, err := Open(t.Context(), dir, Options{Threads: 1, Runtime: Native}); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("distance %s: error %v, want one that says that our kernels cannot", distance, err)
		}
	}
}

// TestAdoptLooksAtEachGraph: a decoder with a cache, or a table of tokens, of
// another model does not go unnoticed.
func TestAdoptLooksAtEachGraph(t *testing.T) {
	for name, tensor := range map[string]func(dims []int64) bool{
		"decoder_with_past_model.onnx": func(dims []int64) bool { return slices.Equal(dims, []int64{32, 1993}) },
		"encoder_model.onnx":           func(dims []int64) bool { return slices.Equal(dims, []int64{1993, 32}) },
	} {
		dir := exported(t, "own")
		path := filepath.Join(dir, name)
		data, c := graphFile(t, path)
		changed := false
		for _, w := range c.Tensors {
			if tensor(w.Dims) {
				clear(data[w.Offset+w.Bytes/2:][:4000])
				changed = true
			}
		}
		if !changed {
			t.Fatalf("%s: has no such tensor", name)
		}
		if err := errors.Join(os.Remove(path), os.WriteFile(path, data, 0o666)); err != nil {
			t.Fatal(err)
		}
		if m := open(t, dir, Options{Threads: 1}); !strings.HasPrefix(m.Runtime, "onnxruntime") {
			t.Errorf("%s of another model: runs in %s, want ONNX Runtime", name, m.Runtime)
		}
	}
}

// graphFile reads an ONNX file, and what it contains.
func graphFile(t *testing.T, path string) ([]byte, *ort.Contents) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ort.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return data, c
}

// rewrite replaces text in a linked file by a file of its own.
func rewrite(t *testing.T, path, was, is string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(string(data), was, is, 1)
	if other == string(data) {
		t.Fatalf("%s: has no %s", path, was)
	}
	if err := errors.Join(os.Remove(path), os.WriteFile(path, []byte(other), 0o666)); err != nil {
		t.Fatal(err)
	}
}

// TestAdoptSurvives: no damage to what is not weights makes loading them panic, hang
// or take memory that they do not.
func TestAdoptSurvives(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const tries = 100
	all := map[string]int{"tied/decoder_model_merged.onnx": 2, "own/decoder_model.onnx": 3, "outside/decoder_model_merged.onnx": 2}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		heads := all[name]
		path := filepath.Join("testdata/optimum", name)
		data, c := graphFile(t, path)
		weights := make([]bool, len(data))
		for _, w := range c.Tensors {
			for i := w.Offset; w.File == "" && i < w.Offset+w.Bytes; i++ {
				weights[i] = true
			}
		}
		dir := t.TempDir()
		link(t, "testdata/optimum/outside/decoder_model_merged.weights", filepath.Join(dir, "decoder_model_merged.weights"))
		loaded := 0
		for range len(few(make([]int, tries))) {
			damaged := slices.Clone(data)
			for range 1 + rng.IntN(3) {
				if at := rng.IntN(len(data)); !weights[at] {
					damaged[at] = byte(rng.IntN(256))
				}
			}
			broken := filepath.Join(dir, "model.onnx")
			if err := os.WriteFile(broken, damaged, 0o666); err != nil {
				t.Fatal(err)
			}
			m := &standardModel{size: 32, heads: heads, headDim: 16, vocab: 1993, layers: 2,
				files: []file{{path: filepath.Join(filepath.Dir(path), "encoder_model.onnx")}, {path: broken}}}
			if l, _, err := adopt(m, &config{MaxDistance: 128}); err == nil {
				loaded++
				_ = l.free()
			}
		}
		if loaded == 0 && !testing.Short() || loaded == tries && !testing.Short() { // some damage does not matter, some does
			t.Errorf("%s: %d of %d loaded", name, loaded, tries)
		}
	}
}

// TestEndsOutsideTheVocabulary: an end token that the vocabulary does not have never
// comes, and is not asked for; a model that has no other is refused.
func TestEndsOutsideTheVocabulary(t *testing.T) {
	want := readOracle(t, "testdata/optimum/tied/greedy.jsonl")[:5]
	g := Generation{MaxNewTokens: want[0].MaxNewTokens}
	for _, runtime := range []string{Native, ONNXRuntime} {
		dir := exported(t, "tied")
		rewrite(t, filepath.Join(dir, "generation_config.json"), `"eos_token_id": 1`, `"eos_token_id": [1, 100000000, -1], "min_new_tokens": 2`)
		m := open(t, dir, Options{Threads: 1, Runtime: runtime})
		for i, o := range collect(t, m.Generate(t.Context(), slices.Values(texts(want)), g)) {
			if o.Err != nil || !slices.Equal(o.Tokens, want[i].Tokens) {
				t.Errorf("%s, %q: %v, want %v", runtime, want[i].Text, o, want[i].Tokens)
			}
		}
		bound := g
		bound.Grammar = grammar.New(grammar.List(grammar.Either(grammar.Text("a"), grammar.Text("b")), grammar.Text(", ")))
		for _, o := range collect(t, m.Generate(t.Context(), slices.Values(texts(want)), bound)) {
			if o.Err != nil {
				t.Errorf("%s, with a grammar: %v", runtime, o.Err)
			}
		}
	}
	dir := exported(t, "tied")
	rewrite(t, filepath.Join(dir, "generation_config.json"), `"eos_token_id": 1`, `"eos_token_id": 100000000`)
	if _, err := Open(t.Context(), dir, Options{Threads: 1}); err == nil || !strings.Contains(err.Error(), "eos_token_id is outside the vocabulary of 1993") {
		t.Errorf("error %v", err)
	}
}
