//go:build !(linux && amd64 && cgo)

package exact

// Level names what multiplies quantized numbers here.
func Level() string { return "Go" }

func (p *matrix) multiply(o []int32, a []byte, rows int, zero int32) {
	p.multiplyPlain(o, a, rows, zero)
}

// multiplyFloats adds the products of each output in the order of inner.
func multiplyFloats(o, a, b []float32, rows, inner, columns int) {
	multiplyFloatsPlain(o, a, b, rows, inner, columns)
}
