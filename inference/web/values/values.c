// values.wasm: whether words are a value of a parameter, as dataset/action reads them in Go,
// in English. Only whether there is a value matters here, not which. It imports nothing, and
// exports
//
//	memory
//	values_room(bytes) -> where bytes for the next call are written, 0 where memory ran out
//	values_lexicon(bytes) -> 0, or -1 where memory ran out
//	values_fit(format, prefer, day, bytes) -> 1 if the words fit, 0 if not, -1 where memory ran out
//
// values_lexicon reads the words that the readers know: lines of a kind, a tab, a phrase, a
// tab and a value, as action.Lexicon writes them. values_fit reads a text as action compares
// it, in UTF-8, and behind it as many bytes that say what each is: L of a letter, M of a mark,
// D of a digit, S of the sign of a currency. day counts from 1970; relative dates count from it.

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum format { CURRENCY, DATE, MONEY, PERIOD };
enum prefer { ANY, FUTURE, PAST };

typedef struct {
	const char *s;
	int n;
} word;

// words are some words of a phrase.
typedef struct {
	const word *w;
	int n;
} words;

static words from(words w, int i) {
	if (i > w.n) i = w.n;
	return (words){w.w + i, w.n - i};
}
static words upto(words w, int i) { return (words){w.w, i < 0 ? 0 : i}; }

static int same(word w, const char *s) { return w.n == (int)strlen(s) && !memcmp(w.s, s, w.n); }

// is reports whether the i-th of the words is a text; those behind the last are none.
static int is(words w, int i, const char *s) { return i >= 0 && i < w.n && same(w.w[i], s); }

// one reports whether a word is one of those that bars separate.
static int one(word w, const char *all) {
	for (;;) {
		const char *end = strchr(all, '|');
		const int n = end ? end - all : (int)strlen(all);
		if (n == w.n && !memcmp(all, w.s, n)) return 1;
		if (!end) return 0;
		all = end + 1;
	}
}

static int oneof(words w, int i, const char *all) { return i >= 0 && i < w.n && one(w.w[i], all); }

static int in(const char *set, char c) { return c && strchr(set, c); }

// phrase reports whether words, with spaces between them, are one of the texts that bars
// separate.
static int phrase(words w, const char *all) {
	for (;;) {
		const char *at = all;
		int i = 0;
		for (; i < w.n; i++) {
			if (i && *at++ != ' ') break;
			if (strncmp(at, w.w[i].s, w.w[i].n)) break;
			at += w.w[i].n;
		}
		if (i == w.n && (!*at || *at == '|')) return 1;
		if (!(all = strchr(all, '|'))) return 0;
		all++;
	}
}

// The lexicon.

typedef struct {
	char kind;
	word phrase, value;
	double number, second;
	int words;
} entry;

static struct {
	entry *all;
	int n;
	int *table; // of places in all, from 1
	unsigned size;
	int longest; // words of the name of a currency
} lexicon;

static unsigned mix(unsigned h, const char *s, int n) {
	for (int i = 0; i < n; i++) h = (h ^ (unsigned char)s[i]) * 16777619u;
	return h;
}

static const entry *find(char kind, words w) {
	unsigned h = mix(2166136261u, &kind, 1);
	for (int i = 0; i < w.n; i++) {
		if (i) h = mix(h, " ", 1);
		h = mix(h, w.w[i].s, w.w[i].n);
	}
	for (;; h++) {
		const int at = lexicon.size ? lexicon.table[h & (lexicon.size - 1)] : 0;
		if (!at) return NULL;
		const entry *e = &lexicon.all[at - 1];
		if (e->kind != kind || e->words != w.n) continue;
		const char *s = e->phrase.s;
		int i = 0;
		for (; i < w.n && (s - e->phrase.s) + w.w[i].n <= e->phrase.n && !memcmp(s, w.w[i].s, w.w[i].n); i++) {
			s += w.w[i].n;
			if (s < e->phrase.s + e->phrase.n && *s++ != ' ') break;
		}
		if (i == w.n && s == e->phrase.s + e->phrase.n) return e;
	}
}

static const entry *known(char kind, words w, int i) { return i >= 0 && i < w.n ? find(kind, (words){w.w + i, 1}) : NULL; }

// decimal reads a number in figures.
static double decimal(const char *s, int n, int *used) {
	double v = 0, unit = 1;
	int i = 0, negative = n > 0 && s[0] == '-';
	for (i = negative; i < n && s[i] >= '0' && s[i] <= '9'; i++) v = v * 10 + (s[i] - '0');
	if (i < n && s[i] == '.')
		for (i++; i < n && s[i] >= '0' && s[i] <= '9'; i++) v = v * 10 + (s[i] - '0'), unit *= 10;
	if (used) *used = i;
	return (negative ? -v : v) / unit;
}

static char *room;
static int space;

char *values_room(int bytes) {
	if (bytes > space) {
		char *more = realloc(room, bytes);
		if (!more) return NULL;
		room = more, space = bytes;
	}
	return room;
}

int values_lexicon(int bytes) {
	char *text = malloc(bytes);
	if (!text) return -1;
	memcpy(text, room, bytes);
	int lines = 0;
	for (int i = 0; i < bytes; i++) lines += text[i] == '\n';
	for (lexicon.size = 16; lexicon.size < 2u * lines;) lexicon.size *= 2;
	lexicon.all = calloc(lines + 1, sizeof *lexicon.all);
	lexicon.table = calloc(lexicon.size, sizeof *lexicon.table);
	if (!lexicon.all || !lexicon.table) return -1;
	for (char *at = text; at < text + bytes; lexicon.n++) {
		entry *e = &lexicon.all[lexicon.n];
		char *tab = memchr(at + 2, '\t', text + bytes - at - 2), *end = memchr(at, '\n', text + bytes - at);
		e->kind = *at;
		e->phrase = (word){at + 2, tab - at - 2};
		e->value = (word){tab + 1, end - tab - 1};
		int used;
		e->number = decimal(e->value.s, e->value.n, &used);
		if (used < e->value.n) e->second = decimal(e->value.s + used + 1, e->value.n - used - 1, NULL);
		e->words = 1;
		for (int i = 0; i < e->phrase.n; i++) e->words += e->phrase.s[i] == ' ';
		if (e->kind == 'c' && e->words > lexicon.longest) lexicon.longest = e->words;
		unsigned h = mix(mix(2166136261u, &e->kind, 1), e->phrase.s, e->phrase.n);
		while (lexicon.table[h & (lexicon.size - 1)]) h++;
		lexicon.table[h & (lexicon.size - 1)] = lexicon.n + 1;
		at = end + 1;
	}
	return 0;
}

// Words.

// text is what is read, and what its bytes are.
static struct {
	const char *s, *kinds;
	int n;
} text;

// made are the words of a call, and figures the numbers among them. Both have room for all
// that the text can become.
static word *made;
static int made_n;
static char *figures;
static int figures_n;

static int digit(const char *s, int n, int i) { return i >= 0 && i < n && s[i] >= '0' && s[i] <= '9'; }
static int at_digit(int i) { return digit(text.s, text.n, i); }
static int in_word(int i) { return i > 0 && (text.kinds[i - 1] == 'L' || text.kinds[i - 1] == 'D'); }

// wide returns how many bytes the character at a place has.
static int wide(int i) {
	int n = 1;
	while (i + n < text.n && (text.s[i + n] & 0xc0) == 0x80) n++;
	return n;
}

static int digits_at(int i) {
	int n = 0;
	while (at_digit(i + n)) n++;
	return n;
}

static int plain_figures(int i, word *to) {
	*to = (word){text.s + i, digits_at(i)};
	return to->n;
}

// A group is the digits between two marks of a number.
typedef struct {
	int at, n;
} group;

static int grouped(const group *g, int n, const char *marks) {
	if (n < 2) return 1;
	for (int i = 1; i < n - 1; i++)
		if (marks[i] != marks[0]) return 0;
	if (g[0].n == 0 || g[0].n > 3 || g[n - 1].n != 3) return 0;
	const int size = n > 2 ? g[1].n : 3;
	for (int i = 1; i < n - 1; i++)
		if (g[i].n != size || (size != 3 && (size != 2 || marks[0] != ','))) return 0;
	return size == 3 || g[0].n <= 2;
}

// marked_figures reads a number with marks between its digits. Those of more groups than
// there is room for are read as far as there is.
static int marked_figures(int i, word *to) {
	enum { most = 64 };
	group g[most];
	char marks[most];
	int n = 0, used = 0;
	for (int start = i;; start = used + 1) {
		g[n++] = (group){start, digits_at(start)};
		used = start + digits_at(start);
		const char mark = used < text.n ? text.s[used] : 0;
		if (n == most || !in(".,' ", mark) || !at_digit(used + 1)) break;
		const group *last = &g[n - 1];
		if (mark == ' ' && (digits_at(used + 1) != 3 || !last->n || (start == i ? last->n > 3 || text.s[start] == '0' : last->n != 3))) break;
		marks[n - 1] = mark;
	}
	*to = (word){text.s + g[0].at, g[0].n};
	if (n == 1) return used - i;
	const int last = n - 2;
	const char mark = marks[last];
	const int repeats = memchr(marks, mark, last) || mark == ' ' || mark == '\'';
	const int zero = g[0].n == 1 && text.s[g[0].at] == '0';
	const int point = !repeats && (last > 0 || g[1].n != 3 || g[0].n > 3 || g[0].n == 0 || zero || mark == '.');
	if (!grouped(g, n - point, marks)) return g[0].n;
	char *out = figures + figures_n;
	int size = 0;
	for (int k = 0; k < n; k++) {
		if (point && k == n - 1) out[size++] = '.';
		memcpy(out + size, text.s + g[k].at, g[k].n);
		size += g[k].n;
	}
	figures_n += size;
	*to = (word){out, size};
	return used - i;
}

static void split(int (*figures_at)(int, word *)) {
	made_n = 0;
	for (int i = 0; i < text.n;) {
		const char c = text.s[i];
		if (at_digit(i) || (c == '.' && at_digit(i + 1) && !in_word(i))) {
			word number;
			const int n = figures_at(i, &number);
			i += n ? n : 1;
			if (!n) continue;
			made[made_n++] = number;
			if (i + 1 < text.n && in(",./", text.s[i]) && text.s[i + 1] == '-') i += 2;
		} else if (c == ' ' || c == '.' || (c == ',' && !at_digit(i + 1))) {
			i++;
		} else if (c == '-' && (in_word(i) || !(at_digit(i + 1) || (i + 1 < text.n && text.kinds[i + 1] == 'S')))) {
			i++;
		} else {
			const int start = i;
			while (i < text.n && (text.kinds[i] == 'L' || text.kinds[i] == 'M' || (i > start && text.s[i] == '\''))) i += wide(i);
			if (i == start) i += wide(i);
			made[made_n++] = (word){text.s + start, i - start};
		}
	}
}

// in_english puts phrases into the words that the readers know.
static words in_english(void) {
	const words w = {made, made_n};
	word *out = made + made_n;
	int n = 0;
	for (int i = 0; i < w.n;) {
		const entry *e = NULL;
		int k = w.n - i < 8 ? w.n - i : 8;
		for (; k > 0 && !(e = find('e', upto(from(w, i), k))); k--) {}
		if (!e) {
			out[n++] = w.w[i++];
			continue;
		}
		i += k;
		for (const char *s = e->value.s, *end = s + e->value.n; s < end;) {
			const char *gap = memchr(s, ' ', end - s);
			out[n++] = (word){s, (gap ? gap : end) - s};
			s = gap ? gap + 1 : end;
		}
	}
	return (words){out, n};
}

// drop drops words of a kind that come before a value. The last word stays.
static words drop(words w, char kind) {
	while (w.n > 1 && known(kind, w, 0)) w = from(w, 1);
	return w;
}

static words without(words w, const char *idle) {
	while (w.n > 1 && oneof(w, 0, idle)) w = from(w, 1);
	return w;
}

static int is_figure(word w) { return digit(w.s, w.n, 0) || (w.n && w.s[0] == '.'); }

static int figures_of(words w, int i, double *v) {
	if (i < 0 || i >= w.n || !is_figure(w.w[i])) return 0;
	int used;
	*v = decimal(w.w[i].s, w.w[i].n, &used);
	return used == w.w[i].n && isfinite(*v);
}

// integer_of reads a whole number in figures, -1 where there is none.
static int64_t integer_of(words w, int i) {
	if (i < 0 || i >= w.n || !w.w[i].n || w.w[i].n > 18) return -1;
	int64_t v = 0;
	for (int k = 0; k < w.w[i].n; k++) {
		if (!digit(w.w[i].s, w.w[i].n, k)) return -1;
		v = v * 10 + (w.w[i].s[k] - '0');
	}
	return v;
}

// Numbers.

static int addend(words w, int i, double *v) {
	const entry *e = known('n', w, i);
	if (e) *v = e->number;
	return e != NULL;
}

static double scale(words w, int i) {
	const entry *e = known('s', w, i);
	return e ? e->number : 0;
}

static int countable(words w, int i) { return oneof(w, i, "hundred|dozen|couple|half") || (scale(w, i) > 0 && w.w[i].n > 1); }

// joined adds the value of a word to that of the words before it.
static int joined(double *cur, double v, int seen) {
	const double tail = fmod(*cur, 100);
	if (!seen)
		*cur += v;
	else if (v == 12 && *cur > 0 && *cur < 12)
		*cur *= 12;
	else if ((v < 10 && *cur >= 20 && tail >= 20 && fmod(*cur, 10) == 0) || (v < 100 && *cur >= 100 && tail == 0))
		*cur += v;
	else if (v >= 10 && *cur > 0 && *cur < 100)
		*cur = *cur * 100 + v;
	else
		return 0;
	return 1;
}

// number reads a number at the start of words and returns how many words it is.
static int number(words w, double *value) {
	double total = 0, cur = 0, largest = 0, v;
	int seen = 0, and = 0, used = 0;
	for (int i = 0; i < w.n; i++) {
		const int article = oneof(w, i, "a|an"), next = i + 1, more = cur == 0 && total > 0;
		if (figures_of(w, i, &v)) {
			if ((i > 0 && is_figure(w.w[i - 1])) || (seen && !(more || (v < 100 && cur >= 100 && fmod(cur, 100) == 0)))) break;
			cur += v, seen = 1, used = i + 1, and = 0;
			continue;
		}
		if (addend(w, i, &v)) {
			if (!joined(&cur, v, seen && !more)) break;
		} else if (oneof(w, i, "hundred|hundreds")) {
			cur = (cur > 1 ? cur : 1) * 100;
		} else if (scale(w, i) > 0 && (seen || !oneof(w, i, "k|m"))) {
			largest = scale(w, i);
			total += (cur == 0 ? 1 : cur) * largest, cur = 0;
		} else if (is(w, i, "half") && and && cur == 0 && largest > 0) {
			total += largest / 2;
		} else if (is(w, i, "half") && (and || !seen)) {
			cur += 0.5;
		} else if (article && ((is(w, next, "half") && and) || (!seen && countable(w, next)))) {
			continue;
		} else if ((article || is(w, i, "of")) && seen && (scale(w, next) > 0 || oneof(w, next, "hundred|dozen"))) {
			continue;
		} else if (is(w, i, "of") && is(w, i - 1, "couple")) {
			used = i + 1;
			continue;
		} else if (is(w, i, "and") && seen) {
			and = 1;
			continue;
		} else {
			break;
		}
		seen = 1, used = i + 1, and = 0;
	}
	*value = total + cur;
	return used;
}

// An amount is a number, and whether it is whole.
typedef struct {
	double value;
	int whole;
} amount;

// whole_digits reports whether no decimal of a number in figures is more than 0.
static int whole_digits(word w) {
	const char *point = memchr(w.s, '.', w.n);
	for (const char *s = point; s && s < w.s + w.n; s++)
		if (*s > '0') return 0;
	return 1;
}

// nearly_whole reports whether 15 digits of a number have no decimals.
static int nearly_whole(double v) {
	if (v >= 1e15 || v == 0) return 1;
	double unit = 1e-14;
	for (double size = 1; size * 10 <= v; size *= 10) unit *= 10;
	return fabs(v - nearbyint(v)) <= unit / 2;
}

static int amount_at(words w, amount *a) {
	double v;
	const int n = number(w, &v);
	if (!n || !isfinite(v)) return 0;
	if (is(w, n, "point")) {
		int used = 0, zero = 1;
		double d;
		for (; n + 1 + used < w.n && (addend(w, n + 1 + used, &d) || figures_of(w, n + 1 + used, &d)) && d == trunc(d) && !(d > 9 && used); used++) zero &= d == 0;
		if (used && v == trunc(v)) {
			*a = (amount){v, zero};
			return n + 1 + used;
		}
	}
	*a = (amount){v, n == 1 && is_figure(w.w[0]) ? whole_digits(w.w[0]) : nearly_whole(v)};
	return n;
}

// Money.

static int currency_at(words w, word *code) {
	for (int n = w.n < lexicon.longest ? w.n : lexicon.longest; n > 0; n--) {
		const entry *e = find('c', upto(w, n));
		if (!e) continue;
		*code = e->value;
		return n;
	}
	*code = (word){"", 0};
	return 0;
}

static int currency(void) {
	split(plain_figures);
	const words w = without((words){made, made_n}, "the|der|die|el|la|le|les|o|os|en|em|in");
	word code;
	const int n = currency_at(w, &code);
	return n > 0 && n == w.n;
}

static int equal(word a, word b) { return a.n == b.n && !memcmp(a.s, b.s, a.n); }

// units_and_cents reads what follows an amount: its currency, and parts of its unit.
static int units_and_cents(amount a, word code, words w) {
	if (w.n > 1 && is(w, 0, "of")) w = from(w, 1);
	word after;
	int n = currency_at(w, &after);
	if (!n || (code.n && !equal(code, after) && !same(code, "USD"))) return w.n == 0;
	w = from(w, n);
	if (is(w, 0, "and")) w = from(w, 1);
	if (!w.n) return 1;
	amount parts;
	if (!(n = amount_at(w, &parts))) return 0;
	w = from(w, n);
	const entry *e = find('q', (words){&after, 1});
	const int places = e ? e->number : 2;
	if (!(nearbyint(parts.value) < (places == 0 ? 1 : places == 2 ? 100 : 1000)) || !parts.whole || !a.whole) return 0;
	return !w.n || (w.n == 1 && ((places == 2 && known('i', w, 0)) || (places == 3 && is(w, 0, "fils"))));
}

static int money(void) {
	split(marked_figures);
	words w = in_english();
	while (w.n > 1 && is(w, 0, "1") && oneof(w, 1, "half|quarter")) w = from(w, 1);
	w = drop(w, 'g');
	int negative = oneof(w, 0, "-|minus");
	w = from(w, negative);
	word code;
	const int before = currency_at(w, &code);
	w = from(w, before);
	if (!negative && before && is(w, 0, "-")) negative = 1, w = from(w, 1);
	amount a;
	const int n = amount_at(w, &a);
	if (!n) {
		word after;
		return !code.n && !negative && w.n > 1 && oneof(w, 0, "a|an") && currency_at(from(w, 1), &after) == w.n - 1;
	}
	w = from(w, n);
	if (w.n == 1 && !code.n && known('i', w, 0)) return 1;
	return units_and_cents(a, code, w);
}

// Days are numbers of days from 1970.

typedef int64_t date;
static const date none = INT64_MIN;

static date ref;
static enum prefer prefer;

static date date_of(int64_t y, int64_t m, int64_t d) {
	y += (m - 1 >= 0 ? m - 1 : m - 12) / 12;
	m = ((m - 1) % 12 + 12) % 12 + 1;
	if (m <= 2) y--;
	const int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400, doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468 + d - 1;
}

static void civil(date t, int64_t *y, int64_t *m, int64_t *d) {
	t += 719468;
	const int64_t era = (t >= 0 ? t : t - 146096) / 146097, doe = t - era * 146097;
	const int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	*d = doy - (153 * mp + 2) / 5 + 1;
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = yoe + era * 400 + (*m <= 2);
}

static int64_t year_of(date t) {
	int64_t y, m, d;
	civil(t, &y, &m, &d);
	return y;
}

static int64_t month_of(date t) {
	int64_t y, m, d;
	civil(t, &y, &m, &d);
	return m;
}

static int weekday_of(date t) { return ((t + 4) % 7 + 7) % 7; }
static int has_year(date t) { return year_of(t) >= 0 && year_of(t) <= 9999; }
static date monday(date t) { return t - (weekday_of(t) + 6) % 7; }

static date next_weekday(date t, int d, int itself) {
	const int n = (d - weekday_of(t) + 7) % 7;
	return t + (n || itself ? n : 7);
}

// day_is is a day, none where there is none such as the 30th of february.
static date day_is(int64_t y, int64_t m, int64_t d) {
	const date t = date_of(y, m, d);
	int64_t y2, m2, d2;
	civil(t, &y2, &m2, &d2);
	return d2 == d && m2 == m ? t : none;
}

static date add_date(date t, int months, int days) {
	int64_t y, m, d;
	civil(t, &y, &m, &d);
	return date_of(y, m + months, d + days);
}

static date add_months(date t, int n) {
	int64_t y, m, d, y2, m2, last;
	civil(t, &y, &m, &d);
	const date first = date_of(y, m + n, 1);
	civil(add_date(first, 1, -1), &y2, &m2, &last);
	return first + (d < last ? d : last) - 1;
}

static date shift(date t, int n, word unit) {
	if (same(unit, "week")) return t + 7 * n;
	if (same(unit, "day")) return t + n;
	return add_months(t, n * (same(unit, "month") ? 1 : same(unit, "quarter") ? 3 : 12));
}

// A span is a stretch of days, none without a beginning.
typedef struct {
	date from, to;
} span;

static const span nothing = {INT64_MIN, 0};

static span month_span(int64_t y, int64_t m, int64_t n) { return (span){date_of(y, m, 1), date_of(y, m + n, 0)}; }

// whole is the week, month, quarter or year n after the one that ref is in.
static span whole(words unit, int i, int n) {
	const int64_t y = year_of(ref), m = month_of(ref);
	const date week = monday(ref) + 7 * n;
	if (is(unit, i, "week")) return (span){week, week + 6};
	if (is(unit, i, "month")) return month_span(y, m + n, 1);
	if (is(unit, i, "quarter")) return month_span(y, (m - 1) / 3 * 3 + 1 + 3 * n, 3);
	if (is(unit, i, "year")) return month_span(y + n, 1, 12);
	return nothing;
}

static int month(words w, int i) {
	const entry *e = known('m', w, i);
	return e ? e->number : 0;
}

static int weekday(words w, int i) {
	const entry *e = known('d', w, i);
	return e ? e->number : -1;
}

// in_some_year is a day without a year, as the parameter prefers.
static date in_some_year(int64_t m, int64_t d) {
	const int64_t y = year_of(ref);
	if (prefer == ANY || m < 1 || m > 12 || d < 1 || d > 31) return day_is(y, m, d);
	for (int n = 0; n < 9; n++) {
		const date t = day_is(prefer == PAST ? y - n : y + n, m, d);
		if (t != none && (t == ref || (t > ref) == (prefer == FUTURE))) return t;
	}
	return none;
}

static date in_some_month(int64_t d) {
	for (int n = 0; n < (prefer == ANY ? 1 : 3); n++) {
		const date first = date_of(year_of(ref), month_of(ref) + (prefer == PAST ? -n : n), 1), t = day_is(year_of(first), month_of(first), d);
		if (prefer == ANY) return t;
		if (t != none && (t == ref || (t > ref) == (prefer == FUTURE))) return t;
	}
	return none;
}

// day_number reads "3", "3rd", "third", "twenty first" and returns how many words it is.
static int day_number(words w, int64_t *d) {
	*d = integer_of(w, 0);
	if (*d >= 1 && *d <= 31) return oneof(w, 1, "st|nd|rd|th") ? 2 : 1;
	*d = 0;
	for (int n = 2; n > 0; n--) {
		const entry *e = w.n >= n ? find('o', upto(w, n)) : NULL;
		if (!e) continue;
		*d = e->number;
		return n;
	}
	return 0;
}

// shifted is how far "last", "this" or "next" are, 9 for another word.
static int shifted(words w, int i) { return is(w, i, "last") ? -1 : is(w, i, "this") ? 0 : oneof(w, i, "next|coming") ? 1 : 9; }

static date in_month(int64_t d, words which) {
	const int n = which.n ? is(which, 0, "the") ? 0 : shifted(which, 0) : 0;
	if (n == 9 || which.n > 1) return none;
	const date first = date_of(year_of(ref), month_of(ref) + n, 1);
	return day_is(year_of(first), month_of(first), d);
}

static date in_year(int64_t d, int64_t m, words rest) {
	if (!d || !m) return none;
	rest = without(rest, "of|the|in");
	if (!rest.n) return in_some_year(m, d);
	const int64_t y = integer_of(rest, 0);
	if (rest.n == 1) return y >= 1900 && y < 2200 ? day_is(y, m, d) : none;
	const int n = shifted(rest, 0);
	return rest.n == 2 && n != 9 && is(rest, 1, "year") ? day_is(year_of(ref) + n, m, d) : none;
}

// moved are words with two or three of others behind them. They lie behind all words that
// were made, and each call takes the place of the one before.
static words moved(words w, word a, word b, const char *c) {
	word *to = made + made_n * 5;
	memmove(to, w.w, w.n * sizeof *to);
	to[w.n] = a, to[w.n + 1] = b;
	if (c) to[w.n + 2] = (word){c, strlen(c)};
	return (words){to, w.n + (c ? 3 : 2)};
}

static date calendar_date(words w) {
	const entry *holiday = find('h', w);
	if (holiday) return in_some_year(holiday->number, holiday->second);
	if (w.n > 3 && is(w, 1, "month") && oneof(w, 0, "next|this")) w = moved(without(from(w, 2), "on|the"), (word){"of", 2}, w.w[0], "month");
	if (weekday(w, 0) >= 0 && w.n > 2) w = from(w, is(w, 1, "the") ? 2 : 1);
	int64_t d;
	if (month(w, 0)) {
		const words rest = from(w, is(w, 1, "the") ? 2 : 1);
		const int used = day_number(rest, &d);
		return in_year(d, month(w, 0), from(rest, used));
	}
	const int used = day_number(w, &d);
	if (!d) return none;
	const words rest = without(without(from(w, used), "of"), "the");
	if (!rest.n) return used == 2 || known('o', w, 0) ? in_some_month(d) : none;
	if (is(rest, rest.n - 1, "month")) return in_month(d, upto(rest, rest.n - 1));
	return in_year(d, month(rest, 0), from(rest, 1));
}

static date nth_weekday(words w) {
	if (w.n < 4 || !oneof(w, 2, "of|in")) return none;
	const int d = weekday(w, 1);
	const entry *ordinal = known('o', w, 0);
	const int n = ordinal ? ordinal->number : 0;
	const words m = without(from(w, 3), "the");
	if (d < 0 || n > 4 || (!n && !is(w, 0, "last"))) return none;
	date first;
	if (m.n == 1 && month(m, 0))
		first = in_some_year(month(m, 0), 1);
	else if (is(m, m.n - 1, "month") && m.n < 3)
		first = date_of(year_of(ref), month_of(ref) + (shifted(m, 0) == 9 ? 0 : shifted(m, 0)), 1);
	else
		return none;
	return n ? next_weekday(first, d, 1) + 7 * (n - 1) : next_weekday(add_date(first, 1, -8), d, 0);
}

static date weekday_date(words w) {
	word which = {"", 0};
	if (w.n > 2 && is(w, 1, "week") && oneof(w, 0, "next|last")) w = moved(without(from(w, 2), "on|the"), w.w[0], w.w[1], NULL);
	if (w.n > 2 && is(w, 0, "this") && is(w, 1, "coming")) w = from(w, 1);
	if (w.n > 1 && (oneof(w, 0, "this|coming|upcoming|next") || known('p', w, 0))) which = w.w[0], w = from(w, 1);
	const int d = weekday(w, 0);
	if (d < 0) return none;
	const date week = monday(ref) + (d + 6) % 7;
	words rest = from(w, 1);
	if (rest.n > 1 && is(rest, 0, "of")) rest = from(rest, 1);
	if (rest.n > 1 && is(rest, 0, "the")) rest = from(rest, 1);
	int next = same(which, "next");
	if (rest.n && !find('t', rest)) {
		if (which.n && !(phrase(rest, "coming") && same(which, "this"))) return none;
		if (phrase(rest, "last week")) return week - 7;
		if (phrase(rest, "this week")) return week;
		if (phrase(rest, "week")) return next_weekday(ref, d, 0) + 7;
		if (phrase(rest, "fortnight")) return next_weekday(ref, d, 0) + 14;
		if (phrase(rest, "after next")) return week + 14;
		next = phrase(rest, "next week|next");
		if (!next && !phrase(rest, "coming|this")) return none;
		which = (word){"coming", 6};
	}
	if (next) return week + 7;
	const int past = find('p', (words){&which, 1}) || (!which.n && prefer == PAST);
	return next_weekday(past ? ref - 8 : ref, d, 0);
}

// weekend returns the saturday of a weekend.
static date weekend(words w) {
	const date saturday = monday(ref) + 5;
	if (phrase(w, "weekend|this weekend|coming weekend|this coming weekend|upcoming weekend")) return saturday - (prefer == PAST && w.n == 1 ? 7 : 0);
	if (phrase(w, "next weekend|weekend next week")) return saturday + 7;
	if (phrase(w, "weekend after next")) return saturday + 14;
	return w.n == 2 && known('p', w, 0) && is(w, 1, "weekend") ? saturday - 7 : none;
}

// counted reads "two weeks", "a month", "10 days" and returns how many words it is.
static int counted(words w, int *n, word *unit) {
	if (w.n < 2) return 0;
	if (phrase(upto(w, w.n < 3 ? w.n : 3), "half a year")) {
		*n = 6, *unit = (word){"month", 5};
		return 3;
	}
	double v;
	int used = number(w, &v);
	if (!used && oneof(w, 0, "a|an|one")) v = 1, used = 1;
	if (!used || used >= w.n || v != trunc(v) || v > 5000) return 0;
	word u = w.w[used];
	while (u.n && (u.s[u.n - 1] == 's' || u.s[u.n - 1] == '\'')) u.n--;
	*n = v, *unit = u;
	if (same(u, "fortnight")) {
		*n *= 2, *unit = (word){"week", 4};
		return used + 1;
	}
	return one(u, "day|week|month|quarter|year") ? used + 1 : 0;
}

static date day_of(words w);

// from_another reads days that count from another day: "a week from monday".
static date from_another(words w) {
	int n;
	word unit;
	int used = counted(w, &n, &unit);
	if (!used && oneof(w, 0, "day|week")) n = 1, unit = w.w[0], used = 1;
	if (!used || used >= w.n) return none;
	int sign = 1;
	words rest = from(w, used);
	if (!is(rest, 0, "tomorrow") && weekday(rest, 0) < 0) {
		if (is(rest, 0, "before"))
			sign = -1;
		else if (!oneof(rest, 0, "from|after|on"))
			return none;
		rest = from(rest, 1);
	}
	if (!rest.n) return none;
	const date t = day_of(without(rest, "the"));
	return t == none ? none : shift(t, sign * n, unit);
}

// counted_date reads "in two weeks", "3 days from now", "a week ago".
static date counted_date(words w) {
	const int within = oneof(w, 0, "in|within");
	if (within) w = without(from(w, 1), "about|around");
	int n;
	word unit;
	const int used = counted(w, &n, &unit);
	if (!used) return none;
	const words rest = from(w, used);
	if (rest.n ? phrase(rest, "from now|from today|later|time|hence|today|on") : within) return shift(ref, n, unit);
	return phrase(rest, "ago|back|before|earlier") ? shift(ref, -n, unit) : none;
}

// edge reads the first or last day of a stretch: "end of the month".
static date edge(words w) {
	const int start = oneof(w, 0, "start|beginning");
	if (w.n < 3 || !is(w, 1, "of") || !(start || is(w, 0, "end"))) return none;
	if (month(w, 2) && w.n == 3) {
		const date first = in_some_year(month(w, 2), 1);
		return start ? first : add_date(first, 1, -1);
	}
	words unit = from(w, 2);
	const int n = is(unit, 0, "the") ? 0 : shifted(unit, 0);
	if (n != 9) unit = from(unit, 1);
	const int by = n == 9 ? 0 : n;
	const span p = unit.n == 1 ? whole(unit, 0, by) : nothing;
	if (p.from == none || start) return p.from;
	return is(unit, 0, "week") ? next_weekday(by ? p.from : ref, 5, 1) : p.to;
}

static date end_of(words unit, const char *what) {
	const word w[] = {{"end", 3}, {"of", 2}, {what, strlen(what)}};
	return edge((words){w, 3});
}

static date relative_date(words w) {
	const entry *e = find('a', w);
	if (e) return ref + e->number;
	if (phrase(w, "next month")) return date_of(year_of(ref), month_of(ref) + 1, 1);
	if (phrase(w, "month end|eom|last day of the month|last of the month")) return end_of(w, "month");
	if (phrase(w, "eow")) return end_of(w, "week");
	if (phrase(w, "eoy|year end")) return end_of(w, "year");
	date t = weekday_date(w);
	if (t == none) t = weekend(w.n > 1 && is(w, 0, "at") ? from(w, 1) : w);
	if (t == none) t = from_another(w);
	if (t == none) t = counted_date(w);
	if (t == none) t = nth_weekday(w);
	return t == none ? edge(w) : t;
}

static date day_of(words w) {
	if (!w.n) return none;
	const date t = calendar_date(w);
	return t == none ? relative_date(w) : t;
}

static words day_words(void) {
	split(plain_figures);
	int n = 0;
	for (int i = 0; i < made_n; i++)
		if (!same(made[i], ",")) made[n++] = made[i];
	made_n = n;
	return in_english();
}

// figure reads so many digits at a place.
static int64_t figure(const char *s, int n) {
	int64_t v = 0;
	for (int i = 0; i < n; i++) v = v * 10 + (s[i] - '0');
	return v;
}

static int all_digits(const char *s, int n) {
	for (int i = 0; i < n; i++)
		if (!digit(s, n, i)) return 0;
	return 1;
}

// iso reads a day as ISO 8601 writes it.
static date iso(const char *s, int n) {
	if (n != 10 || s[4] != '-' || s[7] != '-' || !all_digits(s, 4) || !all_digits(s + 5, 2) || !all_digits(s + 8, 2)) return none;
	return day_is(figure(s, 4), figure(s + 5, 2), figure(s + 8, 2));
}

// said is the length of the text without the marks that end a sentence.
static int said(void) {
	int n = text.n;
	while (n && in(" .,!?", text.s[n - 1])) n--;
	return n;
}

// says_nothing reports whether the words before a date in figures are idle ones or a weekday.
static int says_nothing(int n) {
	const int all = text.n;
	text.n = n;
	const words w = day_words();
	text.n = all;
	for (int i = 0; i < w.n; i++)
		if (weekday(w, i) < 0 && !known('l', w, i)) return 0;
	return 1;
}

static date on(int64_t y, int64_t m, int64_t d) { return y < 0 ? in_some_year(m, d) : day_is(y, m, d); }

// numeric_date reads 3/14 and 3/14/2025, also with points or hyphens, and 2025/3/14.
static date numeric_date(int n) {
	int start = n;
	while (start && text.s[start - 1] != ' ') start--;
	const int before = start ? start - 1 : 0;
	const char *s = text.s + start;
	n -= start;
	if (n == 8 && all_digits(s, 8)) {
		const date t = day_is(figure(s, 4), figure(s + 4, 2), figure(s + 6, 2));
		if (t != none) return start ? none : t;
	}
	int size[3] = {0}, i = 0;
	char mark[2] = {0};
	for (int part = 0; part < 3; part++) {
		while (digit(s, n, i)) i++, size[part]++;
		if (part == 2 || i == n) break;
		if (!in("/.-", s[i])) return none;
		mark[part] = s[i++];
	}
	if (i < n || size[0] < 1 || size[0] > 4 || !mark[0] || size[1] < 1 || size[1] > 2 || size[2] > 4 || !says_nothing(before)) return none;
	int64_t a = figure(s, size[0]), b = figure(s + size[0] + 1, size[1]), y = size[2] ? figure(s + n - size[2], size[2]) : -1;
	if (size[0] == 4) return mark[1] == mark[0] && size[2] >= 1 && size[2] <= 2 ? day_is(a, b, y) : none;
	if (size[0] == 3 || size[2] == 1 || size[2] == 3 || (size[2] && mark[1] != mark[0]) || (!size[2] && mark[0] != '/')) return none;
	if (size[2] == 2) y += 2000;
	if (mark[0] != '.' && !find('f', (words){&(word){"day", 3}, 1})) {
		const int64_t day = b;
		b = a, a = day;
	}
	const date t = on(y, b, a);
	return t == none && mark[0] != '.' ? on(y, a, b) : t;
}

static date day(void) {
	const int n = said();
	date t = iso(text.s, n);
	if (t == none) t = numeric_date(n);
	if (t != none) return t;
	for (words w = day_words(); w.n; w = from(w, 1)) {
		if ((t = day_of(w)) != none) return t;
		if (w.n < 2 || !known('l', w, 0)) break;
	}
	return none;
}

static int is_date(void) {
	const date t = day();
	return t != none && has_year(t);
}

// Periods.

static words less_of(words w) { return is(w, w.n - 1, "of") ? upto(w, w.n - 1) : w; }

// named_period reads months, quarters and years.
static span named_period(words w) {
	int64_t y = -1;
	const int64_t v = w.n && w.w[w.n - 1].n == 4 ? integer_of(w, w.n - 1) : -1;
	if (v >= 1900 && v < 2200) y = v, w = upto(w, w.n - 1);
	w = less_of(w);
	if (w.n >= 2 && y < 0 && is(w, w.n - 1, "year") && oneof(w, w.n - 2, "last|this")) {
		y = year_of(ref) - is(w, w.n - 2, "last");
		w = less_of(upto(w, w.n - 2));
	}
	if (!w.n) return y < 0 ? nothing : month_span(y, 1, 12);
	const int m = month(w, 0), now = month_of(ref);
	if (m && w.n == 1) {
		const int other = prefer == FUTURE ? m < now : -(m > now);
		return month_span(y < 0 ? year_of(ref) + other : y, m, 1);
	}
	static const char *const quarters[] = {"q 1|first quarter|1 st quarter|quarter 1|quarter one", "q 2|second quarter|2 nd quarter|quarter 2|quarter two",
	                                       "q 3|third quarter|3 rd quarter|quarter 3|quarter three", "q 4|fourth quarter|4 th quarter|quarter 4|quarter four"};
	for (int q = 1; q <= 4; q++)
		if (phrase(w, quarters[q - 1])) return month_span(y < 0 ? year_of(ref) + (prefer == FUTURE && 3 * q < now) : y, 3 * q - 2, 3);
	return nothing;
}

// this_or_last reads "this month", "last year", "the past two weeks", "year to date".
static span this_or_last(words w) {
	const int64_t y = year_of(ref), m = month_of(ref);
	if (phrase(w, "year to date|ytd|so far this year|this year so far|beginning of the year")) return (span){date_of(y, 1, 1), ref};
	if (phrase(w, "month to date|so far this month|this month so far")) return (span){date_of(y, m, 1), ref};
	date saturday = weekend(w);
	if (phrase(w, "weekend|this weekend") && prefer != FUTURE) saturday = monday(ref) - 2;
	if (saturday != none) return (span){saturday, saturday + 1};
	if (w.n < 2) return nothing;
	const int last = known('p', w, 0) != NULL, next = oneof(w, 0, "next|coming");
	if (w.n == 2 && (last || next || oneof(w, 0, "this|current"))) return whole(w, 1, last ? -1 : next);
	if (!next && !last) return nothing;
	int n;
	word unit;
	const int used = counted(from(w, 1), &n, &unit);
	if (used != w.n - 1 || !n) return nothing;
	if (same(unit, "month")) return next ? month_span(y, m + 1, n) : (span){date_of(y, m - n, 1), date_of(y, m, 0)};
	if (same(unit, "year")) return month_span(next ? y + 1 : y - n, 1, 12 * n);
	return next ? (span){ref + 1, shift(ref, n, unit)} : (span){shift(ref, -n, unit) + 1, ref};
}

// bound reads one end of a range: a period or a day.
static span bound(words w) {
	span p = named_period(w);
	if (p.from == none) p = this_or_last(w);
	if (p.from != none) return p;
	const date t = day_of(drop(w, 'l'));
	return (span){t, t};
}

// range_period reads "since january", "from january to march".
static span range_period(words w) {
	if (is(w, 0, "since") && w.n > 1) {
		const span p = bound(from(w, 1));
		return p.from != none && p.from <= ref ? (span){p.from, ref} : nothing;
	}
	if (oneof(w, 0, "from|between")) w = from(w, 1);
	for (int i = 1; i < w.n - 1; i++) {
		if (!oneof(w, i, "to|and|through|until|till|thru")) continue;
		span a = bound(upto(w, i)), b = bound(from(w, i + 1));
		int64_t d;
		if (day_number(upto(w, i), &d) == i && b.from != none) a.from = day_is(year_of(b.from), month_of(b.from), d);
		if (a.from == none || b.from == none) return nothing;
		if (weekday(w, w.n - 1) >= 0 && a.from > b.to) b.to += 7;
		while (a.from > b.to && integer_of(w, i - 1) < 100 && year_of(a.from) > 0) a.from = add_date(a.from, -12, 0);
		return a.from > b.to ? nothing : (span){a.from, b.to};
	}
	return nothing;
}

static span stretch(words w) {
	if (!w.n) return nothing;
	if (w.n > 1 && is(w, w.n - 1, "month") && month(w, 0)) w = upto(w, w.n - 1);
	span p = named_period(w);
	if (p.from == none) p = this_or_last(w);
	return p.from == none ? range_period(w) : p;
}

static int canonical_period(int n) {
	const char *s = text.s;
	if (n == 4 && all_digits(s, 4)) return 1;
	if (n == 7 && all_digits(s, 4) && s[4] == '-' && all_digits(s + 5, 2) && figure(s + 5, 2) >= 1 && figure(s + 5, 2) <= 12) return 1;
	if (iso(s, n) != none) return 1;
	return n == 21 && s[10] == '/' && iso(s, 10) != none && iso(s + 11, 10) != none && iso(s, 10) <= iso(s + 11, 10);
}

static int period(void) {
	if (canonical_period(said())) return 1;
	const span p = stretch(without(day_words(), "for|in|during|of|the|over|within|month|whole|entire|on"));
	return (p.from != none && has_year(p.from) && has_year(p.to)) || is_date();
}

int values_fit(int format, int wanted, int today, int bytes) {
	static int roomy;
	if (bytes >= roomy) {
		roomy = 2 * bytes + 64;
		free(made), free(figures);
		// A phrase of one word may become several, and moved words lie behind them all.
		made = malloc(16 * (size_t)roomy * sizeof *made), figures = malloc(roomy);
		if (!made || !figures) return roomy = 0, -1;
	}
	text.s = room, text.kinds = room + bytes, text.n = bytes;
	figures_n = 0, ref = today, prefer = wanted;
	switch (format) {
	case CURRENCY:
		text.n = said();
		return currency();
	case DATE:
		return is_date();
	case MONEY:
		return money();
	}
	return period();
}
