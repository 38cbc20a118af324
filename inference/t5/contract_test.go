package t5

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

var small = Config{Bits: 32, Size: 20, Heads: 2, HeadSize: 16, FF: 48, Vocabulary: 50, Far: 4, EncoderLayers: 2, DecoderLayers: 2, Epsilon: 1e-6, Scale: 1}

func open(t *testing.T, c Config, w Weights) *Model {
	t.Helper()
	m, err := New(c, func() Weights { return w })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

func state(t *testing.T, m *Model, level Level) *State {
	t.Helper()
	s, err := m.NewState(level)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// TestClosed checks that calls after Close fail with an error, that a second Close
// does nothing, and that weights live until the last state is closed.
func TestClosed(t *testing.T) {
	m := open(t, small, noise{small})
	first, second := state(t, m, Best()), state(t, m, Best())
	m.Close()
	m.Close()
	if _, err := m.NewState(Best()); !errors.Is(err, ErrClosed) {
		t.Errorf("NewState of a closed model: %v", err)
	}
	if err := errors.Join(first.Join([][]int32{{1, 2}}), first.Feed([][]int32{{0}}), first.Pick(0, false, make([]Choice, 1))); err != nil {
		t.Errorf("a state of a closed model: %v", err)
	}
	first.Close()
	first.Close()
	if m.m == nil {
		t.Fatal("the weights are freed while a state is open")
	}
	for name, err := range map[string]error{"Join": first.Join([][]int32{{1}}), "Feed": first.Feed(nil), "Settle": first.Settle(nil, nil),
		"Pick": first.Pick(0, false, make([]Choice, 1)), "Logits": first.Logits(0, 0, nil), "Score": first.Score(0, nil, nil)} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s of a closed state: %v", name, err)
		}
	}
	second.Close()
	if m.m != nil {
		t.Error("the weights of a closed model stay when its last state is closed")
	}
}

// TestStrangeArguments: what would read or write beyond a buffer is an error, after
// which the state goes on.
func TestStrangeArguments(t *testing.T) {
	s := state(t, open(t, small, noise{small}), Best())
	if err := errors.Join(s.Join([][]int32{{1, 2}, {3}}), s.Feed([][]int32{{0}, {4, 5}})); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"an empty prompt":               s.Join([][]int32{{}}),
		"a token above the vocabulary":  s.Join([][]int32{{50}}),
		"a token below 0":               s.Feed([][]int32{{-1}, {1}}),
		"tokens for too few rows":       s.Feed([][]int32{{1}}),
		"a row without tokens":          s.Feed([][]int32{{1}, {}}),
		"a row that is not there":       s.Settle([]int{2}, []int{0}),
		"a row below 0":                 s.Settle([]int{-1}, []int{0}),
		"more kept than fed":            s.Settle([]int{0}, []int{2}),
		"fewer kept than none":          s.Settle([]int{0}, []int{-1}),
		"rows without kept":             s.Settle([]int{0}, nil),
		"picks beyond the fed tokens":   s.Pick(2, false, make([]Choice, 2)),
		"picks before them":             s.Pick(-1, false, make([]Choice, 2)),
		"logits beyond the fed tokens":  s.Logits(0, 4, make([]float32, 200)),
		"logits without room":           s.Logits(0, 2, make([]float32, 99)),
		"more logits than an int holds": s.Logits(1, math.MaxInt, nil),
		"scores beyond the fed tokens":  s.Score(3, []int32{1}, make([]float32, 1)),
		"scores of strange tokens":      s.Score(0, []int32{50}, make([]float32, 1)),
		"scores without room":           s.Score(0, []int32{1, 2}, make([]float32, 1)),
	} {
		if err == nil || errors.Is(err, errMemory) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := errors.Join(s.Pick(2, true, make([]Choice, 1)), s.Settle([]int{1, 1, 0}, []int{1, 2, 0}), s.Feed([][]int32{{1}, {2}, {3}})); err != nil {
		t.Error(err)
	}
	if err := errors.Join(s.Settle([]int{0}, []int{1}), s.Pick(0, false, make([]Choice, 1))); err == nil {
		t.Error("a token can be picked after Settle")
	}
}

// TestStrangeShapes: sizes that no model has are refused before any weight is read or
// memory taken.
func TestStrangeShapes(t *testing.T) {
	for _, size := range []int{0, -1, -16, 1 << 31, 1<<31 + 16, 1 << 62, math.MinInt, math.MaxInt} {
		for name, set := range map[string]func(*Config){
			"size": func(c *Config) { c.Size = size }, "heads": func(c *Config) { c.Heads = size }, "head size": func(c *Config) { c.HeadSize = size },
			"feed-forward size": func(c *Config) { c.FF = size }, "vocabulary": func(c *Config) { c.Vocabulary = size }, "distances": func(c *Config) { c.Far = size },
			"encoder layers": func(c *Config) { c.EncoderLayers = size }, "decoder layers": func(c *Config) { c.DecoderLayers = size },
			"weights": func(c *Config) { c.Bits = size },
			"epsilon": func(c *Config) { c.Epsilon = float32(math.NaN()) }, "scale": func(c *Config) { c.Scale = float32(math.Inf(1)) },
		} {
			c := small
			set(&c)
			_, err := New(c, func() Weights { t.Fatal("weights are read"); return nil })
			if !errors.Is(err, errors.ErrUnsupported) || !strings.Contains(err.Error(), name) {
				t.Errorf("%s %d: %v", name, size, err)
			}
		}
	}
}

func TestStrangeLevel(t *testing.T) {
	t.Setenv(CPU, "avx2")
	if Best() > AVX2 {
		t.Errorf("%s=avx2: the best level is %v", CPU, Best())
	}
	t.Setenv(CPU, "sse")
	if _, err := New(small, nil); err == nil || !strings.Contains(err.Error(), "SLMKIT_CPU=sse") {
		t.Errorf("SLMKIT_CPU=sse: %v", err)
	}
	m, unknown := open, Level(9)
	t.Setenv(CPU, "")
	if _, err := m(t, small, noise{small}).NewState(unknown); err == nil {
		t.Error("a level that does not exist is taken")
	}
}

// changed is weights of which one value of a tensor is another, or the tensor is of
// another type or cut short.
type changed struct {
	noise
	side, name string
	change     func(*Tensor)
}

func (w changed) Read(side, name string) (Tensor, error) {
	t, err := w.noise.Read(side, name)
	if side == w.side && name == w.name {
		w.change(&t)
	}
	return t, err
}

func (w changed) Rows(table string, from, n int) (Tensor, error) {
	t, err := w.noise.Rows(table, from, n)
	if table == w.name {
		w.change(&t)
	}
	return t, err
}

func value(x float64) func(*Tensor) {
	return func(t *Tensor) {
		if len(t.Floats) > 0 {
			t.Floats[len(t.Floats)/2] = float32(x)
		} else {
			t.Scale[0] = float32(x)
		}
	}
}

// TestStrangeWeights: a weight that is no number, and a tensor of another type or size,
// is an error that names the tensor.
func TestStrangeWeights(t *testing.T) {
	swap := func(t *Tensor) {
		*t = Tensor{Bytes: make([]int8, len(t.Floats)), Floats: make([]float32, len(t.Bytes))}
	}
	cut := func(t *Tensor) { *t = Tensor{Floats: t.Floats[:len(t.Floats)/2], Bytes: t.Bytes[:len(t.Bytes)/2]} }
	for _, bits := range []int{8, 32} {
		c := small
		c.Bits, c.OwnHead = bits, true
		for _, w := range []struct{ side, name string }{{"encoder", "encoder.block.0.layer.0.qkv"}, {"decoder", "decoder.block.1.layer.1.layer_norm.weight"},
			{"encoder", "position_bias"}, {"decoder", "position_bias"}, {"encoder", "cross"}, {"", "tokens"}, {"", "head"}} {
			changes := map[string]func(*Tensor){"other type": swap, "cut": cut}
			tensor := w
			if bits == 8 && w.side != "" && !strings.Contains(w.name, "norm") && w.name != "position_bias" {
				tensor.name += ".scale"
			}
			for _, x := range []float64{math.Inf(1), math.Inf(-1), math.NaN()} {
				changes["no number"] = value(x)
				for what, change := range changes {
					at := w
					if what == "no number" {
						at = tensor
					}
					_, err := New(c, func() Weights { return changed{noise{c}, at.side, at.name, change} })
					if err == nil || !strings.Contains(err.Error(), at.name) {
						t.Errorf("%d bits, %s, %s: %v", bits, at.name, what, err)
					}
				}
			}
		}
	}
}

// TestOverflow: with enormous weights no token is picked, wherever the numbers overflow,
// and a prompt that does not meet them is answered as if they were not there.
func TestOverflow(t *testing.T) {
	for _, cpu := range []string{"", "wasm"} {
		t.Run(cpu, func(t *testing.T) {
			t.Setenv(CPU, cpu)
			overflow(t)
		})
	}
}

func overflow(t *testing.T) {
	for _, bits := range []int{8, 32} {
		c := small
		c.Bits, c.OwnHead, c.Scale = bits, true, 1e4
		enormous := func(t *Tensor) {
			for i := range t.Floats {
				t.Floats[i] *= 1e37
			}
			for i := range t.Scale {
				t.Scale[i] *= 1e38
			}
		}
		scale := map[int]string{8: ".scale"}[bits]
		for _, w := range []struct{ side, name string }{{"encoder", "encoder.block.0.layer.0.qkv" + scale}, {"encoder", "encoder.block.1.layer.1.DenseReluDense.wi" + scale},
			{"encoder", "encoder.block.0.layer.1.DenseReluDense.wo" + scale}, {"decoder", "decoder.block.0.layer.1.o" + scale}, {"decoder", "decoder.block.1.layer.2.layer_norm.weight"},
			{"encoder", "cross" + scale}, {"", "head"}} {
			m := open(t, c, changed{noise{c}, w.side, w.name, enormous})
			for _, level := range Levels() {
				for _, detail := range []bool{false, true} {
					s := state(t, m, level)
					choices := make([]Choice, 2)
					if err := errors.Join(s.Join([][]int32{{1, 2, 3}, {7}}), s.Feed([][]int32{{0}, {9}}), s.Pick(0, detail, choices)); err != nil {
						t.Fatal(err)
					}
					for _, choice := range choices {
						if choice.ID != -1 {
							t.Errorf("%d bits, %s, %v, detail %v: %+v is picked", bits, w.name, level, detail, choice)
						}
					}
				}
			}
		}
		// Token 11 alone is enormous.
		m := open(t, c, changed{noise{c}, "", "tokens", func(t *Tensor) {
			if len(t.Scale) == c.Vocabulary {
				t.Scale[11] = 3e38
			} else if len(t.Floats) == c.Vocabulary*c.Size {
				for i := range c.Size {
					t.Floats[11*c.Size+i] = 3e38
				}
			}
		}})
		want := make([]Choice, 1)
		s := state(t, m, Best())
		if err := errors.Join(s.Join([][]int32{{7, 8}}), s.Feed([][]int32{{0}}), s.Pick(0, true, want)); err != nil || want[0].ID < 0 {
			t.Fatal(want, err)
		}
		for _, level := range Levels() {
			s, got := state(t, m, level), make([]Choice, 3)
			if err := errors.Join(s.Join([][]int32{{11, 2}, {7, 8}, {3, 11}}), s.Feed([][]int32{{0}, {0}, {0}}), s.Pick(0, true, got)); err != nil {
				t.Fatal(err)
			}
			if got[0].ID != -1 || got[1] != want[0] || got[2].ID != -1 {
				t.Errorf("%d bits, %v: %+v, want the first and the last to be none, and %+v between them", bits, level, got, want[0])
			}
		}
	}
}

// TestSettleKeepsWhatItShould: rows that leave, stay and continue several times answer
// as if each had been answered alone.
func TestSettleKeepsWhatItShould(t *testing.T) {
	m := open(t, small, noise{small})
	s, alone := state(t, m, Best()), state(t, m, Best())
	prompts := [][]int32{{1, 2, 3}, {4, 5}, {6}}
	got, want := make([]float32, 4*50), make([]float32, 50)
	err := errors.Join(s.Join(prompts), s.Feed([][]int32{{0, 1}, {0, 2}, {0, 3}}), s.Settle([]int{2, 0, 2}, []int{1, 2, 2}),
		s.Feed([][]int32{{7}, {8}, {9}}), s.Logits(0, 3, got))
	if err != nil {
		t.Fatal(err)
	}
	for i, answer := range [][]int32{{0, 7}, {0, 1, 8}, {0, 3, 9}} {
		prompt := prompts[[]int{2, 0, 2}[i]]
		if err := errors.Join(alone.Settle(nil, nil), alone.Join([][]int32{prompt}), alone.Feed([][]int32{answer}), alone.Logits(len(answer)-1, 1, want)); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got[i*50:][:50], want) {
			t.Errorf("row %d answers as another does", i)
		}
	}
}
