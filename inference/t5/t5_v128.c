//go:build (linux || darwin) && arm64

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#else
#pragma GCC optimize("O3", "fp-contract=off")
#endif

#include "vector_128.h"

#define ISA v128
#define MOST_PANELS 2

// A vector takes four registers. Of 32 the sums of 4 rows take 16, and weights four.
#define ROWS 4
#define PANELS 1
#define FLOAT_TILES(t) t(1, 1) t(2, 1) t(3, 1) t(4, 1) t(1, 2) t(2, 2)

#define INTEGER_ROWS 3
#define INTEGER_TILES(t) t(1, 1, 0) t(2, 1, 0) t(3, 1, 0) t(1, 2, 0) t(2, 2, 0)

#include "engine.h"
