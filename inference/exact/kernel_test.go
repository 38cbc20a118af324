//go:build linux && amd64 && cgo

package exact

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestKernels: every set of instructions that the processor has gives the products
// that Go does, at the ends of the numbers too.
func TestKernels(t *testing.T) {
	best := level
	defer func() { level = best }()
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		rows, in, out := 1+r.IntN(20), 1+r.IntN(150), 1+r.IntN(150)
		weights, a := &value{kind: []kind{u8, i8}[r.IntN(2)], dims: []int{in, out}, b: make([]byte, in*out)}, make([]byte, rows*in)
		zeros := &value{kind: weights.kind, dims: []int{out}, b: make([]byte, out)}
		for _, b := range [][]byte{weights.b, a, zeros.b} {
			for i := range b {
				b[i] = byte(r.IntN(256))
				if r.IntN(2) == 0 {
					b[i] = []byte{0, 127, 128, 255}[r.IntN(4)]
				}
			}
		}
		p, zero := pack(weights, zeros), int32(r.IntN(256))
		want := make([]int32, rows*out)
		for i := range want {
			for k := range in {
				want[i] += (int32(a[i/out*in+k]) - zero) * int32(number(weights, k*out+i%out)-number(zeros, i%out))
			}
		}
		got := make([]int32, rows*out)
		for level = range best + 1 {
			clear(got)
			if p.multiply(got, a, rows, zero); !slices.Equal(got, want) {
				t.Fatalf("%s: %d rows, %d to %d", Level(), rows, in, out)
			}
		}
	}
}

// TestFloats: products of floats have the same bits in C and in Go.
func TestFloats(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		rows, inner, columns := 1+r.IntN(9), 1+r.IntN(70), 1+r.IntN(90)
		a, b := make([]float32, rows*inner), make([]float32, inner*columns)
		for _, v := range [][]float32{a, b} {
			for i := range v {
				v[i] = float32(r.NormFloat64())
			}
		}
		got, want := make([]float32, rows*columns), make([]float32, rows*columns)
		multiplyFloats(got, a, b, rows, inner, columns)
		multiplyFloatsPlain(want, a, b, rows, inner, columns)
		if !slices.Equal(got, want) {
			t.Fatalf("%d × %d × %d", rows, inner, columns)
		}
	}
}

// TestFunctions compares the functions with the library's.
func TestFunctions(t *testing.T) {
	for x := float32(-30); x < 30; x += 0.0137 {
		for _, c := range []struct{ got, want float64 }{{float64(exp(x)), math.Exp(float64(x))}, {float64(tanh(x)), math.Tanh(float64(x))}} {
			if math.Abs(c.got-c.want) > 1e-7*math.Abs(c.want) {
				t.Fatalf("at %v: %v, want %v", x, c.got, c.want)
			}
		}
	}
}
