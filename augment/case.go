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
	{"upper", Keeps, Case, "", "ALL IN CAPITALS; people write so seldom", Func(func(ed *Edit, _ *rand.Rand) bool {
		return ed.MapRunes(func(_ int, r rune) rune { return unicode.ToUpper(r) })
	})},
	{"sentence", Keeps, Case, English, "a capital at the start, and I", Func(sentenceCase)},
	{"stress", Keeps, Case, English, "i NEED it: one word in capitals", Func(stress)},
	{"title", Keeps, Case, English, "Every Word With A Capital; people write so seldom", Func(titleCase)},
	{"shift_held", Noises, Case, "", "CAn you: two capitals at the start", Func(shiftHeld)},
}

// sentenceCase writes a capital at the start of the text, after a full stop, and in the
// word "i".
func sentenceCase(ed *Edit, _ *rand.Rand) bool {
	starts := map[int]bool{}
	text := ed.Text()
	for i, w := range ed.Words() {
		if i == 0 || w.Text == "i" || strings.HasPrefix(w.Text, "i'") || w.From > 1 && text[w.From-1] == ' ' && strings.ContainsRune(".!?", text[w.From-2]) {
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

// stressed are the words that people write in capitals.
var stressed = listed("please now not never need want immediately asap urgent urgently help stop really very must still why don't can't cannot no lost stolen wrong broken")

// stress writes one word in capitals.
func stress(ed *Edit, r *rand.Rand) bool {
	var words []Word
	for _, w := range ed.Words() {
		if stressed[w.Text] && !ed.inSlot(w) {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		return false
	}
	w := words[r.IntN(len(words))]
	return ed.MapRunes(func(i int, c rune) rune {
		if i >= w.From && i < w.To {
			return unicode.ToUpper(c)
		}
		return c
	})
}

func titleCase(ed *Edit, _ *rand.Rand) bool {
	starts := map[int]bool{}
	for _, w := range ed.Words() {
		starts[w.From] = true
	}
	return ed.MapRunes(func(i int, r rune) rune {
		if starts[i] {
			return unicode.ToUpper(r)
		}
		return r
	})
}

// shiftHeld writes the first two letters as capitals.
func shiftHeld(ed *Edit, _ *rand.Rand) bool {
	words := ed.Words()
	if len(words) == 0 || ed.inSlot(words[0]) || words[0].To-words[0].From < 3 || strings.HasPrefix(words[0].Text, "i'") {
		return false
	}
	from := words[0].From
	return ed.MapRunes(func(i int, r rune) rune {
		if i == from || i == from+1 {
			return unicode.ToUpper(r)
		}
		return r
	})
}
