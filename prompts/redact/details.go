package redact

import (
	"math/rand/v2"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

var (
	manyDigits = text.Expression(`[0-9](?:[ .-]?[0-9]){3,}`)
	aYear      = text.Expression(`^(?:19|20)[0-9]{2}$`)
)

// longNumbers are the stretches of a text with four digits or more, which may be those of
// an account. Years stay.
func longNumbers(s string) []stretch {
	var out []stretch
	for _, at := range manyDigits().FindAllStringIndex(s, -1) {
		if !aYear().MatchString(s[at[0]:at[1]]) {
			out = append(out, stretch{at[0], at[1]})
		}
	}
	return out
}

// otherDigits puts other digits and letters in place of those of a number or a code, and
// keeps its shape.
func otherDigits(s string, seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 1))
	return strings.Map(func(c rune) rune {
		switch {
		case c >= '0' && c <= '9':
			return '0' + (c-'0'+1+rune(r.IntN(9)))%10 // never the same
		case c >= 'a' && c <= 'z':
			return 'a' + (c-'a'+1+rune(r.IntN(25)))%26
		case c >= 'A' && c <= 'Z':
			return 'A' + (c-'A'+1+rune(r.IntN(25)))%26
		}
		return c
	}, s)
}

// detail is what comes in place of what looks like data of a person: what nobody has.
func (src *source) detail(said string, seed uint64) string {
	switch kind := detailKind(said); {
	case kind != "":
		return src.drawn(kind, said, seed)
	case isLetter(said[0]): // an IBAN: no check digits are 00
		return said[:2] + "00" + otherDigits(said[4:], seed)
	case strings.Count(said, "-") == 2 && len(said) == 11: // no number of social security begins with 000
		return "000" + otherDigits(said[3:], seed)
	}
	return otherDigits(said, seed)
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func onlyDigits(c rune) rune {
	if c >= '0' && c <= '9' {
		return c
	}
	return -1
}
