package t5

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

// noise is the weights of a model of a shape: random, the same for a name in each model.
type noise struct{ c Config }

func (n noise) random(name string, at int) *rand.Rand {
	h := fnv.New64()
	h.Write([]byte(name))
	return rand.New(rand.NewPCG(h.Sum64(), uint64(at)))
}

func (n noise) floats(name string, at, count int) (t Tensor) {
	r := n.random(name, at)
	for range count {
		t.Floats = append(t.Floats, float32(r.NormFloat64())/8)
	}
	return t
}

// weights are of the bits of the model.
func (n noise) weights(name string, at, count int) (t Tensor) {
	if n.c.Bits == 32 {
		return n.floats(name, at, count)
	}
	r := n.random(name, at)
	for range count {
		t.Bytes = append(t.Bytes, int8(r.IntN(255)-127))
	}
	return t
}

func (n noise) scales(name string, at, count int) (t Tensor) {
	r := n.random(name, at)
	for range count {
		t.Floats = append(t.Floats, (1+r.Float32())/1000)
	}
	return t
}

// outputs is how many values a tensor has for each of its inputs, and its inputs.
func (n noise) outputs(side, name string) (out, in int) {
	inner, gate := n.c.Heads*n.c.HeadSize, 1
	if n.c.Gated {
		gate = 2
	}
	switch {
	case name == "position_bias" && side == "decoder":
		return n.c.Heads, n.c.Far + 2
	case name == "position_bias":
		return n.c.Heads, 2*n.c.Far + 2
	case name == "cross":
		return 2 * inner * n.c.DecoderLayers, n.c.Size
	case strings.HasSuffix(name, ".qkv"):
		return 3 * inner, n.c.Size
	case strings.HasSuffix(name, ".q"):
		return inner, n.c.Size
	case strings.HasSuffix(name, ".o"):
		return n.c.Size, inner
	case strings.HasSuffix(name, ".wi"):
		return gate * n.c.FF, n.c.Size
	case strings.HasSuffix(name, ".wo"):
		return n.c.Size, n.c.FF
	}
	return n.c.Size, 1 // a norm
}

func (n noise) Read(side, name string) (Tensor, error) {
	if whole, ok := strings.CutSuffix(name, ".scale"); ok {
		out, _ := n.outputs(side, whole)
		return n.scales(side+name, 0, out), nil
	}
	out, in := n.outputs(side, name)
	if name == "position_bias" || strings.HasSuffix(name, ".weight") {
		return n.floats(side+name, 0, out*in), nil
	}
	return n.weights(side+name, 0, out*in), nil
}

func (n noise) Rows(table string, from, count int) (t Tensor, err error) {
	for row := from; row < from+count; row++ {
		one := n.weights(table, row, n.c.Size)
		t.Floats, t.Bytes = append(t.Floats, one.Floats...), append(t.Bytes, one.Bytes...)
		if n.c.Bits == 8 {
			t.Scale = append(t.Scale, n.scales(table, row, 1).Floats...)
		}
	}
	return t, nil
}
