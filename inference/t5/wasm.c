//go:build ignore

// The module t5.wasm: all of this package's C in one, for WebAssembly. It imports nothing.
// Besides the functions of t5.h, with pointers as offsets into its memory, it exports
//
//	memory
//	malloc(bytes), free(pointer)
//	t5_make(bits, size, heads, head, ff, vocab, far, encoder_layers, decoder_layers, gated, gelu, epsilon, scale) -> model, 0 where memory ran out
//	t5_matrix_at(model, side, layer, which) -> where a t5_matrix of the model is, for t5_matrix_init and t5_pack
//	t5_vector_set(model, side, layer, which, values, n) -> 0, or -1 where memory ran out
//
// side is 0 for the encoder and 1 for the decoder. The weights of a layer are, by which:
// matrices 0 qkv, 1 self_out, 2 cross_q, 3 cross_out, 4 wi, 5 wo; vectors 0 self_norm, 1
// cross_norm, 2 ff_norm. In layer -1 are the matrices 0 cross, 1 tokens, 2 own_head, and
// the vectors 0 final norm, 1 position bias [heads, distances]. When all are there,
// t5_outline(model, 1) ends the loading.
//
// A t5_choice takes 16 bytes: id, top, second, rest.

#include "t5.c"
#include "t5_v128.c"
#include "parts.c"
