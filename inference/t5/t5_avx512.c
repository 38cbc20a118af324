//go:build linux && amd64

#pragma GCC target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,amx-tile,amx-int8")
#pragma GCC optimize("O3", "fp-contract=off")

#include "vector_avx512.h"

#define ISA avx512
#define ROWS 12
#define PANELS 2
#define WITH_AMX

#include "engine.h"
