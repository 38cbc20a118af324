package inference

import (
	"context"
	"errors"
	"slices"

	"github.com/slmkit/slmkit/inference/ort"
)

// Caution says in one line what the answers of a dynamically quantized model depend on,
// and what to do about it. It is "" for a model whose answers depend on nothing but
// the prompt.
func (m *Model) Caution() string {
	if !m.dynamic || m.Exact() {
		return ""
	}
	return "8-bit answers of this model depend on the processor and on the batch in ONNX Runtime: leave out --runtime and --ort, so that slmkit runs it with exact sums where it can, or use the packed layout"
}

// Exact reports whether a dynamically quantized model runs with exact integer sums, the
// same on every processor.
func (m *Model) Exact() bool {
	_, ok := m.graphs.(*exactModel)
	return ok
}

// Elsewhere says in one line how other programs answer with a dynamically quantized model
// on this processor. It is "" for other models.
func (m *Model) Elsewhere(ctx context.Context) (string, error) {
	if !m.dynamic {
		return "", nil
	}
	saturates, err := ort.Saturates(ctx)
	switch {
	case err != nil:
		return "", err
	case saturates:
		return "in other programs ONNX Runtime's 8-bit products overflow on this processor: they answer otherwise here than slmkit does: slmkit verify counts the answers", nil
	}
	return "in other programs ONNX Runtime's 8-bit products overflow on processors without VNNI: they may answer otherwise there than slmkit does", nil
}

// sameElsewhere counts prompts that other programs answer with the same tokens: it runs a
// model of optimum's layouts in ONNX Runtime, a prompt at a time, with 8-bit products
// as they are on this processor. tokens are the answers to compare with, by prompt.
func sameElsewhere(ctx context.Context, dir string, o Options, most int, prompts []string, tokens [][]int32) (same int, err error) {
	o.Runtime, o.Saturate = ONNXRuntime, true
	m, err := Open(ctx, dir, o)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	i := 0
	for out, err := range m.Generate(ctx, slices.Values(prompts), Generation{Batch: 1, Guess: -1, MaxNewTokens: most}) {
		if err != nil {
			return same, err
		}
		if slices.Equal(out.Tokens, tokens[i]) {
			same++
		}
		i++
	}
	return same, nil
}
