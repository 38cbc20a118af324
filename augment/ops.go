package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// Op is one transformation. Its contract says what may change: INV, nothing
// but the wording; NOISE, the wording in ways that people make mistakes.
type Op struct {
	Name     string
	Contract string
	About    string
	apply    func(ed *editor, r *rand.Rand) bool // false: it found nothing to do
}

// Ops are all transformations, in the order in which help lists them.
var Ops = []Op{
	{"typo_key", "NOISE", "a letter becomes its neighbour on the keyboard", typo(neighbour)},
	{"typo_drop", "NOISE", "a letter is left out", typo(func(_ *rand.Rand, w []rune, i int) []rune { return slices.Delete(w, i, i+1) })},
	{"typo_double", "NOISE", "a letter is typed twice", typo(func(_ *rand.Rand, w []rune, i int) []rune { return slices.Insert(w, i, w[i]) })},
	{"typo_swap", "NOISE", "two letters change places", typo(swap)},
	{"lower", "INV", "all in lower case", func(ed *editor, _ *rand.Rand) bool {
		return ed.mapRunes(func(_ int, r rune) rune { return unicode.ToLower(r) })
	}},
	{"upper", "INV", "ALL IN CAPITALS", func(ed *editor, _ *rand.Rand) bool {
		return ed.mapRunes(func(_ int, r rune) rune { return unicode.ToUpper(r) })
	}},
	{"sentence", "INV", "a capital at the start, and I", sentenceCase},
	{"end_mark", "INV", "a mark at the end, or none", endMark},
	{"no_commas", "INV", "commas are left out", dropRunes(",")},
	{"contract", "INV", "i am → i'm", phrases(contractions)},
	{"expand", "INV", "i'm → i am", phrases(expansions)},
	{"no_apostrophe", "NOISE", "don't → dont", dropRunes("'")},
	{"filler", "NOISE", "um, like, you know", filler},
	{"repeat", "NOISE", "a word is said twice", repeat},
	{"greeting", "INV", "a greeting before", greeting},
	{"politeness", "INV", "thanks or please after", politeness},
	{"short", "NOISE", "please → pls, you → u", phrases(shortForms)},
	{"drop_word", "NOISE", "a, the, to and the like are left out", dropWord},
	{"synonym", "INV", "show → display", phrases(synonyms)},
	{"join", "NOISE", "the space between two words is left out", join},
	{"amount_form", "INV", "$50 → fifty dollars", amountForm},
}

// typo makes a mistake inside a word of four letters or more.
func typo(change func(r *rand.Rand, w []rune, i int) []rune) func(*editor, *rand.Rand) bool {
	return func(ed *editor, r *rand.Rand) bool {
		var long []word
		for _, w := range ed.words() {
			if w.to-w.from >= 4 && !strings.ContainsFunc(w.text, unicode.IsDigit) {
				long = append(long, w)
			}
		}
		if len(long) == 0 {
			return false
		}
		w := long[r.IntN(len(long))]
		old := slices.Clone(ed.text[w.from:w.to])
		i := 1 + r.IntN(len(old)-2) // people get the first and the last letter right
		fresh := change(r, slices.Clone(old), i)
		return !slices.Equal(old, fresh) && ed.replace(w.from, w.to, string(fresh))
	}
}

var keyboard = []string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}

func neighbour(r *rand.Rand, w []rune, i int) []rune {
	low := unicode.ToLower(w[i])
	for y, row := range keyboard {
		x := strings.IndexRune(row, low)
		if x < 0 {
			continue
		}
		var near []byte
		for _, d := range [][2]int{{0, -1}, {0, 1}, {-1, 0}, {1, 0}} {
			if ny, nx := y+d[0], x+d[1]; ny >= 0 && ny < len(keyboard) && nx >= 0 && nx < len(keyboard[ny]) {
				near = append(near, keyboard[ny][nx])
			}
		}
		w[i] = rune(near[r.IntN(len(near))])
		break
	}
	return w
}

func swap(_ *rand.Rand, w []rune, i int) []rune {
	if i+1 < len(w) {
		w[i], w[i+1] = w[i+1], w[i]
	}
	return w
}

// sentenceCase writes a capital at the start and in the word i.
func sentenceCase(ed *editor, _ *rand.Rand) bool {
	starts := map[int]bool{0: true}
	for _, w := range ed.words() {
		if w.text == "i" || strings.HasPrefix(w.text, "i'") {
			starts[w.from] = true
		}
	}
	return ed.mapRunes(func(i int, r rune) rune {
		if starts[i] {
			return unicode.ToUpper(r)
		}
		return r
	})
}

func endMark(ed *editor, r *rand.Rand) bool {
	n := len(ed.text)
	if strings.ContainsRune(".?!", ed.text[n-1]) {
		return n > 1 && ed.replace(n-1, n, "")
	}
	return ed.replace(n, n, []string{".", "?", "!", ".", "..", " ?"}[r.IntN(6)])
}

func dropRunes(set string) func(*editor, *rand.Rand) bool {
	return func(ed *editor, _ *rand.Rand) bool {
		changed := false
		for i := len(ed.text) - 1; i >= 0; i-- {
			if strings.ContainsRune(set, ed.text[i]) && len(ed.text) > 1 {
				changed = ed.replace(i, i+1, "") || changed
			}
		}
		return changed
	}
}

// gaps are the places between words where something can be put in.
func gaps(ed *editor) []int {
	var out []int
	for i, r := range ed.text {
		if r == ' ' && ed.free(i, i+1) {
			out = append(out, i)
		}
	}
	return out
}

var fillers = strings.Split("um|uh|like|so|well|actually|you know|basically|i mean|er|hmm|kind of|just|okay so|right|anyway|umm|uhh", "|")

func filler(ed *editor, r *rand.Rand) bool {
	f := fillers[r.IntN(len(fillers))]
	at := append(gaps(ed), -1)
	i := at[r.IntN(len(at))]
	if i < 0 {
		return ed.replace(0, 0, f+" ")
	}
	return ed.replace(i, i, " "+f)
}

func repeat(ed *editor, r *rand.Rand) bool {
	ws := ed.words()
	if len(ws) == 0 {
		return false
	}
	w := ws[r.IntN(len(ws))]
	if strings.ContainsFunc(w.text, unicode.IsDigit) {
		return false
	}
	return ed.replace(w.from, w.from, w.text+" ")
}

var greetings = strings.Split("hi|hello|hey|hi there|hello there|good morning|good afternoon|hey there|good evening|greetings|hi,|hello,|hey,|yo|ok|okay|yes|yes please,|excuse me|sorry|sir|hi team,|dear sir,", "|")

func greeting(ed *editor, r *rand.Rand) bool {
	if ws := ed.words(); len(ws) > 0 && slices.Contains(greetings, ws[0].text) {
		return false
	}
	return ed.replace(0, 0, greetings[r.IntN(len(greetings))]+" ")
}

var closings = strings.Split("please|thanks|thank you|thanks a lot|thank you so much|if you can|please and thank you|cheers|thx|asap|right now|for me|if possible|now please|thanks in advance|today please|pls|many thanks", "|")

func politeness(ed *editor, r *rand.Rand) bool {
	n := len(ed.text)
	for n > 0 && strings.ContainsRune(" .?!", ed.text[n-1]) {
		n--
	}
	sep := []string{" ", ", ", ". "}[r.IntN(3)]
	closing := closings[r.IntN(len(closings))]
	if strings.HasSuffix(strings.ToLower(string(ed.text[:n])), closing) || closing == "today please" {
		return false // "today" may be a date
	}
	return ed.replace(n, n, sep+closing)
}

// change is a phrase and what it may become.
type change struct {
	from []string
	to   []string
}

func table(lines string) []change {
	var out []change
	for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
		from, to, _ := strings.Cut(line, ": ")
		out = append(out, change{strings.Fields(from), strings.Split(to, "|")})
	}
	return out
}

// phrases changes one of the phrases of a table that it finds.
func phrases(changes []change) func(*editor, *rand.Rand) bool {
	return func(ed *editor, r *rand.Rand) bool {
		type hit struct {
			from, to int
			with     []string
		}
		var hits []hit
		ws := ed.words()
		for i := range ws {
			for _, c := range changes {
				if phrase(ws, i, c.from) {
					hits = append(hits, hit{ws[i].from, ws[i+len(c.from)-1].to, c.to})
				}
			}
		}
		if len(hits) == 0 {
			return false
		}
		h := hits[r.IntN(len(hits))]
		with := h.with[r.IntN(len(h.with))]
		if unicode.IsUpper(ed.text[h.from]) {
			with = strings.ToUpper(with[:1]) + with[1:]
		}
		return ed.replace(h.from, h.to, with)
	}
}

func dropWord(ed *editor, r *rand.Rand) bool {
	var drop []word
	for _, w := range ed.words() {
		if slices.Contains([]string{"a", "an", "the", "to", "my", "do", "is", "am", "are", "of", "please", "would", "some"}, w.text) && w.to < len(ed.text) && ed.text[w.to] == ' ' {
			drop = append(drop, w)
		}
	}
	if len(drop) == 0 {
		return false
	}
	w := drop[r.IntN(len(drop))]
	return ed.replace(w.from, w.to+1, "")
}

func join(ed *editor, r *rand.Rand) bool {
	ws := ed.words()
	var pairs []int
	for i := 1; i < len(ws); i++ {
		if ws[i].from == ws[i-1].to+1 && ed.text[ws[i-1].to] == ' ' {
			pairs = append(pairs, ws[i-1].to)
		}
	}
	if len(pairs) == 0 {
		return false
	}
	at := pairs[r.IntN(len(pairs))]
	return ed.replace(at, at+1, "")
}
