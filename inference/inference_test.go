package inference

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/slmkit/slmkit/inference/grammar"
	"github.com/slmkit/slmkit/inference/ort"
)

const (
	bundled = "../testdata/models/banking"
	oracle  = "../testdata/oracle"
)

func open(t testing.TB, dir string, o Options) *Model {
	t.Helper()
	m, err := Open(t.Context(), dir, o)
	if errors.Is(err, ort.ErrNotFound) {
		t.Fatalf("%v (make runtime fetches it)", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}

// answer is a line of greedy.jsonl: what transformers' generate wrote.
type answer struct {
	Precision    string  `json:"precision"` // of variants
	Text         string  `json:"text"`
	MaxNewTokens int     `json:"max_new_tokens"`
	Tokens       []int32 `json:"tokens"`
	Output       string  `json:"output"`
	Ended        bool    `json:"ended"`
}

func readOracle(t testing.TB, path string) (found []answer) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var a answer
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if a.MaxNewTokens > 0 { // the first line says how the file was made
			found = append(found, a)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

// few is all of some cases, or with -short every tenth: an emulated processor is a
// hundred times slower.
func few[T any](all []T) (some []T) {
	if !testing.Short() {
		return all
	}
	for i := 0; i < len(all); i += 10 {
		some = append(some, all[i])
	}
	return some
}

func collect(t testing.TB, outputs iter.Seq2[Output, error]) (found []Output) {
	t.Helper()
	for o, err := range outputs {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, o)
	}
	return found
}

func texts(answers []answer) []string {
	out := make([]string, len(answers))
	for i := range answers {
		out[i] = answers[i].Text
	}
	return out
}

// TestGreedyEqualsTransformers compares tokens and texts with those that
// export/pytorch/make_oracle.py got from transformers, in batches of several
// sizes.
func TestGreedyEqualsTransformers(t *testing.T) {
	all := readOracle(t, filepath.Join(oracle, "greedy.jsonl"))
	if len(all) < 300 {
		t.Fatalf("%d prompts in the oracle, want 300 at least", len(all))
	}
	byLimit := map[int][]answer{}
	for _, a := range few(all) {
		byLimit[a.MaxNewTokens] = append(byLimit[a.MaxNewTokens], a)
	}
	m := open(t, bundled, Options{Threads: 2})
	for limit, want := range byLimit {
		for _, batch := range []int{1, 7, 32} {
			got := collect(t, m.Generate(t.Context(), slices.Values(texts(want)), Generation{Batch: batch, MaxNewTokens: limit}))
			if len(got) != len(want) {
				t.Fatalf("%d answers to %d prompts", len(got), len(want))
			}
			for i, w := range want {
				if !slices.Equal(got[i].Tokens, w.Tokens) || got[i].Text != w.Output || got[i].Truncated == w.Ended {
					t.Errorf("limit %d, batch %d, %q:\n got %v %q (cut off: %t)\nwant %v %q", limit, batch, w.Text, got[i].Tokens, got[i].Text, got[i].Truncated, w.Tokens, w.Output)
				}
			}
		}
	}
}

const tiny = "testdata/tiny"

// layouts are the files of each layout of the tiny model.
var layouts = map[string][]string{
	"separate": {"encoder_model.onnx", "decoder_model.onnx", "decoder_with_past_model.onnx"},
	"merged":   {"encoder_model.onnx", "decoder_model_merged.onnx"},
	"packed":   {"encoder.onnx", "decoder.onnx", "head.onnx", "tokens.bin"},
}

// folder links the tiny model's files of a layout into a new folder.
func folder(t testing.TB, layout string, but ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range append([]string{"config.json", "generation_config.json"}, layouts[layout]...) {
		if !slices.Contains(but, name) {
			link(t, filepath.Join(tiny, name), filepath.Join(dir, name))
		}
	}
	if !slices.Contains(but, "tokenizer.json") {
		link(t, filepath.Join(bundled, "tokenizer.json"), filepath.Join(dir, "tokenizer.json"))
	}
	return dir
}

// TestLayoutsAgree runs the same weights from optimum's three files, from its
// merged decoder, and from the packed layout, with guesses and without.
func TestLayoutsAgree(t *testing.T) {
	dir := tiny
	want := readOracle(t, filepath.Join(dir, "greedy.jsonl"))
	want = few(slices.DeleteFunc(want, func(a answer) bool { return a.MaxNewTokens < 64 }))
	for layout := range layouts {
		m := open(t, folder(t, layout), Options{Threads: 1})
		if m.Layout != layout {
			t.Errorf("layout %s, want %s", m.Layout, layout)
		}
		for _, g := range []Generation{{Batch: 1}, {Batch: 16}, {Batch: 1, Guess: -1}, {Batch: 16, Guess: -1}, {Batch: 5, Guess: 3}} {
			g.MaxNewTokens, g.Stats = 64, new(Stats)
			got := collect(t, m.Generate(t.Context(), slices.Values(texts(want)), g))
			for i, w := range want {
				if !slices.Equal(got[i].Tokens, w.Tokens) {
					t.Errorf("%s, batch %d, guess %d, %q: got %v, want %v", layout, g.Batch, g.Guess, w.Text, got[i].Tokens, w.Tokens)
				}
			}
			if guessed := layout == "packed" && g.Guess >= 0; !testing.Short() && (g.Stats.Right > 0) != guessed || g.Stats.Right > g.Stats.Guessed {
				t.Errorf("%s, guess %d: %d of %d guesses right", layout, g.Guess, g.Stats.Right, g.Stats.Guessed)
			}
		}
	}
}

// TestBeamsEqualTransformers compares all sequences of beam searches, and their
// scores, with those that transformers' generate found.
func TestBeamsEqualTransformers(t *testing.T) {
	type sequence struct {
		Tokens []int32 `json:"tokens"`
		Output string  `json:"output"`
		Score  float64 `json:"score"`
	}
	type search struct {
		Text         string     `json:"text"`
		Beams        int        `json:"num_beams"`
		MaxNewTokens int        `json:"max_new_tokens"`
		Sequences    []sequence `json:"sequences"`
	}
	data, err := os.ReadFile(filepath.Join(oracle, "beams.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	m := open(t, bundled, Options{Threads: 2})
	byBeams := map[int][]search{}
	for line := range strings.Lines(string(data)) {
		var s search
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatal(err)
		}
		if s.Beams > 0 {
			byBeams[s.Beams] = append(byBeams[s.Beams], s)
		}
	}
	if len(byBeams) < 2 {
		t.Fatalf("searches with %d numbers of beams in the oracle, want several", len(byBeams))
	}
	for beams, all := range byBeams {
		var prompts []string
		for _, s := range all {
			prompts = append(prompts, s.Text)
		}
		for _, batch := range []int{1, 32} {
			got := collect(t, m.Generate(t.Context(), slices.Values(prompts), Generation{Beams: beams, Batch: batch, MaxNewTokens: all[0].MaxNewTokens}))
			for i, want := range all {
				if len(got[i].Sequences) != len(want.Sequences) || got[i].Text != want.Sequences[0].Output {
					t.Errorf("%d beams, batch %d, %q: got %+v, want %+v", beams, batch, want.Text, got[i].Sequences, want.Sequences)
					continue
				}
				for j, w := range want.Sequences {
					if s := got[i].Sequences[j]; !slices.Equal(s.Tokens, w.Tokens) || s.Text != w.Output || math.Abs(s.Score-w.Score) > 1e-4 {
						t.Errorf("%d beams, batch %d, %q, sequence %d: got %+v, want %+v", beams, batch, want.Text, j, s, w)
					}
				}
			}
		}
	}
}

// TestBeamsInAllLayouts: rows go on as several and change places in every layout
// alike.
func TestBeamsInAllLayouts(t *testing.T) {
	prompts := texts(readOracle(t, filepath.Join(tiny, "greedy.jsonl"))[:12])
	var want []Output
	for _, layout := range []string{"merged", "separate", "packed"} {
		m := open(t, folder(t, layout), Options{Threads: 1})
		for _, batch := range []int{1, 12} {
			got := collect(t, m.Generate(t.Context(), slices.Values(prompts), Generation{Beams: 3, Batch: batch, MaxNewTokens: 24}))
			if want == nil {
				want = got
			}
			for i := range got {
				for j, s := range got[i].Sequences {
					if w := want[i].Sequences[j]; s.Text != w.Text || math.Abs(s.Score-w.Score) > 1e-4 {
						t.Errorf("%s, batch %d, %q, sequence %d: got %+v, want %+v", layout, batch, prompts[i], j, s, w)
					}
				}
			}
		}
	}
}

// TestPackedInt8DoesNotDependOnCompany: rows are quantized each by itself, so
// the same prompt gets the same answer in any batch, guessed ahead or not.
func TestPackedInt8DoesNotDependOnCompany(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"config.json", "generation_config.json", "encoder_int8.onnx", "decoder_int8.onnx", "head_int8.onnx", "tokens_int8.bin"} {
		link(t, filepath.Join(tiny, name), filepath.Join(dir, name))
	}
	link(t, filepath.Join(bundled, "tokenizer.json"), filepath.Join(dir, "tokenizer.json"))
	m := open(t, dir, Options{Precision: "int8", Threads: 2})
	prompts := few(texts(readOracle(t, filepath.Join(oracle, "greedy.jsonl"))[:100]))
	var want []Output
	for _, g := range []Generation{{Batch: 1, Guess: -1}, {Batch: 32}, {Batch: 7}, {Batch: 32, Guess: -1}} {
		got := collect(t, m.Generate(t.Context(), slices.Values(prompts), g))
		if want == nil {
			want = got
		}
		for i := range want {
			if !slices.Equal(got[i].Tokens, want[i].Tokens) {
				t.Errorf("batch %d, guess %d, %q: got %v, want %v", g.Batch, g.Guess, prompts[i], got[i].Tokens, want[i].Tokens)
			}
		}
	}
}

func link(t testing.TB, from, to string) {
	t.Helper()
	from, err := filepath.Abs(from)
	if err == nil {
		err = os.Symlink(from, to)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestAnswersDoNotDependOnCompany asks the same prompts in other orders, with
// others repeated, in other batches and windows and on other numbers of cores.
func TestAnswersDoNotDependOnCompany(t *testing.T) {
	prompts := few(texts(readOracle(t, filepath.Join(oracle, "greedy.jsonl"))[:60]))
	alone := map[string][]int32{}
	one := open(t, bundled, Options{Threads: 1})
	for i, o := range collect(t, one.Generate(t.Context(), slices.Values(prompts), Generation{Batch: 1})) {
		alone[prompts[i]] = o.Tokens
	}
	two := open(t, bundled, Options{Threads: 2})
	r := rand.New(rand.NewPCG(1, 2))
	for range 6 {
		mixed := append(slices.Clone(prompts), prompts[:r.IntN(len(prompts))]...)
		r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		g := Generation{Batch: 1 + r.IntN(40), Window: 1 + r.IntN(100)}
		for i, o := range collect(t, two.Generate(t.Context(), slices.Values(mixed), g)) {
			if diff := cmp.Diff(alone[mixed[i]], o.Tokens); diff != "" {
				t.Fatalf("%+v: %q: %s", g, mixed[i], diff)
			}
		}
	}
}

// TestInt8DoesNotDependOnThreads: a batch is made from the prompts alone.
func TestInt8DoesNotDependOnThreads(t *testing.T) {
	prompts := few(texts(readOracle(t, filepath.Join(oracle, "greedy.jsonl"))[:100]))
	var first [][]int32
	for _, threads := range []int{1, 2, 3} {
		m := open(t, bundled, Options{Precision: "int8", Threads: threads})
		var got [][]int32
		for _, o := range collect(t, m.Generate(t.Context(), slices.Values(prompts), Generation{Batch: 8, Window: 40})) {
			got = append(got, o.Tokens)
		}
		if first == nil {
			first = got
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Errorf("%d threads: %s", threads, diff)
		}
	}
}

func TestBadPromptsKeepTheirPlace(t *testing.T) {
	m := open(t, bundled, Options{Threads: 2})
	long := strings.Repeat("statement ", 2000)
	prompts := []string{"show my balance", "", long, "show my balance", "\xff\xfe bad bytes", "   "}
	got := collect(t, m.Generate(t.Context(), slices.Values(prompts), Generation{}))
	if len(got) != len(prompts) {
		t.Fatalf("%d answers to %d prompts", len(got), len(prompts))
	}
	for i, want := range []error{nil, ErrEmpty, ErrTooLong, nil, ErrNotUTF8, nil} {
		if !errors.Is(got[i].Err, want) || want != nil && got[i].Tokens != nil {
			t.Errorf("prompt %d: error %v, want %v", i, got[i].Err, want)
		}
	}
	if !slices.Equal(got[0].Tokens, got[3].Tokens) || len(got[0].Tokens) == 0 {
		t.Errorf("equal prompts: %v and %v", got[0].Tokens, got[3].Tokens)
	}
}

func TestNoPrompts(t *testing.T) {
	m := open(t, bundled, Options{Threads: 1})
	if got := collect(t, m.Generate(t.Context(), slices.Values([]string(nil)), Generation{})); len(got) != 0 {
		t.Errorf("%d answers to no prompts", len(got))
	}
}

func TestCancelEndsTheStream(t *testing.T) {
	m := open(t, bundled, Options{Threads: 2})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	endless := func(yield func(string) bool) {
		for i := 0; yield("pay my bill number " + strings.Repeat("9", i%50)); i++ {
		}
	}
	n := 0
	var last error
	for _, err := range m.Generate(ctx, endless, Generation{Batch: 4, Window: 8}) {
		if last = err; err == nil {
			if n++; n == 20 {
				cancel()
			}
		}
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("stream ended with %v after %d answers, want context.Canceled", last, n)
	}
}

func TestReaderMayStopEarly(t *testing.T) {
	m := open(t, bundled, Options{Threads: 2})
	for o, err := range m.Generate(t.Context(), slices.Values([]string{"hello", "show my balance"}), Generation{Batch: 1, Window: 1}) {
		if err != nil || o.Err != nil {
			t.Fatal(err, o.Err)
		}
		break
	}
}

// TestConfidence compares confidences with those of all logits, a token at a time.
func TestConfidence(t *testing.T) {
	m := open(t, bundled, Options{Threads: 1})
	yes, no := "get_balance()", "none()"
	either := grammar.New(grammar.Either(grammar.Text(yes), grammar.Text(no)))
	for _, prompt := range []string{"show my balance", "banana tax zebra", "send 50 to anna"} {
		for _, g := range []Generation{{}, {Grammar: either}} {
			g.Confidence = true
			got := collect(t, m.Generate(t.Context(), slices.Values([]string{prompt}), g))[0]
			var allowed []string
			if g.Grammar != nil {
				allowed = []string{yes, no}
			}
			want := plainConfidence(t, m, m.Tokenizer.Encode(nil, prompt), append(slices.Clone(got.Tokens), m.cfg.EOS[0]), allowed)
			if diff := cmp.Diff(want, got.Confidence, cmpopts.EquateApprox(1e-5, 1e-5)); diff != "" {
				t.Errorf("%q, %q (-want +got):\n%s", prompt, got.Text, diff)
			}
			if free := g.Grammar == nil; free != (got.Confidence.Removed == 0) {
				t.Errorf("%q: a probability of %v was removed", prompt, got.Confidence.Removed)
			}
		}
	}
}

// plainConfidence feeds the tokens of an output. Where allowed names the outputs
// that a grammar allows, they are all.
func plainConfidence(t *testing.T, m *Model, prompt, tokens []int32, allowed []string) Confidence {
	t.Helper()
	e, err := m.graphs.newEngine()
	if err != nil {
		t.Fatal(err)
	}
	defer e.close()
	if err := e.begin([][]int32{prompt}); err != nil {
		t.Fatal(err)
	}
	c, kept := Confidence{Min: 1, Margin: 1}, 1.0
	for i, last := range append([]int32{*m.cfg.Start}, tokens[:len(tokens)-1]...) {
		if err := e.feed([][]int32{{last}}); err != nil {
			t.Fatal(err)
		}
		logits, err := e.logits(0)
		if err = errors.Join(err, e.settle([]int{0}, []int{1})); err != nil {
			t.Fatal(err)
		}
		p, sum := make([]float64, len(logits)), 0.0
		for id, x := range logits {
			p[id] = math.Exp(float64(x))
			sum += p[id]
		}
		c.LogProb += math.Log(p[tokens[i]] / sum)
		if allowed != nil {
			mass, may := 0.0, map[int32]bool{}
			for _, s := range allowed {
				if ids := m.Tokenizer.Encode(nil, s); len(ids) > i && slices.Equal(ids[:i], tokens[:i]) {
					may[ids[i]] = true
				}
			}
			for id := range p {
				if !may[int32(id)] {
					p[id] = 0
				}
				mass += p[id]
			}
			kept, sum = kept*mass/sum, mass
			if len(may) == 1 {
				continue
			}
		}
		best := p[tokens[i]] / sum
		p[tokens[i]] = 0
		c.Min, c.Margin = min(c.Min, best), min(c.Margin, best-slices.Max(p)/sum)
	}
	c.Removed = 1 - kept
	return c
}

// TestBrokenFolders damages a model in every way a download or an export does.
func TestBrokenFolders(t *testing.T) {
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(tiny, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	graph, table := read("encoder_model.onnx"), read("tokens.bin")
	for name, c := range map[string]struct {
		layout, file string
		data         []byte // nil: the file is missing
		want         string
	}{
		"no encoder":          {"merged", "encoder_model.onnx", nil, "encoder_model.onnx is missing"},
		"no decoder":          {"merged", "decoder_model_merged.onnx", nil, "decoder_model"},
		"no later steps":      {"separate", "decoder_with_past_model.onnx", nil, "text2text-generation-with-past"},
		"no tokenizer":        {"merged", "tokenizer.json", nil, "tokenizer.json"},
		"no config":           {"merged", "config.json", nil, "config.json"},
		"empty":               {"merged", "encoder_model.onnx", []byte{}, "encoder_model.onnx: not an ONNX file (it is empty)"},
		"html":                {"merged", "encoder_model.onnx", []byte("<!DOCTYPE html><html>"), "downloaded without Git LFS"},
		"lfs pointer":         {"merged", "decoder_model_merged.onnx", []byte("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"), "Git LFS pointer"},
		"half":                {"merged", "encoder_model.onnx", graph[:len(graph)/2], "encoder_model.onnx: not a whole ONNX file"},
		"a byte short":        {"merged", "encoder_model.onnx", graph[:len(graph)-1], "encoder_model.onnx"},
		"wrong graph":         {"merged", "decoder_model_merged.onnx", graph, "decoder_model_merged.onnx"},
		"tokenizer cut":       {"merged", "tokenizer.json", []byte(`{"model":{"type":"Unigram","vocab":[["a",`), "tokenizer.json"},
		"config not json":     {"merged", "config.json", []byte("model: t5"), "config.json"},
		"other model":         {"merged", "config.json", []byte(`{"model_type":"gpt2"}`), "gpt2"},
		"no tokenizer here":   {"merged", "tokenizer.json", nil, "tokenizer.json is missing: copy it from"},
		"no config here":      {"merged", "config.json", nil, "config.json is missing: copy it from"},
		"config a pointer":    {"merged", "config.json", []byte("version https://git-lfs.github.com/spec/v1\n"), "config.json: it is a Git LFS pointer: fetch"},
		"settings a pointer":  {"merged", "generation_config.json", []byte("version https://git-lfs.github.com/spec/v1\n"), "generation_config.json: it is a Git LFS pointer: fetch"},
		"tokenizer a pointer": {"merged", "tokenizer.json", []byte("version https://git-lfs.github.com/spec/v1\n"), "tokenizer.json: it is a Git LFS pointer: fetch"},
		"tokenizer a page":    {"merged", "tokenizer.json", []byte("<!DOCTYPE html><html>"), "tokenizer.json: starts with"},
		"table a pointer":     {"packed", "tokens.bin", []byte("version https://git-lfs.github.com/spec/v1\n"), "tokens.bin: not the table of a packed model: it is a Git LFS pointer"},
		"no table":            {"packed", "tokens.bin", nil, "tokens.bin is missing"},
		"table cut":           {"packed", "tokens.bin", table[:len(table)-4], "tokens.bin: is not what the head names, or cut off: table head"},
		"packed without head": {"packed", "head.onnx", nil, "encoder_model.onnx is missing"},
		"head of another":     {"packed", "head.onnx", graph, "head.onnx: has no slmkit.packed of version 1"},
		"decoder of another":  {"packed", "decoder.onnx", graph, "decoder.onnx: has no input past.0.key"},
		"decoder cut":         {"packed", "decoder.onnx", read("decoder.onnx")[:20000], "decoder.onnx: not a whole ONNX file"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, c.layout, c.file)
			if c.data != nil {
				if err := os.WriteFile(filepath.Join(dir, c.file), c.data, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			m, err := Open(t.Context(), dir, Options{Threads: 1})
			if err == nil {
				_ = m.Close()
				t.Fatal("loaded")
			}
			if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q, want one line with %q", err, c.want)
			}
		})
	}
}

func TestPrecisions(t *testing.T) {
	got, err := Precisions(bundled)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"fp32", "int8"}, got); diff != "" {
		t.Error(diff)
	}
	if _, err := Open(t.Context(), bundled, Options{Precision: "q4"}); err == nil || !strings.Contains(err.Error(), "q4") {
		t.Errorf("a precision that is not there: %v", err)
	}
}

// BenchmarkGenerate answers with and without each of what makes it fast.
func BenchmarkGenerate(b *testing.B) {
	prompts := texts(readOracle(b, filepath.Join(oracle, "greedy.jsonl"))[:256])
	for _, precision := range []string{"fp32", "int8"} {
		for _, way := range []struct {
			name    string
			prompts []string
			o       Options
			g       Generation
		}{
			{"as it is", prompts, Options{}, Generation{}},
			{"no guesses", prompts, Options{}, Generation{Guess: -1}},
			{"not sorted", prompts, Options{}, Generation{Window: 32}},
			{"each twice", append(slices.Clone(prompts), prompts...), Options{}, Generation{}},
			{"one at a time", prompts, Options{Threads: 1}, Generation{Batch: 1}},
			{"one core", prompts, Options{Threads: 1}, Generation{}},
			{"with confidence", prompts, Options{}, Generation{Confidence: true}},
			{"in ONNX Runtime", prompts, Options{Runtime: ONNXRuntime}, Generation{}},
		} {
			b.Run(precision+"/"+way.name, func(b *testing.B) {
				way.o.Precision = precision
				m := open(b, bundled, way.o)
				b.ReportAllocs()
				for b.Loop() {
					for _, err := range m.Generate(b.Context(), slices.Values(way.prompts), way.g) {
						if err != nil {
							b.Fatal(err)
						}
					}
				}
				b.ReportMetric(float64(b.N*len(way.prompts))/b.Elapsed().Seconds(), "prompts/s")
			})
		}
	}
}

// TestChangedFilesAreNoticed: answers must not be said to be of a model that has
// been put in the place of theirs.
func TestChangedFilesAreNoticed(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(bundled)); err != nil {
		t.Fatal(err)
	}
	m := open(t, dir, Options{Threads: 1})
	if err := m.Unchanged(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "decoder.onnx")
	for _, change := range []func() error{
		func() error { return os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour)) },
		func() error { return os.Remove(path) },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if err := m.Unchanged(); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%v", err)
		}
	}
}

// TestProbes: the packed layout takes several tokens a step, and no answer of it
// depends on the batch.
func TestProbes(t *testing.T) {
	for name, want := range map[string]Probes{"packed": {true, true}, "merged": {false, true}, "separate": {false, true}} {
		for _, runtime := range []string{"", ONNXRuntime} {
			m := open(t, folder(t, name), Options{Threads: 1, Runtime: runtime})
			got, err := m.Probe()
			if err != nil || got != want {
				t.Errorf("%s: %+v, want %+v (%v)", name, got, want, err)
			}
		}
	}
}

const variants = "testdata/variants"

// variant is a model folder of the tiny model's files in variants that match, with
// those of tiny that are named.
func variant(t testing.TB, match string, ofTiny ...string) string {
	t.Helper()
	dir := folder(t, "")
	found, err := filepath.Glob(filepath.Join(variants, match))
	if err != nil || len(found) == 0 {
		t.Fatal(match, err)
	}
	for _, path := range found {
		link(t, path, filepath.Join(dir, filepath.Base(path)))
	}
	for _, name := range ofTiny {
		link(t, filepath.Join(tiny, name), filepath.Join(dir, name))
	}
	return dir
}

// TestFilesOfOtherExporters loads files with the names, precisions and shapes of
// optimum and transformers.js. The answers of each precision equal those of a plain
// loop over the same files; the float32 answers equal those of the model.
func TestFilesOfOtherExporters(t *testing.T) {
	plain := map[string][]answer{}
	for _, a := range readOracle(t, filepath.Join(variants, "greedy.jsonl")) {
		plain[a.Precision] = append(plain[a.Precision], a)
	}
	fp32 := readOracle(t, filepath.Join(tiny, "greedy.jsonl"))
	fp32 = slices.DeleteFunc(fp32, func(a answer) bool { return a.MaxNewTokens < 64 })
	inside := folder(t, "")
	if err := os.Mkdir(filepath.Join(inside, "onnx"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range layouts["merged"] {
		link(t, filepath.Join(tiny, name), filepath.Join(inside, "onnx", name))
	}
	for _, c := range []struct {
		name, dir, precision string
		want                 []answer
	}{
		{"uint8", variant(t, "*_uint8.onnx"), "uint8", plain["uint8"]},
		{"4 bits", variant(t, "*_q4.onnx"), "q4", plain["q4"]},
		{"_quantized", variant(t, "*_quantized.onnx"), "int8", plain["quantized"]},
		{"half precision between float32 ends", variant(t, "*_fp16.onnx"), "fp16", plain["fp16"]},
		{"a decoder of one token", variant(t, "static/*", "encoder_model.onnx"), "fp32", fp32},
		{"weights outside", variant(t, "external/*"), "fp32", fp32},
		{"an onnx folder", inside, "fp32", fp32},
	} {
		if len(c.want) < 40 {
			t.Fatalf("%s: %d answers to compare with", c.name, len(c.want))
		}
		c.want = few(c.want)
		m := open(t, c.dir, Options{Precision: c.precision, Threads: 1})
		g, err := m.Invariant(Generation{MaxNewTokens: 64})
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range collect(t, m.Generate(t.Context(), slices.Values(texts(c.want)), g)) {
			if !slices.Equal(o.Tokens, c.want[i].Tokens) {
				t.Errorf("%s: %q: %v, want %v", c.name, c.want[i].Text, o.Tokens, c.want[i].Tokens)
			}
		}
	}
}

// TestRefusedExports: what cannot run is refused when it is loaded, with why.
func TestRefusedExports(t *testing.T) {
	outside := variant(t, "external/*")
	if err := os.Remove(filepath.Join(outside, "weights.bin")); err != nil {
		t.Fatal(err)
	}
	half := variant(t, "decoder*_fp16.onnx")
	link(t, filepath.Join(variants, "refused_fp16/encoder_model_fp16.onnx"), filepath.Join(half, "encoder_model_fp16.onnx"))
	for _, c := range []struct{ dir, precision, want string }{
		{variant(t, "refused/*", "decoder_model_merged.onnx"), "fp32", "encoder_model.onnx: onnx runtime cannot load it: it has the operator RelativePositionBias"},
		{half, "fp16", "encoder_model_fp16.onnx: last_hidden_state is float16: export with float32"},
		{outside, "fp32", "weights.bin is missing: encoder_model.onnx keeps weights in it"},
	} {
		m, err := Open(t.Context(), c.dir, Options{Precision: c.precision, Threads: 1})
		if err == nil {
			_ = m.Close()
			t.Fatalf("%s: loaded", c.want)
		}
		if !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %q, want %q", err, c.want)
		}
	}
}

// TestGenerationConfig: what generation_config.json says of forced, suppressed and
// least tokens, and of when a beam search ends, is kept as transformers keeps it.
func TestGenerationConfig(t *testing.T) {
	type search struct {
		Settings     map[string]any `json:"settings"`
		Text         string         `json:"text"`
		Beams        int            `json:"num_beams"`
		MaxNewTokens int            `json:"max_new_tokens"`
		Sequences    []struct {
			Tokens []int32 `json:"tokens"`
			Score  float64 `json:"score"`
		} `json:"sequences"`
	}
	data, err := os.ReadFile(filepath.Join(oracle, "rules.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	models, n := map[string]*Model{}, 0
	for line := range strings.Lines(string(data)) {
		var s search
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatal(err)
		}
		if s.Settings == nil {
			continue
		}
		n++
		name := fmt.Sprint(s.Settings)
		if models[name] == nil {
			models[name] = configured(t, s.Settings)
		}
		got := collect(t, models[name].Generate(t.Context(), slices.Values([]string{s.Text}), Generation{Beams: s.Beams, MaxNewTokens: s.MaxNewTokens}))[0]
		if !slices.Equal(got.Tokens, s.Sequences[0].Tokens) {
			t.Errorf("%s, %d beams, at most %d, %q: %v, want %v", name, s.Beams, s.MaxNewTokens, s.Text, got.Tokens, s.Sequences[0].Tokens)
			continue
		}
		for i, q := range got.Sequences {
			if w := s.Sequences[i]; !slices.Equal(q.Tokens, w.Tokens) || math.Abs(q.Score-w.Score) > max(1e-4, 1e-5*math.Abs(w.Score)) {
				t.Errorf("%s, %d beams, at most %d, %q, sequence %d: %v %v, want %v", name, s.Beams, s.MaxNewTokens, s.Text, i, q.Tokens, q.Score, w)
			}
		}
	}
	if n < 200 {
		t.Errorf("%d searches in the oracle, want 200 at least", n)
	}
}
