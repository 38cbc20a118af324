//go:build linux && amd64 && cgo

package t5

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
)

// noise is weights: the same for a name in each model.
type noise struct{ c Config }

func (n noise) tensor(name string, from, count int) (t Tensor) {
	h := fnv.New64()
	h.Write([]byte(name))
	r := rand.New(rand.NewPCG(h.Sum64(), uint64(from)))
	for range count {
		t.Floats = append(t.Floats, float32(r.NormFloat64())/8)
	}
	return t
}

func (n noise) Read(side, name string) (Tensor, error) {
	inner := n.c.Heads * n.c.HeadSize
	sizes := map[string]int{"norm": n.c.Size, "qkv": 3 * inner * n.c.Size, "o": inner * n.c.Size, "q": inner * n.c.Size, "wi": n.c.FF * n.c.Size,
		"wo": n.c.FF * n.c.Size, "cross": 2 * inner * n.c.DecoderLayers * n.c.Size, "position_bias": 2 * (n.c.Far + 1) * n.c.Heads}
	if side == "decoder" {
		sizes["position_bias"] = (n.c.Far + 2) * n.c.Heads
	}
	return n.tensor(side+name, 0, sizes[lastWord(name)]), nil
}

func (n noise) Rows(table string, from, count int) (Tensor, error) {
	var t Tensor
	for row := from; row < from+count; row++ {
		t.Floats = append(t.Floats, n.tensor(table, row, n.c.Size).Floats...)
	}
	return t, nil
}

// lastWord is the part of a tensor's name that says what it is.
func lastWord(name string) string {
	const weight, norm = ".weight", "norm"
	if len(name) > len(weight) && name[len(name)-len(weight):] == weight {
		return norm
	}
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '.' {
			return name[i+1:]
		}
	}
	return name
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
	state := func(m *Model) *State {
		s, err := m.NewState(Best())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	m := load()
	defer m.Close()
	var both sync.WaitGroup
	for range 2 {
		s := state(m)
		defer s.Close()
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
	warm := state(m)
	defer warm.Close()
	for id := int32(0); id < 200; id += 9 {
		cold := load()
		s := state(cold)
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
