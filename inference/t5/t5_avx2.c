//go:build (linux || darwin) && amd64

#include <immintrin.h>

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#pragma STDC FP_CONTRACT OFF
#else
#pragma GCC target("avx2,fma")
#pragma GCC optimize("O3", "fp-contract=off")
#endif

#include "vector_avx2.h"

#define ISA avx2
#define MOST_PANELS 4

// Of 16 registers the sums of 6 rows take 12, weights two, and a value of a row one.
#define ROWS 6
#define PANELS 1
#define FLOAT_TILES(t) \
	t(1, 1) t(2, 1) t(3, 1) t(4, 1) t(5, 1) t(6, 1) \
	t(1, 2) t(2, 2) t(1, 4)

// Of integers the products take registers, too.
#define INTEGER_ROWS 4
#define INTEGER_TILES(t) \
	t(1, 1, 0) t(2, 1, 0) t(3, 1, 0) t(4, 1, 0) \
	t(1, 2, 0) t(2, 2, 0) t(1, 4, 0) \
	t(1, 1, 1) t(2, 1, 1) t(3, 1, 1) t(4, 1, 1) \
	t(1, 2, 1) t(2, 2, 1) t(1, 4, 1)

#include "engine.h"

#ifdef __clang__
#pragma clang attribute pop
#endif
