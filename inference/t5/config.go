package t5

import (
	"errors"
	"fmt"
)

// Config is the shape of a model.
type Config struct {
	Bits                         int // of the weights: 32, floats, or 8
	Size, Heads, HeadSize, FF    int
	Vocabulary                   int
	Far                          int // distances from here on share a position bias
	EncoderLayers, DecoderLayers int
	Gated, GELU                  bool
	OwnHead                      bool // the head is not the table of tokens
	Epsilon                      float32
	Scale                        float32 // of what the decoder gives to the head
}

// check says what the kernels cannot run: errors.ErrUnsupported.
func (c Config) check() error {
	for _, n := range []struct {
		name           string
		value, of, top int
	}{{"size", c.Size, 4, 1 << 16}, {"head size", c.HeadSize, 16, 1 << 10}, {"feed-forward size", c.FF, 16, 1 << 20}, {"heads", c.Heads, 1, 1 << 8},
		{"vocabulary", c.Vocabulary, 1, 1 << 24}, {"distances", c.Far, 1, 1 << 16}, {"encoder layers", c.EncoderLayers, 1, 1 << 9}, {"decoder layers", c.DecoderLayers, 1, 1 << 9}} {
		if n.value <= 0 || n.value%n.of != 0 || n.value > n.top {
			return fmt.Errorf("%s %d is not a multiple of %d up to %d: %w", n.name, n.value, n.of, n.top, errors.ErrUnsupported)
		}
	}
	if c.Bits != 8 && c.Bits != 32 {
		return fmt.Errorf("weights of %d bits: %w", c.Bits, errors.ErrUnsupported)
	}
	return nil
}

// Weights is where weights are read from. What is read holds until the next is.
type Weights interface {
	// Read reads a tensor of the encoder or the decoder, as the packed layout names
	// it.
	Read(side, name string) (Tensor, error)
	// Rows reads rows of the table "tokens" or "head".
	Rows(table string, from, n int) (Tensor, error)
}

// Tensor is values, of one of the two types.
type Tensor struct {
	Floats []float32
	Bytes  []int8
	Scale  []float32 // of rows of bytes
}

// Choice is the likeliest token that may follow another, with its logit, that of
// the second, and log Σ exp(logit − Top).
type Choice struct {
	ID                int32
	Top, Second, Rest float32
}
