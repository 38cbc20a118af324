package check

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// charNames names the characters that nobody sees and that texts have by accident.
var charNames = map[rune]string{
	'\t': "a tab", '\n': "a line break", '\r': "a carriage return", ' ': "a space", '\u00a0': "a no-break space", '\u202f': "a narrow no-break space",
	'\u3000': "an ideographic space", '\u00ad': "a soft hyphen", '\u200b': "a zero-width space", '\u200c': "a zero-width non-joiner",
	'\u200d': "a zero-width joiner", '\u2060': "a word joiner", '\ufeff': "a byte order mark", '\ufffd': "a replacement character",
	'\u200e': "a left-to-right mark", '\u200f': "a right-to-left mark", '\u202e': "a right-to-left override", '\u2028': "a line separator",
	'\u2029': "a paragraph separator", '\u2800': "a braille blank", '\u3164': "a Hangul filler", '\u034f': "a grapheme joiner",
}

// nameOf names a character for messages.
func nameOf(r rune) string {
	if name, ok := charNames[r]; ok {
		return fmt.Sprintf("%s (U+%04X)", name, r)
	}
	if unicode.IsGraphic(r) && !unicode.IsSpace(r) {
		return fmt.Sprintf("%q (U+%04X)", string(r), r)
	}
	return fmt.Sprintf("U+%04X", r)
}

// characters finds characters that do not belong into a prompt.
func characters(_ *Options, r *Row, found func(kind, detail string)) {
	if isPlain(r.Text) || isBlank(r.Text) {
		return
	}
	s := newScan(r.Text)
	var first [classes]string
	for i, c := range r.Text {
		class := s.class(i, c)
		if class != fine && first[class] == "" {
			first[class] = fmt.Sprintf("%s at character %d", nameOf(c), utf8.RuneCountInString(r.Text[:i]))
		}
	}
	for class, kind := range kindsOf {
		if kind != "" && first[class] != "" {
			found(kind, first[class])
		}
	}
	if first[form] == "" && !norm.NFC.IsNormalString(r.Text) {
		found(Form, "letters and their accents are apart: not Unicode's form C")
	}
	if first[spacing] == "" {
		if where := badSpaces(r.Text); where != "" {
			found(Spaces, where)
		}
	}
}

// isPlain reports whether a text is printable ASCII with single spaces between words.
func isPlain(s string) bool {
	space := true
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space
}

func badSpaces(s string) string {
	switch {
	case s != strings.TrimSpace(s):
		return "spaces at an end of the text"
	case strings.Contains(s, "  "):
		return "two spaces in a row"
	}
	return ""
}

// The classes of characters.
const (
	fine    = iota
	control // control characters, and what stands for lost ones
	narrow  // no width
	turning // the direction of writing
	spacing // white space that is no space
	form    // letters that have a plain form
	classes
)

// kindsOf are the kinds of findings of the classes.
var kindsOf = [classes]string{control: Control, narrow: ZeroWidth, turning: Bidi, spacing: Spaces, form: Form}

// scan tells the classes of the characters of a text.
type scan struct {
	text      string
	rightLeft bool // has letters of Hebrew or Arabic
	eastern   bool // has Chinese, Japanese or Korean letters
}

func newScan(s string) *scan {
	return &scan{s, strings.ContainsFunc(s, isRightLeft), strings.ContainsFunc(s, isEastern)}
}

func isRightLeft(r rune) bool {
	return unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana)
}

func isEastern(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// class is that of the character c at byte i.
func (s *scan) class(i int, c rune) int {
	switch {
	case c >= ' ' && c <= '~':
		return fine
	case c == '\t', c == '\n', c == '\r', c == '\v', c == '\f', c == 0x85, c == '\u2028', c == '\u2029':
		return spacing
	case c == '\u00a0', c == '\u202f':
		if s.setsMarkOff(i, c) {
			return fine
		}
		return spacing
	case c == '\u3000' && s.eastern:
		return fine
	case unicode.IsSpace(c), strings.ContainsRune(blanks, c):
		return spacing
	case c == '\u200d' || c == '\u200c':
		if s.joins(i, c) {
			return fine
		}
		return narrow
	case c == '\u200b', c == '\u00ad', c == '\u2060', c == '\ufeff', c == '\u180e', c == '\u034f', c >= '\u2061' && c <= '\u2064', c >= 0xE0100 && c <= 0xE01EF:
		return narrow
	case c >= 0xE0020 && c <= 0xE007F: // flags of regions are written with them
		return s.afterEmoji(i, narrow)
	case c >= '\ufe00' && c <= '\ufe0f':
		return s.afterEmoji(i, narrow)
	case c == '\u200e' || c == '\u200f' || c == '\u061c':
		if s.rightLeft {
			return fine
		}
		return turning
	case c >= '\u202a' && c <= '\u202e', c >= '\u2066' && c <= '\u2069':
		return turning
	case unicode.IsControl(c):
		if c >= 0x80 {
			return fine // see mojibake
		}
		return control
	case c == utf8.RuneError, unicode.Is(unicode.Co, c), c&0xfffe == 0xfffe, c >= 0xfdd0 && c <= 0xfdef:
		return control
	case c >= 0xfb00 && c <= 0xfb06, c >= 0x1d400 && c <= 0x1d7ff, c >= 0x24b6 && c <= 0x24e9, c >= 0x1f130 && c <= 0x1f149:
		return form
	case c >= 0xff01 && c <= 0xff5e && !s.eastern:
		return form
	}
	return fine
}

// setsMarkOff reports whether a no-break space is where French and Swiss put one: before
// a mark, after an opening quote, and in numbers.
func (s *scan) setsMarkOff(i int, c rune) bool {
	before, _ := utf8.DecodeLastRuneInString(s.text[:i])
	after, _ := utf8.DecodeRuneInString(s.text[i+utf8.RuneLen(c):])
	return strings.ContainsRune(":;!?»%€", after) || before == '«' || unicode.IsDigit(before) && (unicode.IsDigit(after) || unicode.Is(unicode.Sc, after))
}

// joins reports whether a joiner stands where scripts and emoji need one.
func (s *scan) joins(i int, c rune) bool {
	before, _ := utf8.DecodeLastRuneInString(s.text[:i])
	after, _ := utf8.DecodeRuneInString(s.text[i+utf8.RuneLen(c):])
	letters := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsMark(r) && r < 0xfe00
	}
	if letters(before) && letters(after) {
		return !unicode.In(after, unicode.Latin, unicode.Cyrillic, unicode.Greek)
	}
	return isEmoji(before) && isEmoji(after)
}

func (s *scan) afterEmoji(i, otherwise int) int {
	before, _ := utf8.DecodeLastRuneInString(s.text[:i])
	if isEmoji(before) || strings.ContainsRune("0123456789#*", before) {
		return fine
	}
	return otherwise
}

func isEmoji(r rune) bool {
	return unicode.In(r, unicode.So, unicode.Sk, unicode.Sm) || r == '\ufe0f' || r == '\u203c' || r == '\u2049' || r >= 0xE0020 && r <= 0xE007F
}
