package exact

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/slmkit/slmkit/inference/ort"
)

// kind is the type of a value's elements.
type kind uint8

const (
	none kind = iota
	f32
	i64
	i32
	u8
	i8
	boolean
)

var kinds = map[int]kind{ort.Float32: f32, ort.Int64: i64, ort.Int32: i32, ort.Uint8: u8, ort.Int8: i8, ort.Bool: boolean}

// maxRank is the most dimensions that a value may have.
const maxRank = 8

// value is a tensor. Its elements are in one of the slices, the last dimension
// closest together.
type value struct {
	kind kind
	dims []int
	f    []float32 // f32
	i    []int64   // i64, and boolean as 0 and 1
	n    []int32   // i32
	b    []byte    // u8 and i8
	from *buffer   // nil: of a constant or an input
}

// buffer is memory that values of one machine share.
type buffer struct {
	f    []float32
	i    []int64
	n    []int32
	b    []byte
	refs int
}

func (v *value) len() int {
	n := 1
	for _, d := range v.dims {
		n *= d
	}
	return n
}

// last is the last dimension.
func (v *value) last() int {
	if len(v.dims) == 0 {
		return 1
	}
	return v.dims[len(v.dims)-1]
}

// constant reads a tensor of a file.
func constant(c ort.Constant) (*value, error) {
	v := &value{kind: kinds[c.Type]}
	if v.kind == none || len(c.Dims) > maxRank {
		return nil, fmt.Errorf("a tensor of type %d and %d dimensions: %w", c.Type, len(c.Dims), errors.ErrUnsupported)
	}
	for _, d := range c.Dims {
		v.dims = append(v.dims, int(d))
	}
	n := v.len()
	switch v.kind {
	case f32:
		v.f = make([]float32, n)
		for i := range v.f {
			v.f[i] = math.Float32frombits(binary.LittleEndian.Uint32(c.Data[4*i:]))
		}
	case i64:
		v.i = make([]int64, n)
		for i := range v.i {
			v.i[i] = int64(binary.LittleEndian.Uint64(c.Data[8*i:]))
		}
	case boolean:
		v.i = make([]int64, n)
		for i := range v.i {
			v.i[i] = int64(c.Data[i])
		}
	case i32:
		v.n = make([]int32, n)
		for i := range v.n {
			v.n[i] = int32(binary.LittleEndian.Uint32(c.Data[4*i:]))
		}
	default:
		v.b = c.Data
	}
	return v, nil
}

// maxElements bounds a value that a graph makes.
const maxElements = 1 << 28

// machine is what one run of a program works in.
type machine struct {
	slots   []value
	free    []*buffer
	in, out []*value
	most    int    // elements of a value
	at      string // the step under way
}

var errSize = errors.New("a value would be too large")

// make gives a value room for elements of a kind, which hold anything.
func (m *machine) make(v *value, k kind, dims ...int) error {
	n := 1
	for _, d := range dims {
		if d < 0 || d > 0 && n > m.most/d {
			return fmt.Errorf("%w: dimensions %v", errSize, dims)
		}
		n *= d
	}
	if len(dims) > maxRank {
		return fmt.Errorf("%d dimensions: %w", len(dims), errors.ErrUnsupported)
	}
	v.kind, v.dims = k, append(v.dims[:0], dims...)
	v.f, v.i, v.n, v.b = nil, nil, nil, nil
	switch k {
	case f32:
		v.from = m.buffer(func(b *buffer) int { return cap(b.f) }, n)
		v.from.f = slices.Grow(v.from.f[:0], n)[:n]
		v.f = v.from.f
	case i64, boolean:
		v.from = m.buffer(func(b *buffer) int { return cap(b.i) }, n)
		v.from.i = slices.Grow(v.from.i[:0], n)[:n]
		v.i = v.from.i
	case i32:
		v.from = m.buffer(func(b *buffer) int { return cap(b.n) }, n)
		v.from.n = slices.Grow(v.from.n[:0], n)[:n]
		v.n = v.from.n
	default:
		v.from = m.buffer(func(b *buffer) int { return cap(b.b) }, n)
		v.from.b = slices.Grow(v.from.b[:0], n)[:n]
		v.b = v.from.b
	}
	return nil
}

// buffer takes the smallest free buffer with room for n elements, else the largest
// of the same kind, else a new one.
func (m *machine) buffer(room func(*buffer) int, n int) *buffer {
	best := -1
	for i, b := range m.free {
		r := room(b)
		if r == 0 {
			continue
		}
		if best < 0 {
			best = i
			continue
		}
		of := room(m.free[best])
		if of < n && r > of || r >= n && r < of {
			best = i
		}
	}
	if best < 0 {
		return &buffer{refs: 1}
	}
	b := m.free[best]
	m.free[best] = m.free[len(m.free)-1]
	m.free = m.free[:len(m.free)-1]
	b.refs = 1
	return b
}

// share makes a value of another's elements, in other dimensions.
func share(v, of *value, dims ...int) {
	v.kind, v.f, v.i, v.n, v.b, v.from = of.kind, of.f, of.i, of.n, of.b, of.from
	v.dims = append(v.dims[:0], dims...)
	if v.from != nil {
		v.from.refs++
	}
}

// release gives back what a value holds.
func (m *machine) release(v *value) {
	if b := v.from; b != nil {
		if b.refs--; b.refs == 0 {
			m.free = append(m.free, b)
		}
	}
	v.kind, v.f, v.i, v.n, v.b, v.from = none, nil, nil, nil, nil, nil
}
