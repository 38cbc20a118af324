package check

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// twins are letters of other scripts, and rare ones of Latin, with the Latin letter that
// they look like (of Unicode's confusables, those that look the same in most fonts).
var twins = map[rune]rune{
	'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'у': 'y', 'х': 'x', 'і': 'i', 'ј': 'j', 'ѕ': 's', 'ԁ': 'd', 'һ': 'h', 'ԛ': 'q', 'ԝ': 'w', 'ӏ': 'l', 'ѵ': 'v',
	'А': 'A', 'В': 'B', 'Е': 'E', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P', 'С': 'C', 'Т': 'T', 'У': 'Y', 'Х': 'X', 'І': 'I', 'Ј': 'J', 'Ѕ': 'S', 'к': 'k', 'т': 't', 'м': 'm', 'н': 'h', 'в': 'b', 'п': 'n', 'г': 'r', 'ѡ': 'w',
	'α': 'a', 'ο': 'o', 'ν': 'v', 'ρ': 'p', 'ι': 'i', 'κ': 'k', 'υ': 'u', 'χ': 'x', 'γ': 'y', 'τ': 't', 'ε': 'e', 'η': 'n', 'ω': 'w', 'ϲ': 'c', 'ϳ': 'j',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X',
	'օ': 'o', 'ո': 'n', 'ս': 'u', 'հ': 'h', 'ց': 'g', 'զ': 'q', 'ɑ': 'a', 'ɡ': 'g', 'ɩ': 'i', 'ı': 'i', 'ꞌ': '\'',
}

// homoglyphs finds words that look Latin and have letters that are not.
func homoglyphs(_ *Options, r *Row, found func(kind, detail string)) {
	if isASCII(r.Text) || !strings.ContainsFunc(r.Text, isTwin) {
		return
	}
	latin := strings.ContainsFunc(r.Text, isPlainLatin)
	for word := range strings.FieldsFuncSeq(r.Text, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsMark(c) }) {
		if c, ok := foreignLetter(word, latin); ok {
			found(Homoglyph, fmt.Sprintf("%q is written with %s in place of %q", word, nameOf(c), twins[c]))
			return
		}
	}
}

// foreignLetter returns the first letter of a word that only looks Latin. latin says that
// other words of the text are written in Latin letters.
func foreignLetter(word string, latin bool) (rune, bool) {
	if isASCII(word) {
		return 0, false
	}
	twin, own, others := rune(0), 0, 0
	for _, c := range word {
		switch {
		case isTwin(c):
			if twin == 0 && c != 'ı' {
				twin = c
			}
		case unicode.Is(unicode.Latin, c):
			own++
		case unicode.IsLetter(c):
			others++
		}
	}
	mixed := own > 0 && others == 0
	whole := own == 0 && others == 0 && latin && utf8.RuneCountInString(word) > 2
	return twin, twin != 0 && (mixed || whole)
}

func isTwin(r rune) bool { return r >= utf8.RuneSelf && twins[r] != 0 }

func isPlainLatin(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
