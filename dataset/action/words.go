package action

import (
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// said is a text in lower case without the marks that end a sentence.
func said(s string) string { return strings.TrimRight(text.Fold(s), " .,!?") }

// words splits a phrase into words in lower case, numbers and single symbols.
// Commas inside a number are left out: "$1,200.50" is "$" and "1200.50". A hyphen
// between letters separates two words, as in "fifty-five"; one before a digit is a
// sign.
func words(phrase string) []string {
	s := text.Fold(phrase)
	out := make([]string, 0, 1+strings.Count(s, " "))
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' || c == ',' && !(i+1 < len(s) && isDigit(s[i+1])) || c == '.' && !(i+1 < len(s) && isDigit(s[i+1])):
			i++
		case isDigit(c) || c == '.':
			j := i
			for j < len(s) && (isDigit(s[j]) || (s[j] == '.' || s[j] == ',') && j+1 < len(s) && isDigit(s[j+1])) {
				j++
			}
			out = append(out, strings.ReplaceAll(s[i:j], ",", ""))
			i = j
		case isLetter(c):
			j := i
			for j < len(s) && (isLetter(s[j]) || s[j] == '\'' || s[j] >= 0x80) {
				j++
			}
			out = append(out, s[i:j])
			i = j
		case c == '-' && !(i+1 < len(s) && (isDigit(s[i+1]) || s[i+1] == '$')) || c == '-' && i > 0 && s[i-1] != ' ':
			i++
		default:
			j := i + 1
			for j < len(s) && s[j]&0xC0 == 0x80 {
				j++
			}
			out = append(out, s[i:j])
			i = j
		}
	}
	return out
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }

// figures reads a number in figures.
func figures(x string) (float64, bool) {
	if !isDigit(x[0]) && x[0] != '.' {
		return 0, false
	}
	v, err := strconv.ParseFloat(x, 64)
	return v, err == nil
}

// integer reads a whole number in figures.
func integer(x string) (int, bool) {
	if !isDigit(x[0]) {
		return 0, false
	}
	v, err := strconv.Atoi(x)
	return v, err == nil
}
