package dataset

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unescaped returns what the inside of a JSON string says, which is valid and UTF-8.
func unescaped(s string) string {
	at := strings.IndexByte(s, '\\')
	if at < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for ; at >= 0; at = strings.IndexByte(s, '\\') {
		b.WriteString(s[:at])
		c := s[at+1]
		s = s[at+2:]
		if c == 'u' {
			var r rune
			r, s = escapedRune(s)
			b.WriteRune(r)
			continue
		}
		if i := strings.IndexByte("bfnrt", c); i >= 0 {
			c = "\b\f\n\r\t"[i]
		}
		b.WriteByte(c)
	}
	b.WriteString(s)
	return b.String()
}

// escapedRune reads the four digits behind \u, and a second escape that makes one
// character with it. Half a character is U+FFFD. rest is what follows.
func escapedRune(s string) (r rune, rest string) {
	if r, s = hexRune(s), s[4:]; !utf16.IsSurrogate(r) {
		return r, s
	}
	if strings.HasPrefix(s, `\u`) {
		if both := utf16.DecodeRune(r, hexRune(s[2:])); both != utf8.RuneError {
			return both, s[6:]
		}
	}
	return utf8.RuneError, s
}

// hexRune reads four digits.
func hexRune(s string) rune {
	n, _ := strconv.ParseUint(s[:4], 16, 16)
	return rune(n)
}
