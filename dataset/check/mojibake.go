package check

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset/text"
	"golang.org/x/text/encoding/charmap"
)

// mojibake finds text that was written in UTF-8 and read in an older encoding.
func mojibake(_ *Options, r *Row, found func(kind, detail string)) {
	if isASCII(r.Text) {
		if !strings.ContainsAny(strings.TrimRight(r.Text, "? "), `?\%`) { // most texts, and expressions are slow
			return
		}
		if m := lostMark().FindString(r.Text); m != "" {
			found(Mojibake, fmt.Sprintf("%q has a question mark in place of an apostrophe", m))
		} else if m := escaped().FindString(r.Text); m != "" {
			found(Mojibake, fmt.Sprintf("%q is an escape sequence, not a character", m))
		}
		return
	}
	if from, to := mended(r.Text); from != "" {
		found(Mojibake, fmt.Sprintf("%q is %q in the wrong encoding", from, to))
		return
	}
	for _, c := range r.Text {
		if c >= 0x80 && c < 0xa0 && c != 0x85 {
			found(Mojibake, nameOf(c)+" is a control character, as Windows-1252 read as Latin-1 has it")
			return
		}
	}
}

var (
	lostMark = text.Expression(`(?i)\b(n|i|you|we|they|he|she|it|that|what|who|where|there|let|can|don|won|didn|isn|doesn|couldn|wouldn|haven|hasn|aren|wasn)\?(t|s|m|ll|ve|re|d)\b`)
	escaped  = text.Expression(`\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|(%[2-7][0-9A-Fa-f]){1}[a-zA-Z]+%[2-7][0-9A-Fa-f]|[a-z](%20)[a-zA-Z]`)
)

// Unmojibake returns a text with what was read in the wrong encoding put right.
func Unmojibake(s string) string {
	for range 3 { // it may have happened more than once
		next := mend(s, nil)
		if next == s {
			break
		}
		s = next
	}
	return s
}

// mended returns the first part of a text that is in the wrong encoding, and what it
// should be.
func mended(s string) (from, to string) {
	mend(s, func(f, t string) {
		if from == "" {
			from, to = f, t
		}
	})
	return from, to
}

// mend puts right what is in the wrong encoding, once, and says what to seen.
func mend(s string, seen func(from, to string)) string {
	if isASCII(s) {
		return s
	}
	for _, old := range oldEncodings() {
		if out := old.mend(s, seen); out != s {
			return out
		}
	}
	return s
}

// oldEncoding knows the bytes of the characters of an encoding.
type oldEncoding struct{ bytes map[rune]byte }

// oldEncodings are those in which UTF-8 is read by mistake, the likeliest first.
var oldEncodings = sync.OnceValue(func() []oldEncoding {
	var out []oldEncoding
	for _, m := range []*charmap.Charmap{charmap.Windows1252, charmap.Macintosh, charmap.CodePage437, charmap.CodePage850} {
		e := oldEncoding{map[rune]byte{}}
		for b := 0x80; b < 0x100; b++ {
			if r := m.DecodeByte(byte(b)); r != utf8.RuneError {
				e.bytes[r] = byte(b)
			}
			if m == charmap.Windows1252 { // Latin-1, and the bytes that Windows leaves out
				if _, taken := e.bytes[rune(b)]; !taken {
					e.bytes[rune(b)] = byte(b)
				}
			}
		}
		out = append(out, e)
	}
	return out
})

// mend puts every run of characters right whose bytes are UTF-8 for something that people
// write.
func (e oldEncoding) mend(s string, seen func(from, to string)) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if to, n := e.read(s[i:]); n > 0 {
			if seen != nil {
				seen(s[i:i+n], to)
			}
			b.WriteString(to)
			i += n
			continue
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		b.WriteString(s[i : i+n])
		i += n
	}
	return b.String()
}

// read returns the character whose UTF-8 the text begins with, read in the encoding, and
// the length of that beginning; 0 where it begins with none.
func (e oldEncoding) read(s string) (string, int) {
	first, n := utf8.DecodeRuneInString(s)
	lead, ok := e.bytes[first]
	if first < utf8.RuneSelf || !ok || lead < 0xc2 || lead > 0xf4 {
		return "", 0
	}
	bytes := []byte{lead}
	want := 2
	switch {
	case lead >= 0xf0:
		want = 4
	case lead >= 0xe0:
		want = 3
	}
	for len(bytes) < want && n < len(s) {
		r, w := utf8.DecodeRuneInString(s[n:])
		next, ok := e.bytes[r]
		if r == ' ' { // where a no-break space was made a space
			next, ok = 0xa0, len(bytes) == want-1
		}
		if !ok || next < 0x80 || next > 0xbf {
			return "", 0
		}
		bytes = append(bytes, next)
		n += w
	}
	to, size := utf8.DecodeRune(bytes)
	if len(bytes) < want || to == utf8.RuneError || size != len(bytes) || !isLikely(to) {
		return "", 0
	}
	if strings.ContainsRune(s[:n], ' ') && to != 'à' { // a with an accent is what this happens to
		return "", 0
	}
	return string(to), n
}

// isLikely reports whether people write a character so often that it explains an odd
// sequence.
func isLikely(r rune) bool {
	switch {
	case r >= 0xa0 && r <= 0x17f, r >= 0x2010 && r <= 0x203a, r >= 0x20a0 && r <= 0x20c0, r == '™', r == '\ufeff', r == '\u200b', r >= 0x218 && r <= 0x21b:
		return true
	case r >= 0x1f300 && r <= 0x1faff, r >= 0x2600 && r <= 0x27bf, r == '\ufffd':
		return true
	}
	return r >= 0x370 && unicode.In(r, unicode.Greek, unicode.Cyrillic, unicode.Hebrew, unicode.Arabic, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
