package grammar

import (
	"fmt"
	"slices"
	"strings"
)

// CardDigits and CardGroups write the number of a payment card, without spaces and
// in groups of four digits. The numbers begin like those that payment processors
// test with, so no such card exists.
var (
	CardDigits = Style{Name: "cardDigits", write: WriteCard, read: readCard, more: isDigit}
	CardGroups = Style{Name: "cardGroups", write: func(b []byte, v int64) []byte { return grouped(b, WriteCard(nil, v)) },
		read: func(s string) (int64, bool) { return readCard(strings.ReplaceAll(s, " ", "")) }, more: func(c byte) bool { return isDigit(c) || c == ' ' }}
)

// testCard begins the numbers of cards that payment processors test with.
const testCard = "424242"

// WriteCard writes a card number of 16 digits whose last is Luhn's check digit
// (ISO/IEC 7812-1); v is the nine digits before it.
func WriteCard(b []byte, v int64) []byte {
	number := fmt.Appendf(nil, "%s%09d", testCard, v)
	return append(append(b, number...), luhn(number))
}

func readCard(s string) (int64, bool) {
	if len(s) != 16 || s[:6] != testCard {
		return 0, false
	}
	return readDigits(s[6:15])
}

// luhn is the digit that makes a number whose other digits are given valid.
func luhn(digits []byte) byte {
	sum := 0
	for i, c := range slices.Backward(digits) {
		d := int(c - '0')
		if (len(digits)-1-i)%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return byte('0' + (10-sum%10)%10)
}

func grouped(b, digits []byte) []byte {
	for i, c := range digits {
		if i > 0 && i%4 == 0 {
			b = append(b, ' ')
		}
		b = append(b, c)
	}
	return b
}
