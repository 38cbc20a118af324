// What t5.c and the instruction sets' files share.

#ifndef SLMKIT_T5_INTERNAL_H
#define SLMKIT_T5_INTERNAL_H

#include "t5.h"

// A page is what the decoder remembers of 16 positions of a row: by layer and
// head keys [head][16] and values [16][head].
typedef struct {
	int prompt, past;
	int pages, room;
	float **page;
} t5_slot;

typedef struct {
	void *data;
	size_t bytes;
} t5_buffer;

// t5_prompt is what the decoder sees of a prompt: by layer and head keys
// [blocks][head][16] and values [blocks*16][head].
typedef struct {
	int length;
	int rows;  // that it is the prompt of
	t5_buffer cross;
} t5_prompt;

struct t5_state {
	const t5_model *m;
	t5_level level;
	int rows;
	t5_slot *slots, *spare_slots;
	int slots_room;
	float **free_pages;
	int free_count, free_room;

	t5_prompt *prompts;
	int prompts_room;

	int reach;         // distances that the biases below have
	t5_buffer biases;  // encoder [heads][2*reach+32], decoder [heads][reach+32]

	// Rows of tokens.
	t5_buffer x, y, wide, context, inner, hidden;
	t5_buffer integers, below, steps, more_steps;
	// Of one head.
	t5_buffer keys, scores, segments;
	t5_buffer best, bounds, norms;
	t5_buffer fresh;  // by token, from 1 on: its place among those that first_project makes, 0 none
};

// t5_roomy makes a buffer hold at least `bytes` bytes. A buffer that grows loses its
// contents and is filled with zeros.
void *t5_roomy(t5_buffer *b, size_t bytes);
size_t t5_page_floats(const t5_model *m);
// t5_pages gives a slot pages for some positions.
int t5_pages(t5_state *s, t5_slot *slot, int positions);

static inline int t5_up(int n, int to) { return (n + to - 1) / to * to; }

// t5_width is how wide rows of n floats are stored, with zeros behind them.
static inline size_t t5_width(int n) { return t5_up(n, 2 * T5_LANES); }

static inline const t5_matrix *t5_head(const t5_model *m) { return m->own_head.out ? &m->own_head : &m->tokens; }

#define T5_ENGINE(isa)                                                                     \
	void t5_outline_##isa(t5_model *);                                                     \
	int t5_join_##isa(t5_state *, const int32_t *, int);                                   \
	int t5_feed_##isa(t5_state *, const int32_t *, const int32_t *);                       \
	int t5_pick_##isa(t5_state *, int, int, int, t5_choice *);                             \
	int t5_logits_##isa(t5_state *, int, int, float *);                                    \
	int t5_score_##isa(t5_state *, int, const int32_t *, int, float *);
T5_ENGINE(avx2)
T5_ENGINE(avx512)
T5_ENGINE(v128)

#endif
