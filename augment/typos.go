package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

var typoOps = []Op{
	{"typo_key", Noises, Noise, English, "a letter becomes its neighbour on the keyboard", typo(neighbour)},
	{"typo_drop", Noises, Noise, "", "a letter is left out", typo(func(_ *rand.Rand, w []rune, i int) []rune { return slices.Delete(w, i, i+1) })},
	{"typo_double", Noises, Noise, "", "a letter is typed twice", typo(func(_ *rand.Rand, w []rune, i int) []rune { return slices.Insert(w, i, w[i]) })},
	{"typo_swap", Noises, Noise, "", "two letters change places", typo(swap)},
	{"join", Noises, Noise, "", "the space between two words is left out", Func(join)},
}

// typo returns an operation that makes a mistake inside a word of four letters or
// more.
func typo(change func(r *rand.Rand, w []rune, i int) []rune) Func {
	return func(ed *Edit, r *rand.Rand) bool {
		long := ed.free(func(w Word) bool { return w.To-w.From >= 4 && !strings.ContainsFunc(w.Text, unicode.IsDigit) })
		if len(long) == 0 {
			return false
		}
		w := long[r.IntN(len(long))]
		old := slices.Clone(ed.Text()[w.From:w.To])
		var at []int // people get the first and the last letter right
		for i := 1; i < len(old)-1; i++ {
			if !slices.ContainsFunc(old[i:min(i+3, len(old))], joins) {
				at = append(at, i)
			}
		}
		if len(at) == 0 {
			return false
		}
		i := at[r.IntN(len(at))]
		fresh := change(r, slices.Clone(old), i)
		return !slices.Equal(old, fresh) && ed.Replace(w.From, w.To, string(fresh))
	}
}

// joins reports whether a character belongs to the one before it, such as an accent of
// its own: a change there would put the accent on another letter.
func joins(r rune) bool { return unicode.IsMark(r) || unicode.Is(unicode.Join_Control, r) }

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

func join(ed *Edit, r *rand.Rand) bool {
	ws := ed.Words()
	var pairs []int
	for i := 1; i < len(ws); i++ {
		if at := ws[i-1].To; ws[i].From == at+1 && ed.Text()[at] == ' ' && ws[i-1].Free && ws[i].Free {
			pairs = append(pairs, at)
		}
	}
	if len(pairs) == 0 {
		return false
	}
	at := pairs[r.IntN(len(pairs))]
	return ed.Replace(at, at+1, "")
}
