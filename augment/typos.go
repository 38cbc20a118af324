package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// Slips of the fingers inside a word.
var typoOps = []Op{
	{"typo_key", Noises, Noise, English, "accoint: the neighbour of a key", typo(neighbourKey)},
	{"typo_drop", Noises, Noise, "", "acount: a letter is left out", typo(dropLetter)},
	{"typo_double", Noises, Noise, "", "balannce: a letter is typed twice", typo(doubleLetter)},
	{"typo_swap", Noises, Noise, "", "balnace: two letters change places", typo(swapLetters)},
	{"misspell", Noises, Noise, English, "recieve, tommorow: what people often misspell", builtin("en/misspell")},
	{"confuse", Noises, Noise, English, "its for it's, loose for lose", builtin("en/confuse")},
	{"vowels", Noises, Noise, English, "trnsfr: the vowels of a word are left out", Func(dropVowels)},
	{"stretch", Noises, Noise, English, "pleaseee: a word is drawn out", Func(stretch)},
}

// mistake changes the letters of a word by a mistake at one of them. Its chances differ
// by letter: weight says how often people make it there, 0 for never.
type mistake struct {
	weight func(word []rune, i int) int
	make   func(r *rand.Rand, word []rune, i int) []rune
}

var (
	neighbourKey = mistake{
		func(w []rune, i int) int { return min(len(neighbourKeys(w[i])), 1) },
		func(r *rand.Rand, w []rune, i int) []rune {
			keys := neighbourKeys(w[i])
			w[i] = rune(keys[r.IntN(len(keys))])
			return w
		},
	}
	// A letter that is there twice is left out most often, then vowels.
	dropLetter = mistake{
		func(w []rune, i int) int {
			switch {
			case w[i] == w[i-1]:
				return 6
			case isVowel(w[i]):
				return 2
			}
			return 1
		},
		func(_ *rand.Rand, w []rune, i int) []rune { return slices.Delete(w, i, i+1) },
	}
	// Letters that many words have twice are doubled most often.
	doubleLetter = mistake{
		func(w []rune, i int) int {
			switch {
			case w[i] == w[i-1] || w[i] == w[i+1]:
				return 0
			case strings.ContainsRune("lstmnrpcfeo", w[i]):
				return 3
			}
			return 1
		},
		func(_ *rand.Rand, w []rune, i int) []rune { return slices.Insert(w, i, w[i]) },
	}
	// Fingers of two hands get out of step more often than those of one.
	swapLetters = mistake{
		func(w []rune, i int) int {
			switch {
			case i+2 >= len(w) || w[i] == w[i+1]:
				return 0
			case leftHand(w[i]) != leftHand(w[i+1]):
				return 4
			}
			return 1
		},
		func(_ *rand.Rand, w []rune, i int) []rune {
			w[i], w[i+1] = w[i+1], w[i]
			return w
		},
	}
)

// typo returns an operation that makes a mistake inside a word of four letters or
// more. People get the first and the last letter right. A word does not become
// another word that the lexicons know.
func typo(m mistake) Func {
	return func(ed *Edit, r *rand.Rand) bool {
		long := ed.free(func(w Word) bool { return w.To-w.From >= 4 && !strings.ContainsFunc(w.Text, unicode.IsDigit) })
		if len(long) == 0 {
			return false
		}
		w := long[r.IntN(len(long))]
		var letters, copied [24]rune // most words are no longer
		var places [64]int
		old := append(letters[:0], ed.Text()[w.From:w.To]...)
		at := places[:0]
		for i := 1; i < len(old)-1; i++ {
			if !slices.ContainsFunc(old[i:min(i+3, len(old))], joins) && unicode.IsLetter(old[i]) && unicode.IsLetter(old[i+1]) {
				for range m.weight(old, i) {
					at = append(at, i)
				}
			}
		}
		if len(at) == 0 {
			return false
		}
		fresh := string(m.make(r, append(copied[:0], old...), at[r.IntN(len(at))]))
		return fresh != string(old) && !verbs[strings.ToLower(fresh)] && ed.Replace(w.From, w.To, fresh)
	}
}

// joins reports whether a character belongs to the one before it, such as an accent of
// its own: a change there would put the accent on another letter.
func joins(r rune) bool { return unicode.IsMark(r) || unicode.Is(unicode.Join_Control, r) }

func isVowel(r rune) bool { return strings.ContainsRune("aeiouAEIOU", r) }

// plainWords lists the words of letters a to z that may be changed and have at least n.
func plainWords(ed *Edit, n int) []Word {
	return ed.free(func(w Word) bool {
		return w.To-w.From >= n && !strings.ContainsFunc(w.Text, func(r rune) bool { return r < 'a' || r > 'z' })
	})
}

// dropVowels leaves out the vowels of a word but the first letter and, after a
// consonant, the last: message → mssg, transfer → trnsfr.
func dropVowels(ed *Edit, r *rand.Rand) bool {
	words := plainWords(ed, 4)
	if len(words) == 0 {
		return false
	}
	w := words[r.IntN(len(words))]
	old := ed.Text()[w.From:w.To]
	short := old[:1:1]
	for _, c := range old[1:] {
		if !isVowel(c) {
			short = append(short, c)
		}
	}
	return len(short) >= 3 && len(short) < len(old) && !verbs[strings.ToLower(string(short))] && ed.Replace(w.From, w.To, string(short))
}

// drawnOut are the words that people draw out.
var drawnOut = listed("please pls hi hii hey hello so no yes yeah thanks help really now ok sorry bye omg wow")

// stretch writes the last letter of a word several times.
func stretch(ed *Edit, r *rand.Rand) bool {
	words := ed.free(func(w Word) bool { return drawnOut[w.Text] })
	if len(words) == 0 {
		return false
	}
	w := words[r.IntN(len(words))]
	last := ed.Text()[w.To-1]
	return ed.Replace(w.From, w.To, string(ed.Text()[w.From:w.To])+strings.Repeat(string(last), 1+r.IntN(3)))
}
