package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset/text"
)

// foldKey returns what a text has in common with every other that reads the same: the
// Unicode form, case, white space, quotes and dashes of text.Compared, and no marks
// around words. Signs and points stay where they belong to a number: -5, .5, $5, 5%.
func foldKey(s string) string {
	s = text.Compared(unseen.Replace(s))
	var b strings.Builder
	b.Grow(len(s))
	for word := range strings.FieldsSeq(s) {
		if word = trimMarks(word); word == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	if b.Len() == 0 { // marks alone
		return s
	}
	return b.String()
}

// unseen takes away characters that only break lines, which text.Compared keeps.
var unseen = strings.NewReplacer("\u00ad", "", "\u2060", "", "\u200d", "", "\ufe0f", "")

// trimMarks cuts the marks around a word off.
func trimMarks(word string) string {
	for word != "" {
		r, n := utf8.DecodeRuneInString(word)
		next, _ := utf8.DecodeRuneInString(word[n:])
		if !isMark(r) || (r == '-' || r == '+' || r == '.') && unicode.IsDigit(next) {
			break
		}
		word = word[n:]
	}
	for word != "" {
		r, n := utf8.DecodeLastRuneInString(word)
		if !isMark(r) || r == '%' {
			break
		}
		word = word[:len(word)-n]
	}
	return word
}

// isMark reports whether a character sets off words and says nothing by itself.
func isMark(r rune) bool {
	if r < utf8.RuneSelf {
		return r > ' ' && !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') && r != '$' && r != '#' && r != '@' && r != '&' && r != '%' && r != '='
	}
	return unicode.IsPunct(r)
}
