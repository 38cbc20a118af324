//go:build (linux || darwin) && amd64

#include <immintrin.h>

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,amx-tile,amx-int8"))), apply_to = function)
#pragma STDC FP_CONTRACT OFF
#else
#pragma GCC target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,amx-tile,amx-int8")
#pragma GCC optimize("O3", "fp-contract=off")
#endif

#include "vector_avx512.h"

#define ISA avx512
#define MOST_PANELS 4
#define WITH_AMX

// There are registers enough to inline the tiles of short products.
#define INLINE_TILES

// Of 32 registers the sums of 12 rows take 24.
#define ROWS 12
#define PANELS 2
#define FLOAT_TILES(t) \
	t(1, 1) t(2, 1) t(3, 1) t(4, 1) t(5, 1) t(6, 1) t(7, 1) t(8, 1) t(9, 1) t(10, 1) t(11, 1) t(12, 1) \
	t(1, 2) t(2, 2) t(3, 2) t(4, 2) t(5, 2) t(6, 2) t(7, 2) t(8, 2) t(9, 2) t(10, 2) t(11, 2) t(12, 2) \
	t(1, 4)

#define INTEGER_ROWS 12
#define INTEGER_TILES(t) \
	t(1, 1, 0) t(2, 1, 0) t(3, 1, 0) t(4, 1, 0) t(5, 1, 0) t(6, 1, 0) t(7, 1, 0) t(8, 1, 0) t(9, 1, 0) t(10, 1, 0) t(11, 1, 0) t(12, 1, 0) \
	t(1, 2, 0) t(2, 2, 0) t(3, 2, 0) t(4, 2, 0) t(5, 2, 0) t(6, 2, 0) t(7, 2, 0) t(8, 2, 0) t(9, 2, 0) t(10, 2, 0) t(11, 2, 0) t(12, 2, 0) \
	t(1, 4, 0)

#include "engine.h"

#ifdef __clang__
#pragma clang attribute pop
#endif
