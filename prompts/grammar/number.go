package grammar

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// NumberForm is a way to write a number: in a style, between two fixed texts.
type NumberForm struct {
	Style         Style
	Before, After string
}

// Style is how the digits or words of a number are written.
type Style struct {
	Name  string
	write func([]byte, int64) []byte
	// read returns the number that a text is, if it is one in this style; it
	// need not check that write gives the same text back.
	read func(string) (int64, bool)
	// more reports whether a number may go on with a character.
	more func(byte) bool
}

var (
	Digits    = Style{"digits", writeDigits, readDigits, isDigit}
	Commas    = Style{"commas", text.AppendThousands, readCommas, func(c byte) bool { return isDigit(c) || c == ',' }}
	TwoDigits = Style{"twoDigits", func(b []byte, v int64) []byte { return fmt.Appendf(b, "%02d", v) }, readDigits, isDigit}
	Cents     = Style{"cents", func(b []byte, v int64) []byte { return fmt.Appendf(b, "%d.%02d", v/100, v%100) }, readCents,
		func(c byte) bool { return isDigit(c) || c == '.' }}
	FourDigits = Style{"fourDigits", func(b []byte, v int64) []byte { return fmt.Appendf(b, "%04d", v) }, readDigits, isDigit}
	Decimals   = Style{"decimals", writeDecimals, readDecimals, func(c byte) bool { return isDigit(c) || c == '.' }}
	Ordinal    = Style{"ordinal", writeOrdinal, readOrdinal, func(c byte) bool { return isDigit(c) || strings.IndexByte("stndrh", c) >= 0 }}
	Spelled    = Style{"spelled", spell, readSpelled, func(c byte) bool { return c == ' ' || c >= 'a' && c <= 'z' }}
)

// write appends a number.
func (f *NumberForm) write(b []byte, v int64) []byte {
	return append(f.Style.write(append(b, f.Before...), v), f.After...)
}

// maxNumber is the longest number, in bytes, of any style: 777,777 in words.
const maxNumber = 64

// matches calls yield for each beginning of s, which is in lower case, that the
// form can write, with the number and its length; yield returns false to stop.
func (f *NumberForm) matches(s string, yield func(v int64, length int) bool) {
	before, after := strings.ToLower(f.Before), strings.ToLower(f.After)
	if !strings.HasPrefix(s, before) {
		return
	}
	rest := s[len(before):]
	for n := 1; n <= min(len(rest), maxNumber) && f.Style.more(rest[n-1]); n++ {
		if !strings.HasPrefix(rest[n:], after) {
			continue
		}
		v, ok := f.Style.read(rest[:n])
		if !ok {
			continue
		}
		var buf [maxNumber]byte
		if string(f.Style.write(buf[:0], v)) == rest[:n] && !yield(v, len(before)+n+len(after)) {
			return
		}
	}
}

func writeDigits(b []byte, v int64) []byte { return strconv.AppendInt(b, v, 10) }

func readDigits(s string) (int64, bool) {
	v, err := strconv.ParseInt(s, 10, 64)
	return v, err == nil
}

func readCommas(s string) (int64, bool) { return readDigits(strings.ReplaceAll(s, ",", "")) }

func readCents(s string) (int64, bool) {
	whole, part, ok := strings.Cut(s, ".")
	if !ok || len(part) != 2 {
		return 0, false
	}
	return readDigits(whole + part)
}

// writeOrdinal writes 1st, 2nd, 3rd, 4th.
func writeOrdinal(b []byte, v int64) []byte {
	suffix := "th"
	if v%100 < 11 || v%100 > 13 {
		switch v % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return append(writeDigits(b, v), suffix...)
}

func readOrdinal(s string) (int64, bool) {
	if len(s) < 3 {
		return 0, false
	}
	return readDigits(s[:len(s)-2])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// writeDecimals writes hundredths without zeros at the end: 350 is 3.5.
func writeDecimals(b []byte, v int64) []byte {
	return append(b, strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%02d", v/100, v%100), "0"), ".")...)
}

func readDecimals(s string) (int64, bool) {
	whole, part, _ := strings.Cut(s, ".")
	if len(part) > 2 {
		return 0, false
	}
	return readDigits(whole + part + "00"[len(part):])
}
