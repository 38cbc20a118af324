package inference

import (
	"errors"
	"fmt"
	"math"

	"github.com/slmkit/slmkit/inference/ort/onnx"
)

// engine runs a model's graphs for one batch after another. Rows are prompts of
// the batch that are still being answered. It is used by one goroutine and keeps
// its buffers from batch to batch.
type engine interface {
	// begin encodes the prompts of a new batch, one row each, none empty.
	begin(prompts [][]int32) error
	// join encodes more prompts, as rows behind those that are there, where Shape.Joins
	// says that it can.
	join(prompts [][]int32) error
	// feed runs the decoder on the next tokens of each row: one, or in an engine that
	// is ragged one at least.
	feed(tokens [][]int32) error
	// pick is the likeliest token behind the i-th token fed, counted row by row, over
	// the whole vocabulary. What is more than its logit is filled with detail. They
	// are asked for in order.
	pick(i int, detail bool) (choice, error)
	// logits are those of the i-th token, over the whole vocabulary. They are asked for in
	// order, and hold until the next are.
	logits(i int) ([]float32, error)
	// score writes the logits of ids alone.
	score(i int, ids []int32, to []float32) error
	// settle makes row i of what was row rows[i], with the first kept[i] of the
	// tokens it was just fed. A row may go on as several, or leave.
	settle(rows, kept []int) error
	// ragged reports whether rows may be fed several tokens, each another number.
	ragged() bool
	close()
}

// alone is the part of an engine whose prompts begin together.
type alone struct{}

func (alone) join([][]int32) error { return errors.ErrUnsupported }

// choice is the likeliest token, its logit, that of the second, and the log of the
// sum of all exp(logit − top): minus the token's log probability.
type choice struct {
	id          int32
	top, second float32
	rest        float64
}

// errNaN says that a model's numbers are none.
var errNaN = errors.New("the model answers NaN: export it in float32")

// pickFrom picks from the logits of an engine that does not pick by itself.
func pickFrom(e engine, i int, detail bool) (c choice, err error) {
	logits, err := e.logits(i)
	if err != nil {
		return c, err
	}
	c.id = argmax(logits)
	if c.top = logits[c.id]; c.top != c.top {
		return c, errNaN
	}
	if detail {
		c.second, c.rest = second(logits, c.id), logSumExp(logits, c.top)
	}
	return c, nil
}

// second is the largest value but that at best.
func second(v []float32, best int32) float32 {
	out := float32(math.Inf(-1))
	for i, x := range v {
		if x > out && int32(i) != best {
			out = x
		}
	}
	return out
}

// resize returns a buffer of n elements, in b where it fits.
func resize[T any](b []T, n int) []T {
	if cap(b) >= n {
		return b[:n]
	}
	return make([]T, n, n+n/2)
}

// gather moves the rows of data, width elements each, to the front in the order
// of rows, which may repeat. spare is a buffer to use where they do.
func gather[T any](data []T, rows []int, width int, spare *[]T) []T {
	forward := true // each comes from its own place or one behind it
	for i, r := range rows {
		forward = forward && r >= i && (i == 0 || r > rows[i-1])
	}
	if !forward {
		out := resize(*spare, len(rows)*width)
		for i, r := range rows {
			copy(out[i*width:(i+1)*width], data[r*width:])
		}
		*spare = data
		return out
	}
	for i, r := range rows {
		if i != r {
			copy(data[i*width:(i+1)*width], data[r*width:(r+1)*width])
		}
	}
	return data[:len(rows)*width]
}

// call collects what a run of a graph binds. Ports that the graph does without
// are passed over: exporters prune what is not used.
type call struct {
	s    *session
	b    *onnx.IoBinding
	keep *[]onnx.Value
	err  error
}

func in[T onnx.TensorData](c *call, name string, data []T, shape ...int) {
	bind(c, c.b.BindInput, name, data, shape)
}

func out[T onnx.TensorData](c *call, name string, data []T, shape ...int) {
	bind(c, c.b.BindOutput, name, data, shape)
}

func bind[T onnx.TensorData](c *call, to func(string, onnx.Value) error, name string, data []T, shape []int) {
	if c.err != nil || !c.s.has[name] {
		return
	}
	dims := make(onnx.Shape, len(shape))
	for i, n := range shape {
		dims[i] = int64(n)
	}
	t, err := onnx.NewTensor(dims, data)
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

// free gives the C side of tensors back; their data are Go slices.
func free(vals *[]onnx.Value) {
	for _, v := range *vals {
		_ = v.Destroy()
	}
	*vals = (*vals)[:0]
}

// bindings makes a binding for each session, or none where one fails.
func bindings(sessions ...*session) ([]*onnx.IoBinding, error) {
	var out []*onnx.IoBinding
	for _, s := range sessions {
		b, err := s.run.CreateIoBinding()
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %s", s.path, reason(err)), unbind(out))
		}
		out = append(out, b)
	}
	return out, nil
}

func unbind(all []*onnx.IoBinding) error {
	var errs []error
	for _, b := range all {
		errs = append(errs, b.Destroy())
	}
	return errors.Join(errs...)
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
