// Products of rows of unsigned 8-bit integers with packed signed weights, exact in 32
// bits whatever the numbers are.

#ifndef SLMKIT_EXACT_KERNEL_H
#define SLMKIT_EXACT_KERNEL_H

#include <stdint.h>

enum { EXACT_NONE, EXACT_AVX2, EXACT_VNNI };

// exact_level is the best set of instructions of this processor.
int exact_level(void);

// exact_multiply writes o [rows, out] = Σ (a - zero)(w - w's zero), a [rows, in]. The
// weights are panels of 16 outputs [(in+3)/4][16][4], with zeros behind the last input
// and output; zeros and sums have a number for each output of all panels: its zero
// point, and the sum of its weights.
void exact_multiply(int level, int32_t *o, const uint8_t *a, int rows, int zero, const int8_t *panels, const int32_t *zeros, const int32_t *sums, int in, int out);

// exact_multiply_floats writes o [rows, columns] = a [rows, inner] b [inner, columns], with
// AVX2. Each output adds its products in the order of inner, each rounded for itself.
void exact_multiply_floats(float *o, const float *a, const float *b, int rows, int inner, int columns);

#endif
