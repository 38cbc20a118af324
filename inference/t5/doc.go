// Package t5 runs T5 models with kernels of its own, in C for 16 lanes. The C is compiled
// for AVX2, for AVX-512 with VNNI, for AMX and for NEON where cgo is (Linux and macOS on
// x86-64 and 64-bit Arm), and to WebAssembly (t5.wasm, without imports) for everything
// else: a build without cgo, Windows, an old processor, and browsers. In Go, wazero runs
// the WebAssembly. [Best] chooses the level, and the environment variable SLMKIT_CPU (wasm,
// avx2, avx512 or amx) can lower it for measurements.
//
// A [Model] holds the weights, which [New] reads through the interface [Weights]. A
// [State] answers prompts that come and go: Join encodes prompts, Feed gives the decoder
// tokens, Pick chooses what follows, and Settle says which rows go on with how many of
// these tokens. The package knows tokens, not text: package inference does the rest.
//
// Results are the same bits on every level of a processor and in every batch. WebAssembly
// computes fused products in 64 bits, which gives the same bits but for one sum in 500
// million; for the products with float weights, where that would be slow, it rounds twice,
// so that the last bits differ. With 8-bit weights each row is quantized by itself and sums are exact integers, and sums of floats
// are added in an order that depends on their row alone.
//
// How it is fast: weights are kept once, in the order in which they are multiplied.
// Tokens of all rows are packed, so nothing is computed for padding. The decoder's
// memory lies in pages of 16 positions, so that rows come and go without being moved.
//
// Memory: the weights are shared by all states. In WebAssembly each state has a copy, so
// that they run side by side; of models above 256 MB there is one, and states take turns.
//
// Errors: a shape that the kernels cannot run is an [errors.ErrUnsupported]. A weight that
// is infinite or NaN is an error of New that names the tensor. Where numbers overflow
// later, Pick chooses the token −1 for that prompt alone. After Close every method returns
// [ErrClosed].
//
// The package imports nothing else of slmkit. The file t5.h is the contract between Go
// and C: who owns memory, and what a state is after an error.
package t5
