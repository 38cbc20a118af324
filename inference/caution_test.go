package inference

import (
	"path/filepath"
	"testing"

	"github.com/slmkit/slmkit/inference/ort"
)

// TestCaution: who runs a quantized model is told what its answers depend on, and how many
// of them other programs give on this processor.
func TestCaution(t *testing.T) {
	prompts := texts(readOracle(t, filepath.Join(variants, "greedy.jsonl")))[:8]
	dir := variant(t, "*_quantized.onnx")
	own := open(t, dir, Options{Precision: "int8", Threads: 1})
	elsewhere, err := own.Elsewhere(t.Context())
	if err != nil || elsewhere == "" || own.Caution() != "" || !own.Exact() {
		t.Errorf("with exact sums: %q, %q (%v)", own.Caution(), elsewhere, err)
	}
	theirs := open(t, dir, Options{Precision: "int8", Threads: 1, Runtime: ONNXRuntime})
	if theirs.Caution() == "" || theirs.Exact() {
		t.Error("in ONNX Runtime: no caution")
	}
	plain := open(t, bundled, Options{Precision: "int8", Threads: 1})
	if elsewhere, err := plain.Elsewhere(t.Context()); plain.Caution() != "" || elsewhere != "" || err != nil {
		t.Errorf("of the packed layout: %q, %q (%v)", plain.Caution(), elsewhere, err)
	}
	v, err := own.Verify(t.Context(), prompts, 12)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.CompareElsewhere(t.Context(), dir, Options{Precision: "int8", Threads: 1}, 12); err != nil {
		t.Fatal(err)
	}
	same := v.Others
	saturates, err := ort.Saturates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if saturates == (same.Same > len(prompts)/2) {
		t.Errorf("%d of %d answers are the same; products saturate: %t", same.Same, len(prompts), saturates)
	}
}
