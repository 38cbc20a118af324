package inference

import (
	"math"
	"slices"
	"sync"
	"testing"
)

// beginnings are some that share tokens, one of which begins another.
func beginnings(m *Model) [][]int32 {
	var out [][]int32
	for _, text := range []string{"check_balance(", "check_limits(", "freeze_account()", "freeze_card(", "transfer_money(", "transfer_money(amount=", "none()"} {
		out = append(out, m.Tokenizer.Encode(nil, text))
	}
	return out
}

// spelled is the log probability of each beginning, token by token, each from all logits.
func spelled(t *testing.T, m *Model, prompt string, all [][]int32) []float64 {
	t.Helper()
	workers, err := m.borrow()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		for _, w := range workers {
			m.giveBack(w)
		}
	}()
	w := workers[0]
	out := make([]float64, len(all))
	for i, tokens := range all {
		if err := w.begin([][]int32{m.Tokenizer.Encode(nil, prompt)}); err != nil {
			t.Fatal(err)
		}
		for k, id := range tokens {
			before := *w.cfg.Start
			if k > 0 {
				before = tokens[k-1]
			}
			if err := w.feed([][]int32{{before}}); err != nil {
				t.Fatal(err)
			}
			logits, err := w.logits(0)
			if err != nil {
				t.Fatal(err)
			}
			sum := 0.
			for _, x := range logits {
				sum += math.Exp(float64(x - logits[id]))
			}
			out[i] -= math.Log(sum)
			if err := w.settle([]int{0}, []int{1}); err != nil {
				t.Fatal(err)
			}
		}
	}
	return out
}

// TestPaths: beginnings that are weighed in a batch with answers have the probabilities of
// beginnings that are spelled out alone, and the answers are those of Generate.
func TestPaths(t *testing.T) {
	for _, o := range []Options{{Precision: "int8", Threads: 2}, {Precision: "fp32", Threads: 1}, {Precision: "fp32", Threads: 1, Runtime: ONNXRuntime}} {
		m := open(t, bundled, o)
		all := beginnings(m)
		paths, err := NewPaths(all)
		if err != nil {
			t.Fatal(err)
		}
		prompts := servedPrompts()
		want, weights := map[string]Output{}, map[string][]float64{}
		for _, p := range prompts {
			weights[p] = spelled(t, m, p, all)
		}
		for o, err := range m.Generate(t.Context(), slices.Values(prompts), Generation{Confidence: true}) {
			if err != nil {
				t.Fatal(err)
			}
			want[prompts[len(want)]] = o
		}
		s, err := m.Serve(Generation{Confidence: true}, 1000)
		if err != nil {
			t.Fatal(err)
		}
		var askers sync.WaitGroup
		for i := range 6 * len(prompts) {
			askers.Go(func() {
				text := prompts[i%len(prompts)]
				r := Request{Prompt: text, Paths: paths, Unanswered: i%3 == 1}
				if i%3 == 2 {
					r.Paths = nil
				}
				got, err := s.Answer(t.Context(), r)
				if err != nil {
					t.Error(err)
					return
				}
				if !r.Unanswered && (got.Text != want[text].Text || !slices.Equal(got.Tokens, want[text].Tokens) || o.Runtime == "" && got.Confidence != want[text].Confidence) {
					t.Errorf("%q: %+v, want %+v", text, got, want[text])
				}
				for k, p := range got.Paths {
					if math.Abs(p-weights[text][k]) > 1e-4*(1+math.Abs(p)) {
						t.Errorf("%q: beginning %d: log probability %v, want %v", text, k, p, weights[text][k])
					}
				}
				if (r.Paths != nil) != (len(got.Paths) == len(all)) || r.Unanswered && got.Text != "" || got.InputTokens == 0 || got.Encoding <= 0 || got.Latency < got.Encoding {
					t.Errorf("%q: %+v", text, got)
				}
			})
		}
		askers.Wait()
		if l := s.Load(); l.Running != 0 || l.Answered != 6*len(prompts) {
			t.Errorf("load %+v", l)
		}
		_ = s.Close()
	}
	if _, err := NewPaths([][]int32{{1}, nil}); err == nil {
		t.Error("a beginning without tokens is taken")
	}
}
