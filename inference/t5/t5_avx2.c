//go:build linux && amd64

#pragma GCC target("avx2,fma")
#pragma GCC optimize("O3", "fp-contract=off")

#include "vector_avx2.h"

#define ISA avx2
#define ROWS 6
#define PANELS 1

#include "engine.h"
