// The engine, for the set of instructions of the file that includes it. That file
// has defined ISA, the vectors, and the tiles of products: how many rows are multiplied
// with how many panels at a time, so that their sums stay in registers. Tiles have up
// to ROWS rows of floats or INTEGER_ROWS of integers, and PANELS panels. For a few rows
// there are tiles with more panels, up to MOST_PANELS.

#include "internal.h"

#include <float.h>
#include <string.h>

#define JOIN2(a, b) a##_##b
#define JOIN(a, b) JOIN2(a, b)
#define T5(name) JOIN(t5_##name, ISA)

// v_exp is e to the x, for x from -87 (below that it is that of -87) to 88, with
// the polynomial of Cephes' expf. In this order of operands NaN stays.
V vf v_exp(vf x) {
	x = v_min(v_set(88.0f), v_max(v_set(-87.0f), x));
	vi whole = v_round(v_mul(x, v_set(1.44269504088896341f)));
	vf n = v_float(whole);
	vf r = v_fma(n, v_set(-0.693359375f), x);
	r = v_fma(n, v_set(2.12194440e-4f), r);
	vf p = v_set(1.9875691500e-4f);
	p = v_fma(p, r, v_set(1.3981999507e-3f));
	p = v_fma(p, r, v_set(8.3334519073e-3f));
	p = v_fma(p, r, v_set(4.1665795894e-2f));
	p = v_fma(p, r, v_set(1.6666665459e-1f));
	p = v_fma(p, r, v_set(5.0000001201e-1f));
	p = v_fma(p, v_mul(r, r), v_add(r, v_set(1.0f)));
	return v_mul(p, v_power(whole));
}

static const int32_t lanes[T5_LANES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

// v_first is true in the first n lanes.
V vm v_first(int n) { return vi_greater(vi_set(n), vi_load(lanes)); }

// fetch asks for bytes that will be read next: what processors foresee by
// themselves ends with every 4096 bytes.
V void fetch(const void *p, size_t bytes) {
	for (size_t i = 0; i < bytes; i += 64) __builtin_prefetch((const char *)p + i);
}

// Products.

// best is the likeliest token of a row so far, by lane.
typedef struct {
	float top[T5_LANES], second[T5_LANES], sum[T5_LANES];
	int32_t at[T5_LANES];
} best;

// result is what becomes of a product.
typedef struct {
	enum { STORE, ADD, RELU, BEST, BOUNDS } kind;
	float *to;
	size_t width;
	const float *steps;  // of the rows, NULL for 1
	int limit;           // columns from here on do not count; 0: all do
	best *best;
	int detail;
	const t5_model *m;   // of BOUNDS, and of each row how long it is and how far its bytes are from it
	const float *norms;
} result;

static __attribute__((noinline)) void keep_best(best *b, vf x, int column, int detail) {
	vf top = v_load(b->top);
	vm more = v_greater(x, top);
	vf now = v_select(more, x, top);
	v_store(b->top, now);
	vi_store(b->at, vi_select(more, vi_add(vi_load(lanes), vi_set(column)), vi_load(b->at)));
	if (!detail) return;
	v_store(b->second, v_max(v_load(b->second), v_min(x, top)));
	vf sum = v_mul(v_load(b->sum), v_exp(v_sub(top, now)));
	v_store(b->sum, v_add(sum, v_exp(v_sub(x, now))));
}

// bound takes 16 columns of what is near a product with the head. By Cauchy and
// Schwarz |w·x - w'·x'| <= |w - w'| |x| + |w'| |x - x'|. Of the panel it keeps what no
// product is above, of the row what the largest is not below.
V void bound(const result *r, int row, int column, vf x) {
	vf apart = v_fma(v_load(r->m->miss + column), v_set(r->norms[2 * row]), v_mul(v_load(r->m->span + column), v_set(r->norms[2 * row + 1])));
	vf high = v_add(x, apart), low = v_sub(x, apart);
	if (column + T5_LANES > r->limit) {
		vm there = v_first(r->limit - column);
		high = v_select(there, high, v_set(-FLT_MAX)), low = v_select(there, low, v_set(-FLT_MAX));
	}
	r->to[row * r->width + column / T5_LANES] = v_top(high);
	float *most = r->best[row].top;
	v_store(most, v_max(v_load(most), low));
}

// finish takes 16 columns of a row of a product.
V void finish(const result *r, int row, int column, vf x) {
	if (r->steps) x = v_mul(x, v_set(r->steps[row]));
	if (r->kind == BEST) {
		if (column + T5_LANES > r->limit) x = v_select(v_first(r->limit - column), x, v_set(-FLT_MAX));
		keep_best(r->best + row, x, column, r->detail);
		return;
	}
	if (r->kind == BOUNDS) {
		bound(r, row, column, x);
		return;
	}
	float *to = r->to + row * r->width + column;
	switch (r->kind) {
	case ADD:
		v_store(to, v_add(v_load(to), x));
		return;
	case RELU:
		v_store(to, v_max(v_set(0), x));  // in this order NaN stays
		return;
	default:
		if (r->limit && column + T5_LANES > r->limit) {
			float t[T5_LANES];
			v_store(t, x);
			if (r->limit > column) memcpy(to, t, (r->limit - column) * sizeof *t);
			return;
		}
		v_store(to, x);
	}
}

// Each tile of a product is a function of its own: inlined into what surrounds it,
// GCC runs out of registers for its sums.
#define TILE static __attribute__((noinline)) void

// factors are the operands of a tile of floats: rows of a, width floats apart, times
// panels of b, by_panel floats apart, whose inputs are by_in floats apart.
typedef struct {
	const float *a;
	size_t width;
	const float *b;
	ptrdiff_t by_panel;
	size_t by_in;
	int in;
} factors;

// Where fused products are slow, those with weights of floats may do without: LOOSE.
#ifdef LOOSE
#define v_product v_loose
#else
#define v_product v_fma
#endif

// float_sums are the sums of a tile. Each is a chain of fused products, from the
// first input to the last.
V void float_sums(const int rows, const int panels, const int weights, const factors *f, vf sum[ROWS][MOST_PANELS]) {
#pragma GCC unroll 16
	for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
		for (int p = 0; p < panels; p++) sum[r][p] = v_set(0);
	// A pointer to every third row, which the other two are a multiple of width away
	// from: with one to each there would be too few registers.
	const size_t width = f->width, by_in = f->by_in;
	const ptrdiff_t by_panel = f->by_panel;
	const float *third[(ROWS + 2) / 3], *b = f->b;
#pragma GCC unroll 4
	for (int r = 0; r < rows; r += 3) third[r / 3] = f->a + r * width;
	const int in = f->in;
#pragma GCC unroll 4
	for (int i = 0; i < in; i++) {
		vf w[MOST_PANELS];
#pragma GCC unroll 4
		for (int p = 0; p < panels; p++) w[p] = v_load(b + p * by_panel);
		b += by_in;
#pragma GCC unroll 16
		for (int r = 0; r < rows; r++) {
			vf x = v_set(third[r / 3][r % 3 * width + i]);
#pragma GCC unroll 4
			for (int p = 0; p < panels; p++) sum[r][p] = weights ? v_product(x, w[p], sum[r][p]) : v_fma(x, w[p], sum[r][p]);
		}
	}
}

// float_tile writes the sums of a tile, [rows][panels][16].
V void float_tile(const int rows, const int panels, const int weights, const factors *f, float *sums) {
	vf sum[ROWS][MOST_PANELS];
	float_sums(rows, panels, weights, f, sum);
#pragma GCC unroll 16
	for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
		for (int p = 0; p < panels; p++) v_store(sums + (r * panels + p) * T5_LANES, sum[r][p]);
}

// integer_factors are what a tile of integers is made of: rows of a, width bytes
// apart, times panels of b, by_panel bytes apart.
typedef struct {
	const uint8_t *a;
	size_t width;
	const int8_t *b;
	size_t by_panel;
	int in;
} integer_factors;

// integer_tile writes sums [rows][panels][16]. Rows of which no integer is negative
// may take a shorter way.
V void integer_tile(const int rows, const int panels, const int negative, const integer_factors *f, int32_t *sums) {
	vi sum[INTEGER_ROWS][MOST_PANELS];
#pragma GCC unroll 16
	for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
		for (int p = 0; p < panels; p++) sum[r][p] = vi_set(0);
	const size_t width = f->width, by_panel = f->by_panel;
	const uint8_t *third[(INTEGER_ROWS + 2) / 3];
	const int8_t *b = f->b;
#pragma GCC unroll 4
	for (int r = 0; r < rows; r += 3) third[r / 3] = f->a + r * width;
	const int in = f->in;
	for (int i = 0; i < in; i += 4) {
		v_bytes fours[MOST_PANELS];
#pragma GCC unroll 4
		for (int p = 0; p < panels; p++) fours[p] = vi_fours(b + p * by_panel);
		b += 4 * T5_LANES;
#pragma GCC unroll 16
		for (int r = 0; r < rows; r++) {
			const vq x = vi_four(third[r / 3] + r % 3 * width + PLANES * i, negative);
#pragma GCC unroll 4
			for (int p = 0; p < panels; p++) sum[r][p] = vi_dot(sum[r][p], x, fours[p], negative);
		}
	}
#pragma GCC unroll 16
	for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
		for (int p = 0; p < panels; p++) vi_store(sums + (r * panels + p) * T5_LANES, sum[r][p]);
}

#define DEFINE(rows, panels)                                                        \
	TILE float_tile_##rows##_##panels(const factors *f, float *sums) { float_tile(rows, panels, 1, f, sums); }
#define NAME(rows, panels) [panels / 2][rows] = float_tile_##rows##_##panels,
#define DEFINE_INTEGER(rows, panels, negative)                                      \
	TILE integer_tile_##rows##_##panels##_##negative(const integer_factors *f, int32_t *sums) { integer_tile(rows, panels, negative, f, sums); }
#define NAME_INTEGER(rows, panels, negative) [negative][panels / 2][rows] = integer_tile_##rows##_##panels##_##negative,
FLOAT_TILES(DEFINE)
#ifdef LOOSE
#define DEFINE_FUSED(rows, panels)                                                  \
	TILE fused_tile_##rows##_##panels(const factors *f, float *sums) { float_tile(rows, panels, 0, f, sums); }
#define NAME_FUSED(rows, panels) [panels / 2][rows] = fused_tile_##rows##_##panels,
FLOAT_TILES(DEFINE_FUSED)
static void (*const fused_tiles[MOST_PANELS / 2 + 1][ROWS + 1])(const factors *, float *) = {FLOAT_TILES(NAME_FUSED)};
#else
#define fused_tiles float_tiles
#endif
INTEGER_TILES(DEFINE_INTEGER)
// The tiles by their rows, and half their panels.
static void (*const float_tiles[MOST_PANELS / 2 + 1][ROWS + 1])(const factors *, float *) = {FLOAT_TILES(NAME)};
static void (*const integer_tiles[2][MOST_PANELS / 2 + 1][INTEGER_ROWS + 1])(const integer_factors *, int32_t *) = {INTEGER_TILES(NAME_INTEGER)};

// share returns how many of the remaining rows go into the next tile, which holds at
// most `most` rows. It makes the last two tiles nearly equal, as small tiles are slow.
V int share(int rows, int most) { return rows >= 2 * most ? most : rows > most ? (rows + 1) / 2 : rows; }

// panels_of is how many panels are multiplied with some rows at a time, where there
// are that many: with few rows many, whose sums do not wait for each other.
V int panels_of(int rows, int columns) {
	const int most = rows == 1 ? MOST_PANELS : rows == 2 && PANELS < 2 ? 2 : PANELS;
	return columns >= most * T5_LANES ? most : columns >= 2 * T5_LANES && most > 1 ? 2 : 1;
}

// float_rows multiplies any number of rows with panels, and finishes the sums.
V void float_rows(int rows, int panels, const int weights, factors f, const result *to, int column) {
	float sums[ROWS * MOST_PANELS * T5_LANES] __attribute__((aligned(64)));
	for (int row = 0, n; row < rows; row += n, f.a += n * f.width) {
		n = share(rows - row, ROWS);
		(weights ? float_tiles : fused_tiles)[panels / 2][n](&f, sums);
		for (int r = 0; r < n; r++)
			for (int p = 0; p < panels; p++) finish(to, row + r, column + p * T5_LANES, v_load(sums + (r * panels + p) * T5_LANES));
	}
}

#ifdef INLINE_TILES

// float_block multiplies some rows with panels, and finishes the sums in registers.
V void float_block(const int rows, const int panels, factors f, const result *to, int row, int column) {
	vf sum[ROWS][MOST_PANELS];
	f.a += row * f.width;
	float_sums(rows, panels, 0, &f, sum);
#pragma GCC unroll 16
	for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
		for (int p = 0; p < panels; p++) finish(to, row + r, column + p * T5_LANES, sum[r][p]);
}

// short_rows multiplies up to ROWS rows with one or two panels, as float_rows does. The
// products of attention are so short that the call of a tile would cost a tenth.
V void short_rows(int rows, const int panels, factors f, const result *to, int column) {
	if (rows == ROWS) {
		float_block(ROWS, panels, f, to, 0, column);
		return;
	}
	if (rows & 8) float_block(8, panels, f, to, 0, column);
	if (rows & 4) float_block(4, panels, f, to, rows & 8, column);
	if (rows & 2) float_block(2, panels, f, to, rows & 12, column);
	if (rows & 1) float_block(1, panels, f, to, rows & 14, column);
}

V void attention_rows(int rows, int panels, factors f, const result *to, int column) {
	if (panels == 2)
		short_rows(rows, 2, f, to, column);
	else
		short_rows(rows, 1, f, to, column);
}

V int attention_panels(int rows, int columns) { return (void)rows, columns >= 2 * T5_LANES ? 2 : 1; }

#else

V void attention_rows(int rows, int panels, factors f, const result *to, int column) { float_rows(rows, panels, 0, f, to, column); }
V int attention_panels(int rows, int columns) { return panels_of(rows, columns); }

#endif

// scaled is integers of a product as floats.
V vf scaled(const t5_matrix *w, int column, vi sum) { return v_mul(v_float(sum), v_load(w->scale + column)); }

// operand is rows of what a matrix is multiplied with.
typedef struct {
	const float *floats;
	size_t width;
	const uint8_t *bytes;  // PLANES times as wide as the matrix is deep
	const int32_t *below;  // of each row: minus the sum of its negative integers
	const float *steps;
	int rows;
} operand;

// byte_rows multiplies all rows with panels from a column on, which becomes column to
// of the result.
V void byte_rows(const operand *a, const t5_matrix *w, int column, int panels, const result *to, int at) {
	int32_t sums[INTEGER_ROWS * MOST_PANELS * T5_LANES] __attribute__((aligned(64)));
	integer_factors f = {a->bytes, PLANES * (size_t)w->ins, w->bytes + (size_t)column * w->ins, (size_t)w->ins * T5_LANES, w->in};
	for (int row = 0, n; row < a->rows; row += n, f.a += n * f.width) {
		n = share(a->rows - row, INTEGER_ROWS);
		int negative = 0;
		for (int r = 0; r < n; r++) negative |= a->below[row + r] != 0;
		integer_tiles[negative][panels / 2][n](&f, sums);
		for (int r = 0; r < n; r++)
			for (int p = 0; p < panels; p++) {
				const int here = column + p * T5_LANES;
				const vi whole = vi_whole(vi_load(sums + (r * panels + p) * T5_LANES), w->offset + here, a->below[row + r]);
				finish(to, row + r, at + p * T5_LANES, scaled(w, here, whole));
			}
	}
}

#ifdef WITH_AMX

// tiles sets up eight tiles of 16 rows of 64 bytes.
static void tiles(const t5_state *s) {
	if (s->level != T5_AMX) return;
	struct {
		uint8_t palette, start, none[14];
		uint16_t width[16];
		uint8_t rows[16];
	} config = {.palette = 1};
	for (int i = 0; i < 8; i++) config.width[i] = 64, config.rows[i] = 16;
	_tile_loadconfig(&config);
}

static void tiles_done(const t5_state *s) {
	if (s->level == T5_AMX) _tile_release();
}

// tile_rows multiplies rows with two panels. There is room for rows up to a
// multiple of 32 in a.
V void tile_rows(int rows, const uint8_t *a, const t5_matrix *w, const result *to, int column, int base) {
	int32_t sum[4][16][T5_LANES] __attribute__((aligned(64)));
	const int8_t *b0 = w->bytes + (size_t)column * w->ins, *b1 = b0 + (size_t)w->ins * T5_LANES;
	const size_t width = w->ins;
	const size_t next = 2 * T5_LANES * width;  // to the two panels that follow
	for (int r = 0; r < rows; r += 32) {
		const uint8_t *a0 = a + r * width, *a1 = a0 + 16 * width;
		const int both = rows - r > 16;
		_tile_zero(0);
		_tile_zero(1);
		if (both) {
			_tile_zero(2);
			_tile_zero(3);
			for (int i = 0; i < w->ins; i += 64) {
				if (r == 0) fetch(b0 + next + i * T5_LANES, 1024), fetch(b1 + next + i * T5_LANES, 1024);
				_tile_loadd(4, a0 + i, width);
				_tile_loadd(6, b0 + i * T5_LANES, 64);
				_tile_loadd(7, b1 + i * T5_LANES, 64);
				_tile_loadd(5, a1 + i, width);
				_tile_dpbusd(0, 4, 6);
				_tile_dpbusd(1, 4, 7);
				_tile_dpbusd(2, 5, 6);
				_tile_dpbusd(3, 5, 7);
			}
			_tile_stored(2, sum[2], 64);
			_tile_stored(3, sum[3], 64);
		} else {
			for (int i = 0; i < w->ins; i += 64) {
				if (r == 0) fetch(b0 + next + i * T5_LANES, 1024), fetch(b1 + next + i * T5_LANES, 1024);
				_tile_loadd(4, a0 + i, width);
				_tile_loadd(6, b0 + i * T5_LANES, 64);
				_tile_loadd(7, b1 + i * T5_LANES, 64);
				_tile_dpbusd(0, 4, 6);
				_tile_dpbusd(1, 4, 7);
			}
		}
		_tile_stored(0, sum[0], 64);
		_tile_stored(1, sum[1], 64);
		const int here = rows - r < 32 ? rows - r : 32;
		for (int i = 0; i < here; i++)
			for (int p = 0; p < 2; p++) {
				int at = column + p * T5_LANES;
				finish(to, r + i, at - base, scaled(w, at, vi_whole(vi_load(sum[i / 16 * 2 + p][i % 16]), w->offset + at, 0)));
			}
	}
}

#else

static void tiles(const t5_state *s) { (void)s; }
static void tiles_done(const t5_state *s) { (void)s; }

#endif

// panel_of is rows of floats times panels of a matrix from a column on.
V factors panel_of(const t5_matrix *w, int column, const float *a, size_t width) {
	return (factors){a, width, w->floats + (size_t)column * w->ins, (ptrdiff_t)w->ins * T5_LANES, T5_LANES, w->ins};
}

// multiply takes columns from..to-1 of a product, which are multiples of 32. They
// become columns 0 and up of the result.
static void multiply(const t5_state *s, const t5_matrix *w, int from, int to, const operand *a, result r) {
#ifdef WITH_AMX
	if (w->bytes && s->level == T5_AMX && a->rows > 1) {
		for (int c = from; c < to; c += 2 * T5_LANES) tile_rows(a->rows, a->bytes, w, &r, c, from);
		return;
	}
#endif
	(void)s;
	for (int c = from, n; c < to; c += n * T5_LANES) {
		n = panels_of(a->rows, to - c);
		if (w->floats) {
			float_rows(a->rows, n, 1, panel_of(w, c, a->floats, a->width), &r, c - from);
		} else {
			byte_rows(a, w, c, n, &r, c - from);
		}
	}
}

static void multiply_all(const t5_state *s, const t5_matrix *w, const operand *a, result r) { multiply(s, w, 0, w->outs, a, r); }

// Rows.
//
// An overflow makes all later numbers of its row NaN, up to the logits. Comparisons
// would lose a NaN, so the functions that compare numbers check for it.

static const float not_a_number = __builtin_nanf("");

// normalize is T5's layer norm: x / rms(x) * weight.
static void normalize(const t5_config *c, const float *x, const float *weight, float *y) {
	vf sum = v_set(0);
	for (int i = 0; i < c->size; i += T5_LANES) {
		vf v = v_load(x + i);
		sum = v_fma(v, v, sum);
	}
	const float mean = v_sum(sum) / c->size;
	vf by = v_set(mean <= FLT_MAX ? 1 / __builtin_sqrtf(mean + c->epsilon) : not_a_number);
	for (int i = 0; i < c->size; i += T5_LANES) v_store(y + i, v_mul(v_mul(v_load(x + i), by), v_load(weight + i)));
}

// quantize writes x as integers from -127 to 127, as the level's products take them.
// It returns the step between them, and minus the sum of those below 0.
static float quantize(const float *x, int n, uint8_t *to, int32_t *below) {
	vi most = vi_set(0);
	for (int i = 0; i < n; i += T5_LANES) most = vi_max(most, v_bits(v_load(x + i)));
	const int32_t bits = vi_top(most);
	float top;
	memcpy(&top, &bits, sizeof top);
	if (!(top <= FLT_MAX)) return *below = 0, not_a_number;
	float step = (top > 1e-28f ? top : 1e-28f) * (float)(1.0 / 127);
	// x / step, rounded as a division is (Markstein): dividing takes three times as long.
	vf by = v_div(v_set(1), v_set(step)), less = v_set(-step);
	vi negative = vi_set(0);
	for (int i = 0; i < n; i += T5_LANES) {
		vf v = v_load(x + i), q = v_mul(v, by);
		q = v_fma(v_fma(q, less, v), by, q);
		const vi integer = v_round(q);
		vi_store_row(to + PLANES * i, integer);
		negative = vi_below(negative, integer);
	}
	*below = -vi_sum(negative);
	return step;
}

// integers adds to an operand the bytes of n rows of x, and their steps.
static int integers(t5_state *s, const t5_matrix *w, const float *x, size_t wide, int n, const float *norm, operand *a) {
	const size_t wide_bytes = PLANES * (size_t)w->ins;
	float *steps = t5_roomy(&s->steps, n * sizeof *steps);
	int32_t *below = t5_roomy(&s->below, n * sizeof *below);
	uint8_t *bytes = t5_roomy(&s->integers, t5_up(n, 32) * wide_bytes);
	if (!steps || !below || !bytes) return -1;
	for (int i = 0; i < n; i++) {
		const float *row = x + i * wide;
		if (norm) normalize(&s->m->c, row, norm, s->y.data), row = s->y.data;
		steps[i] = quantize(row, w->in, bytes + i * wide_bytes, below + i);
	}
	a->bytes = bytes, a->below = below, a->steps = steps;
	return 0;
}

// prepare makes n rows of x an operand of matrix w, normalized where a weight is
// given. The operand is there until the next is asked for.
static int prepare(t5_state *s, const t5_matrix *w, const float *x, size_t wide, int n, const float *norm, operand *a) {
	const t5_config *c = &s->m->c;
	*a = (operand){.floats = x, .width = wide, .rows = n};
	if (norm) {
		size_t rows = c->bits == 8 ? 1 : n;
		float *y = t5_roomy(&s->y, rows * t5_width(c->size) * sizeof *y);
		if (!y) return -1;
		a->floats = y, a->width = t5_width(c->size);
		if (c->bits == 32)
			for (int i = 0; i < n; i++) normalize(c, x + i * wide, norm, y + i * a->width);
	}
	return c->bits == 32 ? 0 : integers(s, w, x, wide, n, norm, a);
}

// FF_ROWS is how many rows go through a feed-forward layer together: what lies
// between its two products stays in the cache.
enum { FF_ROWS = 128 };

static void activate(const t5_config *c, float *x) {
	for (int i = 0; i < c->ff; i += T5_LANES) {
		vf v = v_load(x + i);
		if (c->gelu) {  // x / (1 + exp(-2u)), which is 0.5 x (1 + tanh u), u = sqrt(2/pi) (x + 0.044715 x^3)
			vf cube = v_mul(v_mul(v, v), v);
			vf u = v_mul(v_fma(cube, v_set(0.044715f), v), v_set(-2 * 0.7978845608028654f));
			v = v_div(v, v_add(v_set(1), v_exp(u)));
		} else {
			v = v_max(v_set(0), v);  // in this order NaN stays
		}
		v_store(x + i, c->gated ? v_mul(v, v_load(x + c->ff + i)) : v);
	}
}

static int feed_forward(t5_state *s, const t5_layer *l, float *x, int n) {
	const t5_config *c = &s->m->c;
	const size_t wide = l->wi.outs;
	float *inner = t5_roomy(&s->inner, FF_ROWS * wide * sizeof *inner);
	if (!inner) return -1;
	for (int from = 0; from < n; from += FF_ROWS) {
		const int rows = n - from < FF_ROWS ? n - from : FF_ROWS;
		float *here = x + from * t5_width(c->size);
		operand a;
		if (prepare(s, &l->wi, here, t5_width(c->size), rows, l->ff_norm, &a)) return -1;
		const float *steps = a.steps;
		if (!c->gelu && !c->gated) {
			// The step of a row goes through ReLU and the next quantization as it is: it is
			// multiplied with in the end.
			multiply_all(s, &l->wi, &a, (result){.kind = RELU, .to = inner, .width = wide});
		} else {
			multiply_all(s, &l->wi, &a, (result){.kind = STORE, .to = inner, .width = wide, .steps = steps});
			for (int i = 0; i < rows; i++) activate(c, inner + i * wide);
			steps = NULL;
		}
		if (steps) {
			float *first = t5_roomy(&s->more_steps, FF_ROWS * sizeof *first);
			if (!first) return -1;
			memcpy(first, steps, rows * sizeof *first);
			steps = first;
		}
		if (prepare(s, &l->wo, inner, wide, rows, NULL, &a)) return -1;
		for (int i = 0; steps && i < rows; i++) ((float *)s->steps.data)[i] *= steps[i];
		multiply_all(s, &l->wo, &a, (result){.kind = ADD, .to = here, .width = t5_width(c->size), .steps = a.steps});
	}
	return 0;
}

// Attention.

// span is values of some positions in a row, each of them head floats.
typedef struct {
	const float *values;
	size_t width;  // from one to the next
	int n;
} span;

// looking is how rows attend: over blocks of keys [head][16] and spans of values.
typedef struct {
	const float **keys;
	span *spans;
	int span_count;
	int positions;      // that the first row sees
	int causal;         // each row sees one more than the one before it
	const float *bias;  // of the first row, for each position; that of the next begins a float before it; NULL: none
} looking;

static void softmax(float *scores, int n, int stored, const float *bias) {
	vf top = v_set(-FLT_MAX);
	for (int i = 0; i < n; i += T5_LANES) {
		vf v = v_load(scores + i);
		if (bias) v = v_add(v, v_load(bias + i));
		if (n - i < T5_LANES) v = v_select(v_first(n - i), v, v_set(-FLT_MAX));
		v_store(scores + i, v);
		top = v_max(top, v);
	}
	top = v_set(v_top(top));
	vf sum = v_set(0);
	for (int i = 0; i < n; i += T5_LANES) {
		vf v = v_exp(v_sub(v_load(scores + i), top));
		if (n - i < T5_LANES) v = v_select(v_first(n - i), v, v_set(0));
		v_store(scores + i, v);
		sum = v_add(sum, v);
	}
	vf by = v_set(1 / v_sum(sum));
	int i = 0;
	for (; i < n; i += T5_LANES) v_store(scores + i, v_mul(v_load(scores + i), by));
	for (; i < stored; i += T5_LANES) v_store(scores + i, v_set(0));
}

// attend writes what n rows of queries of one head see.
static int attend(t5_state *s, const float *query, size_t wide, int n, const looking *l, float *to, size_t to_width) {
	const int head = s->m->c.head;
	const int stored = t5_up(l->positions + l->causal * (n - 1), T5_LANES);
	float *scores = t5_roomy(&s->scores, (size_t)ROWS * stored * sizeof *scores);
	if (!scores) return -1;
	for (int from = 0; from < n; from += ROWS) {
		const int rows = n - from < ROWS ? n - from : ROWS;
		const int seen = l->positions + l->causal * (from + rows - 1);  // by the last of them
		const result to_scores = {.kind = STORE, .to = scores, .width = stored};
		for (int b = 0, more; b * T5_LANES < seen; b += more) {
			more = (b + 1) * T5_LANES < seen && attention_panels(rows, 2 * T5_LANES) == 2 ? 2 : 1;
			const factors f = {query + from * wide, wide, l->keys[b], l->keys[b + more - 1] - l->keys[b], T5_LANES, head};
			attention_rows(rows, more, f, &to_scores, b * T5_LANES);
		}
		for (int r = 0; r < rows; r++)
			softmax(scores + r * stored, l->positions + l->causal * (from + r), t5_up(seen, T5_LANES), l->bias ? l->bias - from - r : NULL);
		for (int c = 0, more; c < head; c += more * T5_LANES) {
			more = attention_panels(rows, head - c);
			for (int i = 0, at = 0; i < l->span_count && at < seen; at += l->spans[i++].n) {
				const span *p = &l->spans[i];
				const int count = p->n < seen - at ? p->n : seen - at;
				const factors f = {scores + at, stored, p->values + c, T5_LANES, p->width, count};
				attention_rows(rows, more, f, &(result){.kind = i ? ADD : STORE, .to = to + from * to_width, .width = to_width}, c);
			}
		}
	}
	return 0;
}

// place_key writes a key of one head to its lane of a block.
V void place_key(float *block, int lane, const float *key, int head) {
	for (int i = 0; i < head; i++) block[i * T5_LANES + lane] = key[i];
}

// place_keys writes n keys of one head to blocks of 16.
static void place_keys(float *blocks, const float *key, size_t wide, int n, int head) {
	int i = 0;
	for (; i + 4 <= n; i += 4, key += 4 * wide) {  // four lie in one block
		float *to = blocks + i / T5_LANES * T5_LANES * head + i % T5_LANES;
		for (int h = 0; h < head; h += 4, to += 4 * T5_LANES) place_four(to, key + h, wide);
	}
	for (; i < n; i++, key += wide) place_key(blocks + i / T5_LANES * T5_LANES * head, i % T5_LANES, key, head);
}

// reach makes the position biases reach over distances up to n.
static int reach(t5_state *s, int n) {
	if (n <= s->reach) return 0;
	const t5_config *c = &s->m->c;
	n = t5_up(n, 64);
	const size_t both = 2 * n + 2 * T5_LANES, one = n + 2 * T5_LANES;
	float *to = t5_roomy(&s->biases, c->heads * (both + one) * sizeof *to);
	if (!to) return -1;
	for (int h = 0; h < c->heads; h++) {
		for (int d = -n; d <= n; d++) {
			int near = d < -c->far ? -c->far : d > c->far ? c->far : d;
			to[h * both + n + d] = s->m->encoder_bias[h * (2 * c->far + 1) + c->far + near];
			if (d <= 0) to[c->heads * both + h * one + n + d] = s->m->decoder_bias[h * (c->far + 1) + c->far + near];
		}
	}
	s->reach = n;
	return 0;
}

// The position bias of a head by distance, from distance 0 on.
static const float *encoder_bias(const t5_state *s, int h) {
	return (float *)s->biases.data + h * (2 * s->reach + 2 * T5_LANES) + s->reach;
}

static const float *decoder_bias(const t5_state *s, int h) {
	const size_t both = 2 * s->reach + 2 * T5_LANES, one = s->reach + 2 * T5_LANES;
	return (float *)s->biases.data + s->m->c.heads * both + h * one + s->reach;
}

// embed writes the vectors of tokens.
static float *embed(t5_state *s, const int32_t *ids, int n) {
	const t5_matrix *w = &s->m->tokens;
	const size_t wide = t5_width(w->in);
	float *x = t5_roomy(&s->x, n * wide * sizeof *x);
	for (int t = 0; x && t < n; t++) {
		const size_t panel = (size_t)(ids[t] / T5_LANES) * T5_LANES * w->ins, lane = ids[t] % T5_LANES;
		for (int i = 0; i < w->in; i++)
			x[t * wide + i] = w->floats ? w->floats[panel + i * T5_LANES + lane]
			                            : w->scale[ids[t]] * w->bytes[panel + (i / 4 * T5_LANES + lane) * 4 + i % 4];
		memset(x + t * wide + w->in, 0, (wide - w->in) * sizeof *x);  // it may be NaN, of a row that was here
	}
	return x;
}

// project writes the queries, keys and values [n, wide] of a layer for rows that
// have got to x.
static int project(t5_state *s, const t5_layer *l, const float *x, int n, float *qkv) {
	operand a;
	if (prepare(s, &l->qkv, x, t5_width(s->m->c.size), n, l->self_norm, &a)) return -1;
	multiply_all(s, &l->qkv, &a, (result){.kind = STORE, .to = qkv, .width = t5_width(l->qkv.out), .steps = a.steps});
	return 0;
}

// first_project does so in the first layer, where they depend on the token alone:
// each token of a batch once, and not again where it is in the table.
static int first_project(t5_state *s, t5_first *first, const t5_layer *l, const int32_t *ids, const float *x, int n, float *qkv) {
	const size_t wide = t5_width(l->qkv.out), size = t5_width(s->m->c.size), bytes = wide * sizeof *qkv;
	int32_t *fresh = t5_roomy(&s->fresh, s->m->c.vocab * sizeof *fresh);
	float *rows = t5_roomy(&s->inner, n * size * sizeof *rows);
	if (!fresh || !rows) return -1;
	int more = 0;
	for (int i = 0; i < n; i++) {
		const int32_t id = ids[i], row = __atomic_load_n(&first->row[id], __ATOMIC_ACQUIRE);
		if (row)
			memcpy(qkv + i * wide, first->table + (row - 1) * wide, bytes);
		else if (!fresh[id])
			memcpy(rows + more++ * size, x + i * size, size * sizeof *x), fresh[id] = more;
	}
	if (!more) return 0;
	float *made = t5_roomy(&s->scores, more * bytes);
	const int err = !made || project(s, l, rows, more, made);
	for (int i = 0; i < n && !err; i++)
		if (fresh[ids[i]]) memcpy(qkv + i * wide, made + (fresh[ids[i]] - 1) * wide, bytes);
	// While another state writes to the table, this one can do without.
	if (!err && !__atomic_exchange_n(&first->busy, 1, __ATOMIC_ACQUIRE)) {
		for (int i = 0; i < n && first->rows < first->room; i++) {
			if (!fresh[ids[i]] || first->row[ids[i]]) continue;
			memcpy(first->table + first->rows * wide, qkv + i * wide, bytes);
			__atomic_store_n(&first->row[ids[i]], ++first->rows, __ATOMIC_RELEASE);
		}
		__atomic_store_n(&first->busy, 0, __ATOMIC_RELEASE);
	}
	for (int i = 0; i < n; i++) fresh[ids[i]] = 0;
	return err ? -1 : 0;
}

// Encoder.

// encoder_attention is the self-attention of one prompt.
static int encoder_attention(t5_state *s, const float *qkv, int n, float *to) {
	const t5_config *c = &s->m->c;
	const size_t inner = c->heads * c->head, wide = t5_width(3 * inner), block = c->head * T5_LANES;
	const int blocks = t5_up(n, T5_LANES) / T5_LANES;
	float *keys = t5_roomy(&s->keys, blocks * block * sizeof *keys);
	const float **at = t5_roomy(&s->segments, blocks * sizeof *at);
	if (!keys || !at) return -1;
	for (int b = 0; b < blocks; b++) at[b] = keys + b * block;
	for (int h = 0; h < c->heads; h++) {
		place_keys(keys, qkv + inner + h * c->head, wide, n, c->head);
		span values = {qkv + 2 * inner + h * c->head, wide, n};
		looking l = {.keys = at, .spans = &values, .span_count = 1, .positions = n, .bias = encoder_bias(s, h)};
		if (attend(s, qkv + h * c->head, wide, n, &l, to + h * c->head, t5_width(inner))) return -1;
	}
	return 0;
}

// cross_floats is what the keys and values of a layer take for a prompt of n
// tokens.
static size_t cross_floats(const t5_config *c, int n) { return (size_t)2 * c->heads * c->head * t5_up(n, T5_LANES); }

// remember stores the keys and values [n, 2*inner] of a layer of the decoder.
static void remember(const t5_config *c, const float *kv, size_t wide, int n, float *to) {
	const size_t inner = c->heads * c->head, half = (size_t)c->head * t5_up(n, T5_LANES);
	for (int h = 0; h < c->heads; h++, to += 2 * half, kv += c->head) {
		place_keys(to, kv, wide, n, c->head);
		for (int i = 0; i < n; i++) memcpy(to + half + (size_t)i * c->head, kv + i * wide + inner, c->head * sizeof *to);
	}
}

// joining is a prompt of the rows that join.
static t5_prompt *joining(t5_state *s, int i) { return &s->prompts[s->slots[s->rows + i].prompt]; }

// encode fills in what the decoder sees of the prompts of rows that join.
static int encode(t5_state *s, const int32_t *ids, int rows) {
	const t5_model *m = s->m;
	const t5_config *c = &m->c;
	const size_t inner = c->heads * c->head, wide = t5_width(3 * inner);
	int total = 0, longest = 0;
	for (int i = 0; i < rows; i++) {
		t5_prompt *p = joining(s, i);
		total += p->length, longest = p->length > longest ? p->length : longest;
		if (!t5_roomy(&p->cross, c->decoder_layers * cross_floats(c, p->length) * sizeof(float))) return -1;
	}
	float *x = embed(s, ids, total);
	float *qkv = t5_roomy(&s->wide, total * wide * sizeof *qkv);
	float *context = t5_roomy(&s->context, total * t5_width(inner) * sizeof *context);
	if (!x || !qkv || !context || reach(s, longest)) return -1;
	operand a;
	for (int i = 0; i < c->encoder_layers; i++) {
		const t5_layer *l = &m->encoder[i];
		if (i ? project(s, l, x, total, qkv) : first_project(s, &m->first[0], l, ids, x, total, qkv)) return -1;
		for (int r = 0, at = 0; r < rows; at += joining(s, r++)->length)
			if (encoder_attention(s, qkv + at * wide, joining(s, r)->length, context + at * t5_width(inner))) return -1;
		if (prepare(s, &l->self_out, context, t5_width(inner), total, NULL, &a)) return -1;
		multiply_all(s, &l->self_out, &a, (result){.kind = ADD, .to = x, .width = t5_width(c->size), .steps = a.steps});
		if (feed_forward(s, l, x, total)) return -1;
	}
	if (prepare(s, &m->cross, x, t5_width(c->size), total, m->encoder_norm, &a)) return -1;
	for (int i = 0; i < c->decoder_layers; i++) {
		multiply(s, &m->cross, i * 2 * inner, (i + 1) * 2 * inner, &a, (result){.kind = STORE, .to = qkv, .width = wide, .steps = a.steps});
		for (int r = 0, at = 0; r < rows; r++) {
			const t5_prompt *p = joining(s, r);
			remember(c, qkv + at * wide, wide, p->length, (float *)p->cross.data + i * cross_floats(c, p->length));
			at += p->length;
		}
	}
	return 0;
}

int T5(join)(t5_state *s, const int32_t *ids, int rows) {
	tiles(s);
	int err = encode(s, ids, rows);
	tiles_done(s);
	return err;
}

// Decoder.

// page_keys is where a page has the keys of a layer and head; its values follow.
static float *page_keys(const t5_config *c, float *page, int layer, int h) {
	return page + (size_t)(layer * c->heads + h) * 2 * T5_LANES * c->head;
}

// decoder_attention is the self-attention of one row's new tokens.
static int decoder_attention(t5_state *s, t5_slot *slot, int layer, const float *qkv, int n, float *to) {
	const t5_config *c = &s->m->c;
	const size_t inner = c->heads * c->head, wide = t5_width(3 * inner);
	const int pages = t5_up(slot->past + n, T5_LANES) / T5_LANES;
	const float **keys = t5_roomy(&s->segments, pages * (sizeof *keys + sizeof(span)));
	if (!keys) return -1;
	span *spans = (span *)(keys + pages);
	const size_t block_bytes = T5_LANES * c->head * sizeof(float);
	for (int h = 0; h < c->heads; h++) {
		const float *query = qkv + h * c->head;
		for (int i = 0; i < n; i++) {
			const int at = slot->past + i;
			float *block = page_keys(c, slot->page[at / T5_LANES], layer, h);
			place_key(block, at % T5_LANES, query + i * wide + inner, c->head);
			memcpy(block + (T5_LANES + at % T5_LANES) * c->head, query + i * wide + 2 * inner, c->head * sizeof *block);
		}
		for (int p = 0; p < pages; p++) {
			fetch(page_keys(c, slot->page[p], layer, h + 1), 2 * block_bytes);
			keys[p] = page_keys(c, slot->page[p], layer, h);
			spans[p] = (span){keys[p] + T5_LANES * c->head, c->head, T5_LANES};
		}
		looking l = {.keys = keys, .spans = spans, .span_count = pages, .positions = slot->past + 1, .causal = 1,
		             .bias = decoder_bias(s, h) - slot->past};
		if (attend(s, query, wide, n, &l, to + h * c->head, t5_width(inner))) return -1;
	}
	return 0;
}

// cross_attention is what one row's new tokens see of the prompt.
static int cross_attention(t5_state *s, const t5_slot *slot, int layer, const float *queries, int n, float *to) {
	const t5_config *c = &s->m->c;
	const size_t inner = c->heads * c->head;
	const int length = s->prompts[slot->prompt].length;
	const int blocks = t5_up(length, T5_LANES) / T5_LANES;
	const float *kv = (float *)s->prompts[slot->prompt].cross.data + layer * cross_floats(c, length);
	const size_t block = T5_LANES * c->head, half = blocks * block;
	const float **keys = t5_roomy(&s->segments, blocks * sizeof *keys);
	if (!keys) return -1;
	for (int h = 0; h < c->heads; h++, kv += 2 * half) {
		fetch(kv + 2 * half, 2 * half * sizeof *kv);  // of the next head, or what is past the last
		for (int b = 0; b < blocks; b++) keys[b] = kv + b * block;
		span values = {kv + half, c->head, length};
		looking l = {.keys = keys, .spans = &values, .span_count = 1, .positions = length};
		if (attend(s, queries + h * c->head, t5_width(inner), n, &l, to + h * c->head, t5_width(inner))) return -1;
	}
	return 0;
}

static int decode(t5_state *s, const int32_t *ids, const int32_t *counts) {
	const t5_model *m = s->m;
	const t5_config *c = &m->c;
	const size_t inner = c->heads * c->head, wide = t5_width(3 * inner);
	int total = 0, furthest = 0;
	for (int r = 0; r < s->rows; r++) {
		t5_slot *slot = &s->slots[r];
		if (t5_pages(s, slot, slot->past + counts[r])) return -1;
		total += counts[r];
		furthest = slot->past + counts[r] > furthest ? slot->past + counts[r] : furthest;
	}
	float *x = embed(s, ids, total);
	float *qkv = t5_roomy(&s->wide, total * wide * sizeof *qkv);
	float *context = t5_roomy(&s->context, total * t5_width(inner) * sizeof *context);
	float *hidden = t5_roomy(&s->hidden, total * t5_width(c->size) * sizeof *hidden);
	if (!x || !qkv || !context || !hidden || reach(s, furthest)) return -1;
	operand a;
	for (int i = 0; i < c->decoder_layers; i++) {
		const t5_layer *l = &m->decoder[i];
		if (i ? project(s, l, x, total, qkv) : first_project(s, &m->first[1], l, ids, x, total, qkv)) return -1;
		for (int r = 0, at = 0; r < s->rows; at += counts[r++])
			if (decoder_attention(s, &s->slots[r], i, qkv + at * wide, counts[r], context + at * t5_width(inner))) return -1;
		if (prepare(s, &l->self_out, context, t5_width(inner), total, NULL, &a)) return -1;
		multiply_all(s, &l->self_out, &a, (result){.kind = ADD, .to = x, .width = t5_width(c->size), .steps = a.steps});

		if (prepare(s, &l->cross_q, x, t5_width(c->size), total, l->cross_norm, &a)) return -1;
		multiply_all(s, &l->cross_q, &a, (result){.kind = STORE, .to = qkv, .width = t5_width(inner), .steps = a.steps});
		for (int r = 0, at = 0; r < s->rows; at += counts[r++])
			if (cross_attention(s, &s->slots[r], i, qkv + at * t5_width(inner), counts[r], context + at * t5_width(inner))) return -1;
		if (prepare(s, &l->cross_out, context, t5_width(inner), total, NULL, &a)) return -1;
		multiply_all(s, &l->cross_out, &a, (result){.kind = ADD, .to = x, .width = t5_width(c->size), .steps = a.steps});
		if (feed_forward(s, l, x, total)) return -1;
	}
	for (int t = 0; t < total; t++) {
		float *to = hidden + t * t5_width(c->size);
		normalize(c, x + t * t5_width(c->size), m->decoder_norm, to);
		for (int i = 0; i < c->size; i += T5_LANES) v_store(to + i, v_mul(v_load(to + i), v_set(c->scale)));
	}
	return 0;
}

int T5(feed)(t5_state *s, const int32_t *ids, const int32_t *counts) {
	tiles(s);
	int err = decode(s, ids, counts);
	tiles_done(s);
	return err;
}

// Head.

// head_operand makes rows of what the decoder gave an operand of the head.
static int head_operand(t5_state *s, int from, int n, operand *a) {
	const size_t wide = t5_width(s->m->c.size);
	return prepare(s, t5_head(s->m), (float *)s->hidden.data + from * wide, wide, n, NULL, a);
}

static t5_choice choose(const best *b, int detail) {
	t5_choice c = {.id = -1, .top = -FLT_MAX};
	int lane = 0;
	for (int i = 0; i < T5_LANES; i++)
		if (b->top[i] > c.top || (b->top[i] == c.top && b->at[i] < c.id)) c.top = b->top[i], c.id = b->at[i], lane = i;
	if (!detail) return c;
	c.second = -FLT_MAX;
	double sum = 0;
	for (int i = 0; i < T5_LANES; i++) {
		float second = i == lane ? b->second[i] : b->top[i];
		if (second > c.second) c.second = second;
		sum += b->sum[i] * __builtin_exp(b->top[i] - c.top);
	}
	c.rest = __builtin_log(sum);
	return c;
}

static void nothing_yet(best *all, int n) {
	for (int i = 0; i < n; i++)
		for (int l = 0; l < T5_LANES; l++) all[i].top[l] = all[i].second[l] = -FLT_MAX, all[i].sum[l] = 0, all[i].at[l] = -1;
}

// A product of n floats is off by n/2 roundings of 2^-24 at most, of the product
// of the lengths. That is added to what the outline is off by, and as much again,
// with the length, for the bounds being floats themselves.
V float rounding(int n) { return n * 1.2e-7f; }
static const float roughly = 1.0001f;

void T5(outline)(t5_model *m) {
	const t5_matrix *w = t5_head(m);
	t5_matrix *o = &m->outline;
	for (int c = 0; c < w->outs; c += T5_LANES) {
		const float *from = w->floats + (size_t)c * w->ins;
		int8_t *to = o->bytes + (size_t)c * o->ins;
		vf top = v_set(1e-28f), miss = v_set(0), span = v_set(0), whole = v_set(0);
		for (int i = 0; i < w->in; i++) {
			vf v = v_load(from + i * T5_LANES);
			top = v_max(top, v_max(v, v_sub(v_set(0), v)));
		}
		vf step = v_mul(top, v_set((float)(1.0 / 127))), by = v_div(v_set(1), step);
		vi sum = vi_set(0);
		for (int i = 0; i < w->in; i += 4) {
			vi near[4];
			for (int j = 0; j < 4; j++) {
				vf v = v_load(from + (i + j) * T5_LANES);
				near[j] = v_round(v_mul(v, by));
				vf is = v_mul(v_float(near[j]), step), off = v_sub(v, is);
				miss = v_fma(off, off, miss), span = v_fma(is, is, span), whole = v_fma(v, v, whole);
				sum = vi_add(sum, near[j]);
			}
			vi_store_fours(to + i * T5_LANES, near);
		}
		float misses[T5_LANES], spans[T5_LANES], wholes[T5_LANES];
		v_store(misses, miss), v_store(spans, span), v_store(wholes, whole);
		v_store(o->scale + c, step), vi_store(o->offset + c, sum);
		for (int l = 0; l < T5_LANES; l++) {
			o->offset[c + l] *= 128;
			m->miss[c + l] = roughly * (__builtin_sqrtf(misses[l]) + rounding(w->in) * __builtin_sqrtf(wholes[l]));
			m->span[c + l] = roughly * __builtin_sqrtf(spans[l]);
		}
	}
}

// norms are how long a row is and how far the bytes that stand for it are from it.
static void norms(const float *x, int n, const uint8_t *row, float step, float *to) {
	vf length = v_set(0), off = v_set(0);
	for (int i = 0; i < n; i += T5_LANES) {
		float near[T5_LANES];
		for (int l = 0; l < T5_LANES; l++) near[l] = row_integer(row, i + l) * step;
		vf v = v_load(x + i), d = v_sub(v, v_load(near));
		length = v_fma(v, v, length), off = v_fma(d, d, off);
	}
	to[0] = roughly * __builtin_sqrtf(v_sum(length)), to[1] = roughly * __builtin_sqrtf(v_sum(off)) + rounding(1) * to[0];
}

// pick_bounded finds by the outline the few panels of the head that may hold the
// largest logit, and computes those.
static int pick_bounded(t5_state *s, int from, int n, best *all) {
	const t5_model *m = s->m;
	const t5_matrix *w = t5_head(m), *o = &m->outline;
	const size_t wide = t5_width(m->c.size), panels = o->outs / T5_LANES;
	const float *x = (float *)s->hidden.data + from * wide;
	float *about = t5_roomy(&s->norms, 2 * n * sizeof *about), *bounds = t5_roomy(&s->bounds, n * panels * sizeof *bounds);
	operand a = {.rows = n};
	if (!about || !bounds || integers(s, o, x, wide, n, NULL, &a)) return -1;
	for (int i = 0; i < n; i++) norms(x + i * wide, o->in, a.bytes + (size_t)i * PLANES * o->ins, a.steps[i], about + 2 * i);
	nothing_yet(all, n);
	tiles(s);
	multiply_all(s, o, &a, (result){.kind = BOUNDS, .to = bounds, .width = panels, .steps = a.steps, .limit = o->out, .best = all, .m = m, .norms = about});
	tiles_done(s);
	for (int i = 0; i < n; i++) {
		const float least = v_top(v_load(all[i].top));
		nothing_yet(all + i, 1);
		const result to = {.kind = BEST, .limit = w->out, .best = all + i};
		for (size_t p = 0; p < panels; p++)
			if (!(bounds[i * panels + p] < least)) float_rows(1, 1, 1, panel_of(w, p * T5_LANES, x + i * wide, wide), &to, p * T5_LANES);
	}
	return 0;
}

int T5(pick)(t5_state *s, int from, int n, int detail, t5_choice *out) {
	const t5_matrix *w = t5_head(s->m);
	best *all = t5_roomy(&s->best, n * sizeof *all);
	operand a;
	if (!all) return -1;
	if (s->m->outline.out && !detail) {
		if (pick_bounded(s, from, n, all)) return -1;
	} else {
		if (head_operand(s, from, n, &a)) return -1;
		nothing_yet(all, n);
		tiles(s);
		multiply_all(s, w, &a, (result){.kind = BEST, .steps = a.steps, .limit = w->out, .best = all, .detail = detail});
		tiles_done(s);
	}
	for (int i = 0; i < n; i++) out[i] = choose(&all[i], detail);
	return 0;
}

int T5(logits)(t5_state *s, int from, int n, float *out) {
	const t5_matrix *w = t5_head(s->m);
	operand a;
	if (head_operand(s, from, n, &a)) return -1;
	tiles(s);
	multiply_all(s, w, &a, (result){.kind = STORE, .to = out, .width = w->out, .steps = a.steps, .limit = w->out});
	tiles_done(s);
	return 0;
}

int T5(score)(t5_state *s, int at, const int32_t *ids, int n, float *out) {
	const t5_matrix *w = t5_head(s->m);
	operand a;
	if (head_operand(s, at, 1, &a)) return -1;
	float logits[T5_LANES];
	result to = {.kind = STORE, .to = logits, .width = T5_LANES, .steps = a.steps};
	for (int i = 0, there = -1; i < n; i++) {
		const int panel = ids[i] / T5_LANES * T5_LANES;
		if (panel != there) {
			if (w->floats)
				float_rows(1, 1, 1, panel_of(w, panel, a.floats, a.width), &to, 0);
			else
				byte_rows(&a, w, panel, 1, &to, 0);
			there = panel;
		}
		out[i] = logits[ids[i] % T5_LANES];
	}
	return 0;
}
