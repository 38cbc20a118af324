package exact

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
)

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

// guard turns what a graph gets wrong about sizes into an error: operators check
// what would make them loop or take memory, and leave indices to Go.
func guard(run func() error, at func() string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			fault, ok := r.(runtime.Error)
			if !ok {
				panic(r)
			}
			err = fmt.Errorf("%s: the graph's sizes do not fit together (%v)", at(), fault)
		}
	}()
	return run()
}
