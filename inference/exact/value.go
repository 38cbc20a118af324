package exact

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

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

// number is an element of 8 bits.
func number(v *value, i int) int {
	if v.kind == i8 {
		return int(int8(v.b[i]))
	}
	return int(v.b[i])
}
