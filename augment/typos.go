package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// typo returns an operation that makes a mistake inside a word of four letters or
// more.
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
		return !slices.Equal(old, fresh) && ed.replace(w.from, w.to, string(fresh))
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
