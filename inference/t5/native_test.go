//go:build cgo && (linux || darwin) && (amd64 || arm64)

package t5

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
)

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
	first := m.m.(native).m.first
	if rows, room := first.rows, first.room; rows != room || room >= 200 {
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

// TestBits: logits have the same bits on every processor, x86-64 or Arm.
func TestBits(t *testing.T) {
	sum := fnv.New64a()
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 0))
		c := anyShape(r)
		prompts := anyTokens(r, c, 1+r.IntN(8), 1+r.IntN(20))
		m, err := New(c, func() Weights { return noise{c} })
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		for _, x := range answered(t, m, Best(), prompts, anyTokens(r, c, len(prompts), 4), anyTokens(r, c, len(prompts), 18)) {
			_ = binary.Write(sum, binary.LittleEndian, x) // a hash takes everything
		}
		m.Close()
	}
	if got := sum.Sum64(); got != 0xea658397d64d3751 {
		t.Errorf("%v: the logits' bits have the hash %#x", Best(), got)
	}
}
