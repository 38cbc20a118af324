//go:build linux && amd64 && cgo

package t5

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
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

// TestFirstLayerTable: what is remembered of tokens does not change an answer, also
// where there are more tokens than it has room for and two states fill it at once.
func TestFirstLayerTable(t *testing.T) {
	c := Config{Bits: 32, Size: 16, Heads: 64, HeadSize: 64, FF: 32, Vocabulary: 200, Far: 4, EncoderLayers: 1, DecoderLayers: 1, Epsilon: 1e-6, Scale: 1}
	load := func() *Model {
		m, err := New(c, func() Weights { return noise{c} })
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	logits := func(s *State, id int32) []float32 {
		to := make([]float32, c.Vocabulary)
		for _, err := range []error{s.Settle(nil, nil), s.Join([][]int32{{id, 3, id, (id + 1) % 200}}), s.Feed([][]int32{{id, (id + 50) % 200}}), s.Logits(1, 1, to)} {
			if err != nil {
				t.Error(err)
			}
		}
		return to
	}
	m := load()
	defer m.Close()
	var both sync.WaitGroup
	for range 2 {
		s := state(t, m, Best())
		both.Go(func() {
			for id := range int32(200) {
				logits(s, id)
			}
		})
	}
	both.Wait()
	if rows, room := m.m.first.rows, m.m.first.room; rows != room || room >= 200 {
		t.Fatalf("the table has %d rows of %d: want a full one that does not hold all tokens", rows, room)
	}
	warm := state(t, m, Best())
	for id := int32(0); id < 200; id += 9 {
		cold := load()
		s := state(t, cold, Best())
		got, want := logits(warm, id), logits(s, id)
		s.Close()
		cold.Close()
		for i := range want {
			if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
				t.Fatalf("token %d: logit %d is %v, without a table %v", id, i, got[i], want[i])
			}
		}
	}
}
