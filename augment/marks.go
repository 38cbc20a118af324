package augment

import (
	"math/rand/v2"
	"strings"
)

var markOps = []Op{
	{"end_mark", Keeps, Marks, English, "a mark at the end, or none", Func(endMark)},
	{"no_commas", Keeps, Marks, "", "commas are left out", dropRunes(",")},
	{"no_apostrophe", Noises, Marks, "", "don't → dont", dropRunes("'")},
}

func endMark(ed *Edit, r *rand.Rand) bool {
	n := len(ed.Text())
	if strings.ContainsRune(".?!", ed.Text()[n-1]) {
		return n > 1 && ed.Replace(n-1, n, "")
	}
	return ed.Replace(n, n, []string{".", "?", "!", ".", "..", " ?"}[r.IntN(6)])
}

func dropRunes(set string) Func {
	return func(ed *Edit, _ *rand.Rand) bool {
		changed := false
		for i := len(ed.Text()) - 1; i >= 0; i-- {
			if strings.ContainsRune(set, ed.Text()[i]) && len(ed.Text()) > 1 {
				changed = ed.Replace(i, i+1, "") || changed
			}
		}
		return changed
	}
}
