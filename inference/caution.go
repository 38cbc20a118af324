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

// SameElsewhere counts the prompts that other programs answer with the same tokens on this
// processor. It loads the folder of the model once more, in ONNX Runtime with 8-bit
// products as they are here, and answers a prompt at a time.
func (m *Model) SameElsewhere(ctx context.Context, dir string, o Options, prompts []string, maxNewTokens int) (w *VerifiedWay, err error) {
	g := Generation{Batch: 1, Guess: -1, MaxNewTokens: maxNewTokens}
	here, err := m.answers(ctx, prompts, g)
	if err != nil {
		return nil, err
	}
	o.Runtime, o.Saturate = ONNXRuntime, true
	theirs, err := Open(ctx, dir, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, theirs.Close()) }()
	there, err := theirs.answers(ctx, prompts, g)
	if err != nil {
		return nil, err
	}
	w = &VerifiedWay{Way: "alone, in other programs' ONNX Runtime on this processor"}
	for _, text := range prompts {
		if slices.Equal(here[text].Tokens, there[text].Tokens) {
			w.Same++
		}
	}
	w.Share = float64(w.Same) / float64(max(len(prompts), 1))
	return w, nil
}
