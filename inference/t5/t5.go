package t5

import (
	"cmp"
	"errors"
	"fmt"
	"sync"
)

var errMemory = errors.New("out of memory")

// ErrClosed is the error of every method of a [Model] or a [State] after its Close.
var ErrClosed = errors.New("the model is closed")

// New makes a model of a shape and reads its weights. It reads several tensors at the
// same time: open is called once for each part of the model, and what it returns reads
// that part. A shape that the kernels cannot run is an [errors.ErrUnsupported], which
// New returns before it takes memory. A tensor with another number of values than the
// shape asks for, of another type, or with an infinite value or NaN is an error that
// names the tensor.
func New(c Config, open func() Weights) (*Model, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if _, err := limit(); err != nil {
		return nil, err
	}
	level := Best()
	m, err := newWeights(c, level)
	if err != nil {
		return nil, err
	}
	var parts sync.WaitGroup
	errs := make([]error, 3)
	for i, part := range []func(*loader){(*loader).encoder, (*loader).decoder, (*loader).tables} {
		parts.Go(func() {
			l := loader{c: c, m: m, w: open(), level: level}
			part(&l)
			errs[i] = l.err
		})
	}
	parts.Wait()
	if err := cmp.Or(errs...); err != nil {
		m.free()
		return nil, err
	}
	return &Model{m: m, c: c, level: level}, nil
}

// Model is the weights of a model. It is safe for concurrent use.
type Model struct {
	c      Config
	level  Level // that it was made for
	mu     sync.Mutex
	m      weights
	states int  // that are open
	closed bool // by Close
}

// Close closes the model: it makes no more states. The weights are freed when the last
// of its states is closed, too. A second Close does nothing.
func (m *Model) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	m.free()
}

// free frees the weights where nobody uses them any more. The caller holds the lock.
func (m *Model) free() {
	if m.closed && m.states == 0 && m.m != nil {
		m.m.free()
		m.m = nil
	}
}

// loader reads the weights of a model until there is an error.
type loader struct {
	c     Config
	m     weights
	w     Weights
	level Level
	err   error
}

func (l *loader) encoder() {
	l.layers(0, "encoder", l.c.EncoderLayers)
	l.vector("encoder", "encoder.final_layer_norm.weight", place{0, -1, 0})
	l.bias("encoder", place{0, -1, 1}, 2*l.c.Far+1)
	l.matrix("encoder", "cross", crossMatrix, 2*l.c.DecoderLayers*l.c.Heads*l.c.HeadSize, l.c.Size)
}

func (l *loader) decoder() {
	l.layers(1, "decoder", l.c.DecoderLayers)
	l.vector("decoder", "decoder.final_layer_norm.weight", place{1, -1, 0})
	l.bias("decoder", place{1, -1, 1}, l.c.Far+1)
}

func (l *loader) tables() {
	l.table("tokens", tokenMatrix)
	if l.c.OwnHead {
		l.table("head", headMatrix)
	}
	if l.err == nil {
		l.err = l.m.outline(l.level)
	}
}

func (l *loader) layers(s int, side string, layers int) {
	inner, gate := l.c.Heads*l.c.HeadSize, 1
	if l.c.Gated {
		gate = 2
	}
	for i := range layers {
		at := func(n int, name string) string { return fmt.Sprintf("%s.block.%d.layer.%d.%s", side, i, n, name) }
		to := func(which int) place { return place{s, i, which} }
		l.vector(side, at(0, "layer_norm.weight"), to(0))
		l.matrix(side, at(0, "qkv"), to(0), 3*inner, l.c.Size)
		l.matrix(side, at(0, "o"), to(1), l.c.Size, inner)
		last := 1
		if side == "decoder" {
			l.vector(side, at(1, "layer_norm.weight"), to(1))
			l.matrix(side, at(1, "q"), to(2), inner, l.c.Size)
			l.matrix(side, at(1, "o"), to(3), l.c.Size, inner)
			last = 2
		}
		l.vector(side, at(last, "layer_norm.weight"), to(2))
		l.matrix(side, at(last, "DenseReluDense.wi"), to(4), gate*l.c.FF, l.c.Size)
		l.matrix(side, at(last, "DenseReluDense.wo"), to(5), l.c.Size, l.c.FF)
	}
}

// read reads a tensor, which must have n values, all of them numbers.
func (l *loader) read(side, name string, n int) (t Tensor) {
	if l.err != nil {
		return t
	}
	if t, l.err = l.w.Read(side, name); l.err == nil {
		l.err = t.check(name, n)
	}
	return t
}

// floats reads a tensor that must have n values of 32 bits.
func (l *loader) floats(side, name string, n int) []float32 {
	t := l.read(side, name, n)
	if l.err == nil && len(t.Floats) != n {
		l.err = fmt.Errorf("%s: is of 8-bit integers, not of floats", name)
	}
	return t.Floats
}

func (l *loader) vector(side, name string, to place) {
	values := l.floats(side, name, l.c.Size)
	if l.err == nil {
		l.err = l.m.vector(to, values)
	}
}

// bias reads the position bias [distances and one, heads] as [heads, distances].
func (l *loader) bias(side string, to place, distances int) {
	values := l.floats(side, "position_bias", (distances+1)*l.c.Heads)
	if l.err != nil {
		return
	}
	out := make([]float32, l.c.Heads*distances)
	for d := range distances {
		for h := range l.c.Heads {
			out[h*distances+d] = values[d*l.c.Heads+h]
		}
	}
	l.err = l.m.vector(to, out)
}

// matrix reads weights [in, out].
func (l *loader) matrix(side, name string, to place, out, in int) {
	var scale []float32
	if l.c.Bits == 8 {
		scale = append(scale, l.floats(side, name+".scale", out)...)
	}
	t := l.read(side, name, out*in)
	l.init(to, out, in)
	l.pack(name, to, 0, out, t, scale, 1, out)
}

func (l *loader) init(to place, out, in int) {
	if l.err == nil {
		l.err = l.m.matrix(to, l.c.Bits, out, in)
	}
}

func (l *loader) pack(name string, to place, from, n int, t Tensor, scale []float32, byOut, byIn int) {
	if l.err != nil {
		return
	}
	if right := l.c.Bits == 32 && len(t.Floats) > 0 || l.c.Bits == 8 && len(t.Bytes) > 0 && len(scale) == n; !right {
		l.err = fmt.Errorf("%s: its weights are not of %d bits", name, l.c.Bits)
		return
	}
	l.err = l.m.pack(to, from, n, t, scale, byOut, byIn)
}

// tableRows is how many rows of a table are read at a time.
const tableRows = 1024

// table reads vectors [vocabulary, size].
func (l *loader) table(name string, to place) {
	if l.err == nil { // the last row first: a table that is not there takes no memory
		_, l.err = l.w.Rows(name, l.c.Vocabulary-1, 1)
	}
	l.init(to, l.c.Vocabulary, l.c.Size)
	for from := 0; from < l.c.Vocabulary && l.err == nil; from += tableRows {
		n := min(tableRows, l.c.Vocabulary-from)
		var t Tensor
		if t, l.err = l.w.Rows(name, from, n); l.err == nil {
			l.err = t.check(name, n*l.c.Size)
		}
		l.pack(name, to, from, n, t, t.Scale, l.c.Size, 1)
	}
}
