//go:build linux && amd64 && cgo

package t5

// #cgo CFLAGS: -O2
// #cgo LDFLAGS: -lm
// #include <stdlib.h>
// #include "t5.h"
import "C"

import (
	"cmp"
	"errors"
	"fmt"
	"sync"
	"unsafe"
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
	if level == None {
		return nil, fmt.Errorf("the processor has no AVX2: %w", errors.ErrUnsupported)
	}
	flag := map[bool]C.int{true: 1}
	m := C.t5_new(&C.t5_config{bits: C.int(c.Bits), size: C.int(c.Size), heads: C.int(c.Heads), head: C.int(c.HeadSize), ff: C.int(c.FF),
		vocab: C.int(c.Vocabulary), far: C.int(c.Far), encoder_layers: C.int(c.EncoderLayers), decoder_layers: C.int(c.DecoderLayers),
		gated: flag[c.Gated], gelu: flag[c.GELU], epsilon: C.float(c.Epsilon), scale: C.float(c.Scale)})
	if m == nil {
		return nil, errMemory
	}
	var parts sync.WaitGroup
	errs := make([]error, 3)
	for i, part := range []func(*loader, *C.t5_model){(*loader).encoder, (*loader).decoder, (*loader).tables} {
		parts.Go(func() {
			l := loader{c: c, w: open(), level: level}
			part(&l, m)
			errs[i] = l.err
		})
	}
	parts.Wait()
	if err := cmp.Or(errs...); err != nil {
		C.t5_free(m)
		return nil, err
	}
	return &Model{m: m, c: c}, nil
}

// Model is the weights of a model. It is safe for concurrent use.
type Model struct {
	c      Config
	mu     sync.Mutex
	m      *C.t5_model
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
	if m.closed && m.states == 0 {
		C.t5_free(m.m)
		m.m = nil
	}
}

// loader reads the weights of a model until there is an error.
type loader struct {
	c     Config
	w     Weights
	level Level
	err   error
}

func (l *loader) encoder(m *C.t5_model) {
	l.layers("encoder", unsafe.Slice(m.encoder, l.c.EncoderLayers))
	l.vector("encoder", "encoder.final_layer_norm.weight", &m.encoder_norm)
	l.bias("encoder", &m.encoder_bias, 2*l.c.Far+1)
	l.matrix("encoder", "cross", &m.cross, 2*l.c.DecoderLayers*l.c.Heads*l.c.HeadSize, l.c.Size)
}

func (l *loader) decoder(m *C.t5_model) {
	l.layers("decoder", unsafe.Slice(m.decoder, l.c.DecoderLayers))
	l.vector("decoder", "decoder.final_layer_norm.weight", &m.decoder_norm)
	l.bias("decoder", &m.decoder_bias, l.c.Far+1)
}

func (l *loader) tables(m *C.t5_model) {
	l.table("tokens", &m.tokens)
	if l.c.OwnHead {
		l.table("head", &m.own_head)
	}
	if l.err == nil && C.t5_outline(m, C.t5_level(l.level)) != 0 {
		l.err = errMemory
	}
}

func (l *loader) layers(side string, all []C.t5_layer) {
	inner, gate := l.c.Heads*l.c.HeadSize, 1
	if l.c.Gated {
		gate = 2
	}
	for i := range all {
		layer := &all[i]
		at := func(n int, name string) string { return fmt.Sprintf("%s.block.%d.layer.%d.%s", side, i, n, name) }
		l.vector(side, at(0, "layer_norm.weight"), &layer.self_norm)
		l.matrix(side, at(0, "qkv"), &layer.qkv, 3*inner, l.c.Size)
		l.matrix(side, at(0, "o"), &layer.self_out, l.c.Size, inner)
		last := 1
		if side == "decoder" {
			l.vector(side, at(1, "layer_norm.weight"), &layer.cross_norm)
			l.matrix(side, at(1, "q"), &layer.cross_q, inner, l.c.Size)
			l.matrix(side, at(1, "o"), &layer.cross_out, l.c.Size, inner)
			last = 2
		}
		l.vector(side, at(last, "layer_norm.weight"), &layer.ff_norm)
		l.matrix(side, at(last, "DenseReluDense.wi"), &layer.wi, gate*l.c.FF, l.c.Size)
		l.matrix(side, at(last, "DenseReluDense.wo"), &layer.wo, l.c.Size, l.c.FF)
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

func (l *loader) allocate(n int) *C.float {
	v := C.t5_vector(C.int(n))
	if v == nil {
		l.err = errMemory
	}
	return v
}

func (l *loader) vector(side, name string, to **C.float) {
	values := l.floats(side, name, l.c.Size)
	if l.err != nil {
		return
	}
	if *to = l.allocate(l.c.Size); l.err == nil {
		copy(unsafe.Slice((*float32)(unsafe.Pointer(*to)), l.c.Size), values)
	}
}

// bias reads the position bias [distances and one, heads] as [heads, distances].
func (l *loader) bias(side string, to **C.float, distances int) {
	values := l.floats(side, "position_bias", (distances+1)*l.c.Heads)
	if l.err != nil {
		return
	}
	if *to = l.allocate(l.c.Heads * distances); l.err != nil {
		return
	}
	out := unsafe.Slice((*float32)(unsafe.Pointer(*to)), l.c.Heads*distances)
	for d := range distances {
		for h := range l.c.Heads {
			out[h*distances+d] = values[d*l.c.Heads+h]
		}
	}
}

// matrix reads weights [in, out].
func (l *loader) matrix(side, name string, to *C.t5_matrix, out, in int) {
	var scale []float32
	if l.c.Bits == 8 {
		scale = append(scale, l.floats(side, name+".scale", out)...)
	}
	t := l.read(side, name, out*in)
	l.init(to, out, in)
	l.pack(name, to, 0, out, t, scale, 1, out)
}

func (l *loader) init(to *C.t5_matrix, out, in int) {
	if l.err == nil && C.t5_matrix_init(to, C.int(l.c.Bits), C.int(out), C.int(in)) != 0 {
		l.err = errMemory
	}
}

func (l *loader) pack(name string, to *C.t5_matrix, from, n int, t Tensor, scale []float32, byOut, byIn int) {
	if l.err != nil {
		return
	}
	var data unsafe.Pointer
	switch {
	case l.c.Bits == 32 && len(t.Floats) > 0:
		data = unsafe.Pointer(unsafe.SliceData(t.Floats))
	case l.c.Bits == 8 && len(t.Bytes) > 0 && len(scale) == n:
		data = unsafe.Pointer(unsafe.SliceData(t.Bytes))
	default:
		l.err = fmt.Errorf("%s: its weights are not of %d bits", name, l.c.Bits)
		return
	}
	C.t5_pack(to, C.int(from), C.int(n), data, C.size_t(byOut), C.size_t(byIn), (*C.float)(unsafe.SliceData(scale)))
}

// tableRows is how many rows of a table are read at a time.
const tableRows = 1024

// table reads vectors [vocabulary, size].
func (l *loader) table(name string, to *C.t5_matrix) {
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
