// Package ort finds, installs and starts ONNX Runtime, and reads ONNX files without
// it. It is the only place that knows where the shared library comes from.
//
// # Products that saturate
//
// ONNX Runtime multiplies unsigned 8-bit activations with signed 8-bit weights
// (MatMulInteger, DynamicQuantizeMatMul). On x86-64 processors with AVX2 or AVX-512
// but without VNNI it uses vpmaddubsw, which adds two neighbouring products in 16
// bits and saturates: 255·127 + 255·127 is 64770, and becomes 32767; four such
// products, 129540, become 65534. Pairs from -32768 to 32767 are exact, and so are products
// of unsigned weights. Processors with VNNI add in 32 bits. One and the same int8 export
// therefore answers differently on another processor.
//
// Saturates multiplies once and says which of the two this processor does. The session
// option PreciseProducts makes ONNX Runtime's products with constant weights exact
// everywhere, at some speed; slmkit's sessions ask for it. TestProductsSaturate has
// the numbers.
//
// The package imports inference/regular, which opens files, and inference/ort/onnx,
// which is the binding to the library. Its errors name the file or the library, on one
// line, and say what to do.
package ort
