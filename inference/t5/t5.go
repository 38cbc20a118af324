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

// Level is a set of instructions, each faster than the one before it.
type Level int

// The levels.
const (
	None Level = iota
	AVX2
	AVX512
	AMX
)

// Best is the best level of this processor. With None nothing can be run.
func Best() Level { return Level(C.t5_best_level()) }

func (l Level) String() string { return [...]string{"none", "AVX2", "AVX-512 VNNI", "AMX"}[l] }

var errMemory = errors.New("out of memory")

// New makes a model and reads its weights, parts of them side by side: open
// returns what one of them is read with.
func New(c Config, open func() Weights) (*Model, error) {
	if err := c.check(); err != nil {
		return nil, err
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
			l := loader{c: c, w: open()}
			part(&l, m)
			errs[i] = l.err
		})
	}
	parts.Wait()
	if err := cmp.Or(errs...); err != nil {
		C.t5_free(m)
		return nil, err
	}
	return &Model{m, c}, nil
}

// Model is weights. It is safe for concurrent use.
type Model struct {
	m *C.t5_model
	c Config
}

// Close frees the weights. No state may be in use.
func (m *Model) Close() { C.t5_free(m.m) }

// loader reads weights of a model until there is an error.
type loader struct {
	c   Config
	w   Weights
	err error
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
	if l.err == nil && C.t5_outline(m) != 0 {
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

// read reads a tensor, which must have so many values.
func (l *loader) read(side, name string, n int) (t Tensor) {
	if l.err != nil {
		return t
	}
	if t, l.err = l.w.Read(side, name); l.err == nil && len(t.Floats)+len(t.Bytes) != n {
		l.err = fmt.Errorf("%s: has %d values, not %d", name, len(t.Floats)+len(t.Bytes), n)
	}
	return t
}

func (l *loader) allocate(n int) *C.float {
	v := C.t5_vector(C.int(n))
	if v == nil {
		l.err = errMemory
	}
	return v
}

func (l *loader) vector(side, name string, to **C.float) {
	t := l.read(side, name, l.c.Size)
	if l.err != nil {
		return
	}
	if *to = l.allocate(l.c.Size); l.err == nil {
		copy(unsafe.Slice((*float32)(unsafe.Pointer(*to)), l.c.Size), t.Floats)
	}
}

// bias reads the position bias [distances and one, heads] as [heads, distances].
func (l *loader) bias(side string, to **C.float, distances int) {
	t := l.read(side, "position_bias", (distances+1)*l.c.Heads)
	if l.err != nil {
		return
	}
	if *to = l.allocate(l.c.Heads * distances); l.err != nil {
		return
	}
	out := unsafe.Slice((*float32)(unsafe.Pointer(*to)), l.c.Heads*distances)
	for d := range distances {
		for h := range l.c.Heads {
			out[h*distances+d] = t.Floats[d*l.c.Heads+h]
		}
	}
}

// matrix reads weights [in, out].
func (l *loader) matrix(side, name string, to *C.t5_matrix, out, in int) {
	var scale []float32
	if l.c.Bits == 8 {
		scale = append(scale, l.read(side, name+".scale", out).Floats...)
	}
	t := l.read(side, name, out*in)
	l.init(to, out, in)
	l.pack(to, 0, out, t, scale, 1, out)
}

func (l *loader) init(to *C.t5_matrix, out, in int) {
	if l.err == nil && C.t5_matrix_init(to, C.int(l.c.Bits), C.int(out), C.int(in)) != 0 {
		l.err = errMemory
	}
}

func (l *loader) pack(to *C.t5_matrix, from, n int, t Tensor, scale []float32, byOut, byIn int) {
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
		l.err = fmt.Errorf("weights are not of %d bits", l.c.Bits)
		return
	}
	C.t5_pack(to, C.int(from), C.int(n), data, C.size_t(byOut), C.size_t(byIn), (*C.float)(unsafe.SliceData(scale)))
}

// tableRows is how many rows of a table are read at a time.
const tableRows = 1024

// table reads vectors [vocabulary, size].
func (l *loader) table(name string, to *C.t5_matrix) {
	if l.err == nil { // the last first: one that is not there takes no memory
		_, l.err = l.w.Rows(name, l.c.Vocabulary-1, 1)
	}
	l.init(to, l.c.Vocabulary, l.c.Size)
	for from := 0; from < l.c.Vocabulary && l.err == nil; from += tableRows {
		n := min(tableRows, l.c.Vocabulary-from)
		var t Tensor
		if t, l.err = l.w.Rows(name, from, n); l.err == nil {
			l.pack(to, from, n, t, t.Scale, l.c.Size, 1)
		}
	}
}

// State answers prompts, which come and go as they like. It is for one goroutine.
type State struct {
	s       *C.t5_state
	vocab   int32
	flat    []int32
	counts  []int32
	choices []C.t5_choice
}

// NewState makes a state that uses instructions of a level.
func (m *Model) NewState(level Level) (*State, error) {
	s := C.t5_state_new(m.m, C.t5_level(level))
	if s == nil {
		return nil, errMemory
	}
	return &State{s: s, vocab: int32(m.c.Vocabulary)}, nil
}

// Close frees the state.
func (s *State) Close() { C.t5_state_free(s.s) }

// lay writes rows of tokens one behind the other.
func (s *State) lay(rows [][]int32) error {
	s.flat, s.counts = s.flat[:0], s.counts[:0]
	for _, row := range rows {
		for _, id := range row {
			if id < 0 || id >= s.vocab {
				return fmt.Errorf("token %d is not one of the model's %d: tokenizer.json is another model's", id, s.vocab)
			}
		}
		s.flat, s.counts = append(s.flat, row...), append(s.counts, int32(len(row)))
	}
	return nil
}

func ints(v []int32) *C.int32_t { return (*C.int32_t)(unsafe.Pointer(unsafe.SliceData(v))) }

func memory(code C.int) error {
	if code != 0 {
		return errMemory
	}
	return nil
}

// Join encodes prompts, none empty, each of which becomes a row behind those that
// are there.
func (s *State) Join(prompts [][]int32) error {
	if err := s.lay(prompts); err != nil {
		return err
	}
	return memory(C.t5_join(s.s, ints(s.flat), ints(s.counts), C.int(len(prompts))))
}

// Feed runs the decoder on the next tokens of each row, at least one. They are
// counted row by row.
func (s *State) Feed(tokens [][]int32) error {
	if err := s.lay(tokens); err != nil {
		return err
	}
	return memory(C.t5_feed(s.s, ints(s.flat), ints(s.counts)))
}

// Settle makes row i of what was row rows[i], with the first kept[i] of the tokens
// it was just fed. A row may go on as several, or leave.
func (s *State) Settle(rows, kept []int) error {
	s.flat, s.counts = s.flat[:0], s.counts[:0]
	for i := range rows {
		s.flat, s.counts = append(s.flat, int32(rows[i])), append(s.counts, int32(kept[i]))
	}
	return memory(C.t5_settle(s.s, ints(s.flat), ints(s.counts), C.int(len(rows))))
}

// Pick chooses what follows the fed tokens from from on, one for each of to.
// Second and Rest are filled with detail only.
func (s *State) Pick(from int, detail bool, to []Choice) error {
	if cap(s.choices) < len(to) {
		s.choices = make([]C.t5_choice, len(to))
	}
	more := C.int(0)
	if detail {
		more = 1
	}
	choices := s.choices[:len(to)]
	code := C.t5_pick(s.s, C.int(from), C.int(len(to)), more, unsafe.SliceData(choices))
	for i, c := range choices {
		to[i] = Choice{int32(c.id), float32(c.top), float32(c.second), float32(c.rest)}
	}
	return memory(code)
}

// Logits writes the logits [n, vocabulary] behind n fed tokens.
func (s *State) Logits(from, n int, to []float32) error {
	return memory(C.t5_logits(s.s, C.int(from), C.int(n), (*C.float)(unsafe.SliceData(to))))
}

// Score writes the logits of ids behind a fed token. Ids of equal 16ths should
// follow each other.
func (s *State) Score(at int, ids []int32, to []float32) error {
	return memory(C.t5_score(s.s, C.int(at), ints(ids), C.int(len(ids)), (*C.float)(unsafe.SliceData(to))))
}
