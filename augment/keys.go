package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// Slips on the keys of a phone.
var keyOps = []Op{
	{"fat_finger", Noises, Noise, English, "accoiunt: a thumb hits two keys", typo(mistake{neighbourKey.weight, twoKeys})},
	{"space_missed", Noises, Noise, English, "mybcard: a letter in place of a space", Func(missSpace)},
	{"space_hit", Noises, Noise, English, "accou t: a space in place of a letter above the space bar", typo(mistake{aboveSpaceBar, hitSpace})},
	{"space_moved", Noises, Noise, "", "m ycard: a space one letter too early or late", Func(moveSpace)},
	{"join", Noises, Noise, "", "mycard: a space is left out", Func(join)},
	{"compound", Noises, Noise, English, "alot, creditcard: a space is left out where people often do", builtin("en/compound")},
	{"split_word", Noises, Noise, English, "check book: a word in two where people often do", builtin("en/split_word")},
	{"autocorrect", Noises, Noise, English, "van i: the word that a phone puts in the place of a slip", builtin("en/autocorrect")},
}

// keyboard has the rows of a QWERTY keyboard, each with its distance from the left, in keys.
var keyboard = []struct {
	keys  string
	shift float64
}{{"qwertyuiop", 0}, {"asdfghjkl", 0.4}, {"zxcvbnm", 1.2}}

// near has the neighbours of each key. Those beside it are there three times: fingers
// miss more to the side than up and down.
var near = func() map[rune]string {
	out := map[rune]string{}
	for y, row := range keyboard {
		for x, key := range row.keys {
			for ny, other := range keyboard {
				for nx, neighbour := range other.keys {
					dx, dy := float64(nx)+other.shift-float64(x)-row.shift, ny-y
					switch {
					case dy == 0 && (nx == x-1 || nx == x+1):
						out[key] += strings.Repeat(string(neighbour), 3)
					case dy*dy == 1 && dx*dx < 0.5:
						out[key] += string(neighbour)
					}
				}
			}
		}
	}
	return out
}()

// neighbourKeys are the keys beside a letter, "" for other characters.
func neighbourKeys(r rune) string { return near[unicode.ToLower(r)] }

// leftHand reports whether a letter is typed with the left hand.
func leftHand(r rune) bool { return strings.ContainsRune("qwertasdfgzxcvb", unicode.ToLower(r)) }

// twoKeys types a neighbour before or after a letter.
func twoKeys(r *rand.Rand, w []rune, i int) []rune {
	keys := neighbourKeys(w[i])
	return slices.Insert(w, i+r.IntN(2), rune(keys[r.IntN(len(keys))]))
}

const spaceBarRow = "cvbnm"

func aboveSpaceBar(w []rune, i int) int {
	if i < 2 || !strings.ContainsRune(spaceBarRow, w[i]) {
		return 0
	}
	return 1
}

func hitSpace(_ *rand.Rand, w []rune, i int) []rune {
	w[i] = ' '
	return w
}

// freeGaps lists the offsets of single spaces between two words that may be changed.
func freeGaps(ed *Edit, accept func(before, after Word) bool) []int {
	var out []int
	words := ed.Words()
	for i := 1; i < len(words); i++ {
		before, after := words[i-1], words[i]
		if before.Free && after.Free && after.From == before.To+1 && ed.Text()[before.To] == ' ' && accept(before, after) {
			out = append(out, before.To)
		}
	}
	return out
}

func join(ed *Edit, r *rand.Rand) bool {
	at := freeGaps(ed, func(Word, Word) bool { return true })
	if len(at) == 0 {
		return false
	}
	i := at[r.IntN(len(at))]
	return ed.Replace(i, i+1, "")
}

// missSpace types a letter of the row above the space bar in place of a space.
func missSpace(ed *Edit, r *rand.Rand) bool {
	at := freeGaps(ed, func(before, after Word) bool { return !numeric(before.Text) && !numeric(after.Text) })
	if len(at) == 0 {
		return false
	}
	i := at[r.IntN(len(at))]
	return ed.Replace(i, i+1, string(spaceBarRow[r.IntN(len(spaceBarRow))]))
}

// moveSpace moves a space by one letter.
func moveSpace(ed *Edit, r *rand.Rand) bool {
	at := freeGaps(ed, func(before, after Word) bool {
		return before.To-before.From > 1 && after.To-after.From > 1 && !numeric(before.Text) && !numeric(after.Text)
	})
	if len(at) == 0 {
		return false
	}
	i := at[r.IntN(len(at))]
	a, b := ed.Text()[i-1], ed.Text()[i+1]
	if !unicode.IsLetter(a) || !unicode.IsLetter(b) {
		return false
	}
	if r.IntN(2) == 0 {
		return ed.Replace(i-1, i+1, " "+string(a))
	}
	return ed.Replace(i, i+2, string(b)+" ")
}
