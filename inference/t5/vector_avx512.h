// 16 lanes in one register.

#include <immintrin.h>
#include <stdint.h>

typedef __m512 vf;
typedef __m512i vi;
typedef __mmask16 vm;

#define V static inline __attribute__((always_inline))

V vf v_load(const float *p) { return _mm512_loadu_ps(p); }
V void v_store(float *p, vf x) { _mm512_storeu_ps(p, x); }
V vf v_set(float x) { return _mm512_set1_ps(x); }
V vf v_add(vf a, vf b) { return _mm512_add_ps(a, b); }
V vf v_sub(vf a, vf b) { return _mm512_sub_ps(a, b); }
V vf v_mul(vf a, vf b) { return _mm512_mul_ps(a, b); }
V vf v_div(vf a, vf b) { return _mm512_div_ps(a, b); }
V vf v_max(vf a, vf b) { return _mm512_max_ps(a, b); }
V vf v_min(vf a, vf b) { return _mm512_min_ps(a, b); }
V vf v_fma(vf a, vf b, vf c) { return _mm512_fmadd_ps(a, b, c); }
V vi v_round(vf a) { return _mm512_cvtps_epi32(a); }
V vf v_float(vi a) { return _mm512_cvtepi32_ps(a); }
V vi vi_load(const int32_t *p) { return _mm512_loadu_si512(p); }
V void vi_store(int32_t *p, vi x) { _mm512_storeu_si512(p, x); }
V vi vi_set(int32_t x) { return _mm512_set1_epi32(x); }
V vi vi_add(vi a, vi b) { return _mm512_add_epi32(a, b); }
V vi vi_sub(vi a, vi b) { return _mm512_sub_epi32(a, b); }
V vf v_power(vi n) { return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_add_epi32(n, _mm512_set1_epi32(127)), 23)); }
V vm v_greater(vf a, vf b) { return _mm512_cmp_ps_mask(a, b, _CMP_GT_OQ); }
// v_bits is the bits of a number without its sign. As integers they are in the order of
// the sizes, with those of infinity and of NaN above all others.
V vi v_bits(vf a) { return _mm512_and_si512(_mm512_castps_si512(a), _mm512_set1_epi32(0x7fffffff)); }
V vi vi_max(vi a, vi b) { return _mm512_max_epi32(a, b); }
V int32_t vi_top(vi a) { return _mm512_reduce_max_epi32(a); }
V float v_top(vf a) { return _mm512_reduce_max_ps(a); }
// Sums on all levels are of halves, in this order.
V float v_sum(vf a) {
	__m256 eight = _mm256_add_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
	__m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
	__m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
	return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}
V __m512i vi_byte(vi x, int n) { return _mm512_slli_epi32(_mm512_and_si512(x, _mm512_set1_epi32(255)), 8 * n); }
// vi_store_fours stores of each lane four bytes, one of each x.
V void vi_store_fours(int8_t *p, const vi x[4]) {
	_mm512_storeu_si512(p, _mm512_or_si512(_mm512_or_si512(vi_byte(x[0], 0), vi_byte(x[1], 1)), _mm512_or_si512(vi_byte(x[2], 2), vi_byte(x[3], 3))));
}
V vm vi_greater(vi a, vi b) { return _mm512_cmpgt_epi32_mask(a, b); }
V vf v_select(vm m, vf yes, vf no) { return _mm512_mask_blend_ps(m, no, yes); }
V vi vi_select(vm m, vi yes, vi no) { return _mm512_mask_blend_epi32(m, no, yes); }

// place_four writes four keys, wide floats apart, of which each has four floats, to four
// lanes of a block.
V void place_four(float *to, const float *key, size_t wide) {
	__m128 a = _mm_loadu_ps(key), b = _mm_loadu_ps(key + wide), c = _mm_loadu_ps(key + 2 * wide), d = _mm_loadu_ps(key + 3 * wide);
	_MM_TRANSPOSE4_PS(a, b, c, d);
	_mm_storeu_ps(to, a), _mm_storeu_ps(to + 16, b), _mm_storeu_ps(to + 32, c), _mm_storeu_ps(to + 48, d);
}

// A row of integers is stored as bytes around 128.
enum { PLANES = 1 };
typedef vi v_bytes;
typedef __m512i vq;

V int row_integer(const uint8_t *row, int i) { return row[i] - 128; }
V void vi_store_row(uint8_t *p, vi x) { _mm_storeu_si128((__m128i *)p, _mm512_cvtusepi32_epi8(vi_add(x, vi_set(128)))); }
V vq vi_four(const uint8_t *p, const int negative) {
	int32_t x;
	__builtin_memcpy(&x, p, 4);
	return (void)negative, _mm512_set1_epi32(x);
}
// vi_dot adds to each lane the products of four bytes of a row with four of its own.
// As an intrinsic, GCC keeps few of its sums in registers.
V vi vi_dot(vi sum, vq a, v_bytes b, const int negative) {
	__asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
	return (void)negative, sum;
}
V v_bytes vi_fours(const int8_t *p) { return _mm512_load_si512(p); }
// vi_whole takes off what vi_dot counts too much.
V vi vi_whole(vi sum, const int32_t *offset, int32_t below) { return (void)below, vi_sub(sum, vi_load(offset)); }
V vi vi_below(vi sum, vi x) { return (void)x, sum; }
V int32_t vi_sum(vi x) { return (void)x, 0; }
