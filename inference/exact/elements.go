package exact

import (
	"errors"
	"fmt"
	"math"

	"github.com/slmkit/slmkit/inference/ort"
)

// floatLoops compute rows of floats. A stride is 0 or 1, or more where a is a column.
var floatLoops = map[string]func(o, a, b []float32, sa, sb int){
	"Add": func(o, a, b []float32, sa, sb int) {
		for i := range o {
			o[i] = a[i*sa] + b[i*sb]
		}
	},
	"Sub": func(o, a, b []float32, sa, sb int) {
		for i := range o {
			o[i] = a[i*sa] - b[i*sb]
		}
	},
	"Mul": func(o, a, b []float32, sa, sb int) {
		for i := range o {
			o[i] = a[i*sa] * b[i*sb]
		}
	},
	"Div": func(o, a, b []float32, sa, sb int) {
		for i := range o {
			o[i] = a[i*sa] / b[i*sb]
		}
	},
	"Min": func(o, a, b []float32, sa, sb int) {
		for i := range o {
			o[i] = min(a[i*sa], b[i*sb])
		}
	},
	"Max": func(o, a, b []float32, sa, sb int) {
		for i := range o {
			o[i] = max(a[i*sa], b[i*sb])
		}
	},
	"Pow": func(o, a, b []float32, sa, sb int) {
		for i := range o {
			switch x := a[i*sa]; b[i*sb] {
			case 2:
				o[i] = x * x
			case 3:
				square := x * x
				o[i] = square * x
			default:
				o[i] = float32(math.Pow(float64(x), float64(b[i*sb])))
			}
		}
	},
}

var intLoops = map[string]func(a, b int64) (int64, error){
	"Add": func(a, b int64) (int64, error) { return a + b, nil },
	"Sub": func(a, b int64) (int64, error) { return a - b, nil },
	"Mul": func(a, b int64) (int64, error) { return a * b, nil },
	"Div": func(a, b int64) (int64, error) {
		if b == 0 {
			return 0, errors.New("division by 0")
		}
		return a / b, nil
	},
	"Min": func(a, b int64) (int64, error) { return min(a, b), nil },
	"Max": func(a, b int64) (int64, error) { return max(a, b), nil },
	"And": func(a, b int64) (int64, error) { return a & b, nil },
	"Or":  func(a, b int64) (int64, error) { return a | b, nil },
}

// arithmetic is an operator of two values of one type, or of more, from left to right.
func arithmetic(name string) builder {
	return func(n ort.Step) (op, error) {
		if len(n.Inputs) != 2 || len(n.Outputs) != 1 {
			return nil, fmt.Errorf("with %d inputs: %w", len(n.Inputs), errors.ErrUnsupported)
		}
		floats, ints := floatLoops[name], intLoops[name]
		return func(m *machine, in, out []*value) error {
			a, b := in[0], in[1]
			if a.kind != b.kind || a.kind == f32 && floats == nil || a.kind != f32 && a.kind != i64 && a.kind != boolean || a.kind != f32 && ints == nil {
				return errKind(in)
			}
			w, err := broadcast(a, b)
			if err != nil {
				return err
			}
			if err := m.make(out[0], a.kind, full(a, b)...); err != nil {
				return err
			}
			o := out[0]
			w.rows(func(n, at int, from, step [3]int) {
				if a.kind == f32 {
					if n > 0 {
						floats(o.f[at:at+n], a.f[from[0]:], b.f[from[1]:], step[0], step[1])
					}
					return
				}
				for i := range n {
					x, failed := ints(a.i[from[0]+i*step[0]], b.i[from[1]+i*step[1]])
					o.i[at+i], err = x, errors.Join(err, failed)
				}
			})
			return err
		}, nil
	}
}

// compare is an operator whose result is booleans.
func compare(floats func(a, b float32) bool, ints func(a, b int64) bool) builder {
	return func(n ort.Step) (op, error) {
		if len(n.Inputs) != 2 || len(n.Outputs) != 1 {
			return nil, errors.ErrUnsupported
		}
		return func(m *machine, in, out []*value) error {
			a, b := in[0], in[1]
			if a.kind != b.kind || a.kind != f32 && a.kind != i64 && a.kind != boolean {
				return errKind(in)
			}
			w, err := broadcast(a, b)
			if err != nil {
				return err
			}
			if err := m.make(out[0], boolean, full(a, b)...); err != nil {
				return err
			}
			o := out[0]
			w.rows(func(n, at int, from, step [3]int) {
				for i := range n {
					x, y := from[0]+i*step[0], from[1]+i*step[1]
					yes := false
					if a.kind == f32 {
						yes = floats(a.f[x], b.f[y])
					} else {
						yes = ints(a.i[x], b.i[y])
					}
					o.i[at+i] = 0
					if yes {
						o.i[at+i] = 1
					}
				}
			})
			return nil
		}, nil
	}
}

// where chooses between two values.
func where(n ort.Step) (op, error) {
	if len(n.Inputs) != 3 || len(n.Outputs) != 1 {
		return nil, errors.ErrUnsupported
	}
	return func(m *machine, in, out []*value) error {
		c, a, b := in[0], in[1], in[2]
		if c.kind != boolean || a.kind != b.kind || a.kind != f32 && a.kind != i64 && a.kind != boolean {
			return errKind(in)
		}
		w, err := broadcast(c, a, b)
		if err != nil {
			return err
		}
		if err := m.make(out[0], a.kind, full(c, a, b)...); err != nil {
			return err
		}
		o := out[0]
		w.rows(func(n, at int, from, step [3]int) {
			for i := range n {
				v, x := a, from[1]+i*step[1]
				if c.i[from[0]+i*step[0]] == 0 {
					v, x = b, from[2]+i*step[2]
				}
				if a.kind == f32 {
					o.f[at+i] = v.f[x]
				} else {
					o.i[at+i] = v.i[x]
				}
			}
		})
		return nil
	}, nil
}

// each is an operator of one value, element by element. Either function may be nil.
func each(floats func(o, a []float32), ints func(a int64) int64) builder {
	return func(n ort.Step) (op, error) {
		if len(n.Inputs) != 1 || len(n.Outputs) != 1 {
			return nil, errors.ErrUnsupported
		}
		return func(m *machine, in, out []*value) error {
			a, o := in[0], out[0]
			known := a.kind == f32 && floats != nil || (a.kind == i64 || a.kind == boolean) && ints != nil
			if !known {
				return errKind(in)
			}
			if err := m.make(o, a.kind, a.dims...); err != nil {
				return err
			}
			if a.kind == f32 {
				floats(o.f, a.f)
				return nil
			}
			for i, x := range a.i {
				o.i[i] = ints(x)
			}
			return nil
		}, nil
	}
}

func apply(f func(x float32) float32) func(o, a []float32) {
	return func(o, a []float32) {
		for i, x := range a {
			o[i] = f(x)
		}
	}
}

// clip bounds values from below and from above.
func clip(n ort.Step) (op, error) {
	if len(n.Inputs) == 0 || len(n.Inputs) > 3 || len(n.Outputs) != 1 {
		return nil, errors.ErrUnsupported
	}
	return func(m *machine, in, out []*value) error {
		a, o := in[0], out[0]
		if err := m.make(o, a.kind, a.dims...); err != nil {
			return err
		}
		bound := func(i int) *value {
			if i < len(in) && in[i] != nil && in[i].kind == a.kind {
				return in[i]
			}
			return nil
		}
		low, high := bound(1), bound(2)
		switch a.kind {
		case f32:
			for i, x := range a.f {
				if low != nil {
					x = max(x, low.f[0])
				}
				if high != nil {
					x = min(x, high.f[0])
				}
				o.f[i] = x
			}
		case i64:
			for i, x := range a.i {
				if low != nil {
					x = max(x, low.i[0])
				}
				if high != nil {
					x = min(x, high.i[0])
				}
				o.i[i] = x
			}
		default:
			return errKind(in)
		}
		return nil
	}, nil
}

// cast changes the type of a value.
func cast(n ort.Step) (op, error) {
	to := kinds[int(n.Attributes["to"].Int)]
	if len(n.Inputs) != 1 || len(n.Outputs) != 1 || to != f32 && to != i64 && to != i32 && to != boolean {
		return nil, fmt.Errorf("to type %d: %w", n.Attributes["to"].Int, errors.ErrUnsupported)
	}
	return func(m *machine, in, out []*value) error {
		a, o := in[0], out[0]
		if a.kind == to {
			share(o, a, a.dims...)
			return nil
		}
		if a.kind == u8 || a.kind == i8 {
			return errKind(in)
		}
		if err := m.make(o, to, a.dims...); err != nil {
			return err
		}
		if a.kind == i32 && to == f32 {
			for i, x := range a.n {
				o.f[i] = float32(x)
			}
			return nil
		}
		for i := range a.len() {
			castElement(o, a, i)
		}
		return nil
	}, nil
}

// castElement converts an element. Floats are cut off towards 0.
func castElement(o, a *value, i int) {
	var whole int64
	var exact float32
	switch a.kind {
	case f32:
		whole, exact = int64(a.f[i]), a.f[i]
	case i32:
		whole, exact = int64(a.n[i]), float32(a.n[i])
	default:
		whole, exact = a.i[i], float32(a.i[i])
	}
	switch o.kind {
	case f32:
		o.f[i] = exact
	case i32:
		o.n[i] = int32(whole)
	case i64:
		o.i[i] = whole
	case boolean:
		o.i[i] = 0
		if exact != 0 {
			o.i[i] = 1
		}
	}
}
