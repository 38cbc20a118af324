package t5

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// reference is T5 in plain Go with 64-bit floats: the computation of the kernels in
// the simplest order. It answers one prompt at a time and caches nothing.
type reference struct {
	noise
	read map[string][][]float64
}

type rows = [][]float64

// matrix is the weights of a tensor [in][out].
func (r reference) matrix(side, name string) rows {
	if m, ok := r.read[side+name]; ok {
		return m
	}
	t, _ := r.Read(side, name)
	scale, _ := r.Read(side, name+".scale")
	out, in := r.outputs(side, name)
	m := make(rows, in)
	for i := range m {
		for o := range out {
			if t.Bytes != nil {
				m[i] = append(m[i], float64(t.Bytes[i*out+o])*float64(scale.Floats[o]))
			} else {
				m[i] = append(m[i], float64(t.Floats[i*out+o]))
			}
		}
	}
	r.read[side+name] = m
	return m
}

// vectors are rows of a table.
func (r reference) vectors(table string, ids ...int32) (x rows) {
	for _, id := range ids {
		t, _ := r.Rows(table, int(id), 1)
		row := make([]float64, r.c.Size)
		for i := range row {
			if t.Bytes != nil {
				row[i] = float64(t.Bytes[i]) * float64(t.Scale[0])
			} else {
				row[i] = float64(t.Floats[i])
			}
		}
		x = append(x, row)
	}
	return x
}

// rounded is a row as the products of 8-bit models see it.
func (r reference) rounded(row []float64) (out []float64) {
	top := 1e-28
	for _, v := range row {
		top = max(top, math.Abs(v))
	}
	for _, v := range row {
		if r.c.Bits == 8 {
			v = math.RoundToEven(v/(top/127)) * (top / 127)
		}
		out = append(out, v)
	}
	return out
}

func (r reference) product(x, w rows) (y rows) {
	for _, row := range x {
		sum := make([]float64, len(w[0]))
		for i, v := range r.rounded(row) {
			for o := range sum {
				sum[o] += v * w[i][o]
			}
		}
		y = append(y, sum)
	}
	return y
}

func (r reference) norm(x rows, side, name string) (y rows) {
	weight := r.matrix(side, name)[0]
	for _, row := range x {
		mean := 0.0
		for _, v := range row {
			mean += v * v / float64(len(row))
		}
		out := make([]float64, len(row))
		for i, v := range row {
			out[i] = v / math.Sqrt(mean+float64(r.c.Epsilon)) * weight[i]
		}
		y = append(y, out)
	}
	return y
}

// attend computes attention. The keys and values are columns of the rows in kv. With a
// bias, whose first distance is -far, it is self-attention; a query then sees positions
// ahead of it only if the bias has distances above 0.
func (r reference) attend(query, kv rows, keys, values int, bias rows) (y rows) {
	for q, row := range query {
		out := make([]float64, r.c.Heads*r.c.HeadSize)
		for h := range r.c.Heads {
			weights, sum := make([]float64, len(kv)), 0.0
			for k := range kv {
				for i := h * r.c.HeadSize; i < (h+1)*r.c.HeadSize; i++ {
					weights[k] += row[i] * kv[k][keys+i]
				}
				if bias != nil {
					at := min(max(k-q, -r.c.Far), r.c.Far) + r.c.Far
					if at >= len(bias)-1 { // the last row is not used
						weights[k] = math.Inf(-1)
						continue
					}
					weights[k] += bias[at][h]
				}
			}
			for k := range kv {
				weights[k] = math.Exp(weights[k])
				sum += weights[k]
			}
			for k := range kv {
				for i := h * r.c.HeadSize; i < (h+1)*r.c.HeadSize; i++ {
					out[i] += weights[k] / sum * kv[k][values+i]
				}
			}
		}
		y = append(y, out)
	}
	return y
}

func add(x, y rows) {
	for t := range x {
		for i := range x[t] {
			x[t][i] += y[t][i]
		}
	}
}

func (r reference) activated(x rows) (y rows) {
	for _, row := range x {
		out := make([]float64, r.c.FF)
		for i := range out {
			v := row[i]
			if r.c.GELU {
				v = 0.5 * v * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(v+0.044715*v*v*v)))
			} else {
				v = max(v, 0)
			}
			if r.c.Gated {
				v *= row[r.c.FF+i]
			}
			out[i] = v
		}
		y = append(y, out)
	}
	return y
}

// layers runs the encoder, or the decoder over what the encoder gave.
func (r reference) layers(side string, n int, x, memory rows) rows {
	inner := r.c.Heads * r.c.HeadSize
	for i := range n {
		at := func(j int, name string) string { return fmt.Sprintf("%s.block.%d.layer.%d.%s", side, i, j, name) }
		last := 1
		qkv := r.product(r.norm(x, side, at(0, "layer_norm.weight")), r.matrix(side, at(0, "qkv")))
		add(x, r.product(r.attend(qkv, qkv, inner, 2*inner, r.matrix(side, "position_bias")), r.matrix(side, at(0, "o"))))
		if memory != nil {
			last = 2
			kv := r.product(memory, r.matrix("encoder", "cross"))
			q := r.product(r.norm(x, side, at(1, "layer_norm.weight")), r.matrix(side, at(1, "q")))
			add(x, r.product(r.attend(q, kv, 2*i*inner, (2*i+1)*inner, nil), r.matrix(side, at(1, "o"))))
		}
		ff := r.product(r.norm(x, side, at(last, "layer_norm.weight")), r.matrix(side, at(last, "DenseReluDense.wi")))
		add(x, r.product(r.activated(ff), r.matrix(side, at(last, "DenseReluDense.wo"))))
	}
	return r.norm(x, side, side+".final_layer_norm.weight")
}

// logits are those behind each token of an answer.
func (r reference) logits(prompt, answer []int32) rows {
	memory := r.layers("encoder", r.c.EncoderLayers, r.vectors("tokens", prompt...), nil)
	out := r.layers("decoder", r.c.DecoderLayers, r.vectors("tokens", answer...), memory)
	for _, row := range out {
		for i := range row {
			row[i] *= float64(r.c.Scale)
		}
	}
	table := "tokens"
	if r.c.OwnHead {
		table = "head"
	}
	head := make(rows, r.c.Size)
	for id := range r.c.Vocabulary {
		for i, v := range r.vectors(table, int32(id))[0] {
			head[i] = append(head[i], v)
		}
	}
	return r.product(out, head)
}

// anyShape is a small model that the kernels can run. Sizes need not be multiples of
// what lies in a register.
func anyShape(r *rand.Rand) Config {
	return Config{Bits: []int{8, 32}[r.IntN(2)], Size: 4 * (1 + r.IntN(20)), Heads: 1 + r.IntN(3), HeadSize: 16 * (1 + r.IntN(3)), FF: 16 * (1 + r.IntN(6)),
		Vocabulary: 20 + r.IntN(90), Far: 1 + r.IntN(20), EncoderLayers: 1 + r.IntN(2), DecoderLayers: 1 + r.IntN(2),
		Gated: r.IntN(2) == 0, GELU: r.IntN(2) == 0, OwnHead: r.IntN(2) == 0, Epsilon: 1e-6, Scale: 0.5 + r.Float32()}
}

func anyTokens(r *rand.Rand, c Config, rows, longest int) (all [][]int32) {
	for range rows {
		row := make([]int32, 1+r.IntN(longest))
		for i := range row {
			row[i] = int32(r.IntN(c.Vocabulary))
		}
		all = append(all, row)
	}
	return all
}

// TestKernelsEqualReference: on every level that the processor has, models of any shape
// answer batches of any size as the reference does, and all levels of a processor give the same bits. So does WebAssembly, but for the last bits of its sums.
func TestKernelsEqualReference(t *testing.T) {
	seeds := uint64(30)
	if testing.Short() {
		seeds = 8
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 0))
		c := anyShape(r)
		prompts := anyTokens(r, c, 1+r.IntN(40), 1+r.IntN(40))
		first, second := anyTokens(r, c, len(prompts), 4), anyTokens(r, c, len(prompts), 18)
		m, err := New(c, func() Weights { return noise{c} })
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		plain := reference{noise{c}, map[string][][]float64{}}
		var bits []float32
		for _, level := range Levels() {
			got := answered(t, m, level, prompts, first, second)
			if bits == nil {
				bits = got
				near(t, c, plain, prompts, first, second, got)
			}
			for i := range got {
				if math.Float32bits(got[i]) != math.Float32bits(bits[i]) {
					t.Fatalf("%+v, %d rows: logit %d is %v with %v, and %v with AVX2", c, len(prompts), i, got[i], level, bits[i])
				}
			}
		}
		m.Close()
		t.Setenv(CPU, "wasm")
		portable, err := New(c, func() Weights { return noise{c} })
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		near(t, c, plain, prompts, first, second, answered(t, portable, WebAssembly, prompts, first, second))
		portable.Close()
		t.Setenv(CPU, "")
	}
}

// answered feeds first, keeps all but its last token, feeds second, and returns the
// logits behind the tokens of second.
func answered(t *testing.T, m *Model, level Level, prompts, first, second [][]int32) []float32 {
	t.Helper()
	s, err := m.NewState(level)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var rows, kept []int
	n := 0
	for i := range prompts {
		rows, kept = append(rows, i), append(kept, len(first[i])-1)
		n += len(second[i])
	}
	logits, choices, scores := make([]float32, n*m.c.Vocabulary), make([]Choice, n), make([]float32, m.c.Vocabulary)
	if err := errors.Join(s.Join(prompts), s.Feed(first), s.Settle(rows, kept), s.Feed(second), s.Logits(0, n, logits), s.Pick(0, false, choices)); err != nil {
		t.Fatal(err)
	}
	ids := make([]int32, m.c.Vocabulary)
	for i := range ids {
		ids[i] = int32(i)
	}
	for i, choice := range choices {
		row := logits[i*m.c.Vocabulary:][:m.c.Vocabulary]
		if err := s.Score(i, ids, scores); err != nil {
			t.Fatal(err)
		}
		for id, logit := range row {
			if scores[id] != logit || logit > choice.Top || int32(id) == choice.ID && logit != choice.Top {
				t.Fatalf("%+v, %v: token %d: logit of %d is %v, scored %v, and %+v was picked", m.c, level, i, id, logit, scores[id], choice)
			}
		}
	}
	return logits
}

// near compares logits with the reference's. With 8 bits, a last bit that differs now
// and then makes a step of the next quantization.
func near(t *testing.T, c Config, plain reference, prompts, first, second [][]int32, got []float32) {
	t.Helper()
	for i, prompt := range prompts {
		kept := first[i][:len(first[i])-1]
		want := plain.logits(prompt, append(append([]int32{}, kept...), second[i]...))[len(kept):]
		for _, row := range want {
			size, off := 0.0, 0.0
			for id, logit := range row {
				size, off = max(size, math.Abs(logit)), max(off, math.Abs(logit-float64(got[id])))
			}
			if limit := map[int]float64{8: 0.05, 32: 1e-4}[c.Bits] * size; off > limit {
				t.Fatalf("%+v, row %d of %d: logits up to %v are off by %v", c, i, len(prompts), size, off)
			}
			got = got[c.Vocabulary:]
		}
	}
}
