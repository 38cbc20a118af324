package inference

import (
	"context"
	"fmt"
	"slices"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/slmkit/slmkit/inference/ort"
)

// worker runs batches one after the other and keeps its buffers between them.
type worker struct {
	m                    *Model
	encoder, first, past *onnx.IoBinding

	ids, mask []int64
	hidden    []float32
	next      []int64
	logits    []float32
	self      [2][][]float32 // two sets of buffers, per layer key and value: one is read, the other written
	cross     [][]float32
	none      []float32
}

func (m *Model) newWorker() (*worker, error) {
	w := &worker{m: m, cross: make([][]float32, 2*m.layers), none: make([]float32, 1)}
	w.self[0], w.self[1] = make([][]float32, 2*m.layers), make([][]float32, 2*m.layers)
	var err error
	for _, b := range []struct {
		to   **onnx.IoBinding
		from *session
	}{{&w.encoder, m.encoder}, {&w.first, m.first}, {&w.past, m.past}} {
		if *b.to, err = b.from.run.CreateIoBinding(); err != nil {
			w.close()
			return nil, fmt.Errorf("%s: %s", b.from.path, reason(err))
		}
	}
	return w, nil
}

func (w *worker) close() {
	for _, b := range []*onnx.IoBinding{w.encoder, w.first, w.past} {
		if b != nil {
			_ = b.Destroy() // frees C memory only
		}
	}
}

// resize returns a buffer of n elements, in b where it fits.
func resize[T any](b []T, n int64) []T {
	if int64(cap(b)) >= n {
		return b[:n]
	}
	return make([]T, n, n+n/2)
}

// call binds named tensors, runs a graph and frees the bindings.
type call struct {
	s    *session
	b    *onnx.IoBinding
	vals []onnx.Value
	err  error
}

func bind[T onnx.TensorData](c *call, input bool, name string, data []T, shape ...int64) {
	ports := c.s.graph.Outputs
	if input {
		ports = c.s.graph.Inputs
	}
	if c.err != nil || !slices.ContainsFunc(ports, func(p ort.Port) bool { return p.Name == name }) {
		return // the graph does without
	}
	t, err := onnx.NewTensor(onnx.Shape(shape), data)
	if err != nil {
		c.err = err
		return
	}
	c.vals = append(c.vals, t)
	if input {
		c.err = c.b.BindInput(name, t)
	} else {
		c.err = c.b.BindOutput(name, t)
	}
}

func (c *call) run() error {
	if c.err == nil {
		c.err = c.s.run.RunWithBinding(c.b)
	}
	c.b.ClearBoundInputs()
	c.b.ClearBoundOutputs()
	for _, v := range c.vals {
		_ = v.Destroy() // frees C memory only
	}
	if c.err != nil {
		return fmt.Errorf("%s: %s", c.s.path, reason(c.err))
	}
	return nil
}

// batch is a set of prompts that are decoded together. Rows that are done leave
// it; row i of the buffers is the prompt rows[i].
type batch struct {
	rows   []int // indices into tokens
	length int64 // of the encoder's input, padded
	past   int64 // positions in the cache
	cur    int   // which of the two cache buffers holds them
	tokens [][]int32
	cut    []bool
}

// decode answers the prompts whose ids are given, greedily, with at most limit
// tokens each. It returns the tokens without the end token, and for each prompt
// whether the limit cut it off.
func (w *worker) decode(ctx context.Context, prompts [][]int32, limit int) ([][]int32, []bool, error) {
	b := &batch{tokens: make([][]int32, len(prompts)), cut: make([]bool, len(prompts))}
	for i, p := range prompts {
		b.rows = append(b.rows, i)
		b.length = max(b.length, int64(len(p)))
	}
	if err := w.encode(b, prompts); err != nil {
		return nil, nil, err
	}
	w.next = resize(w.next, int64(len(b.rows)))
	for i := range w.next {
		w.next[i] = int64(*w.m.cfg.Start)
	}
	for step := 0; len(b.rows) > 0; step++ {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		var err error
		if step == 0 {
			err = w.stepFirst(b)
		} else {
			err = w.stepPast(b)
		}
		if err != nil {
			return nil, nil, err
		}
		w.advance(b, step+1 == limit)
	}
	return b.tokens, b.cut, nil
}

func (w *worker) encode(b *batch, prompts [][]int32) error {
	n := int64(len(prompts))
	w.ids, w.mask = resize(w.ids, n*b.length), resize(w.mask, n*b.length)
	for i, p := range prompts {
		row, mask := w.ids[int64(i)*b.length:][:b.length], w.mask[int64(i)*b.length:][:b.length]
		for j := range row {
			row[j], mask[j] = int64(*w.m.cfg.Pad), 0
			if j < len(p) {
				row[j], mask[j] = int64(p[j]), 1
			}
		}
	}
	w.hidden = resize(w.hidden, n*b.length*w.m.dModel)
	c := &call{s: w.m.encoder, b: w.encoder}
	bind(c, true, "input_ids", w.ids, n, b.length)
	bind(c, true, "attention_mask", w.mask, n, b.length)
	bind(c, false, "last_hidden_state", w.hidden, n, b.length, w.m.dModel)
	return c.run()
}

// bindCommon binds what both kinds of step have: the mask, the hidden state,
// the tokens to feed and the logits.
func (w *worker) bindCommon(c *call, b *batch) {
	n := int64(len(b.rows))
	w.logits = resize(w.logits, n*w.m.vocab)
	bind(c, true, "encoder_attention_mask", w.mask, n, b.length)
	bind(c, true, "encoder_hidden_states", w.hidden, n, b.length, w.m.dModel)
	bind(c, true, "input_ids", w.next, n, 1)
	bind(c, false, "logits", w.logits, n, 1, w.m.vocab)
}

var kinds = [2]string{"key", "value"}

// stepFirst feeds the start token to the decoder without a cache and keeps the
// keys and values it makes, those of the encoder for all steps to come.
func (w *worker) stepFirst(b *batch) error {
	m, n := w.m, int64(len(b.rows))
	c := &call{s: m.first, b: w.first}
	w.bindCommon(c, b)
	bind(c, true, "use_cache_branch", []bool{false}, 1)
	for i := range 2 * m.layers {
		layer, kind := i/2, kinds[i%2]
		w.cross[i] = resize(w.cross[i], n*m.heads*b.length*m.headDim)
		w.self[b.cur][i] = resize(w.self[b.cur][i], n*m.heads*m.headDim)
		// A merged decoder wants its cache inputs even where it ignores them.
		bind(c, true, fmt.Sprintf("past_key_values.%d.decoder.%s", layer, kind), w.none[:0], n, m.heads, 0, m.headDim)
		bind(c, true, fmt.Sprintf("past_key_values.%d.encoder.%s", layer, kind), w.none[:0], n, m.heads, 0, m.headDim)
		bind(c, false, fmt.Sprintf("present.%d.decoder.%s", layer, kind), w.self[b.cur][i], n, m.heads, 1, m.headDim)
		bind(c, false, fmt.Sprintf("present.%d.encoder.%s", layer, kind), w.cross[i], n, m.heads, b.length, m.headDim)
	}
	b.past = 1
	return c.run()
}

// stepPast feeds one token a row. The encoder's keys and values are not bound
// as outputs: a merged decoder gives empty ones, the other kind none.
func (w *worker) stepPast(b *batch) error {
	m, n := w.m, int64(len(b.rows))
	in, out := w.self[b.cur], w.self[1-b.cur]
	c := &call{s: m.past, b: w.past}
	w.bindCommon(c, b)
	bind(c, true, "use_cache_branch", []bool{true}, 1)
	for i := range 2 * m.layers {
		layer, kind := i/2, kinds[i%2]
		out[i] = resize(out[i], n*m.heads*(b.past+1)*m.headDim)
		bind(c, true, fmt.Sprintf("past_key_values.%d.decoder.%s", layer, kind), in[i], n, m.heads, b.past, m.headDim)
		bind(c, true, fmt.Sprintf("past_key_values.%d.encoder.%s", layer, kind), w.cross[i], n, m.heads, b.length, m.headDim)
		bind(c, false, fmt.Sprintf("present.%d.decoder.%s", layer, kind), out[i], n, m.heads, b.past+1, m.headDim)
	}
	b.past++
	b.cur = 1 - b.cur
	return c.run()
}

// advance takes the best token of each row; rows that are done leave the batch.
func (w *worker) advance(b *batch, last bool) {
	keep := make([]int, 0, len(b.rows))
	for i, row := range b.rows {
		id := argmax(w.logits[int64(i)*w.m.vocab:][:w.m.vocab])
		if slices.Contains(w.m.cfg.EOS, id) {
			continue
		}
		b.tokens[row] = append(b.tokens[row], id)
		if last {
			b.cut[row] = true
			continue
		}
		w.next[len(keep)] = int64(id)
		keep = append(keep, i)
	}
	if len(keep) == len(b.rows) {
		return
	}
	m := w.m
	w.next = w.next[:len(keep)]
	w.mask = compact(w.mask, keep, b.length)
	w.hidden = compact(w.hidden, keep, b.length*m.dModel)
	for i := range w.cross {
		w.cross[i] = compact(w.cross[i], keep, m.heads*b.length*m.headDim)
		w.self[b.cur][i] = compact(w.self[b.cur][i], keep, m.heads*b.past*m.headDim)
	}
	rows := make([]int, len(keep))
	for i, k := range keep {
		rows[i] = b.rows[k]
	}
	b.rows = rows
}

// compact moves the rows to keep, in order, to the front.
func compact[T any](data []T, keep []int, width int64) []T {
	for i, k := range keep {
		if i != k {
			copy(data[int64(i)*width:][:width], data[int64(k)*width:][:width])
		}
	}
	return data[:int64(len(keep))*width]
}

// argmax is the index of the largest value, the first of equal ones.
func argmax(v []float32) int32 {
	best := 0
	for i, x := range v {
		if x > v[best] {
			best = i
		}
	}
	return int32(best)
}
