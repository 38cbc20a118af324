package inference

import (
	"slices"
	"testing"
)

// TestMargins: there is a margin for each token and the end token, the least of which is
// that of the confidence, whatever runs the model and however tokens are chosen. They
// change no answer.
func TestMargins(t *testing.T) {
	prompts := []string{"what is my balance", "send $50 to mom", "is my balance low", "send 20 dollars to Zoë tomorrow"}
	for name, m := range map[string]*Model{"own kernels": open(t, bundled, Options{Threads: 1}), "ONNX Runtime": open(t, bundled, Options{Threads: 1, Runtime: ONNXRuntime}),
		"rules": configured(t, map[string]any{"no_repeat_ngram_size": 3})} {
		for _, g := range []Generation{{}, {Guess: -1}, {Grammar: listed([]string{"none()", "check_balance()", "transfer_money()"})}} {
			plain := collect(t, m.Generate(t.Context(), slices.Values(prompts), g))
			g.Margins = true
			for i, o := range collect(t, m.Generate(t.Context(), slices.Values(prompts), g)) {
				if !slices.Equal(o.Tokens, plain[i].Tokens) || len(o.Margins) != len(o.Tokens)+1 || float64(slices.Min(o.Margins)) < o.Confidence.Margin-1e-6 || float64(slices.Min(o.Margins)) > o.Confidence.Margin+1e-6 {
					t.Errorf("%s, %q: %d tokens, %d margins, the least of them %v, not %v", name, prompts[i], len(o.Tokens), len(o.Margins), slices.Min(o.Margins), o.Confidence.Margin)
				}
			}
		}
	}
	if o := collect(t, open(t, bundled, Options{Threads: 1}).Generate(t.Context(), slices.Values(prompts[:1]), Generation{})); o[0].Margins != nil {
		t.Errorf("margins that nobody asked for: %v", o[0].Margins)
	}
}
