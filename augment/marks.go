package augment

import (
	"math/rand/v2"
	"strings"
	"unicode"
)

// sentenceCase writes a capital at the start of the text and in the word "i".
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
