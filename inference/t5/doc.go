// Package t5 runs T5 models on x86-64 processors under Linux, with kernels of its own in
// C for three levels of instructions: AVX2, AVX-512 with VNNI, and AMX. [Best] chooses
// the level, and the environment variable SLMKIT_CPU (avx2, avx512 or amx) can lower it
// for measurements.
//
// A [Model] holds the weights, which [New] reads through the interface [Weights]. A
// [State] answers prompts that come and go: Join encodes prompts, Feed gives the decoder
// tokens, Pick chooses what follows, and Settle says which rows go on with how many of
// these tokens. The package knows tokens, not text: package inference does the rest.
//
// Results are the same bits on every level and in every batch. With 8-bit weights each
// row is quantized by itself and sums are exact integers, and sums of floats are added
// in an order that depends on their row alone.
//
// How it is fast: weights are kept once, in the order in which they are multiplied.
// Tokens of all rows are packed, so nothing is computed for padding. The decoder's
// memory lies in pages of 16 positions, so that rows come and go without being moved.
//
// Errors: a shape that the kernels cannot run, or a processor without AVX2, is an
// [errors.ErrUnsupported]. A weight that is infinite or NaN is an error of New that names
// the tensor. Where numbers overflow later, Pick chooses the token −1 for that prompt
// alone. After Close every method returns [ErrClosed].
//
// The package imports nothing else of slmkit. The file t5.h is the contract between Go
// and C: who owns memory, and what a state is after an error.
package t5
