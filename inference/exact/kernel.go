//go:build linux && amd64 && cgo

package exact

// #cgo CFLAGS: -O3
// #include "kernel.h"
import "C"

import "unsafe"

// level is the set of instructions in use: tests set others.
var level = int(C.exact_level())

// levels names the sets of instructions.
var levels = []string{"Go", "AVX2", "AVX-512 VNNI"}

// Level names what multiplies quantized numbers here.
func Level() string { return levels[level] }

// multiply writes the products of rows of bytes, whose zero point is zero, with the
// weights.
func (p *matrix) multiply(o []int32, a []byte, rows int, zero int32) {
	if level == C.EXACT_NONE || rows == 0 {
		p.multiplyPlain(o, a, rows, zero)
		return
	}
	C.exact_multiply(C.int(level), (*C.int32_t)(unsafe.Pointer(&o[0])), (*C.uint8_t)(unsafe.Pointer(&a[0])), C.int(rows), C.int(zero),
		(*C.int8_t)(unsafe.Pointer(&p.panels[0])), (*C.int32_t)(unsafe.Pointer(&p.zero[0])), (*C.int32_t)(unsafe.Pointer(&p.sums[0])), C.int(p.in), C.int(p.out))
}

// multiplyFloats adds the products of each output in the order of inner.
func multiplyFloats(o, a, b []float32, rows, inner, columns int) {
	if level == C.EXACT_NONE || len(o) == 0 || inner == 0 {
		multiplyFloatsPlain(o, a, b, rows, inner, columns)
		return
	}
	_, _ = a[rows*inner-1], b[inner*columns-1]
	C.exact_multiply_floats((*C.float)(unsafe.Pointer(&o[0])), (*C.float)(unsafe.Pointer(&a[0])), (*C.float)(unsafe.Pointer(&b[0])), C.int(rows), C.int(inner), C.int(columns))
}
