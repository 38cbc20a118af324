package inference

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// quantized is folders of graphs that are quantized dynamically.
var quantized = []struct {
	name, precision string
	dir             func(testing.TB) string
	// bits is a hash of the logits that exact sums give, on every processor.
	bits string
}{
	{"signed, of each output, separate, gated", "int8", func(t testing.TB) string { return variant(t, "*_quantized.onnx") }, "6bc509433ad485de"},
	{"unsigned, merged", "uint8", func(t testing.TB) string { return variant(t, "*_uint8.onnx") }, "17dd18c84891e535"},
	{"unsigned, merged, attention too", "uint8", func(t testing.TB) string { return optimumQuantized(t, "tied") }, "f4d65a3a68a05f9b"},
	{"signed, of each output, separate, attention too", "int8", func(t testing.TB) string { return optimumQuantized(t, "own") }, "56599537952cb77e"},
}

// optimumQuantized links what optimum exported and ONNX Runtime quantized.
func optimumQuantized(t testing.TB, name string) string {
	t.Helper()
	dir := folder(t, "", "config.json", "generation_config.json")
	found, err := filepath.Glob(filepath.Join("testdata/optimum", name+"_quantized", "*"))
	if err != nil || len(found) == 0 {
		t.Fatal(name, err)
	}
	for _, path := range append(found, filepath.Join("testdata/optimum", name, "config.json"), filepath.Join("testdata/optimum", name, "generation_config.json")) {
		link(t, path, filepath.Join(dir, filepath.Base(path)))
	}
	return dir
}

// TestExactSums: graphs that are quantized dynamically run with exact sums, whose bits are
// the same on every processor, and answer as in ONNX Runtime, prompt by prompt,
// but for roundings; in no batch otherwise.
func TestExactSums(t *testing.T) {
	prompts := texts(readOracle(t, filepath.Join(variants, "greedy.jsonl")))[:40]
	if testing.Short() {
		prompts = prompts[:8]
	}
	for _, c := range quantized {
		t.Run(c.name, func(t *testing.T) {
			dir := c.dir(t)
			m := open(t, dir, Options{Precision: c.precision, Threads: 1})
			if !strings.HasPrefix(m.Runtime, "slmkit exact") {
				t.Fatalf("runs in %s", m.Runtime)
			}
			e, err := m.graphs.newEngine()
			if err != nil {
				t.Fatal(err)
			}
			defer e.close()
			logits, err := stepwise(e, [][]int32{m.probe(30)}, m.probe(5))
			if err != nil {
				t.Fatal(err)
			}
			sum := fnv.New64()
			for _, step := range logits {
				for _, x := range step {
					fmt.Fprintln(sum, math.Float32bits(x))
				}
			}
			if got := fmt.Sprintf("%x", sum.Sum64()); got != c.bits {
				t.Errorf("bits %s, want %s", got, c.bits)
			}
			theirs, err := m.graphs.(*exactModel).inONNXRuntime(m.probe(30), m.probe(5))
			if err != nil {
				t.Fatal(err)
			}
			for i := range logits {
				far, largest := apart(theirs[i], logits[i])
				t.Logf("step %d: %.2g from ONNX Runtime", i, far/largest)
			}
			alone := collect(t, m.Generate(t.Context(), slices.Values(prompts), Generation{Batch: 1, MaxNewTokens: 24}))
			for i, o := range collect(t, m.Generate(t.Context(), slices.Values(prompts), Generation{Batch: 16, MaxNewTokens: 24})) {
				if !slices.Equal(o.Tokens, alone[i].Tokens) {
					t.Errorf("%q: %v in a batch, %v alone", prompts[i], o.Tokens, alone[i].Tokens)
				}
			}
			in := open(t, dir, Options{Precision: c.precision, Threads: 1, Runtime: ONNXRuntime})
			same := 0
			for i, o := range collect(t, in.Generate(t.Context(), slices.Values(prompts), Generation{Batch: 1, MaxNewTokens: 24})) {
				if slices.Equal(o.Tokens, alone[i].Tokens) {
					same++
				}
			}
			if 4*same < 3*len(prompts) {
				t.Errorf("%d of %d answers are as in ONNX Runtime", same, len(prompts))
			}
			t.Logf("%d of %d answers are as in ONNX Runtime", same, len(prompts))
		})
	}
}

// TestExactBeams: rows that go on as several do not write over each other.
func TestExactBeams(t *testing.T) {
	m := open(t, variant(t, "*_quantized.onnx"), Options{Precision: "int8", Threads: 1})
	theirs := open(t, variant(t, "*_quantized.onnx"), Options{Precision: "int8", Threads: 1, Runtime: ONNXRuntime})
	prompts := texts(readOracle(t, filepath.Join(variants, "greedy.jsonl")))[:6]
	g := Generation{Beams: 3, Batch: 3, MaxNewTokens: 12}
	want := collect(t, theirs.Generate(t.Context(), slices.Values(prompts), g))
	for i, o := range collect(t, m.Generate(t.Context(), slices.Values(prompts), g)) {
		if math.Abs(o.Sequences[0].Score-want[i].Sequences[0].Score) > 0.05 {
			t.Errorf("%q: %+v, ONNX Runtime %+v", prompts[i], o.Sequences, want[i].Sequences)
		}
	}
}

// TestExactIsProbed: graphs that hold what they seem not to hold run in ONNX Runtime.
func TestExactIsProbed(t *testing.T) {
	m := open(t, variant(t, "*_quantized.onnx"), Options{Precision: "int8", Threads: 1})
	std := m.graphs.(*exactModel)
	other := open(t, optimumQuantized(t, "own"), Options{Precision: "int8", Threads: 1})
	mixed := *std
	mixed.first = other.graphs.(*exactModel).first
	if err := std.probeExact(&mixed, 1); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("the decoder of another model: %v", err)
	}
}
