// Package exact runs ONNX graphs of T5 models that were quantized dynamically, as
// optimum and transformers.js write them (DynamicQuantizeLinear and MatMulInteger),
// with integer sums that are exact and float sums in one fixed order. A graph then
// answers with the same bits on every processor. ONNX Runtime does not promise
// that: its sums depend on the processor's vectors, and its 8-bit products
// saturate on some.
//
// The package follows the graph operator by operator and assumes nothing of the
// model. Compile refuses graphs with other operators with errors.ErrUnsupported.
// Quantized products run in C where there are kernels for the processor, and
// in Go elsewhere.
//
// It imports inference/ort, which reads the files, and nothing else of slmkit.
// What graphs and inputs get wrong is an error of Compile or Run, never a panic.
package exact
