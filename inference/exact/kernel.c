//go:build linux && amd64 && cgo

#pragma GCC optimize("O3", "fp-contract=off")

#include "kernel.h"

#include <immintrin.h>
#include <string.h>

int exact_level(void) {
	__builtin_cpu_init();
	if (!__builtin_cpu_supports("avx2")) return EXACT_NONE;
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni"))
		return EXACT_VNNI;
	return EXACT_AVX2;
}

typedef struct {
	const int8_t *panels;
	const int32_t *zero, *sums;
	int in, out;
} exact_weights;

#define INLINE static inline __attribute__((always_inline))

// quad is four numbers of a row, zeros behind its end.
INLINE int32_t quad(const uint8_t *a, int at, int in) {
	int32_t q = 0;
	if (at + 4 <= in)
		memcpy(&q, a + at, 4);
	else
		memcpy(&q, a + at, in - at);
	return q;
}

static int32_t sum(const uint8_t *a, int n) {
	int32_t s = 0;
	for (int i = 0; i < n; i++) s += a[i];
	return s;
}

// vpdpbusd multiplies and adds in 32 bits.
__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"))) INLINE void tile_vnni(int R, int P, int32_t *o, const uint8_t *a, const int32_t *all, int zero,
                                                                                     const exact_weights *w, int panel) {
	const int quads = (w->in + 3) / 4;
	const int8_t *from = w->panels + (size_t)panel * quads * 64;
	__m512i acc[8][4];
	for (int r = 0; r < R; r++)
		for (int p = 0; p < P; p++) acc[r][p] = _mm512_setzero_si512();
	for (int q = 0; q < quads; q++) {
		__m512i v[4];
		for (int p = 0; p < P; p++) v[p] = _mm512_loadu_si512(from + ((size_t)p * quads + q) * 64);
		for (int r = 0; r < R; r++) {
			const __m512i x = _mm512_set1_epi32(quad(a + (size_t)r * w->in, 4 * q, w->in));
			for (int p = 0; p < P; p++) acc[r][p] = _mm512_dpbusd_epi32(acc[r][p], x, v[p]);
		}
	}
	for (int p = 0; p < P; p++) {
		const int first = 16 * (panel + p), n = w->out - first < 16 ? w->out - first : 16;
		const __m512i z = _mm512_loadu_si512(w->zero + first);
		const __m512i shift = _mm512_sub_epi32(_mm512_mullo_epi32(_mm512_set1_epi32(zero * w->in), z),
		                                       _mm512_mullo_epi32(_mm512_set1_epi32(zero), _mm512_loadu_si512(w->sums + first)));
		for (int r = 0; r < R; r++) {
			const __m512i y = _mm512_sub_epi32(_mm512_add_epi32(acc[r][p], shift), _mm512_mullo_epi32(z, _mm512_set1_epi32(all[r])));
			_mm512_mask_storeu_epi32(o + (size_t)r * w->out + first, (__mmask16)((1u << n) - 1), y);
		}
	}
}

__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"))) static void multiply_vnni(int32_t *o, const uint8_t *a, int rows, int zero, const exact_weights *w) {
	const int panels = (w->out + 15) / 16;
	int32_t all[8];
	for (int r = 0; r < rows;) {
		const int n = rows - r >= 8 ? 8 : rows - r >= 4 ? 4 : 1;
		const uint8_t *row = a + (size_t)r * w->in;
		int32_t *to = o + (size_t)r * w->out;
		for (int i = 0; i < n; i++) all[i] = sum(row + (size_t)i * w->in, w->in);
		int p = 0;
		if (n == 8)
			for (; p + 2 <= panels; p += 2) tile_vnni(8, 2, to, row, all, zero, w, p);
		else if (n == 4)
			for (; p + 4 <= panels; p += 4) tile_vnni(4, 4, to, row, all, zero, w, p);
		else
			for (; p + 4 <= panels; p += 4) tile_vnni(1, 4, to, row, all, zero, w, p);
		for (; p < panels; p++) {
			if (n == 8)
				tile_vnni(8, 1, to, row, all, zero, w, p);
			else if (n == 4)
				tile_vnni(4, 1, to, row, all, zero, w, p);
			else
				tile_vnni(1, 1, to, row, all, zero, w, p);
		}
		r += n;
	}
}

// vpmaddubsw, which multiplies bytes, saturates: bytes are widened to 16 bits, whose
// products vpmaddwd adds in 32.
__attribute__((target("avx2"))) INLINE void tile_avx2(int R, int32_t *o, const uint8_t *a, const int32_t *all, int zero, const exact_weights *w, int panel) {
	const int quads = (w->in + 3) / 4;
	const int8_t *from = w->panels + (size_t)panel * quads * 64;
	__m256i acc[2][4];
	for (int r = 0; r < R; r++)
		for (int j = 0; j < 4; j++) acc[r][j] = _mm256_setzero_si256();
	for (int q = 0; q < quads; q++) {
		__m256i x[2];
		for (int r = 0; r < R; r++) x[r] = _mm256_cvtepu8_epi16(_mm_set1_epi32(quad(a + (size_t)r * w->in, 4 * q, w->in)));
		for (int j = 0; j < 4; j++) {
			const __m256i v = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(from + (size_t)q * 64 + 16 * j)));
			for (int r = 0; r < R; r++) acc[r][j] = _mm256_add_epi32(acc[r][j], _mm256_madd_epi16(x[r], v));
		}
	}
	for (int half = 0; half < 2; half++) {
		const int first = 16 * panel + 8 * half, n = w->out - first < 8 ? w->out - first : 8;
		if (n <= 0) return;
		const __m256i z = _mm256_loadu_si256((const __m256i *)(w->zero + first));
		const __m256i shift = _mm256_sub_epi32(_mm256_mullo_epi32(_mm256_set1_epi32(zero * w->in), z),
		                                       _mm256_mullo_epi32(_mm256_set1_epi32(zero), _mm256_loadu_si256((const __m256i *)(w->sums + first))));
		for (int r = 0; r < R; r++) {
			const __m256i both = _mm256_permute4x64_epi64(_mm256_hadd_epi32(acc[r][2 * half], acc[r][2 * half + 1]), 0xD8);
			const __m256i y = _mm256_sub_epi32(_mm256_add_epi32(both, shift), _mm256_mullo_epi32(z, _mm256_set1_epi32(all[r])));
			int32_t out[8];
			_mm256_storeu_si256((__m256i *)out, y);
			memcpy(o + (size_t)r * w->out + first, out, 4 * n);
		}
	}
}

__attribute__((target("avx2"))) static void multiply_avx2(int32_t *o, const uint8_t *a, int rows, int zero, const exact_weights *w) {
	const int panels = (w->out + 15) / 16;
	int32_t all[2];
	for (int r = 0; r < rows;) {
		const int n = rows - r >= 2 ? 2 : 1;
		const uint8_t *row = a + (size_t)r * w->in;
		for (int i = 0; i < n; i++) all[i] = sum(row + (size_t)i * w->in, w->in);
		for (int p = 0; p < panels; p++) {
			if (n == 2)
				tile_avx2(2, o + (size_t)r * w->out, row, all, zero, w, p);
			else
				tile_avx2(1, o + (size_t)r * w->out, row, all, zero, w, p);
		}
		r += n;
	}
}

void exact_multiply(int level, int32_t *o, const uint8_t *a, int rows, int zero, const int8_t *panels, const int32_t *zeros, const int32_t *sums, int in, int out) {
	const exact_weights w = {panels, zeros, sums, in, out};
	if (level == EXACT_VNNI)
		multiply_vnni(o, a, rows, zero, &w);
	else
		multiply_avx2(o, a, rows, zero, &w);
}

// Without the FMA instructions no product is added before it is rounded.
__attribute__((target("avx2,no-fma"))) void exact_multiply_floats(float *o, const float *a, const float *b, int rows, int inner, int columns) {
	for (int r = 0; r < rows; r++) {
		const float *x = a + (size_t)r * inner;
		float *to = o + (size_t)r * columns;
		int j = 0;
		for (; j + 32 <= columns; j += 32) {
			__m256 acc[4];
			for (int i = 0; i < 4; i++) acc[i] = _mm256_setzero_ps();
			for (int k = 0; k < inner; k++) {
				const __m256 v = _mm256_set1_ps(x[k]);
				for (int i = 0; i < 4; i++) acc[i] = _mm256_add_ps(acc[i], _mm256_mul_ps(v, _mm256_loadu_ps(b + (size_t)k * columns + j + 8 * i)));
			}
			for (int i = 0; i < 4; i++) _mm256_storeu_ps(to + j + 8 * i, acc[i]);
		}
		for (; j + 8 <= columns; j += 8) {
			__m256 acc = _mm256_setzero_ps();
			for (int k = 0; k < inner; k++) acc = _mm256_add_ps(acc, _mm256_mul_ps(_mm256_set1_ps(x[k]), _mm256_loadu_ps(b + (size_t)k * columns + j)));
			_mm256_storeu_ps(to + j, acc);
		}
		for (; j < columns; j++) {
			float s = 0;
			for (int k = 0; k < inner; k++) s += x[k] * b[(size_t)k * columns + j];
			to[j] = s;
		}
	}
}
