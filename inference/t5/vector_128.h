// 16 lanes in four registers of 128 bits: NEON, or the vectors of WebAssembly. What both
// can do is written in the vector extensions of GCC and Clang, the rest in intrinsics.

#include <stddef.h>
#include <stdint.h>
#ifdef __wasm__
#include <wasm_simd128.h>
#else
#include <arm_neon.h>
#endif

#define V static inline __attribute__((always_inline))

typedef float f4 __attribute__((vector_size(16)));
typedef int32_t i4 __attribute__((vector_size(16)));
typedef struct { f4 a, b, c, d; } vf;
typedef struct { i4 a, b, c, d; } vi;
typedef vi vm;

#ifdef __wasm__

// WebAssembly rounds the product before it adds: the last bits of sums are not those of
// other processors.
V f4 f4_fma(f4 x, f4 y, f4 z) { return x * y + z; }
V i4 f4_round(f4 x) { return (i4)wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_nearest((v128_t)x)); }
V f4 f4_from(i4 x) { return (f4)wasm_f32x4_convert_i32x4((v128_t)x); }
typedef v128_t i16;  // what a byte of a row is multiplied as
V i16 four_bytes(const uint8_t *p) { return wasm_i16x8_extend_low_i8x16(wasm_v128_load32_splat(p)); }
typedef v128_t bytes16;
V bytes16 bytes_load(const int8_t *p) { return wasm_v128_load(p); }
V i4 i4_dot(i4 sum, i16 x, bytes16 w) {
	const v128_t low = wasm_i32x4_dot_i16x8(x, wasm_i16x8_extend_low_i8x16(w)), high = wasm_i32x4_dot_i16x8(x, wasm_i16x8_extend_high_i8x16(w));
	return sum + (i4)wasm_i32x4_shuffle(low, high, 0, 2, 4, 6) + (i4)wasm_i32x4_shuffle(low, high, 1, 3, 5, 7);
}

#else

V f4 f4_fma(f4 x, f4 y, f4 z) { return (f4)vfmaq_f32((float32x4_t)z, (float32x4_t)x, (float32x4_t)y); }
V i4 f4_round(f4 x) { return (i4)vcvtnq_s32_f32((float32x4_t)x); }
V f4 f4_from(i4 x) { return (f4)vcvtq_f32_s32((int32x4_t)x); }
typedef int8x16_t i16;
V i16 four_bytes(const uint8_t *p) { return vreinterpretq_s8_s32(vld1q_dup_s32((const int32_t *)p)); }
typedef int8x16_t bytes16;
V bytes16 bytes_load(const int8_t *p) { return vld1q_s8(p); }
// A pair of products fits 16 bits: no integer of a row is below -127.
V i4 i4_dot(i4 sum, i16 x, bytes16 w) {
	const int16x8_t low = vmull_s8(vget_low_s8(x), vget_low_s8(w)), high = vmull_high_s8(x, w);
	return (i4)vpadalq_s16((int32x4_t)sum, vpaddq_s16(low, high));
}

#endif

V f4 f4_load(const float *p) {
	f4 x;
	__builtin_memcpy(&x, p, sizeof x);
	return x;
}
V void f4_store(float *p, f4 x) { __builtin_memcpy(p, &x, sizeof x); }
V i4 i4_load(const int32_t *p) {
	i4 x;
	__builtin_memcpy(&x, p, sizeof x);
	return x;
}
V void i4_store(int32_t *p, i4 x) { __builtin_memcpy(p, &x, sizeof x); }
V f4 f4_set(float x) { return (f4){x, x, x, x}; }
V i4 i4_set(int32_t x) { return (i4){x, x, x, x}; }
V i4 i4_select(i4 m, i4 yes, i4 no) { return (m & yes) | (~m & no); }
V f4 f4_select(i4 m, f4 yes, f4 no) { return (f4)i4_select(m, (i4)yes, (i4)no); }
// As the instructions of x86-64 do, the larger and the smaller are y where one is NaN.
V f4 f4_max(f4 x, f4 y) { return f4_select((i4)(x > y), x, y); }
V f4 f4_min(f4 x, f4 y) { return f4_select((i4)(x < y), x, y); }

#define EACH(type, f, ...) (type){f(a, __VA_ARGS__), f(b, __VA_ARGS__), f(c, __VA_ARGS__), f(d, __VA_ARGS__)}
#define SUM(q, x, y) (x).q + (y).q
#define DIFFERENCE(q, x, y) (x).q - (y).q
#define PRODUCT(q, x, y) (x).q * (y).q
#define QUOTIENT(q, x, y) (x).q / (y).q
#define GREATER(q, x, y) (i4)((x).q > (y).q)
#define OF1(q, f, x) f((x).q)
#define OF2(q, f, x, y) f((x).q, (y).q)
#define OF3(q, f, x, y, z) f((x).q, (y).q, (z).q)

V vf v_load(const float *p) { return (vf){f4_load(p), f4_load(p + 4), f4_load(p + 8), f4_load(p + 12)}; }
V void v_store(float *p, vf x) { f4_store(p, x.a), f4_store(p + 4, x.b), f4_store(p + 8, x.c), f4_store(p + 12, x.d); }
V vf v_set(float x) { return (vf){f4_set(x), f4_set(x), f4_set(x), f4_set(x)}; }
V vf v_add(vf x, vf y) { return EACH(vf, SUM, x, y); }
V vf v_sub(vf x, vf y) { return EACH(vf, DIFFERENCE, x, y); }
V vf v_mul(vf x, vf y) { return EACH(vf, PRODUCT, x, y); }
V vf v_div(vf x, vf y) { return EACH(vf, QUOTIENT, x, y); }
V vf v_max(vf x, vf y) { return EACH(vf, OF2, f4_max, x, y); }
V vf v_min(vf x, vf y) { return EACH(vf, OF2, f4_min, x, y); }
V vf v_fma(vf x, vf y, vf z) { return EACH(vf, OF3, f4_fma, x, y, z); }
V vi v_round(vf x) { return EACH(vi, OF1, f4_round, x); }
V vf v_float(vi x) { return EACH(vf, OF1, f4_from, x); }
V vi vi_load(const int32_t *p) { return (vi){i4_load(p), i4_load(p + 4), i4_load(p + 8), i4_load(p + 12)}; }
V void vi_store(int32_t *p, vi x) { i4_store(p, x.a), i4_store(p + 4, x.b), i4_store(p + 8, x.c), i4_store(p + 12, x.d); }
V vi vi_set(int32_t x) { return (vi){i4_set(x), i4_set(x), i4_set(x), i4_set(x)}; }
V vi vi_add(vi x, vi y) { return EACH(vi, SUM, x, y); }
V f4 f4_power(i4 n) { return (f4)((n + 127) << 23); }
V vf v_power(vi n) { return EACH(vf, OF1, f4_power, n); }
V vm v_greater(vf x, vf y) { return EACH(vm, GREATER, x, y); }
V vm vi_greater(vi x, vi y) { return EACH(vm, GREATER, x, y); }
// v_bits is the bits of a number without its sign. As integers they are in the order of
// the sizes, with those of infinity and of NaN above all others.
V i4 f4_bits(f4 x) { return (i4)x & 0x7fffffff; }
V vi v_bits(vf x) { return EACH(vi, OF1, f4_bits, x); }
V i4 i4_max(i4 x, i4 y) { return i4_select(x > y, x, y); }
V vi vi_max(vi x, vi y) { return EACH(vi, OF2, i4_max, x, y); }
V int32_t vi_top(vi x) {
	const i4 four = i4_max(i4_max(x.a, x.b), i4_max(x.c, x.d));
	const int32_t left = four[0] > four[1] ? four[0] : four[1], right = four[2] > four[3] ? four[2] : four[3];
	return left > right ? left : right;
}
V float v_top(vf x) {
	const f4 four = f4_max(f4_max(x.a, x.c), f4_max(x.b, x.d));
	const float even = four[0] > four[2] ? four[0] : four[2], odd = four[1] > four[3] ? four[1] : four[3];
	return even > odd ? even : odd;
}
// Sums on all levels are of halves, in this order.
V float v_sum(vf x) {
	const f4 four = (x.a + x.c) + (x.b + x.d);
	return (four[0] + four[2]) + (four[1] + four[3]);
}
V i4 i4_fours(i4 x, i4 y, i4 z, i4 w) { return (x & 255) | (y & 255) << 8 | (z & 255) << 16 | w << 24; }
// vi_store_fours stores of each lane four bytes, one of each x.
V void vi_store_fours(int8_t *p, const vi x[4]) {
	const vi all = {i4_fours(x[0].a, x[1].a, x[2].a, x[3].a), i4_fours(x[0].b, x[1].b, x[2].b, x[3].b),
	                i4_fours(x[0].c, x[1].c, x[2].c, x[3].c), i4_fours(x[0].d, x[1].d, x[2].d, x[3].d)};
	__builtin_memcpy(p, &all, sizeof all);
}
V vf v_select(vm m, vf yes, vf no) { return EACH(vf, OF3, f4_select, m, yes, no); }
V vi vi_select(vm m, vi yes, vi no) { return EACH(vi, OF3, i4_select, m, yes, no); }

// place_four writes four keys, wide floats apart, of which each has four floats, to four
// lanes of a block.
V void place_four(float *to, const float *key, size_t wide) {
	for (int i = 0; i < 4; i++) f4_store(to + i * 16, (f4){key[i], key[wide + i], key[2 * wide + i], key[3 * wide + i]});
}

// A row of integers is stored as bytes.
enum { PLANES = 1 };
typedef i16 vq;
typedef struct { bytes16 a, b, c, d; } v_bytes;

V int row_integer(const uint8_t *row, int i) { return (int8_t)row[i]; }
V void vi_store_row(uint8_t *p, vi x) {
	int32_t all[16];
	vi_store(all, x);
	for (int i = 0; i < 16; i++) p[i] = (uint8_t)all[i];
}
V vq vi_four(const uint8_t *p, const int negative) { return (void)negative, four_bytes(p); }
V vi vi_dot(vi sum, vq x, v_bytes w, const int negative) {
	return (void)negative, (vi){i4_dot(sum.a, x, w.a), i4_dot(sum.b, x, w.b), i4_dot(sum.c, x, w.c), i4_dot(sum.d, x, w.d)};
}
V v_bytes vi_fours(const int8_t *p) { return (v_bytes){bytes_load(p), bytes_load(p + 16), bytes_load(p + 32), bytes_load(p + 48)}; }
V vi vi_whole(vi sum, const int32_t *offset, int32_t below) { return (void)offset, (void)below, sum; }
V vi vi_below(vi sum, vi x) { return (void)x, sum; }
V int32_t vi_sum(vi x) { return (void)x, 0; }
