package grammar

import (
	"fmt"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

var (
	// As Commas, Cents and Decimals, in other countries: 1.234, 1 234, 1,23,456, and 12,50.
	Dots          = Style{"dots", groupedBy('.'), ungrouped("."), func(c byte) bool { return isDigit(c) || c == '.' }}
	Spaces        = Style{"spaces", groupedBy(' '), ungrouped(" "), func(c byte) bool { return isDigit(c) || c == ' ' }}
	IndianCommas  = Style{"indianCommas", writeIndian, readCommas, func(c byte) bool { return isDigit(c) || c == ',' }}
	CentsComma    = Style{"centsComma", withComma(Cents.write), pointRead(readCents), func(c byte) bool { return isDigit(c) || c == ',' }}
	DecimalsComma = Style{"decimalsComma", withComma(writeDecimals), pointRead(readDecimals), func(c byte) bool { return isDigit(c) || c == ',' }}
)

// groupedBy writes digits in groups of three with a mark between them.
func groupedBy(mark byte) func([]byte, int64) []byte {
	return func(b []byte, v int64) []byte {
		from := len(b)
		b = text.AppendThousands(b, v)
		for i := from; i < len(b); i++ {
			if b[i] == ',' {
				b[i] = mark
			}
		}
		return b
	}
}

func ungrouped(mark string) func(string) (int64, bool) {
	return func(s string) (int64, bool) { return readDigits(strings.ReplaceAll(s, mark, "")) }
}

// writeIndian writes the last three digits in a group and those before in twos: 1,23,456.
func writeIndian(b []byte, v int64) []byte {
	if v < 1000 {
		return writeDigits(b, v)
	}
	groups := fmt.Sprintf("%03d", v%1000)
	for v /= 1000; v >= 100; v /= 100 {
		groups = fmt.Sprintf("%02d,", v%100) + groups
	}
	return append(b, fmt.Sprintf("%d,%s", v, groups)...)
}

// withComma writes a comma in place of a point.
func withComma(write func([]byte, int64) []byte) func([]byte, int64) []byte {
	return func(b []byte, v int64) []byte {
		return append(b, strings.ReplaceAll(string(write(nil, v)), ".", ",")...)
	}
}

func pointRead(read func(string) (int64, bool)) func(string) (int64, bool) {
	return func(s string) (int64, bool) { return read(strings.ReplaceAll(s, ",", ".")) }
}
