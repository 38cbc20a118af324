//go:build linux && amd64

package inference

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
	for _, path := range found {
		link(t, path, filepath.Join(dir, filepath.Base(path)))
	}
	return dir
}

// TestAdopt: optimum's own exports run on our kernels, and in ONNX Runtime, and
// answer as transformers does.
func TestAdopt(t *testing.T) {
	for _, name := range []string{"tied", "own"} {
		want := readOracle(t, filepath.Join("testdata/optimum", name, "greedy.jsonl"))
		if len(want) < 40 {
			t.Fatalf("%s: %d answers to compare with", name, len(want))
		}
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

// TestAdoptIsProbed: what is not as it seems answers otherwise, and runs in ONNX
// Runtime.
func TestAdoptIsProbed(t *testing.T) {
	want := readOracle(t, "testdata/optimum/tied/greedy.jsonl")
	dir := exported(t, "tied")
	path := filepath.Join(dir, "config.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(string(data), `"relative_attention_max_distance": 128`, `"relative_attention_max_distance": 64`, 1)
	if other == string(data) {
		t.Fatal("config.json says no distance")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(other), 0o666); err != nil {
		t.Fatal(err)
	}
	m := open(t, dir, Options{Threads: 1})
	if !strings.HasPrefix(m.Runtime, "onnxruntime") {
		t.Errorf("runs in %s, want ONNX Runtime", m.Runtime)
	}
	got := collect(t, m.Generate(t.Context(), slices.Values(texts(want[:5])), Generation{MaxNewTokens: want[0].MaxNewTokens}))
	for i, o := range got {
		if !slices.Equal(o.Tokens, want[i].Tokens) {
			t.Errorf("%q: %v, want %v", want[i].Text, o.Tokens, want[i].Tokens)
		}
	}
	if _, err := Open(t.Context(), dir, Options{Threads: 1, Runtime: Native}); err == nil || !strings.Contains(err.Error(), "our own kernels answer otherwise") {
		t.Errorf("error %v, want one that says that they answer otherwise", err)
	}
}
