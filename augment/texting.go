package augment

import (
	"math/rand/v2"
	"strings"
	"unicode"
)

// Styles that change much of a text at once.
var styleOps = []Op{
	{"texting", Noises, Noise, English, "how a text message is written: pls, u, no capitals and marks", Func(texting)},
	{"careless", Noises, Noise, English, "several slips in one text", Func(careless)},
	{"hyphen", Keeps, Marks, English, "email → e-mail, e mail", builtin("en/hyphen")},
	{"cut_end", Noises, Noise, "", "the last letters are missing, after the last slot", Func(cutEnd)},
}

var (
	smsForms   = builtin("en/sms")
	shortForms = builtin("en/short")
)

// texting writes a text as people write text messages: short forms, no apostrophes, no
// capitals, no mark at the end, and now and then a word without its vowels.
func texting(ed *Edit, r *rand.Rand) bool {
	changed := shortForms.read().applyShare(ed, r, 0.7) + smsForms.read().applyShare(ed, r, 0.3)
	if r.IntN(4) == 0 && dropVowels(ed, r) {
		changed++
	}
	if changed == 0 {
		return false
	}
	dropRunes("'’")(ed, r)
	if n := len(ed.Text()); ed.Text()[n-1] == '.' {
		ed.Replace(n-1, n, "")
	}
	ed.MapRunes(func(_ int, c rune) rune { return unicode.ToLower(c) })
	return true
}

// careless makes two slips or more, at most one in every four words or so.
func careless(ed *Edit, r *rand.Rand) bool {
	made := 0
	for range 2 + r.IntN(1+len(ed.Words())/5) {
		if slips[r.IntN(len(slips))].Apply(ed, r) {
			made++
		}
	}
	return made > 1
}

// slips are those that careless chooses from, the frequent ones several times.
var slips = []Operator{typo(neighbourKey), typo(neighbourKey), typo(dropLetter), typo(dropLetter), typo(swapLetters), typo(doubleLetter), Func(join), builtin("en/misspell"), dropRunes("'")}

// cutEnd leaves out the last letters of a text that ends in a long word, or a part of
// its closing words. The slots and the words that say what is asked for are left.
func cutEnd(ed *Edit, r *rand.Rand) bool {
	words := ed.Words()
	if len(words) < 5 {
		return false
	}
	last := words[len(words)-1]
	if !last.Free || last.To != len(ed.Text()) || last.To-last.From < 5 || strings.ContainsFunc(last.Text, unicode.IsDigit) {
		return false
	}
	cut := 1 + r.IntN(2)
	if closers[last.Text] {
		cut = 1 + r.IntN(last.To-last.From-1)
	}
	return ed.Replace(last.From, last.To, string(ed.Text()[last.From:last.To-cut]))
}
