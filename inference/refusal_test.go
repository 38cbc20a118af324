package inference

import (
	"math"
	"slices"
	"testing"
)

// TestRefusal: the probability of a refusal is that of its first token against the
// likeliest other one, whatever runs the model and however tokens are chosen. It changes no
// answer.
func TestRefusal(t *testing.T) {
	prompts := []string{"what is my balance", "who painted the mona lisa", "send $50 to mom"}
	for name, m := range map[string]*Model{"own kernels": open(t, bundled, Options{Threads: 1}), "ONNX Runtime": open(t, bundled, Options{Threads: 1, Runtime: ONNXRuntime}),
		"rules": configured(t, map[string]any{"no_repeat_ngram_size": 3})} {
		none := m.Tokenizer.Encode(nil, "none()")[0]
		free := Generation{Margins: true, Refusal: none}
		for _, g := range []Generation{free, {Margins: true, Refusal: none, Guess: -1}, {Margins: true, Refusal: none, Grammar: listed([]string{"none()", "check_balance()", "transfer_money()"})}} {
			plain := g
			plain.Refusal = 0
			without := collect(t, m.Generate(t.Context(), slices.Values(prompts), plain))
			for i, o := range collect(t, m.Generate(t.Context(), slices.Values(prompts), g)) {
				refused := o.Tokens[0] == none
				if !slices.Equal(o.Tokens, without[i].Tokens) || without[i].Confidence.Refusal != 0 || g.Grammar == nil && (o.Confidence.Refusal > 0.5) != refused || refused != (i == 1) {
					t.Errorf("%s, %q: %v, refused with %v", name, prompts[i], o.Tokens, o.Confidence.Refusal)
				}
				if first := collect(t, m.Generate(t.Context(), slices.Values(prompts[i:i+1]), free))[0].Confidence.Refusal; math.Abs(first-o.Confidence.Refusal) > 1e-6 {
					t.Errorf("%s, %q: refused with %v, and alone and free with %v", name, prompts[i], o.Confidence.Refusal, first)
				}
			}
		}
	}
}
