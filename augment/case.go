package augment

import (
	"math/rand/v2"
	"strings"
	"unicode"
)

var caseOps = []Op{
	{"lower", Keeps, Case, "", "all in lower case", Func(func(ed *Edit, _ *rand.Rand) bool {
		return ed.MapRunes(func(_ int, r rune) rune { return unicode.ToLower(r) })
	})},
	{"upper", Keeps, Case, "", "ALL IN CAPITALS", Func(func(ed *Edit, _ *rand.Rand) bool {
		return ed.MapRunes(func(_ int, r rune) rune { return unicode.ToUpper(r) })
	})},
	{"sentence", Keeps, Case, English, "a capital at the start, and I", Func(sentenceCase)},
}

// sentenceCase writes a capital at the start of the text and in the word "i".
func sentenceCase(ed *Edit, _ *rand.Rand) bool {
	starts := map[int]bool{0: true}
	for _, w := range ed.Words() {
		if w.Text == "i" || strings.HasPrefix(w.Text, "i'") {
			starts[w.From] = true
		}
	}
	return ed.MapRunes(func(i int, r rune) rune {
		if starts[i] {
			return unicode.ToUpper(r)
		}
		return r
	})
}
