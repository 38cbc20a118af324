package augment

import (
	"slices"
	"strings"
	"unicode"
)

// mendArticles writes a or an before the words that operations have put behind it. Where
// the prompt had the wrong one from the start, its author writes so, and all stay.
func (ed *Edit) mendArticles() {
	if slices.ContainsFunc(ed.first, func(w Word) bool { return wrongArticle(ed.loaded.text, w) }) {
		return
	}
	for i := 0; i < len(ed.Words()); i++ {
		w := ed.Words()[i]
		if !wrongArticle(ed.now.text, w) || ed.now.holds[w.From]&(inSlot|edited|protected) != 0 {
			continue
		}
		with := []rune(map[string]string{"a": "an", "an": "a"}[w.Text])
		if unicode.IsUpper(ed.now.text[w.From]) {
			with[0] = 'A'
			if next := ed.now.text[min(w.To+1, len(ed.now.text)-1)]; len(with) == 2 && unicode.IsUpper(next) {
				with[1] = 'N'
			}
		}
		ed.splice(w.From, w.To, with, mended)
	}
}

// wrongArticle reports whether a word is the indefinite article that does not suit the
// word after it. Before a word such as "and", it is the letter a.
func wrongArticle(text []rune, w Word) bool {
	if w.Text != "a" && w.Text != "an" || w.To >= len(text) || text[w.To] != ' ' {
		return false
	}
	from := w.To + 1
	for from < len(text) && strings.ContainsRune("$€£\"“'‘(", text[from]) {
		from++
	}
	to := from
	for to < len(text) && (inWord(text[to]) || to > from && strings.ContainsRune(",.", text[to])) {
		to++
	}
	next := lower(text[from:to])
	if next == "" || w.Text == "a" && notNamed[next] {
		return false
	}
	return (w.Text == "an") != vowelSound(strings.TrimRight(next, ".,'"), text[from:to])
}

// notNamed are words that no article stands before: the a is a letter.
var notNamed = listed("and or is in at on of as if are am to i")

// Words whose first sound is not what their first letter says, by their beginnings.
var (
	spokenAsYou = []string{"uni", "use", "usu", "usa", "util", "ubiq", "euro", "eu", "ewe", "one", "once", "ufo", "uk", "utah", "ukr", "u-", "uri", "url", "uv"}
	notAsYou    = []string{"unin", "unim", "unid", "uninst", "oneid"}
	silentH     = []string{"hour", "honest", "honor", "honour", "heir"}
	spelledOut  = listed("fbi hr mba mri mp3 mp4 nfc nhs rsvp sms ssn sos xml html hdmi hvac lcd led fm sd ssl ssd fha nda x-ray xray lng lte")
)

// vowelSound reports whether a word in lower case begins with the sound of a vowel: "hour",
// "8", "f", not "university" or "100".
func vowelSound(word string, asWritten []rune) bool {
	if word == "" {
		return false
	}
	begins := func(list []string) bool {
		return slices.ContainsFunc(list, func(s string) bool { return strings.HasPrefix(word, s) })
	}
	switch c := word[0]; {
	case c >= '0' && c <= '9':
		return eightOrEleven(word)
	case len(word) == 1:
		return strings.ContainsRune("aefhilmnorsx", rune(c))
	case spelledOut[word]:
		return strings.ContainsRune("aefhilmnorsx", rune(c))
	case word == "us":
		return !unicode.IsUpper(asWritten[0])
	case begins(notAsYou):
		return true
	case begins(spokenAsYou):
		return false
	case strings.ContainsRune("aeiou", rune(c)):
		return true
	}
	return begins(silentH)
}

// eightOrEleven reports whether a number in figures is said with eight, eleven or eighteen
// first: 8, 80, 11, 11,000, 1800.
func eightOrEleven(number string) bool {
	if number[0] == '8' {
		return true
	}
	if !strings.HasPrefix(number, "11") && !strings.HasPrefix(number, "18") {
		return false
	}
	n := 0 // figures before a comma or a point, or another sign
	for n < len(number) && number[n] >= '0' && number[n] <= '9' {
		n++
	}
	return n%3 == 2 || n == 4 && (n == len(number) || number[n] < '0')
}
