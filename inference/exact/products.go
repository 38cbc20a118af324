package exact

import (
	"errors"
	"fmt"
	"math"

	"github.com/slmkit/slmkit/inference/ort"
)

// quantize is DynamicQuantizeLinear: floats become bytes between the least and the
// largest of them and 0. As ONNX Runtime computes it.
func quantize(n ort.Step) (op, error) {
	if len(n.Outputs) != 3 {
		return nil, errors.ErrUnsupported
	}
	return func(m *machine, in, out []*value) error {
		a := in[0]
		if a.kind != f32 {
			return errKind(in)
		}
		if err := errors.Join(m.make(out[0], u8, a.dims...), m.make(out[1], f32), m.make(out[2], u8)); err != nil {
			return err
		}
		low, high := extremes(a.f)
		low, high = min(low, 0), max(high, 0)
		scale := float32(1)
		if low != high {
			scale = (high - low) / 255
		}
		zero := float32(math.RoundToEven(float64(min(max(0-low/scale, 0), 255))))
		if zero != zero || scale-scale != 0 {
			return errors.New("numbers are not finite")
		}
		out[1].f[0], out[2].b[0] = scale, byte(zero)
		quantizeRow(out[0].b, a.f, scale, zero)
		return nil
	}, nil
}

// dequantize is DequantizeLinear with one scale.
func dequantize(n ort.Step) (op, error) {
	if len(n.Inputs) < 2 {
		return nil, errors.ErrUnsupported
	}
	along := int64(1)
	if a, ok := n.Attributes["axis"]; ok {
		along = a.Int
	}
	return func(m *machine, in, out []*value) error {
		a, scale, o := in[0], in[1], out[0]
		if a.kind != u8 && a.kind != i8 || scale.kind != f32 {
			return errKind(in)
		}
		if err := m.make(o, f32, a.dims...); err != nil {
			return err
		}
		var zeros *value
		if len(in) > 2 && in[2] != nil {
			if zeros = in[2]; zeros.kind != a.kind || zeros.len() != scale.len() {
				return errKind(in)
			}
		}
		// A scale for each index of a dimension is repeated for the dimensions behind it.
		inner := max(1, a.len())
		if scale.len() > 1 {
			at, err := axis(int(along), len(a.dims))
			if err != nil || a.dims[at] != scale.len() {
				return fmt.Errorf("%d scales for %v", scale.len(), a.dims)
			}
			inner = 1
			for _, d := range a.dims[at+1:] {
				inner *= d
			}
		}
		for i := 0; i < len(a.b); i += inner {
			k := i / inner % scale.len()
			zero := 0
			if zeros != nil {
				zero = number(zeros, k)
			}
			s := scale.f[k]
			for j := i; j < i+inner; j++ {
				o.f[j] = float32(number(a, j)-zero) * s
			}
		}
		return nil
	}, nil
}

// softmax is over the last dimension.
func softmax(n ort.Step) (op, error) {
	along := int64(-1)
	if a, ok := n.Attributes["axis"]; ok {
		along = a.Int
	}
	return func(m *machine, in, out []*value) error {
		a, o := in[0], out[0]
		if at, err := axis(int(along), len(a.dims)); err != nil || at != len(a.dims)-1 || a.kind != f32 {
			return errors.ErrUnsupported
		}
		if err := m.make(o, f32, a.dims...); err != nil {
			return err
		}
		n := a.last()
		for i := 0; i < len(a.f); i += n {
			softmaxRow(o.f[i:i+n], a.f[i:i+n])
		}
		return nil
	}, nil
}

func softmaxRow(o, a []float32) {
	_, top := extremes(a)
	sum := float32(0)
	for i, x := range a {
		o[i] = exp(x - top)
		sum += o[i]
	}
	for i := range o {
		o[i] /= sum
	}
}

// mean is ReduceMean over the last dimension.
func mean(n ort.Step) (op, error) {
	if a, ok := n.Attributes["keepdims"]; ok && a.Int != 1 {
		return nil, errors.ErrUnsupported
	}
	return func(m *machine, in, out []*value) error {
		a, o := in[0], out[0]
		along, err := axes(n, in, 1)
		if err != nil {
			return err
		}
		if len(along) != 1 || a.kind != f32 || len(a.dims) == 0 || along[0] != -1 && along[0] != len(a.dims)-1 {
			return errors.ErrUnsupported
		}
		dims := append(make([]int, 0, maxRank), a.dims...)
		dims[len(dims)-1] = 1
		if err := m.make(o, f32, dims...); err != nil {
			return err
		}
		n := a.last()
		for i := range o.f {
			o.f[i] = total(a.f[i*n:][:n]) / float32(n)
		}
		return nil
	}, nil
}

// total adds in eight lanes, which are added in the end.
func total(a []float32) float32 {
	var s [8]float32
	i := 0
	for ; i+8 <= len(a); i += 8 {
		for j := range s {
			s[j] += a[i+j]
		}
	}
	for j := range len(a) - i {
		s[j] += a[i+j]
	}
	return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}

// stack is the matrices of a product: count products of [rows, inner] and [inner,
// columns]. Either has as many matrices, or one for all.
type stack struct {
	dims                        []int
	count, rows, inner, columns int
	stepA, stepB                int
}

func newStack(a, b *value) (s stack, err error) {
	ra, rb := len(a.dims), len(b.dims)
	if ra < 2 || rb < 2 || a.dims[ra-1] != b.dims[rb-2] {
		return s, fmt.Errorf("dimensions %v and %v do not multiply", a.dims, b.dims)
	}
	s.rows, s.inner, s.columns = a.dims[ra-2], a.dims[ra-1], b.dims[rb-1]
	s.count = 1
	outerA, outerB := 1, 1
	for _, d := range a.dims[:ra-2] {
		outerA *= d
	}
	for _, d := range b.dims[:rb-2] {
		outerB *= d
	}
	s.dims = append(make([]int, 0, maxRank), a.dims[:ra-2]...)
	switch {
	case outerB == 1 && ra >= rb:
		s.count, s.stepA = outerA, s.rows*s.inner
	case ra == rb && outerA == outerB:
		for i := range ra - 2 {
			if a.dims[i] != b.dims[i] {
				return s, fmt.Errorf("dimensions %v and %v: %w", a.dims, b.dims, errors.ErrUnsupported)
			}
		}
		s.count, s.stepA, s.stepB = outerA, s.rows*s.inner, s.inner*s.columns
	default:
		return s, fmt.Errorf("dimensions %v and %v: %w", a.dims, b.dims, errors.ErrUnsupported)
	}
	s.dims = append(s.dims, s.rows, s.columns)
	return s, nil
}

// multiply is MatMul, of floats.
func multiply(ort.Step) (op, error) {
	return func(m *machine, in, out []*value) error {
		a, b, o := in[0], in[1], out[0]
		if a.kind != f32 || b.kind != f32 {
			return errKind(in)
		}
		s, err := newStack(a, b)
		if err != nil {
			return err
		}
		if err := m.make(o, f32, s.dims...); err != nil {
			return err
		}
		for i := range s.count {
			multiplyFloats(o.f[i*s.rows*s.columns:][:s.rows*s.columns], a.f[i*s.stepA:], b.f[i*s.stepB:], s.rows, s.inner, s.columns)
		}
		return nil
	}, nil
}

// multiplyIntegers is MatMulInteger of values that are both computed, or of weights that
// cannot be packed.
func multiplyIntegers(n ort.Step) (op, error) {
	return func(m *machine, in, out []*value) error {
		a, b, o := in[0], in[1], out[0]
		if a.kind != u8 && a.kind != i8 || b.kind != u8 && b.kind != i8 {
			return errKind(in)
		}
		s, err := newStack(a, b)
		if err != nil {
			return err
		}
		if s.inner > maxInner {
			return errors.ErrUnsupported
		}
		if err := m.make(o, i32, s.dims...); err != nil {
			return err
		}
		zeros := func(i int) (*value, error) {
			if i >= len(in) || in[i] == nil {
				return &value{kind: u8, b: []byte{0}}, nil
			}
			if l := in[i].len(); l != 1 && (i == 2 || l != s.columns) {
				return nil, fmt.Errorf("%d zero points: %w", l, errors.ErrUnsupported)
			}
			return in[i], nil
		}
		za, err := zeros(2)
		if err != nil {
			return err
		}
		zb, err := zeros(3)
		if err != nil {
			return err
		}
		clear(o.n)
		for i := range s.count {
			for r := range s.rows {
				row := o.n[(i*s.rows+r)*s.columns:][:s.columns]
				for k := range s.inner {
					x := int32(number(a, i*s.stepA+r*s.inner+k) - number(za, 0))
					if x == 0 {
						continue
					}
					from := i*s.stepB + k*s.columns
					for j := range row {
						row[j] += x * int32(number(b, from+j)-number(zb, j%len(zb.b)))
					}
				}
			}
		}
		return nil
	}, nil
}

// maxInner is the longest sum whose terms surely fit into 32 bits.
const maxInner = math.MaxInt32 / (255 * 255)

// run multiplies rows of bytes.
func (p *matrix) run(m *machine, in, out []*value) error {
	a, o := in[0], out[0]
	if a.kind != u8 || a.last() != p.in || len(a.dims) == 0 {
		return errKind(in[:1])
	}
	zero := int32(0)
	if len(in) > 2 && in[2] != nil {
		if in[2].kind != u8 || in[2].len() != 1 {
			return errKind(in)
		}
		zero = int32(in[2].b[0])
	}
	dims := append(make([]int, 0, maxRank), a.dims...)
	dims[len(dims)-1] = p.out
	if err := m.make(o, i32, dims...); err != nil {
		return err
	}
	p.multiply(o.n, a.b, len(a.b)/p.in, zero)
	return nil
}
