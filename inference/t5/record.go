package t5

import (
	"errors"
	"fmt"
)

// Recording is the weights of a model as the calls that load them into t5.wasm, for
// programs that run the module themselves: wasm.c describes the functions.
type Recording struct {
	Config Config `json:"config"`
	Steps  []Step `json:"steps"`
	Data   []byte `json:"-"` // what the steps read, little endian; each part begins at a multiple of 16
}

// Step is one call. Matrix makes a matrix of Size [outputs, inputs]; Pack stores the
// outputs From to From+N-1 of it, whose values lie ByOut and ByIn apart, with a scale for
// each output where they are integers; Vector stores N floats. The numbers of the part
// are those of wasm.c, offsets are in bytes of Data.
type Step struct {
	Do    string  `json:"do"` // matrix, pack or vector
	Side  int     `json:"side"`
	Layer int     `json:"layer"`
	Which int     `json:"which"`
	Size  *[2]int `json:"size,omitempty"`
	From  int     `json:"from,omitempty"`
	N     int     `json:"n,omitempty"`
	At    int     `json:"at,omitempty"`
	Bytes int     `json:"bytes,omitempty"`
	Scale int     `json:"scale,omitempty"` // 0: the values are floats
	ByOut int     `json:"by_out,omitempty"`
	ByIn  int     `json:"by_in,omitempty"`
}

// Record reads the weights of a model of a shape as [New] does, with the same errors.
func Record(c Config, w Weights) (*Recording, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	r := &recorder{Recording{Config: c, Data: make([]byte, 16)}} // so that no part is at 0
	l := loader{c: c, m: r, w: w}
	for _, part := range []func(*loader){(*loader).encoder, (*loader).decoder, (*loader).tables} {
		if part(&l); l.err != nil {
			return nil, l.err
		}
	}
	return &r.Recording, nil
}

// recorder is weights that nothing runs.
type recorder struct{ Recording }

// add appends values to the data and returns where they are.
func (r *recorder) add(values []byte) int {
	for len(r.Data)%16 != 0 {
		r.Data = append(r.Data, 0)
	}
	at := len(r.Data)
	r.Data = append(r.Data, values...)
	return at
}

func (r *recorder) step(do string, at place) *Step {
	r.Steps = append(r.Steps, Step{Do: do, Side: at.side, Layer: at.layer, Which: at.which})
	return &r.Steps[len(r.Steps)-1]
}

func (r *recorder) matrix(at place, bits, out, in int) error {
	if bits != r.Config.Bits {
		return fmt.Errorf("a matrix of %d bits in a model of %d", bits, r.Config.Bits)
	}
	r.step("matrix", at).Size = &[2]int{out, in}
	return nil
}

func (r *recorder) pack(at place, from, n int, t Tensor, scale []float32, byOut, byIn int) error {
	values := raw(t.Floats)
	if t.Floats == nil {
		values = raw(t.Bytes)
	}
	s := r.step("pack", at)
	s.From, s.N, s.ByOut, s.ByIn, s.At, s.Bytes = from, n, byOut, byIn, r.add(values), len(values)
	if len(scale) > 0 {
		s.Scale = r.add(raw(scale))
	}
	return nil
}

func (r *recorder) vector(at place, values []float32) error {
	s := r.step("vector", at)
	s.N, s.At, s.Bytes = len(values), r.add(raw(values)), 4*len(values)
	return nil
}

func (r *recorder) outline(Level) error { return nil }

func (r *recorder) state(Level) (batch, error) { return nil, errors.ErrUnsupported }

func (r *recorder) free() {}
