// T5 on the CPU.
//
// A t5_model holds the weights, which never change once they are packed. Any number of
// states share one model. A t5_state answers rows of prompts on one thread.
//
// Precision: floats have 32 bits. With 8-bit weights, each row is quantized to integers
// from -127 to 127 before a product, and the product's sums are exact integers. So the
// result of a row does not depend on the other rows of its batch. Sums of floats are
// added in an order that depends on their row alone, and every set of instructions adds
// them in the same order: all give the same bits.
//
// Memory: t5_new and t5_state_new allocate, t5_free and t5_state_free release all that
// belongs to the object, each exactly once. A model must outlive its states. Arguments
// belong to the caller and are read or written during the call only; nothing that the
// caller passes is kept, and no pointer into a state is returned.
//
// Threads: calls on one state must not overlap. Calls on different states may.
//
// Errors: a function that returns an int returns 0, or -1 where memory ran out. After
// an error of t5_join, t5_feed or t5_settle the state has no rows and can be used again;
// after one of t5_pick, t5_logits or t5_score its rows are as they were, and what was
// written to the output means nothing. The functions trust their arguments: the caller
// checks that ids are below the vocabulary, that rows exist, and that tokens were fed.
//
// Overflow: where a number of a row becomes infinite or NaN, all later numbers of that
// row are NaN, so its logits are and t5_pick chooses -1. Other prompts are not affected.

#ifndef SLMKIT_T5_H
#define SLMKIT_T5_H

#include <stddef.h>
#include <stdint.h>

enum { T5_LANES = 16 };  // outputs of a panel of weights, positions of a block of keys

// t5_matrix is weights [out, in], in panels of 16 outputs: floats [in][16], or
// 8-bit integers [in/4][16][4].
typedef struct {
	int out, in;
	int outs, ins;  // as stored: outs a multiple of 32, ins of 64 where they are integers
	float *floats;
	int8_t *bytes;
	float *scale;     // of each output, where they are integers
	int32_t *offset;  // 128 times the sum of each output's integers
} t5_matrix;

typedef struct {
	float *self_norm, *cross_norm, *ff_norm;
	t5_matrix qkv, self_out, cross_q, cross_out, wi, wo;
} t5_layer;

typedef struct {
	int bits;  // 32 or 8
	int size, heads, head, ff, vocab;
	int far;  // distances from here on share a position bias
	int encoder_layers, decoder_layers;
	int gated;  // wi is the gate and then the value
	int gelu;   // else ReLU
	float epsilon;
	float scale;  // of what the decoder gives to the head
} t5_config;

// t5_first remembers what a first layer computes for the tokens that were met first.
// All states read it, and one at a time writes to it.
typedef struct {
	int busy;       // a state is writing
	int rows, room;
	int32_t *row;   // of each token: its row of the table, counted from 1; 0: it has none
	float *table;   // queries, keys and values of each row
} t5_first;

typedef struct {
	t5_config c;
	t5_layer *encoder, *decoder;
	t5_first *first;       // of the encoder and of the decoder
	float *encoder_norm, *decoder_norm;
	float *encoder_bias;  // [heads, 2*far+1]
	float *decoder_bias;  // [heads, far+1]
	t5_matrix cross;      // keys and values of all decoder layers: [layers, 2, heads, head]
	t5_matrix tokens;
	t5_matrix own_head;  // empty where the head multiplies with tokens
	// For a head of floats: the nearest 8-bit integers, and for each output the length of
	// the vector of differences, and of the vector of the rounded weights. Empty otherwise.
	t5_matrix outline;
	float *miss, *span;
} t5_model;

// t5_level is a set of instructions.
typedef enum { T5_NONE, T5_WASM, T5_NEON, T5_AVX2, T5_AVX512, T5_AMX } t5_level;

// t5_choice is the likeliest token and how likely it is: its logit, the logit of the
// second likeliest, and the log of the sum of all exp(logit - top). The last two are 0
// unless they are asked for. id is -1 where no logit is a number.
typedef struct {
	int32_t id;
	float top, second, rest;
} t5_choice;

typedef struct t5_state t5_state;

t5_level t5_best_level(void);

// t5_new makes a model without weights. The caller initializes every matrix and vector
// of it, packs the weights, and then calls t5_outline. NULL: memory ran out.
t5_model *t5_new(const t5_config *c);
// t5_make is t5_new for callers who have no t5_config.
t5_model *t5_make(int bits, int size, int heads, int head, int ff, int vocab, int far, int encoder_layers, int decoder_layers, int gated, int gelu,
                  float epsilon, float scale);
// t5_free releases a model and all that was packed into it. NULL is allowed.
void t5_free(t5_model *m);
// t5_matrix_init allocates a matrix of zeros; t5_free releases it with its model.
int t5_matrix_init(t5_matrix *w, int bits, int out, int in);
// t5_vector allocates n zeros, and more behind them that kernels may read. It belongs
// to the model that it is stored in. NULL: memory ran out.
float *t5_vector(int n);
// t5_matrix_at is where a matrix of a model is: see wasm.c for the numbers.
t5_matrix *t5_matrix_at(t5_model *m, int side, int layer, int which);
// t5_vector_set copies n values to a vector of a model: see wasm.c for the numbers.
int t5_vector_set(t5_model *m, int side, int layer, int which, const float *values, int n);
// t5_pack stores the outputs from..from+n-1 of a matrix. from is a multiple of 16, and
// so is n unless the last output is among them. data[o*by_out + i*by_in] is the weight
// of output o and input i: a float, or an 8-bit integer with a scale for each output.
void t5_pack(t5_matrix *w, int from, int n, const void *data, size_t by_out, size_t by_in, const float *scale);
// t5_outline makes what t5_pick finds likely tokens with. Call it when all weights are
// packed. The level changes its speed, not its result.
int t5_outline(t5_model *m, t5_level level);

// t5_state_new makes a state without rows. NULL: memory ran out.
t5_state *t5_state_new(const t5_model *m, t5_level level);
// t5_state_free releases a state. NULL is allowed.
void t5_state_free(t5_state *s);
// t5_join encodes prompts of lengths[i] > 0 tokens, which lie one behind the other in
// ids. Each becomes a row behind those that are there. Until the next t5_feed no token
// can be picked.
int t5_join(t5_state *s, const int32_t *ids, const int32_t *lengths, int rows);
// t5_feed runs the decoder on the next counts[i] > 0 tokens of each row.
int t5_feed(t5_state *s, const int32_t *ids, const int32_t *counts);
// t5_settle replaces the rows by n new ones: row i continues the former row rows[i],
// with the first kept[i] of the tokens that it was just fed. A row may continue several
// times, or not at all. n = 0 removes all rows.
int t5_settle(t5_state *s, const int32_t *rows, const int32_t *kept, int n);
// The tokens of the last t5_feed are numbered row by row. t5_pick chooses what follows
// each of the tokens from..from+n-1, t5_logits writes the logits [n, vocab] behind them,
// t5_score the logits of n ids behind the one token at.
int t5_pick(t5_state *s, int from, int n, int detail, t5_choice *out);
int t5_logits(t5_state *s, int from, int n, float *out);
int t5_score(t5_state *s, int at, const int32_t *ids, int n, float *out);

#endif
