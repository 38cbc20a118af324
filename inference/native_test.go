//go:build cgo && (linux || darwin) && (amd64 || arm64)

package inference

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/slmkit/slmkit/inference/t5"
)

// TestKernelsEqualONNXRuntime compares the outputs of slmkit's own kernels
// with those of ONNX Runtime for the same files.
func TestKernelsEqualONNXRuntime(t *testing.T) {
	var texts []string
	for _, a := range readOracle(t, oracle+"/greedy.jsonl") {
		texts = append(texts, a.Text)
	}
	texts = few(few(texts))
	// A last bit that differs is a step of 8 bits, now and then.
	for precision, near := range map[string]float64{"fp32": 1e-3, "int8": 0.1} {
		t.Run(precision, func(t *testing.T) {
			var got [2][]Output
			for i, runtime := range []string{Native, ONNXRuntime} {
				m := open(t, bundled, Options{Precision: precision, Threads: 1, Runtime: runtime})
				for o, err := range m.Generate(t.Context(), slices.Values(texts), Generation{Confidence: true}) {
					if err != nil {
						t.Fatal(err)
					}
					got[i] = append(got[i], o)
				}
			}
			for i, text := range texts {
				ours, theirs := got[0][i], got[1][i]
				if !slices.Equal(ours.Tokens, theirs.Tokens) || math.Abs(ours.Confidence.LogProb-theirs.Confidence.LogProb) > near {
					t.Errorf("%q: %q with log probability %v, ONNX Runtime %q with %v", text, ours.Text, ours.Confidence.LogProb, theirs.Text, theirs.Confidence.LogProb)
				}
			}
		})
	}
}

// TestWebAssembly: the kernels answer as WebAssembly as transformers does.
func TestWebAssembly(t *testing.T) {
	t.Setenv(t5.CPU, "wasm")
	want := slices.DeleteFunc(readOracle(t, oracle+"/greedy.jsonl"), func(a answer) bool { return a.MaxNewTokens < 30 })
	m := open(t, bundled, Options{Runtime: Native})
	if m.Runtime != "slmkit WebAssembly" {
		t.Errorf("runs in %s", m.Runtime)
	}
	i := 0
	for o, err := range m.Generate(t.Context(), slices.Values(texts(want)), Generation{MaxNewTokens: want[0].MaxNewTokens}) {
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(o.Tokens, want[i].Tokens) {
			t.Errorf("%q: %v, want %v", want[i].Text, o.Tokens, want[i].Tokens)
		}
		i++
	}
}

// TestLevelsGiveTheSameBits runs all sets of instructions that the processor has,
// in one batch and prompt by prompt.
func TestLevelsGiveTheSameBits(t *testing.T) {
	prompts := [][]int32{{5, 9, 17, 100, 1}, {7, 1}, make([]int32, 40), {300, 301, 302, 303, 304, 305, 306, 307, 308, 309, 310, 311, 312, 313, 314, 315, 316, 1}}
	steps := [][]int32{{0, 44, 45, 46}, {0}, {0, 12}, {0, 9, 9, 9, 9, 9, 9, 9, 9}}
	for _, precision := range []string{"fp32", "int8"} {
		var want []float32
		for _, level := range t5.Levels() {
			for _, together := range []bool{true, false} {
				// Each time anew: a model remembers what its first layer makes of tokens.
				model := open(t, bundled, Options{Precision: precision, Threads: 1, Runtime: Native}).graphs.(*nativeModel)
				got := logitsAt(t, model, level, prompts, steps, together)
				if want == nil {
					want = got
				}
				for i := range got {
					if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
						t.Fatalf("%s, %v, together %v: logit %d is %v, with AVX2 in a batch %v", precision, level, together, i, got[i], want[i])
					}
				}
			}
		}
	}
}

// logitsAt feeds steps, and another token behind each, and returns all logits.
func logitsAt(t *testing.T, m *nativeModel, level t5.Level, prompts, steps [][]int32, together bool) (out []float32) {
	t.Helper()
	s, err := m.NewState(level)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	take := func(prompts, steps [][]int32) {
		var rows, kept []int
		var again [][]int32
		for i, step := range steps {
			rows, kept, again = append(rows, i), append(kept, len(step)), append(again, []int32{3})
		}
		if err := errors.Join(s.Settle(nil, nil), s.Join(prompts)); err != nil {
			t.Fatal(err)
		}
		if err := s.Feed(steps); err != nil {
			t.Fatal(err)
		}
		if err := s.Settle(rows, kept); err != nil {
			t.Fatal(err)
		}
		if err := s.Feed(again); err != nil {
			t.Fatal(err)
		}
		logits := make([]float32, len(rows)*m.c.Vocabulary)
		if err := s.Logits(0, len(rows), logits); err != nil {
			t.Fatal(err)
		}
		out = append(out, logits...)
	}
	if together {
		take(prompts, steps)
		return out
	}
	for i := range prompts {
		take(prompts[i:i+1], steps[i:i+1])
	}
	return out
}

// TestKernelsRefuseStrangeTokens: an id beyond the table would be read from
// elsewhere.
func TestKernelsRefuseStrangeTokens(t *testing.T) {
	m := open(t, bundled, Options{Threads: 1, Runtime: Native})
	s, err := m.graphs.(*nativeModel).NewState(t5.Best())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, id := range []int32{-1, int32(m.Shape().Vocabulary)} {
		if err := s.Join([][]int32{{id}}); err == nil {
			t.Errorf("token %d is taken", id)
		}
	}
}

// TestKernelsJoin: prompts that come while others are being answered are answered
// as they would be alone, and so are the others.
func TestKernelsJoin(t *testing.T) {
	for _, precision := range []string{"fp32", "int8"} {
		m := open(t, bundled, Options{Threads: 1, Runtime: Native, Precision: precision}).graphs.(*nativeModel)
		s, err := m.NewState(t5.Best())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		first, second := [][]int32{{12, 90, 1}, {7, 8, 9, 10, 1}}, [][]int32{{44, 3, 21, 5, 60, 1}, {200, 1}}
		begun, step := [][]int32{{0}, {0}}, [][]int32{{17}, {0}, {0}}
		err = errors.Join(s.Join(first), s.Feed(begun), s.Settle([]int{1}, []int{1}), s.Join(second), s.Feed(step))
		if err != nil {
			t.Fatal(err)
		}
		got := make([]float32, 3*m.c.Vocabulary)
		if err := s.Logits(0, 3, got); err != nil {
			t.Fatal(err)
		}
		var want []float32
		for i, prompt := range append(first[1:], second...) {
			err := errors.Join(s.Settle(nil, nil), s.Join([][]int32{prompt}))
			if i == 0 {
				err = errors.Join(err, s.Feed(begun[:1]), s.Settle([]int{0}, []int{1}))
			}
			logits := make([]float32, m.c.Vocabulary)
			if err := errors.Join(err, s.Feed(step[i:i+1]), s.Logits(0, 1, logits)); err != nil {
				t.Fatal(err)
			}
			want = append(want, logits...)
		}
		for i := range want {
			if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
				t.Fatalf("%s: logit %d of row %d is %v, alone %v", precision, i%m.c.Vocabulary, i/m.c.Vocabulary, got[i], want[i])
			}
		}
	}
}

// TestPromptsJoin: the places of prompts that are done are taken by others.
func TestPromptsJoin(t *testing.T) {
	prompts := texts(readOracle(t, filepath.Join(oracle, "greedy.jsonl")))
	if testing.Short() {
		prompts = prompts[:40]
	}
	for _, runtime := range []string{Native, ONNXRuntime} {
		m := open(t, bundled, Options{Threads: 1, Runtime: runtime})
		var s Stats
		collect(t, m.Generate(t.Context(), slices.Values(prompts), Generation{Batch: 8, Stats: &s}))
		full := float64(s.Rows) / float64(s.Steps)
		t.Logf("%s: %.1f prompts a step", runtime, full)
		if joined := full > 5; joined != (runtime == Native) {
			t.Errorf("%s: %.1f prompts a step", runtime, full)
		}
	}
}

// TestBoundedPick: the largest logit is found without computing all, also where
// logits are close together or nothing separates them.
func TestBoundedPick(t *testing.T) {
	native := open(t, bundled, Options{Threads: 1, Runtime: Native}).graphs.(*nativeModel)
	for _, level := range t5.Levels() {
		s, err := native.NewState(level)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		var tokens [][]int32
		for i := range len(few(make([]int, 40))) { // nonsense, so that nothing stands out
			tokens = append(tokens, []int32{int32(i*37%1000 + 3), int32(i*i%900 + 3)})
		}
		if err := errors.Join(s.Join(tokens), s.Feed(tokens)); err != nil {
			t.Fatal(err)
		}
		n, vocabulary := 2*len(tokens), native.c.Vocabulary
		logits, picked, detailed := make([]float32, n*vocabulary), make([]t5.Choice, n), make([]t5.Choice, n)
		if err := errors.Join(s.Logits(0, n, logits), s.Pick(0, false, picked), s.Pick(0, true, detailed)); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			row := logits[i*vocabulary:][:vocabulary]
			want := argmax(row)
			if picked[i].ID != want || picked[i].Top != row[want] || detailed[i].ID != want || detailed[i].Top != row[want] {
				t.Errorf("%v, token %d: %+v and with detail %+v, want %d with %v", level, i, picked[i], detailed[i], want, row[want])
			}
		}
	}
}

// BenchmarkKernels times the parts of an answer for 32 prompts of 20 tokens, on one
// core, in useful operations: two for each weight and token.
func BenchmarkKernels(b *testing.B) {
	for _, precision := range []string{"fp32", "int8"} {
		m := open(b, bundled, Options{Threads: 1, Runtime: Native, Precision: precision}).graphs.(*nativeModel)
		var prompts, step [][]int32
		for i := range 32 {
			prompts, step = append(prompts, nil), append(step, []int32{int32(7 + i)})
			for j := range 20 {
				prompts[i] = append(prompts[i], int32(3+(31*i+7*j)%1900))
			}
		}
		c := m.c
		inner := c.Heads * c.HeadSize
		ff := 2 * c.Size * c.FF
		encoder := c.EncoderLayers*(4*c.Size*inner+ff) + 2*c.DecoderLayers*c.Size*inner
		decoder := c.DecoderLayers * (6*c.Size*inner + ff)
		for _, level := range t5.Levels() {
			s, err := m.NewState(level)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			rows, kept := make([]int, 32), make([]int, 32)
			for i := range rows {
				rows[i] = i
			}
			choices := make([]t5.Choice, 32)
			for _, part := range []struct {
				name    string
				weights int
				run     func() error
			}{
				{"encode", 20 * encoder, func() error { return errors.Join(s.Settle(nil, nil), s.Join(prompts)) }},
				{"step", decoder, func() error { return errors.Join(s.Feed(step), s.Settle(rows, kept)) }},
				{"pick", c.Size * c.Vocabulary, func() error { return s.Pick(0, false, choices) }},
			} {
				b.Run(fmt.Sprintf("%s/%v/%s", precision, level, part.name), func(b *testing.B) {
					if err := errors.Join(s.Settle(nil, nil), s.Join(prompts), s.Feed(step)); err != nil {
						b.Fatal(err)
					}
					b.ReportAllocs()
					for b.Loop() {
						if err := part.run(); err != nil {
							b.Fatal(err)
						}
					}
					b.ReportMetric(2*32*float64(part.weights)*float64(b.N)/b.Elapsed().Seconds()/1e9, "Gop/s")
				})
			}
		}
	}
}
