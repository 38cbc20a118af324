package inference

import (
	"context"
	"errors"

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

// Unfollowed says in one line which settings of generation_config.json slmkit does not
// follow or does not know, so that answers may differ from those of transformers. It is
// "" if there are none.
func (m *Model) Unfollowed() string { return m.cfg.caution }

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

// CompareElsewhere counts the prompts that other programs answer with the same tokens on
// this processor. It loads the folder of the model in ONNX Runtime with 8-bit products
// as they are here, and answers a prompt at a time. o and maxNewTokens are those that
// the model was opened and verified with.
func (v *Verification) CompareElsewhere(ctx context.Context, dir string, o Options, maxNewTokens int) (err error) {
	o.Runtime, o.Saturate = ONNXRuntime, true
	theirs, err := Open(ctx, dir, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, theirs.Close()) }()
	there, err := theirs.answers(ctx, v.prompts, Generation{Batch: 1, Guess: -1, MaxNewTokens: maxNewTokens})
	if err != nil {
		return err
	}
	changed := v.Changed // those of other programs are only counted
	others := v.compare("alone, in other programs' ONNX Runtime on this processor", there)
	v.Others, v.Changed = &others, changed
	return nil
}
