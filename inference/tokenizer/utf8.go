package tokenizer

import "unicode/utf8"

// valid replaces what is not UTF-8 with U+FFFD, one for each maximal
// subpart, as Python's errors="replace" and browsers do.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b []byte
	for i := 0; i < len(s); {
		if r, w := utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || w > 1 {
			b = append(b, s[i:i+w]...)
			i += w
			continue
		}
		b = utf8.AppendRune(b, utf8.RuneError)
		i += subpart(s[i:])
	}
	return string(b)
}

// subpart returns the length in bytes of the longest start of s that could begin
// a character, at least 1 (Unicode, section 3.9, table 3-7).
func subpart(s string) int {
	more, lo, hi := 0, byte(0x80), byte(0xBF)
	switch b := s[0]; {
	case b >= 0xC2 && b <= 0xDF:
		more = 1
	case b >= 0xE0 && b <= 0xEF:
		more = 2
		if b == 0xE0 {
			lo = 0xA0
		} else if b == 0xED {
			hi = 0x9F
		}
	case b >= 0xF0 && b <= 0xF4:
		more = 3
		if b == 0xF0 {
			lo = 0x90
		} else if b == 0xF4 {
			hi = 0x8F
		}
	}
	n := 1
	for ; n <= more && n < len(s) && s[n] >= lo && s[n] <= hi; n++ {
		lo, hi = 0x80, 0xBF
	}
	return n
}
