package exact

import "math"

// operators is what the package knows, but for If and for MatMulInteger with
// weights, which the compiler makes itself.
var operators = map[string]builder{
	"Add": arithmetic("Add"), "Sub": arithmetic("Sub"), "Mul": arithmetic("Mul"), "Div": arithmetic("Div"), "Pow": arithmetic("Pow"),
	"Min": arithmetic("Min"), "Max": arithmetic("Max"), "And": arithmetic("And"), "Or": arithmetic("Or"),

	"Equal":          compare(func(a, b float32) bool { return a == b }, func(a, b int64) bool { return a == b }),
	"Less":           compare(func(a, b float32) bool { return a < b }, func(a, b int64) bool { return a < b }),
	"LessOrEqual":    compare(func(a, b float32) bool { return a <= b }, func(a, b int64) bool { return a <= b }),
	"Greater":        compare(func(a, b float32) bool { return a > b }, func(a, b int64) bool { return a > b }),
	"GreaterOrEqual": compare(func(a, b float32) bool { return a >= b }, func(a, b int64) bool { return a >= b }),

	"Abs":  each(apply(func(x float32) float32 { return max(x, -x) }), func(a int64) int64 { return max(a, -a) }),
	"Neg":  each(apply(func(x float32) float32 { return -x }), func(a int64) int64 { return -a }),
	"Not":  each(nil, func(a int64) int64 { return 1 - a }),
	"Relu": each(apply(func(x float32) float32 { return max(x, 0) }), nil),
	"Tanh": each(apply(tanh), nil),
	"Exp":  each(apply(exp), nil),
	"Log":  each(apply(log), nil),
	"Sqrt": each(apply(sqrt), nil),
	"Erf":  each(apply(func(x float32) float32 { return float32(math.Erf(float64(x))) }), nil),

	"Where": where, "Clip": clip, "Cast": cast,

	"Reshape": reshape, "Unsqueeze": unsqueeze, "Squeeze": squeeze, "Identity": identity, "Shape": shapeOf, "Transpose": transpose,
	"Expand": expand, "Concat": concat, "Gather": gather, "Slice": slice, "ConstantOfShape": constantOfShape, "Constant": constantOf,
	"Range": counting, "Trilu": triangle, "ScatterND": scatter,

	"DynamicQuantizeLinear": quantize, "DequantizeLinear": dequantize, "Softmax": softmax, "ReduceMean": mean,
	"MatMul": multiply, "MatMulInteger": multiplyIntegers,
}
