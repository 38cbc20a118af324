package text

import (
	"unicode"
	"unicode/utf8"
)

// Key returns what two prompts have in common that say the same words: Compared, without
// the marks around words and with one space where they were. "Hi, show me…" and
// "hi show me" have the same key. Marks that are part of a word or a number stay: an
// apostrophe inside a word, the comma of 1,200, a sign, a currency. A text of marks alone
// is its own key.
func Key(s string) string { return string(AppendKey(nil, s)) }

// AppendKey appends Key(s) to b.
func AppendKey(b []byte, s string) []byte {
	if !isASCII(s) {
		s = Compared(s)
	}
	from := len(b)
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		if isGap(s, i, r, n) {
			if len(b) > from && b[len(b)-1] != ' ' {
				b = append(b, ' ')
			}
		} else {
			if r >= 'A' && r <= 'Z' {
				r += 'a' - 'A'
			}
			if r < utf8.RuneSelf {
				b = append(b, byte(r))
			} else {
				b = utf8.AppendRune(b, r)
			}
		}
		i += n
	}
	if n := len(b); n > from && b[n-1] == ' ' {
		b = b[:n-1]
	}
	if len(b) == from {
		return append(b, Fold(s)...)
	}
	return b
}

// isGap reports whether the character r of n bytes at s[i] is a space or a mark that tells
// no two prompts apart.
func isGap(s string, i int, r rune, n int) bool {
	if r >= utf8.RuneSelf {
		return unicode.IsSpace(r) || unicode.IsPunct(r)
	}
	switch {
	case r <= ' ' || r == 0x7f:
		return true
	case !asciiMarks[r]:
		return false
	}
	before, after := i > 0 && inNumber(s[i-1]), i+n < len(s) && inNumber(s[i+n])
	switch r {
	case '\'':
		return !(i > 0 && isLetter(s[i-1]) && i+n < len(s) && isLetter(s[i+n]))
	case '-':
		return !after || !before && i > 0 && s[i-1] != ' ' // a sign, or between figures
	case '.', ',', ':', '/':
		return !before && !(r == '.' && after) || !after
	case '*', '_':
		return !before || !after
	}
	return true
}

// asciiMarks are those that may be gaps.
var asciiMarks = func() (is [utf8.RuneSelf]bool) {
	for _, r := range "'-.,:;!?\"()[]{}_`*/" {
		is[r] = true
	}
	return is
}()

func inNumber(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf }
