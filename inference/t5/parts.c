//go:build (linux || darwin) && (amd64 || arm64)

// The parts of a model by numbers, which the callers of other languages name them by.

#include "internal.h"

#include <string.h>

t5_model *t5_make(int bits, int size, int heads, int head, int ff, int vocab, int far, int encoder_layers, int decoder_layers, int gated, int gelu,
                  float epsilon, float scale) {
	const t5_config c = {.bits = bits, .size = size, .heads = heads, .head = head, .ff = ff, .vocab = vocab, .far = far, .encoder_layers = encoder_layers,
	                     .decoder_layers = decoder_layers, .gated = gated, .gelu = gelu, .epsilon = epsilon, .scale = scale};
	return t5_new(&c);
}

t5_matrix *t5_matrix_at(t5_model *m, int side, int layer, int which) {
	if (layer < 0) return which == 0 ? &m->cross : which == 1 ? &m->tokens : &m->own_head;
	t5_layer *l = (side ? m->decoder : m->encoder) + layer;
	t5_matrix *all[] = {&l->qkv, &l->self_out, &l->cross_q, &l->cross_out, &l->wi, &l->wo};
	return all[which];
}

int t5_vector_set(t5_model *m, int side, int layer, int which, const float *values, int n) {
	float **to;
	if (layer < 0) {
		to = which == 0 ? (side ? &m->decoder_norm : &m->encoder_norm) : (side ? &m->decoder_bias : &m->encoder_bias);
	} else {
		t5_layer *l = (side ? m->decoder : m->encoder) + layer;
		to = which == 0 ? &l->self_norm : which == 1 ? &l->cross_norm : &l->ff_norm;
	}
	if (!(*to = t5_vector(n))) return -1;
	memcpy(*to, values, n * sizeof *values);
	return 0;
}
