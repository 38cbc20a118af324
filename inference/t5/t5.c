//go:build (linux || darwin) && (amd64 || arm64)

#ifdef __GNUC__
#pragma GCC optimize("O3")
#endif
#define _GNU_SOURCE
#include "internal.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#ifdef __x86_64__

#include <cpuid.h>

// The kernel lets a process use AMX where it asks for it.
#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
static int amx_allowed(void) {
	enum { ARCH_REQ_XCOMP_PERM = 0x1023, XFEATURE_XTILEDATA = 18 };
	return syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0;
}
#else
static int amx_allowed(void) { return 0; }
#endif

// enabled is what the system saves of registers when it changes threads.
static uint64_t enabled(void) {
	uint32_t low, high;
	__asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return low | (uint64_t)high << 32;
}

// What compilers offer for this is not in all of their libraries.
t5_level t5_best_level(void) {
	enum { FMA = 1 << 12, OSXSAVE = 1 << 27, AVX2 = 1 << 5, F = 1 << 16, DQ = 1 << 17, BW = 1 << 30, VNNI = 1 << 11, TILE = 1 << 24, TILE_INT8 = 1 << 25 };
	const unsigned VL = 1u << 31, all512 = F | DQ | BW | VL;
	const uint64_t vectors = 6, vectors512 = vectors | 0xe0, tile = 3 << 17;
	unsigned a, b, c, d, features;
	if (!__get_cpuid(1, &a, &b, &features, &d) || !(features & OSXSAVE) || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) return T5_NONE;
	const uint64_t saved = enabled();
	if (!(features & FMA) || !(b & AVX2) || (saved & vectors) != vectors) return T5_NONE;
	if ((b & all512) != all512 || !(c & VNNI) || (saved & vectors512) != vectors512) return T5_AVX2;
	if ((d & (TILE | TILE_INT8)) != (TILE | TILE_INT8) || (saved & tile) != tile || !amx_allowed()) return T5_AVX512;
	return T5_AMX;
}

#define ON_LEVEL(level, name, ...) ((level) == T5_AVX2 ? t5_##name##_avx2(__VA_ARGS__) : t5_##name##_avx512(__VA_ARGS__))

#else

#ifdef __wasm__
t5_level t5_best_level(void) { return T5_WASM; }
#else
t5_level t5_best_level(void) { return T5_NEON; }
#endif

#define ON_LEVEL(level, name, ...) ((void)(level), t5_##name##_v128(__VA_ARGS__))

#endif

#ifdef __linux__
#include <sys/mman.h>
#endif

// Large blocks lie in large pages as far as they fill them: the system has fewer pages
// to make, and the processor fewer to look up.
#ifdef __wasm__
enum { LARGE_PAGE = 64 };
#else
enum { LARGE_PAGE = 1 << 21 };
#endif

static void *aligned_zero(size_t bytes) {
	const size_t to = bytes < LARGE_PAGE ? 64 : LARGE_PAGE;
	bytes = (bytes + 63) / 64 * 64;
	void *p;
	if (posix_memalign(&p, to, bytes ? bytes : 64)) return NULL;
#ifdef __linux__
	if (to == LARGE_PAGE) madvise(p, bytes / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE);
#endif
	memset(p, 0, bytes);
	return p;
}

void *t5_roomy(t5_buffer *b, size_t bytes) {
	if (b->bytes >= bytes && b->data) return b->data;
	free(b->data);
	b->bytes = bytes + bytes / 16;
	b->data = aligned_zero(b->bytes);
	if (!b->data) b->bytes = 0;
	return b->data;
}

// FIRST_BYTES limits the table of what a first layer computes for tokens. Parts of it
// that are never written take no memory.
enum { FIRST_BYTES = 1 << 22 };

static int new_first(t5_model *m) {
	const size_t wide = t5_width(3 * m->c.heads * m->c.head);
	for (t5_first *f = m->first; f < m->first + 2; f++) {
		f->room = FIRST_BYTES / (wide * sizeof *f->table);
		f->row = calloc(m->c.vocab, sizeof *f->row);
		f->table = calloc(f->room * wide, sizeof *f->table);
		if (!f->row || !f->table) return -1;
	}
	return 0;
}

t5_model *t5_new(const t5_config *c) {
	t5_model *m = calloc(1, sizeof *m);
	if (!m) return NULL;
	m->c = *c;
	m->encoder = calloc(c->encoder_layers, sizeof *m->encoder);
	m->decoder = calloc(c->decoder_layers, sizeof *m->decoder);
	m->first = calloc(2, sizeof *m->first);
	if (m->encoder && m->decoder && m->first && !new_first(m)) return m;
	t5_free(m);
	return NULL;
}

static void free_matrix(t5_matrix *w) {
	free(w->floats);
	free(w->bytes);
	free(w->scale);
	free(w->offset);
}

static void free_layers(t5_layer *layers, int n) {
	for (int i = 0; layers && i < n; i++) {
		t5_layer *l = &layers[i];
		t5_matrix *all[] = {&l->qkv, &l->self_out, &l->cross_q, &l->cross_out, &l->wi, &l->wo};
		for (size_t j = 0; j < sizeof all / sizeof *all; j++) free_matrix(all[j]);
		free(l->self_norm);
		free(l->cross_norm);
		free(l->ff_norm);
	}
	free(layers);
}

void t5_free(t5_model *m) {
	if (!m) return;
	free_layers(m->encoder, m->c.encoder_layers);
	free_layers(m->decoder, m->c.decoder_layers);
	for (int i = 0; m->first && i < 2; i++) free(m->first[i].row), free(m->first[i].table);
	free(m->first);
	free_matrix(&m->cross);
	free_matrix(&m->tokens);
	free_matrix(&m->own_head);
	free_matrix(&m->outline);
	free(m->miss);
	free(m->span);
	free(m->encoder_norm);
	free(m->decoder_norm);
	free(m->encoder_bias);
	free(m->decoder_bias);
	free(m);
}

float *t5_vector(int n) { return aligned_zero(((size_t)n + 64) * sizeof(float)); }

int t5_matrix_init(t5_matrix *w, int bits, int out, int in) {
	w->out = out, w->in = in;
	w->outs = t5_up(out, 2 * T5_LANES), w->ins = bits == 8 ? t5_up(in, 64) : in;
	size_t n = (size_t)w->outs * w->ins;
	if (bits == 32) return (w->floats = aligned_zero(n * sizeof(float))) ? 0 : -1;
	w->bytes = aligned_zero(n);
	w->scale = aligned_zero(w->outs * sizeof(float));
	w->offset = aligned_zero(w->outs * sizeof(int32_t));
	return w->bytes && w->scale && w->offset ? 0 : -1;
}

static void pack_floats(float *to, const float *d, size_t by_out, size_t by_in, int lanes, int in) {
	for (int i = 0; i < in; i++, to += T5_LANES, d += by_in)
		if (by_out == 1 && lanes == T5_LANES)
			memcpy(to, d, T5_LANES * sizeof *to);
		else
			for (int l = 0; l < lanes; l++) to[l] = d[l * by_out];
}

// pack_bytes also adds up the values of each output.
static void pack_bytes(int8_t *to, const int8_t *d, size_t by_out, size_t by_in, int lanes, int in, int32_t *sum) {
	for (int i = 0; i < in; i += 4, to += 4 * T5_LANES, d += 4 * by_in)
		for (int l = 0; l < lanes; l++) {
			const int8_t *from = d + l * by_out;
			int8_t *four = to + 4 * l;
			for (int j = 0; j < 4; j++) sum[l] += four[j] = from[j * by_in];
		}
}

void t5_pack(t5_matrix *w, int from, int n, const void *data, size_t by_out, size_t by_in, const float *scale) {
	for (int o = 0; o < n; o += T5_LANES) {
		const int lanes = n - o < T5_LANES ? n - o : T5_LANES;
		const size_t at = (size_t)(from + o) * w->ins;
		if (w->floats) {
			pack_floats(w->floats + at, (const float *)data + o * by_out, by_out, by_in, lanes, w->in);
			continue;
		}
		int32_t sum[T5_LANES] = {0};
		pack_bytes(w->bytes + at, (const int8_t *)data + o * by_out, by_out, by_in, lanes, w->in, sum);
		for (int l = 0; l < lanes; l++) w->offset[from + o + l] = 128 * sum[l], w->scale[from + o + l] = scale[o + l];
	}
}

int t5_outline(t5_model *m, t5_level level) {
	const t5_matrix *head = t5_head(m);
	if (!head->floats) return 0;
	m->miss = t5_vector(head->outs), m->span = t5_vector(head->outs);
	if (!m->miss || !m->span || t5_matrix_init(&m->outline, 8, head->out, head->in)) return -1;
	ON_LEVEL(level, outline, m);
	for (int i = 0; i < head->out; i++)
		if (!(m->miss[i] < FLT_MAX && m->span[i] < FLT_MAX)) {  // an enormous weight: nothing bounds its products
			free_matrix(&m->outline);
			m->outline = (t5_matrix){0};
			break;
		}
	return 0;
}

t5_state *t5_state_new(const t5_model *m, t5_level level) {
	t5_state *s = calloc(1, sizeof *s);
	if (s) s->m = m, s->level = level;
	return s;
}

size_t t5_page_floats(const t5_model *m) {
	return (size_t)m->c.decoder_layers * m->c.heads * 2 * T5_LANES * m->c.head;
}

// release gives a slot's pages back to the state. The list has room for them: new_page
// makes that room for every page.
static void release(t5_state *s, t5_slot *slot) {
	for (int i = 0; i < slot->pages; i++) s->free_pages[s->free_count++] = slot->page[i];
	slot->pages = 0;
	s->prompts[slot->prompt].rows--;
}

static float *new_page(t5_state *s) {
	if (s->free_count) return s->free_pages[--s->free_count];
	float **list = realloc(s->free_pages, (s->free_room + 1) * sizeof *list);
	if (!list) return NULL;
	s->free_pages = list;
	float *page = aligned_zero(t5_page_floats(s->m) * sizeof *page);
	if (page) s->free_room++;
	return page;
}

int t5_pages(t5_state *s, t5_slot *slot, int positions) {
	int want = (positions + T5_LANES - 1) / T5_LANES;
	if (want > slot->room) {
		float **list = realloc(slot->page, 2 * want * sizeof *list);
		if (!list) return -1;
		slot->page = list, slot->room = 2 * want;
	}
	while (slot->pages < want) {
		if (!(slot->page[slot->pages] = new_page(s))) return -1;
		slot->pages++;
	}
	return 0;
}

// more_slots makes room for n rows.
static int more_slots(t5_state *s, int n) {
	if (n <= s->slots_room) return 0;
	t5_slot **both[] = {&s->slots, &s->spare_slots};
	for (int i = 0; i < 2; i++) {
		t5_slot *list = realloc(*both[i], n * sizeof *list);
		if (!list) return -1;
		memset(list + s->slots_room, 0, (n - s->slots_room) * sizeof *list);
		*both[i] = list;
	}
	s->slots_room = n;
	return 0;
}

// failed empties a state after an error.
static int failed(t5_state *s) {
	for (int i = 0; i < s->rows; i++) release(s, &s->slots[i]);
	s->rows = 0;
	return -1;
}

// free_prompt returns the first prompt, at from or behind it, that no row uses, or -1
// where memory ran out.
static int free_prompt(t5_state *s, int from) {
	for (; from < s->prompts_room; from++)
		if (!s->prompts[from].rows) return from;
	const int room = 2 * s->prompts_room + 16;
	t5_prompt *list = realloc(s->prompts, room * sizeof *list);
	if (!list) return -1;
	memset(list + s->prompts_room, 0, (room - s->prompts_room) * sizeof *list);
	s->prompts = list, s->prompts_room = room;
	return from;
}

int t5_join(t5_state *s, const int32_t *ids, const int32_t *lengths, int rows) {
	if (more_slots(s, s->rows + rows)) return failed(s);
	for (int i = 0, prompt = 0; i < rows; i++, prompt++) {
		if ((prompt = free_prompt(s, prompt)) < 0) return failed(s);
		s->prompts[prompt].length = lengths[i];
		s->slots[s->rows + i].prompt = prompt, s->slots[s->rows + i].past = 0;
	}
	if (ON_LEVEL(s->level, join, s, ids, rows)) return failed(s);
	for (int i = 0; i < rows; i++) s->prompts[s->slots[s->rows + i].prompt].rows = 1;
	s->rows += rows;
	return 0;
}

// duplicate copies what one slot remembers to an empty one.
static int duplicate(t5_state *s, t5_slot *to, const t5_slot *from) {
	to->prompt = from->prompt;
	s->prompts[to->prompt].rows++;
	if (t5_pages(s, to, from->pages * T5_LANES)) return -1;
	for (int i = 0; i < to->pages; i++) memcpy(to->page[i], from->page[i], t5_page_floats(s->m) * sizeof(float));
	return 0;
}

int t5_settle(t5_state *s, const int32_t *rows, const int32_t *kept, int n) {
	if (more_slots(s, n)) return failed(s);
	int past = s->rows, err = 0;
	// The first time that a row is named it takes its slot along, and later a copy of
	// it. An unused slot has no pages, but keeps the list that held them.
	t5_slot *next = s->spare_slots;
	int *left = malloc((past + 1) * sizeof *left);  // of each row: where in next it went, -1: nowhere yet
	if (!left) return failed(s);
	for (int r = 0; r < past; r++) left[r] = -1;
	for (int i = 0; i < n; i++) {
		t5_slot *from = &s->slots[rows[i]];
		if (left[rows[i]] < 0) {
			t5_slot empty = next[i];
			next[i] = *from, next[i].past += kept[i], *from = empty;
			left[rows[i]] = i;
			continue;
		}
		const t5_slot *first = &next[left[rows[i]]];
		int was = first->past - kept[left[rows[i]]];
		err |= duplicate(s, &next[i], first);
		next[i].past = was + kept[i];
	}
	for (int r = 0; r < past; r++)
		if (left[r] < 0) release(s, &s->slots[r]);
	free(left);
	s->spare_slots = s->slots, s->slots = next, s->rows = n;
	return err ? failed(s) : 0;
}

int t5_feed(t5_state *s, const int32_t *ids, const int32_t *counts) {
	const int err = ON_LEVEL(s->level, feed, s, ids, counts);
	return err ? failed(s) : 0;
}

int t5_pick(t5_state *s, int from, int n, int detail, t5_choice *out) {
	return ON_LEVEL(s->level, pick, s, from, n, detail, out);
}

int t5_logits(t5_state *s, int from, int n, float *out) {
	return ON_LEVEL(s->level, logits, s, from, n, out);
}

int t5_score(t5_state *s, int at, const int32_t *ids, int n, float *out) {
	return ON_LEVEL(s->level, score, s, at, ids, n, out);
}

void t5_state_free(t5_state *s) {
	if (!s) return;
	for (int i = 0; i < s->slots_room; i++) {
		t5_slot *both[] = {&s->slots[i], &s->spare_slots[i]};
		for (int j = 0; j < 2; j++) {
			for (int k = 0; k < both[j]->pages; k++) free(both[j]->page[k]);
			free(both[j]->page);
		}
	}
	for (int i = 0; i < s->free_count; i++) free(s->free_pages[i]);
	for (int i = 0; i < s->prompts_room; i++) free(s->prompts[i].cross.data);
	free(s->prompts);
	free(s->slots);
	free(s->spare_slots);
	free(s->free_pages);
	t5_buffer *all[] = {&s->biases, &s->x, &s->y, &s->wide, &s->context, &s->inner, &s->hidden,
	                    &s->integers, &s->below, &s->steps, &s->more_steps, &s->keys, &s->scores, &s->segments, &s->best, &s->bounds, &s->norms, &s->fresh};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]->data);
	free(s);
}
