package inference

import (
	"github.com/slmkit/slmkit/inference/t5"
	"github.com/slmkit/slmkit/inference/unsupported"
)

// Record returns the weights of a model for programs that run t5.wasm themselves. It
// fails with errors.ErrUnsupported where they are not in the packed layout.
func (m *Model) Record() (recorded *t5.Recording, err error) {
	if m.Files.Head == "" {
		return nil, unsupported.Errorf("%s: is of optimum's layout, and the kernels outside of slmkit read the packed one: export the model again with export/pytorch", m.Files.Encoder)
	}
	err = readNative(m.Files, func(c t5.Config, open func() t5.Weights) error {
		recorded, err = t5.Record(c, open())
		return err
	})
	return recorded, err
}

// Decoding is what a program needs beside the weights to write greedily what Generate
// writes.
type Decoding struct {
	Start        int32   `json:"start"` // the token that the decoder begins with
	End          []int32 `json:"end"`   // the tokens that end an output
	MaxNewTokens int     `json:"max_new_tokens"`
	MaxInput     int     `json:"max_input"`
}

// Decoding fails with errors.ErrUnsupported where generation_config.json asks for more
// than the likeliest token of each step.
func (m *Model) Decoding() (Decoding, error) {
	g := m.WithDefaults(Generation{})
	switch {
	case m.cfg.rules.set:
		return Decoding{}, unsupported.Errorf("generation_config.json has rules for the tokens of outputs, which only slmkit itself follows")
	case g.Beams > 1:
		return Decoding{}, unsupported.Errorf("generation_config.json asks for %d beams, which only slmkit itself searches for", g.Beams)
	}
	return Decoding{*m.cfg.Start, m.cfg.EOS, g.MaxNewTokens, g.MaxInput}, nil
}
