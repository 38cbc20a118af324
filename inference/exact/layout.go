package exact

import (
	"errors"
	"fmt"

	"github.com/slmkit/slmkit/inference/ort"
)

// ints reads a small value of whole numbers.
func ints(v *value) ([]int, error) {
	if v == nil || v.kind != i64 && v.kind != i32 || v.len() > maxRank {
		return nil, fmt.Errorf("dimensions are not a few whole numbers: %w", errors.ErrUnsupported)
	}
	out := make([]int, 0, maxRank)
	for _, x := range v.i {
		out = append(out, int(x))
	}
	for _, x := range v.n {
		out = append(out, int(x))
	}
	return out, nil
}

// axis counts a dimension that may be named from behind.
func axis(at, rank int) (int, error) {
	if at < 0 {
		at += rank
	}
	if at < 0 || at >= rank {
		return 0, fmt.Errorf("dimension %d of %d", at, rank)
	}
	return at, nil
}

// axes is those of an input, or of an attribute as older graphs have them.
func axes(n ort.Step, in []*value, at int) ([]int, error) {
	if at < len(in) && in[at] != nil {
		return ints(in[at])
	}
	var out []int
	for _, x := range n.Attributes["axes"].Ints {
		out = append(out, int(x))
	}
	return out, nil
}

// move copies elements of any kind: n of them, of, steps apart, to at.
func move(o *value, at int, a *value, from, step, n int) {
	switch a.kind {
	case f32:
		moveIn(o.f[at:at+n], a.f, from, step)
	case i32:
		moveIn(o.n[at:at+n], a.n, from, step)
	case i64, boolean:
		moveIn(o.i[at:at+n], a.i, from, step)
	default:
		moveIn(o.b[at:at+n], a.b, from, step)
	}
}

func moveIn[T any](o, a []T, from, step int) {
	if step == 1 {
		copy(o, a[from:from+len(o)])
		return
	}
	for i := range o {
		o[i] = a[from+i*step]
	}
}

func reshape(n ort.Step) (op, error) {
	if len(n.Inputs) != 2 || n.Attributes["allowzero"].Int != 0 {
		return nil, errors.ErrUnsupported
	}
	return func(m *machine, in, out []*value) error {
		dims, err := ints(in[1])
		if err != nil {
			return err
		}
		open, known := -1, 1
		for i := range dims {
			if dims[i] == 0 && i < len(in[0].dims) {
				dims[i] = in[0].dims[i]
			}
			if dims[i] == -1 {
				open = i
			} else {
				known *= dims[i]
			}
		}
		total := in[0].len()
		if open >= 0 && known != 0 {
			dims[open] = total / known
			known *= dims[open]
		} else if open >= 0 {
			dims[open] = 0
		}
		if known != total {
			return fmt.Errorf("%v elements do not fit into %v", in[0].dims, dims)
		}
		share(out[0], in[0], dims...)
		return nil
	}, nil
}

// marked marks axes of a rank.
func marked(at []int, rank int) (marks [maxRank]bool, err error) {
	for _, x := range at {
		if x, err = axis(x, rank); err != nil {
			return marks, err
		}
		marks[x] = true
	}
	return marks, nil
}

func unsqueeze(n ort.Step) (op, error) {
	return func(m *machine, in, out []*value) error {
		at, err := axes(n, in, 1)
		if err != nil {
			return err
		}
		rank := len(in[0].dims) + len(at)
		if rank > maxRank {
			return errors.ErrUnsupported
		}
		added, err := marked(at, rank)
		if err != nil {
			return err
		}
		dims, old := make([]int, 0, maxRank), in[0].dims
		for i := range rank {
			if added[i] {
				dims = append(dims, 1)
			} else {
				dims, old = append(dims, old[0]), old[1:]
			}
		}
		share(out[0], in[0], dims...)
		return nil
	}, nil
}

func squeeze(n ort.Step) (op, error) {
	return func(m *machine, in, out []*value) error {
		at, err := axes(n, in, 1)
		if err != nil {
			return err
		}
		gone, err := marked(at, len(in[0].dims))
		if err != nil {
			return err
		}
		dims := make([]int, 0, maxRank)
		for i, d := range in[0].dims {
			if d != 1 || len(at) > 0 && !gone[i] {
				dims = append(dims, d)
			}
		}
		share(out[0], in[0], dims...)
		return nil
	}, nil
}

func identity(ort.Step) (op, error) {
	return func(m *machine, in, out []*value) error {
		share(out[0], in[0], in[0].dims...)
		return nil
	}, nil
}

func shapeOf(n ort.Step) (op, error) {
	if len(n.Attributes) > 0 {
		return nil, errors.ErrUnsupported
	}
	return func(m *machine, in, out []*value) error {
		if err := m.make(out[0], i64, len(in[0].dims)); err != nil {
			return err
		}
		for i, d := range in[0].dims {
			out[0].i[i] = int64(d)
		}
		return nil
	}, nil
}

func transpose(n ort.Step) (op, error) {
	order := n.Attributes["perm"].Ints
	return func(m *machine, in, out []*value) error {
		a, o := in[0], out[0]
		rank := len(a.dims)
		var w walk
		w.rank = rank
		var strides [maxRank]int
		stride := 1
		for i := rank - 1; i >= 0; i-- {
			strides[i] = stride
			stride *= a.dims[i]
		}
		if len(order) != 0 && len(order) != rank {
			return fmt.Errorf("an order of %d dimensions for %d", len(order), rank)
		}
		for i := range rank {
			from := rank - 1 - i
			if len(order) > 0 {
				from = int(order[i])
			}
			w.dims[i], w.strides[0][i] = a.dims[from], strides[from]
		}
		if err := m.make(o, a.kind, w.dims[:rank]...); err != nil {
			return err
		}
		w.join()
		w.rows(func(n, at int, from, step [3]int) { move(o, at, a, from[0], step[0], n) })
		return nil
	}, nil
}

func expand(n ort.Step) (op, error) {
	if len(n.Inputs) != 2 {
		return nil, errors.ErrUnsupported
	}
	return func(m *machine, in, out []*value) error {
		dims, err := ints(in[1])
		if err != nil {
			return err
		}
		a, o := in[0], out[0]
		shape := &value{dims: dims}
		w, err := broadcast(a, shape)
		if err != nil {
			return err
		}
		if err := m.make(o, a.kind, full(a, shape)...); err != nil {
			return err
		}
		w.rows(func(n, at int, from, step [3]int) { move(o, at, a, from[0], step[0], n) })
		return nil
	}, nil
}

func concat(n ort.Step) (op, error) {
	along := int(n.Attributes["axis"].Int)
	if len(n.Inputs) == 0 {
		return nil, errors.ErrUnsupported
	}
	return func(m *machine, in, out []*value) error {
		a, o := in[0], out[0]
		at, err := axis(along, len(a.dims))
		if err != nil {
			return err
		}
		dims := append(make([]int, 0, maxRank), a.dims...)
		for _, v := range in[1:] {
			if v.kind != a.kind || len(v.dims) != len(a.dims) {
				return errKind(in)
			}
			dims[at] += v.dims[at]
		}
		if err := m.make(o, a.kind, dims...); err != nil {
			return err
		}
		outer, inner := 1, 1
		for i, d := range dims {
			if i < at {
				outer *= d
			}
			if i > at {
				inner *= d
			}
		}
		to := 0
		for r := range outer {
			for _, v := range in {
				n := v.dims[at] * inner
				move(o, to, v, r*n, 1, n)
				to += n
			}
		}
		if to != o.len() {
			return errors.New("parts do not fit together")
		}
		return nil
	}, nil
}

// gather takes slices along a dimension.
func gather(n ort.Step) (op, error) {
	along := int(n.Attributes["axis"].Int)
	return func(m *machine, in, out []*value) error {
		a, index, o := in[0], in[1], out[0]
		at, err := axis(along, len(a.dims))
		if err != nil {
			return err
		}
		if index.kind != i64 {
			return errKind(in)
		}
		dims := append(make([]int, 0, maxRank), a.dims[:at]...)
		dims = append(append(dims, index.dims...), a.dims[at+1:]...)
		if err := m.make(o, a.kind, dims...); err != nil {
			return err
		}
		outer, inner, size := 1, 1, a.dims[at]
		for i, d := range a.dims {
			if i < at {
				outer *= d
			}
			if i > at {
				inner *= d
			}
		}
		to := 0
		for r := range outer {
			for _, x := range index.i {
				if x < 0 {
					x += int64(size)
				}
				if x < 0 || x >= int64(size) {
					return fmt.Errorf("index %d of %d", x, size)
				}
				move(o, to, a, (r*size+int(x))*inner, 1, inner)
				to += inner
			}
		}
		return nil
	}, nil
}

// slice cuts values along dimensions, forwards.
func slice(n ort.Step) (op, error) {
	if len(n.Inputs) < 3 {
		return nil, errors.ErrUnsupported
	}
	return func(m *machine, in, out []*value) error {
		a, o := in[0], out[0]
		starts, err := ints(in[1])
		if err != nil {
			return err
		}
		ends, err := ints(in[2])
		if err != nil {
			return err
		}
		along := []int{0, 1, 2, 3, 4, 5, 6, 7}[:min(len(starts), maxRank)]
		if len(in) > 3 && in[3] != nil {
			if along, err = ints(in[3]); err != nil {
				return err
			}
		}
		steps := []int{1, 1, 1, 1, 1, 1, 1, 1}
		if len(in) > 4 && in[4] != nil {
			if steps, err = ints(in[4]); err != nil {
				return err
			}
		}
		var w walk
		w.rank = len(a.dims)
		stride, first := 1, 0
		for i := w.rank - 1; i >= 0; i-- {
			w.dims[i], w.strides[0][i] = a.dims[i], stride
			stride *= a.dims[i]
		}
		for i := range starts {
			at, err := axis(along[i], w.rank)
			if err != nil {
				return err
			}
			if steps[i] <= 0 {
				return fmt.Errorf("steps of %d: %w", steps[i], errors.ErrUnsupported)
			}
			from, to := within(starts[i], a.dims[at]), within(ends[i], a.dims[at])
			first += from * w.strides[0][at]
			w.dims[at] = max(0, (to-from+steps[i]-1)/steps[i])
			w.strides[0][at] *= steps[i]
		}
		if err := m.make(o, a.kind, w.dims[:w.rank]...); err != nil {
			return err
		}
		if o.len() == 0 {
			return nil
		}
		w.rows(func(n, at int, from, step [3]int) { move(o, at, a, first+from[0], step[0], n) })
		return nil
	}, nil
}

// within is a place that may be counted from behind, in a dimension of n.
func within(at, n int) int {
	if at < 0 {
		at += n
	}
	return min(max(at, 0), n)
}

// constantOfShape fills a new value.
func constantOfShape(n ort.Step) (op, error) {
	fill := &value{kind: f32, f: []float32{0}}
	if c := n.Attributes["value"].Constant; c != nil {
		var err error
		if fill, err = constant(*c); err != nil || fill.len() != 1 {
			return nil, errors.ErrUnsupported
		}
	}
	return func(m *machine, in, out []*value) error {
		dims, err := ints(in[0])
		if err != nil {
			return err
		}
		if err := m.make(out[0], fill.kind, dims...); err != nil {
			return err
		}
		move(out[0], 0, fill, 0, 0, out[0].len())
		return nil
	}, nil
}

func constantOf(n ort.Step) (op, error) {
	c := n.Attributes["value"].Constant
	if c == nil {
		return nil, fmt.Errorf("without a tensor: %w", errors.ErrUnsupported)
	}
	v, err := constant(*c)
	return func(m *machine, in, out []*value) error {
		share(out[0], v, v.dims...)
		return nil
	}, err
}

// counting is Range: numbers from a start to a limit.
func counting(n ort.Step) (op, error) {
	if len(n.Inputs) != 3 {
		return nil, errors.ErrUnsupported
	}
	return func(m *machine, in, out []*value) error {
		for _, v := range in {
			if v.kind != i64 || len(v.i) != 1 {
				return errKind(in)
			}
		}
		from, to, by := in[0].i[0], in[1].i[0], in[2].i[0]
		if by != 1 || from < -maxElements || to > maxElements {
			return fmt.Errorf("from %d to %d by %d: %w", from, to, by, errors.ErrUnsupported)
		}
		if err := m.make(out[0], i64, int(max(0, to-from))); err != nil {
			return err
		}
		for i := range out[0].i {
			out[0].i[i] = from + int64(i)
		}
		return nil
	}, nil
}

// triangle keeps the part of matrices above a diagonal, or below it.
func triangle(n ort.Step) (op, error) {
	upper := true
	if a, ok := n.Attributes["upper"]; ok {
		upper = a.Int != 0
	}
	return func(m *machine, in, out []*value) error {
		a, o := in[0], out[0]
		k := 0
		if len(in) > 1 && in[1] != nil {
			k = int(in[1].i[0])
		}
		if a.kind != f32 && a.kind != i64 && a.kind != boolean || len(a.dims) < 2 {
			return errKind(in)
		}
		if err := m.make(o, a.kind, a.dims...); err != nil {
			return err
		}
		columns := a.last()
		rows := a.dims[len(a.dims)-2]
		for i := range a.len() {
			kept := i%columns-i/columns%rows >= k
			if !upper {
				kept = i%columns-i/columns%rows <= k
			}
			switch {
			case a.kind == f32 && kept:
				o.f[i] = a.f[i]
			case a.kind == f32:
				o.f[i] = 0
			case kept:
				o.i[i] = a.i[i]
			default:
				o.i[i] = 0
			}
		}
		return nil
	}, nil
}

// scatter is ScatterND: slices of a value are replaced.
func scatter(n ort.Step) (op, error) {
	if len(n.Attributes) > 0 {
		return nil, errors.ErrUnsupported
	}
	return func(m *machine, in, out []*value) error {
		a, index, updates, o := in[0], in[1], in[2], out[0]
		depth := index.last()
		if index.kind != i64 || updates.kind != a.kind || len(index.dims) == 0 || depth > len(a.dims) {
			return errKind(in)
		}
		if err := m.make(o, a.kind, a.dims...); err != nil {
			return err
		}
		move(o, 0, a, 0, 1, a.len())
		inner := 1
		for _, d := range a.dims[depth:] {
			inner *= d
		}
		if depth == 0 {
			return errors.ErrUnsupported
		}
		for i := range index.len() / depth {
			at := 0
			for j := range depth {
				x := int(index.i[i*depth+j])
				if x < 0 {
					x += a.dims[j]
				}
				if x < 0 || x >= a.dims[j] {
					return fmt.Errorf("index %d of %d", x, a.dims[j])
				}
				at = at*a.dims[j] + x
			}
			move(o, at*inner, updates, i*inner, 1, inner)
		}
		return nil
	}, nil
}
