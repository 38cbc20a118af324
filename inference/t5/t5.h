// T5 on the CPU. A model is weights that do not change, and what is remembered of
// them, shared by any number of states, each of which answers rows of prompts on one thread.
//
// Floats are 32 bits wide. With 8-bit weights, what they are multiplied with is
// quantized row by row to integers around 128 and the products are exact, so no
// number depends on the batch; every other sum is in an order that depends on the
// row alone. All instruction sets add in the same order and give the same bits.

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

// t5_first is what a first layer makes of the tokens that came first. All states
// read it, and one at a time writes to it.
typedef struct {
	int busy;
	int rows, room;
	int32_t *row;  // by token, from 1 on: its row of the table, 0 none
	float *table;  // queries, keys and values
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
	// Of a head of floats, 8-bit integers near them, and by output how long the vector
	// of differences is and that of what the integers stand for. Empty otherwise.
	t5_matrix outline;
	float *miss, *span;
} t5_model;

// t5_level is a set of instructions.
typedef enum { T5_NONE, T5_AVX2, T5_AVX512, T5_AMX } t5_level;

// t5_choice is the likeliest token, and how likely it is: its logit, the logit of
// the second, and the log of the sum of all exp(logit - top). The last two are 0
// unless they are asked for.
typedef struct {
	int32_t id;
	float top, second, rest;
} t5_choice;

typedef struct t5_state t5_state;

t5_level t5_best_level(void);

// A function that returns an int returns 0, or -1 where memory ran out.

t5_model *t5_new(const t5_config *c);
void t5_free(t5_model *m);
int t5_matrix_init(t5_matrix *w, int bits, int out, int in);
float *t5_vector(int n);
// t5_pack stores outputs from..from+n-1, from a multiple of 16, n one too unless
// it is the last. data has the value of output o and input i at o*by_out + i*by_in;
// it is floats or 8-bit integers, which come with a scale for each output.
void t5_pack(t5_matrix *w, int from, int n, const void *data, size_t by_out, size_t by_in, const float *scale);

// t5_outline makes the outline, when all weights are there.
int t5_outline(t5_model *m);

t5_state *t5_state_new(const t5_model *m, t5_level level);
void t5_state_free(t5_state *s);
// t5_join encodes prompts, none empty, each of which becomes a row behind those that
// are there. Until the next t5_feed nothing can be picked.
int t5_join(t5_state *s, const int32_t *ids, const int32_t *lengths, int rows);
// t5_feed runs the decoder on the next tokens of each row, at least one.
int t5_feed(t5_state *s, const int32_t *ids, const int32_t *counts);
// t5_settle makes row i of what was row rows[i], with the first kept[i] of the
// tokens it was just fed.
int t5_settle(t5_state *s, const int32_t *rows, const int32_t *kept, int n);
// The tokens just fed are counted row by row. t5_pick chooses what follows those
// from..from+n-1, t5_logits writes the logits [n, vocab], t5_score those of some ids
// behind one of them.
int t5_pick(t5_state *s, int from, int n, int detail, t5_choice *out);
int t5_logits(t5_state *s, int from, int n, float *out);
int t5_score(t5_state *s, int at, const int32_t *ids, int n, float *out);

#endif
