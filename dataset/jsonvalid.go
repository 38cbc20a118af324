package dataset

import (
	"encoding/json"
	"math/bits"
)

// letters are a text, which may be that of a buffer.
type letters interface{ ~string | ~[]byte }

// validJSON reports what json.Valid does, several times as fast for what is valid and
// not nested deeply, as most records are.
func validJSON[T letters](b T) bool {
	at, ok := skipValue(b, skipSpace(b, 0), maxFastDepth)
	return ok && skipSpace(b, at) == len(b) || json.Valid([]byte(b))
}

// maxFastDepth is how deep skipValue follows objects and arrays.
const maxFastDepth = 100

// skipValue returns the end of the JSON value at b[i:]. It is false where there is
// none, or one that is nested deeper than depth.
func skipValue[T letters](b T, i, depth int) (end int, ok bool) {
	if i >= len(b) {
		return i, false
	}
	switch c := b[i]; {
	case c == '"':
		return skipString(b, i+1)
	case c == '{' || c == '[':
		if depth == 0 {
			return i, false
		}
		return skipMembers(b, i, depth-1)
	case c == '-' || '0' <= c && c <= '9':
		return skipNumber(b, i)
	}
	for _, word := range [...]string{"null", "true", "false"} {
		if len(b)-i >= len(word) && string(b[i:i+len(word)]) == word {
			return i + len(word), true
		}
	}
	return i, false
}

// skipMembers skips the object or array that b[i] opens.
func skipMembers[T letters](b T, i, depth int) (end int, ok bool) {
	object := b[i] == '{'
	closing := b[i] + 2 // in ASCII } and ] are two after { and [
	if i = skipSpace(b, i+1); i < len(b) && b[i] == closing {
		return i + 1, true
	}
	for {
		if object {
			if i >= len(b) || b[i] != '"' {
				return i, false
			}
			if i, ok = skipString(b, i+1); !ok {
				return i, false
			}
			if i = skipSpace(b, i); i >= len(b) || b[i] != ':' {
				return i, false
			}
			i = skipSpace(b, i+1)
		}
		if i, ok = skipValue(b, i, depth); !ok {
			return i, false
		}
		if i = skipSpace(b, i); i >= len(b) {
			return i, false
		}
		switch b[i] {
		case closing:
			return i + 1, true
		case ',':
			i = skipSpace(b, i+1)
		default:
			return i, false
		}
	}
}

// skipString skips the rest of a string whose opening quote is before b[i].
func skipString[T letters](b T, i int) (end int, ok bool) {
	for i = skipPlain(b, i); i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			return i + 1, true
		case c < ' ':
			return i, false
		case c == '\\':
			if i++; i >= len(b) {
				return i, false
			}
			switch b[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				for range 4 {
					if i++; i >= len(b) || !isHex(b[i]) {
						return i, false
					}
				}
			default:
				return i, false
			}
		}
	}
	return i, false
}

// skipPlain skips characters of a string, eight at a time, up to the first that is a
// quote, a backslash or a control character.
func skipPlain[T letters](b T, i int) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(b); i += 8 {
		w := uint64(b[i]) | uint64(b[i+1])<<8 | uint64(b[i+2])<<16 | uint64(b[i+3])<<24 |
			uint64(b[i+4])<<32 | uint64(b[i+5])<<40 | uint64(b[i+6])<<48 | uint64(b[i+7])<<56
		// A subtraction runs below zero, which sets the high bit, in the first byte that
		// is what is looked for, and perhaps in those after it.
		quote, slash := w^ones*'"', w^ones*'\\'
		if found := ((w-ones*0x20)&^w | (quote-ones)&^quote | (slash-ones)&^slash) & highs; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(b) && b[i] != '"' && b[i] != '\\' && b[i] >= ' ' {
		i++
	}
	return i
}

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// skipNumber skips a number, whose first character b[i] is.
func skipNumber[T letters](b T, i int) (end int, ok bool) {
	if b[i] == '-' {
		i++
	}
	whole := i
	if i = skipDigits(b, i); i == whole || b[whole] == '0' && i > whole+1 {
		return i, false
	}
	if i < len(b) && b[i] == '.' {
		from := i + 1
		if i = skipDigits(b, from); i == from {
			return i, false
		}
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		if i++; i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		from := i
		if i = skipDigits(b, from); i == from {
			return i, false
		}
	}
	return i, true
}

func skipDigits[T letters](b T, i int) int {
	for i < len(b) && isDigit(b[i]) {
		i++
	}
	return i
}

func skipSpace[T letters](b T, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r') {
		i++
	}
	return i
}
