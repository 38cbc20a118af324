package augment

import (
	"math/rand/v2"
	"slices"
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
