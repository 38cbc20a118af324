package inference

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	onnx "github.com/yalue/onnxruntime_go"
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
	moving    []onnx.Value // what the step under way binds
	fixed     []onnx.Value // what all steps bind until a row leaves
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
	free(&w.moving)
	free(&w.fixed)
}

// free gives the C side of tensors back; their data are Go slices.
func free(vals *[]onnx.Value) {
	for _, v := range *vals {
		_ = v.Destroy()
	}
	*vals = (*vals)[:0]
}

// resize returns a buffer of n elements, in b where it fits.
func resize[T any](b []T, n int64) []T {
	if int64(cap(b)) >= n {
		return b[:n]
	}
	return make([]T, n, n+n/2)
}

// call collects what a run of a graph binds. Ports that the graph does without
// are passed over: exporters prune what is not used.
type call struct {
	s    *session
	b    *onnx.IoBinding
	keep *[]onnx.Value
	err  error
}

func in[T onnx.TensorData](c *call, name string, data []T, shape ...int64) {
	bind(c, c.b.BindInput, name, data, shape)
}

func out[T onnx.TensorData](c *call, name string, data []T, shape ...int64) {
	bind(c, c.b.BindOutput, name, data, shape)
}

func bind[T onnx.TensorData](c *call, to func(string, onnx.Value) error, name string, data []T, shape []int64) {
	if c.err != nil || !c.s.has[name] {
		return
	}
	t, err := onnx.NewTensor(onnx.Shape(shape), data)
	if err != nil {
		c.err = err
		return
	}
	*c.keep = append(*c.keep, t)
	c.err = to(name, t)
}

func (c *call) run() error {
	if c.err == nil {
		c.err = c.s.run.RunWithBinding(c.b)
	}
	free(c.keep)
	if c.err != nil {
		return fmt.Errorf("%s: %s", c.s.path, reason(c.err))
	}
	return nil
}

// answerRow is what the model wrote for one prompt of a batch.
type answerRow struct {
	tokens  []int32
	cut     bool // by the limit
	logProb float64
	latency time.Duration
}

// batch is a set of prompts that are decoded together. Rows that are done leave
// it; row i of the buffers is the prompt rows[i].
type batch struct {
	rows    []int // indices into answers
	answers []answerRow
	length  int64 // of the encoder's input, padded
	past    int64 // positions in the cache
	cur     int   // which of the two cache buffers holds them
	began   time.Time
	stats   Stats
}

// timed adds the time since the last call of it to a stage.
func (b *batch) timed(last *time.Time, stage *time.Duration) {
	now := time.Now()
	*stage += now.Sub(*last)
	*last = now
}

// decode answers the prompts whose ids are given, greedily, with at most
// g.MaxNewTokens tokens each.
func (w *worker) decode(ctx context.Context, prompts [][]int32, g Generation) ([]answerRow, Stats, error) {
	b := &batch{answers: make([]answerRow, len(prompts)), began: time.Now()}
	b.stats.Batches = 1
	for i, p := range prompts {
		b.rows = append(b.rows, i)
		b.length = max(b.length, int64(len(p)))
		b.stats.InputTokens += len(p)
	}
	b.stats.Padding = len(prompts)*int(b.length) - b.stats.InputTokens
	last := b.began
	if ctx.Err() != nil {
		return nil, b.stats, ctx.Err()
	}
	if err := w.encode(b, prompts); err != nil {
		return nil, b.stats, err
	}
	b.timed(&last, &b.stats.Encode)
	w.next = resize(w.next, int64(len(b.rows)))
	for i := range w.next {
		w.next[i] = int64(*w.m.cfg.Start)
	}
	err := w.stepFirst(b)
	b.timed(&last, &b.stats.First)
	for err == nil {
		b.stats.Steps++
		b.stats.Rows += len(b.rows)
		err = w.advance(b, g)
		b.timed(&last, &b.stats.Pick)
		if err != nil || len(b.rows) == 0 {
			break
		}
		if err = ctx.Err(); err != nil {
			break
		}
		err = w.stepPast(b)
		b.timed(&last, &b.stats.Decode)
	}
	free(&w.fixed)
	for _, a := range b.answers {
		b.stats.OutputTokens += len(a.tokens)
	}
	return b.answers, b.stats, err
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
	c := &call{s: w.m.encoder, b: w.encoder, keep: &w.moving}
	in(c, "input_ids", w.ids, n, b.length)
	in(c, "attention_mask", w.mask, n, b.length)
	out(c, "last_hidden_state", w.hidden, n, b.length, w.m.dModel)
	return c.run()
}

// stepFirst feeds the start token to the decoder without a cache and keeps the
// keys and values it makes, those of the encoder for all steps to come.
func (w *worker) stepFirst(b *batch) error {
	m, n := w.m, int64(len(b.rows))
	w.logits = resize(w.logits, n*m.vocab)
	c := &call{s: m.first, b: w.first, keep: &w.moving}
	in(c, "encoder_attention_mask", w.mask, n, b.length)
	in(c, "encoder_hidden_states", w.hidden, n, b.length, m.dModel)
	in(c, "input_ids", w.next, n, 1)
	in(c, "use_cache_branch", []bool{false}, 1)
	out(c, "logits", w.logits, n, 1, m.vocab)
	for i := range 2 * m.layers {
		w.cross[i] = resize(w.cross[i], n*m.heads*b.length*m.headDim)
		w.self[b.cur][i] = resize(w.self[b.cur][i], n*m.heads*m.headDim)
		// A merged decoder wants its cache inputs even where it ignores them.
		in(c, m.names.pastSelf[i], w.none[:0], n, m.heads, 0, m.headDim)
		in(c, m.names.pastCross[i], w.none[:0], n, m.heads, 0, m.headDim)
		out(c, m.names.self[i], w.self[b.cur][i], n, m.heads, 1, m.headDim)
		out(c, m.names.cross[i], w.cross[i], n, m.heads, b.length, m.headDim)
	}
	b.past = 1
	return c.run()
}

// bindFixed binds what stays the same from step to step while no row leaves.
func (w *worker) bindFixed(b *batch) error {
	m, n := w.m, int64(len(b.rows))
	free(&w.fixed)
	c := &call{s: m.past, b: w.past, keep: &w.fixed}
	in(c, "encoder_attention_mask", w.mask, n, b.length)
	in(c, "encoder_hidden_states", w.hidden, n, b.length, m.dModel)
	in(c, "input_ids", w.next, n, 1)
	in(c, "use_cache_branch", []bool{true}, 1)
	out(c, "logits", w.logits, n, 1, m.vocab)
	for i, name := range m.names.pastCross {
		in(c, name, w.cross[i], n, m.heads, b.length, m.headDim)
	}
	return c.err
}

// stepPast feeds one token a row. The encoder's keys and values are not bound
// as outputs: a merged decoder gives empty ones, the other kind none.
func (w *worker) stepPast(b *batch) error {
	m, n := w.m, int64(len(b.rows))
	if len(w.fixed) == 0 {
		if err := w.bindFixed(b); err != nil {
			return fmt.Errorf("%s: %s", m.past.path, reason(err))
		}
	}
	from, to := w.self[b.cur], w.self[1-b.cur]
	c := &call{s: m.past, b: w.past, keep: &w.moving}
	for i := range 2 * m.layers {
		to[i] = resize(to[i], n*m.heads*(b.past+1)*m.headDim)
		in(c, m.names.pastSelf[i], from[i], n, m.heads, b.past, m.headDim)
		out(c, m.names.self[i], to[i], n, m.heads, b.past+1, m.headDim)
	}
	b.past++
	b.cur = 1 - b.cur
	return c.run()
}

// advance takes the best token of each row; rows that are done leave the batch.
func (w *worker) advance(b *batch, g Generation) error {
	keep := make([]int, 0, len(b.rows))
	for i, row := range b.rows {
		logits := w.logits[int64(i)*w.m.vocab:][:w.m.vocab]
		id := argmax(logits)
		a := &b.answers[row]
		if best := logits[id]; best != best {
			return fmt.Errorf("%s: the model answers NaN: export it in float32", w.m.past.path)
		}
		if g.LogProb {
			a.logProb -= logSumExp(logits, logits[id])
		}
		end := slices.Contains(w.m.cfg.EOS, id)
		if !end {
			a.tokens = append(a.tokens, id)
		}
		if end || len(a.tokens) == g.MaxNewTokens {
			a.cut = !end
			a.latency = time.Since(b.began)
			continue
		}
		w.next[len(keep)] = int64(id)
		keep = append(keep, i)
	}
	if len(keep) < len(b.rows) {
		w.compact(b, keep)
	}
	return nil
}

// compact takes all rows but those to keep out of the batch.
func (w *worker) compact(b *batch, keep []int) {
	m := w.m
	free(&w.fixed)
	w.next = w.next[:len(keep)]
	w.logits = w.logits[:int64(len(keep))*m.vocab]
	w.mask = compact(w.mask, keep, b.length)
	w.hidden = compact(w.hidden, keep, b.length*m.dModel)
	for i := range w.cross {
		w.cross[i] = compact(w.cross[i], keep, m.heads*b.length*m.headDim)
		w.self[b.cur][i] = compact(w.self[b.cur][i], keep, m.heads*b.past*m.headDim)
	}
	for i, k := range keep {
		b.rows[i] = b.rows[k]
	}
	b.rows = b.rows[:len(keep)]
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

// argmax is the index of the largest value, the first of equal ones; NaN where
// the first is NaN.
func argmax(v []float32) int32 {
	best, at := v[0], 0
	for i, x := range v {
		if x > best {
			best, at = x, i
		}
	}
	return int32(at)
}

// logSumExp is log Σ exp(v − best): minus the log probability of the best.
// What is 25 below it, under 1e-11 of its weight, is left out.
func logSumExp(v []float32, best float32) float64 {
	sum := 0.0
	for _, x := range v {
		if d := x - best; d > -25 {
			sum += math.Exp(float64(d))
		}
	}
	return math.Log(sum)
}
