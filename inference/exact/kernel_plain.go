//go:build !(linux && amd64 && cgo)

package exact

// Level names what multiplies quantized numbers here.
func Level() string { return "Go" }

func (p *matrix) multiply(o []int32, a []byte, rows int, zero int32) {
	p.multiplyPlain(o, a, rows, zero)
}
