// Package t5 runs T5 models on x86-64 processors with kernels of its own, in C:
// AMX, AVX-512 with VNNI, or AVX2, whichever the processor has. Results are the
// same bits on all of them, and in whatever batch a prompt is.
//
// Weights are kept once, in the order in which they are multiplied. Tokens of all
// rows are packed: nothing is computed for padding. What the decoder remembers
// lies in pages of 16 positions, so that rows come and go without being moved.
package t5
