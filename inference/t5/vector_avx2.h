// 16 lanes in two registers.

#include <immintrin.h>
#include <stdint.h>

typedef struct { __m256 a, b; } vf;
typedef struct { __m256i a, b; } vi;
typedef vf vm;

#define V static inline __attribute__((always_inline))

V vf v_load(const float *p) { return (vf){_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}; }
V void v_store(float *p, vf x) { _mm256_storeu_ps(p, x.a), _mm256_storeu_ps(p + 8, x.b); }
V vf v_set(float x) { return (vf){_mm256_set1_ps(x), _mm256_set1_ps(x)}; }
V vf v_add(vf x, vf y) { return (vf){_mm256_add_ps(x.a, y.a), _mm256_add_ps(x.b, y.b)}; }
V vf v_sub(vf x, vf y) { return (vf){_mm256_sub_ps(x.a, y.a), _mm256_sub_ps(x.b, y.b)}; }
V vf v_mul(vf x, vf y) { return (vf){_mm256_mul_ps(x.a, y.a), _mm256_mul_ps(x.b, y.b)}; }
V vf v_div(vf x, vf y) { return (vf){_mm256_div_ps(x.a, y.a), _mm256_div_ps(x.b, y.b)}; }
V vf v_max(vf x, vf y) { return (vf){_mm256_max_ps(x.a, y.a), _mm256_max_ps(x.b, y.b)}; }
V vf v_min(vf x, vf y) { return (vf){_mm256_min_ps(x.a, y.a), _mm256_min_ps(x.b, y.b)}; }
V vf v_fma(vf x, vf y, vf z) { return (vf){_mm256_fmadd_ps(x.a, y.a, z.a), _mm256_fmadd_ps(x.b, y.b, z.b)}; }
V vi v_round(vf x) { return (vi){_mm256_cvtps_epi32(x.a), _mm256_cvtps_epi32(x.b)}; }
V vf v_float(vi x) { return (vf){_mm256_cvtepi32_ps(x.a), _mm256_cvtepi32_ps(x.b)}; }
V vi vi_load(const int32_t *p) { return (vi){_mm256_loadu_si256((const __m256i *)p), _mm256_loadu_si256((const __m256i *)(p + 8))}; }
V void vi_store(int32_t *p, vi x) { _mm256_storeu_si256((__m256i *)p, x.a), _mm256_storeu_si256((__m256i *)(p + 8), x.b); }
V vi vi_set(int32_t x) { return (vi){_mm256_set1_epi32(x), _mm256_set1_epi32(x)}; }
V vi vi_add(vi x, vi y) { return (vi){_mm256_add_epi32(x.a, y.a), _mm256_add_epi32(x.b, y.b)}; }
V vi vi_sub(vi x, vi y) { return (vi){_mm256_sub_epi32(x.a, y.a), _mm256_sub_epi32(x.b, y.b)}; }
V __m256 half_power(__m256i n) { return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(n, _mm256_set1_epi32(127)), 23)); }
V vf v_power(vi n) { return (vf){half_power(n.a), half_power(n.b)}; }
V vm v_greater(vf x, vf y) { return (vm){_mm256_cmp_ps(x.a, y.a, _CMP_GT_OQ), _mm256_cmp_ps(x.b, y.b, _CMP_GT_OQ)}; }
// v_bits is the bits of a number without its sign. As integers they are in the order of
// the sizes, with those of infinity and of NaN above all others.
V vi v_bits(vf x) {
	const __m256i most = _mm256_set1_epi32(0x7fffffff);
	return (vi){_mm256_and_si256(_mm256_castps_si256(x.a), most), _mm256_and_si256(_mm256_castps_si256(x.b), most)};
}
V vi vi_max(vi x, vi y) { return (vi){_mm256_max_epi32(x.a, y.a), _mm256_max_epi32(x.b, y.b)}; }
V int32_t vi_top(vi x) {
	const __m256i eight = _mm256_max_epi32(x.a, x.b);
	const __m128i four = _mm_max_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1));
	const __m128i two = _mm_max_epi32(four, _mm_unpackhi_epi64(four, four));
	return _mm_cvtsi128_si32(_mm_max_epi32(two, _mm_shuffle_epi32(two, 1)));
}
V float v_top(vf x) {
	__m256 eight = _mm256_max_ps(x.a, x.b);
	__m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
	__m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
	return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}
V float v_sum(vf x) {
	__m256 eight = _mm256_add_ps(x.a, x.b);
	__m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
	__m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
	return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}
V __m256i half_byte(__m256i x, int n) { return _mm256_slli_epi32(_mm256_and_si256(x, _mm256_set1_epi32(255)), 8 * n); }
V __m256i half_fours(__m256i x, __m256i y, __m256i z, __m256i w) {
	return _mm256_or_si256(_mm256_or_si256(half_byte(x, 0), half_byte(y, 1)), _mm256_or_si256(half_byte(z, 2), half_byte(w, 3)));
}
V void vi_store_fours(int8_t *p, const vi x[4]) {
	_mm256_storeu_si256((__m256i *)p, half_fours(x[0].a, x[1].a, x[2].a, x[3].a));
	_mm256_storeu_si256((__m256i *)(p + 32), half_fours(x[0].b, x[1].b, x[2].b, x[3].b));
}
V vm vi_greater(vi x, vi y) {
	return (vm){_mm256_castsi256_ps(_mm256_cmpgt_epi32(x.a, y.a)), _mm256_castsi256_ps(_mm256_cmpgt_epi32(x.b, y.b))};
}
V vf v_select(vm m, vf yes, vf no) { return (vf){_mm256_blendv_ps(no.a, yes.a, m.a), _mm256_blendv_ps(no.b, yes.b, m.b)}; }
V __m256i half_select(__m256 m, __m256i yes, __m256i no) {
	return _mm256_castps_si256(_mm256_blendv_ps(_mm256_castsi256_ps(no), _mm256_castsi256_ps(yes), m));
}
V vi vi_select(vm m, vi yes, vi no) { return (vi){half_select(m.a, yes.a, no.a), half_select(m.b, yes.b, no.b)}; }

// place_four writes four keys, wide floats apart, of which each has four floats, to four
// lanes of a block.
V void place_four(float *to, const float *key, size_t wide) {
	__m128 a = _mm_loadu_ps(key), b = _mm_loadu_ps(key + wide), c = _mm_loadu_ps(key + 2 * wide), d = _mm_loadu_ps(key + 3 * wide);
	_MM_TRANSPOSE4_PS(a, b, c, d);
	_mm_storeu_ps(to, a), _mm_storeu_ps(to + 16, b), _mm_storeu_ps(to + 32, c), _mm_storeu_ps(to + 48, d);
}

// A row of integers is stored in groups of four: their absolute values, and then
// bytes of ones for the negative ones. The sum of two products of a signed byte with
// an unsigned byte fits 16 bits if the unsigned byte is at most 127, but not if it may
// be 255.
enum { PLANES = 2 };
typedef vi v_bytes;
typedef struct { __m256i size, sign; } vq;

V int row_integer(const uint8_t *row, int i) {
	const uint8_t *four = row + i / 4 * 8 + i % 4;
	return four[4] ? -four[0] : four[0];
}
V void vi_store_row(uint8_t *p, vi x) {
	__m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(x.a, x.b), 0xd8);
	__m128i bytes = _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
	__m128i size = _mm_abs_epi8(bytes), sign = _mm_cmpgt_epi8(_mm_setzero_si128(), bytes);
	_mm_storeu_si128((__m128i *)p, _mm_unpacklo_epi32(size, sign));
	_mm_storeu_si128((__m128i *)(p + 16), _mm_unpackhi_epi32(size, sign));
}
V __m256i four_bytes(const uint8_t *p) {
	int32_t x;
	__builtin_memcpy(&x, p, 4);
	return _mm256_set1_epi32(x);
}
V vq vi_four(const uint8_t *p, const int negative) {
	return (vq){four_bytes(p), negative ? four_bytes(p + 4) : _mm256_setzero_si256()};
}
// Inverting the bits of a byte gives its negative minus one. The sum is thereby too
// small by the sum of the row's negative integers, which is the same in every column.
V __m256i half_dot(__m256i sum, vq a, __m256i b, const int negative) {
	__m256i pairs = _mm256_maddubs_epi16(a.size, negative ? _mm256_xor_si256(b, a.sign) : b);
	return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}
V vi vi_dot(vi sum, vq a, v_bytes b, const int negative) { return (vi){half_dot(sum.a, a, b.a, negative), half_dot(sum.b, a, b.b, negative)}; }
V v_bytes vi_fours(const int8_t *p) { return (vi){_mm256_load_si256((const __m256i *)p), _mm256_load_si256((const __m256i *)(p + 32))}; }
V vi vi_whole(vi sum, const int32_t *offset, int32_t below) { return (void)offset, vi_add(sum, vi_set(below)); }
V vi vi_below(vi sum, vi x) {
	const __m256i none = _mm256_setzero_si256();
	return (vi){_mm256_add_epi32(sum.a, _mm256_min_epi32(x.a, none)), _mm256_add_epi32(sum.b, _mm256_min_epi32(x.b, none))};
}
V int32_t vi_sum(vi x) {
	__m256i eight = _mm256_add_epi32(x.a, x.b);
	__m128i four = _mm_add_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1));
	__m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4e));
	return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xb1)));
}
