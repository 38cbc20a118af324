package tokenizer

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-unidecode"
)

// romanized returns what readers of the Latin script take for a letter, a digit or a mark,
// "" where nobody does.
func romanized(r rune) string {
	if !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P) {
		return ""
	}
	return strings.ReplaceAll(unidecode.Unidecode(string(r)), " ", "")
}

// Near is a run of characters that follow each other in Unicode, and what See reads in their
// place.
type Near struct {
	First rune
	Forms []string
}

// Nears returns what See may read in the place of the characters that the vocabulary lacks.
func (t *Tokenizer) Nears() []Near {
	var all []Near
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		form := romanized(r)
		if form == "" || t.Writes(string(r)) {
			continue
		}
		if n := len(all); n == 0 || all[n-1].First+rune(len(all[n-1].Forms)) != r {
			all = append(all, Near{First: r})
		}
		run := &all[len(all)-1]
		run.Forms = append(run.Forms, form)
	}
	return all
}
