package t5

import (
	"fmt"

	"github.com/slmkit/slmkit/inference/unsupported"
)

// Config is the shape of a model.
type Config struct {
	Bits                         int // of a weight: 32 for floats, 8 for integers
	Size, Heads, HeadSize, FF    int
	Vocabulary                   int
	Far                          int // distances from here on share a position bias
	EncoderLayers, DecoderLayers int
	Gated, GELU                  bool
	OwnHead                      bool // the head is not the table of tokens
	Epsilon                      float32
	Scale                        float32 // multiplies the decoder's output before the head
}

// check reports a shape that the kernels cannot run, as an errors.ErrUnsupported. Its
// limits keep every size that the kernels compute far from an overflow.
func (c Config) check() error {
	for _, n := range []struct {
		name           string
		value, of, top int
	}{{"size", c.Size, 4, 1 << 16}, {"head size", c.HeadSize, 16, 1 << 10}, {"feed-forward size", c.FF, 16, 1 << 20}, {"heads", c.Heads, 1, 1 << 8},
		{"vocabulary", c.Vocabulary, 1, 1 << 24}, {"distances", c.Far, 1, 1 << 16}, {"encoder layers", c.EncoderLayers, 1, 1 << 9}, {"decoder layers", c.DecoderLayers, 1, 1 << 9}} {
		if n.value <= 0 || n.value%n.of != 0 || n.value > n.top {
			return unsupported.Errorf("%s %d is not a multiple of %d up to %d", n.name, n.value, n.of, n.top)
		}
	}
	for name, x := range map[string]float32{"epsilon": c.Epsilon, "scale": c.Scale} {
		if !finite(x) {
			return unsupported.Errorf("%s is %v", name, x)
		}
	}
	if c.Bits != 8 && c.Bits != 32 {
		return unsupported.Errorf("weights of %d bits", c.Bits)
	}
	return nil
}

// Weights is where the weights of a model are read from. The values that a method
// returns stay valid until the next call.
type Weights interface {
	// Read reads a tensor of the side "encoder" or "decoder". Its names and the order of
	// its values are those of the packed layout.
	Read(side, name string) (Tensor, error)
	// Rows reads n rows of the table "tokens" or "head".
	Rows(table string, from, n int) (Tensor, error)
}

// Tensor is values of one of two types.
type Tensor struct {
	Floats []float32
	Bytes  []int8
	Scale  []float32 // of each row of bytes
}

// check reports whether the tensor has n values, all of which are numbers.
func (t Tensor) check(name string, n int) error {
	if has := len(t.Floats) + len(t.Bytes); has != n {
		return fmt.Errorf("%s: has %d values, not %d", name, has, n)
	}
	for _, values := range [][]float32{t.Floats, t.Scale} {
		for i, x := range values {
			if !finite(x) {
				return fmt.Errorf("%s: value %d is %v: export the model again", name, i, x)
			}
		}
	}
	return nil
}

// finite reports whether x is neither infinite nor NaN.
func finite(x float32) bool { return x-x == 0 }

// Choice is the likeliest token that may follow another, with its logit, the logit of
// the second likeliest, and log Σ exp(logit − Top). ID is −1 where the model's numbers
// have overflowed: no logit is a number, or the largest is infinite.
type Choice struct {
	ID                int32
	Top, Second, Rest float32
}
