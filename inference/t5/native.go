//go:build cgo && (linux || darwin) && (amd64 || arm64)

package t5

// #cgo CFLAGS: -O2
// #cgo LDFLAGS: -lm
// #include <stdlib.h>
// #include "t5.h"
import "C"

import (
	"math"
	"unsafe"
)

// nativeBest is the best level of the processor that the compiled kernels have.
func nativeBest() Level { return Level(C.t5_best_level()) }

// native is a model of the compiled kernels.
type native struct{ m *C.t5_model }

func newNative(c Config) (weights, error) {
	m := C.t5_make(C.int(c.Bits), C.int(c.Size), C.int(c.Heads), C.int(c.HeadSize), C.int(c.FF), C.int(c.Vocabulary), C.int(c.Far),
		C.int(c.EncoderLayers), C.int(c.DecoderLayers), flag(c.Gated), flag(c.GELU), C.float(c.Epsilon), C.float(c.Scale))
	if m == nil {
		return nil, errMemory
	}
	return native{m}, nil
}

func flag(b bool) C.int {
	if b {
		return 1
	}
	return 0
}

func memory(code C.int) error {
	if code != 0 {
		return errMemory
	}
	return nil
}

func ints(v []int32) *C.int32_t   { return (*C.int32_t)(unsafe.Pointer(unsafe.SliceData(v))) }
func floats(v []float32) *C.float { return (*C.float)(unsafe.SliceData(v)) }
func (n native) at(p place) *C.t5_matrix {
	return C.t5_matrix_at(n.m, C.int(p.side), C.int(p.layer), C.int(p.which))
}

func (n native) matrix(at place, bits, out, in int) error {
	return memory(C.t5_matrix_init(n.at(at), C.int(bits), C.int(out), C.int(in)))
}

func (n native) pack(at place, from, count int, t Tensor, scale []float32, byOut, byIn int) error {
	data := unsafe.Pointer(unsafe.SliceData(t.Floats))
	if t.Floats == nil {
		data = unsafe.Pointer(unsafe.SliceData(t.Bytes))
	}
	C.t5_pack(n.at(at), C.int(from), C.int(count), data, C.size_t(byOut), C.size_t(byIn), floats(scale))
	return nil
}

func (n native) vector(at place, values []float32) error {
	return memory(C.t5_vector_set(n.m, C.int(at.side), C.int(at.layer), C.int(at.which), floats(values), C.int(len(values))))
}

func (n native) outline(level Level) error { return memory(C.t5_outline(n.m, C.t5_level(level))) }

func (n native) free() { C.t5_free(n.m) }

func (n native) state(level Level) (batch, error) {
	s := C.t5_state_new(n.m, C.t5_level(level))
	if s == nil {
		return nil, errMemory
	}
	return &nativeBatch{s: s}, nil
}

// nativeBatch is a state of the compiled kernels.
type nativeBatch struct {
	s       *C.t5_state
	choices []C.t5_choice
}

func (r *nativeBatch) join(ids, lengths []int32) error {
	return memory(C.t5_join(r.s, ints(ids), ints(lengths), C.int(len(lengths))))
}

func (r *nativeBatch) feed(ids, counts []int32) error {
	return memory(C.t5_feed(r.s, ints(ids), ints(counts)))
}

func (r *nativeBatch) settle(rows, kept []int32) error {
	return memory(C.t5_settle(r.s, ints(rows), ints(kept), C.int(len(rows))))
}

func (r *nativeBatch) pick(from int, detail bool, to []Choice) error {
	if cap(r.choices) < len(to) {
		r.choices = make([]C.t5_choice, len(to))
	}
	choices := r.choices[:len(to)]
	if err := memory(C.t5_pick(r.s, C.int(from), C.int(len(to)), flag(detail), unsafe.SliceData(choices))); err != nil {
		return err
	}
	for i, c := range choices {
		to[i] = Choice{int32(c.id), float32(c.top), float32(c.second), float32(c.rest)}
		if math.IsInf(float64(c.top), 0) { // the product with the head has overflowed
			to[i].ID = -1
		}
	}
	return nil
}

func (r *nativeBatch) logits(from, n int, to []float32) error {
	return memory(C.t5_logits(r.s, C.int(from), C.int(n), floats(to)))
}

func (r *nativeBatch) score(at int, ids []int32, to []float32) error {
	return memory(C.t5_score(r.s, C.int(at), ints(ids), C.int(len(ids)), floats(to)))
}

func (r *nativeBatch) free() { C.t5_state_free(r.s) }
