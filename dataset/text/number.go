package text

import (
	"iter"
	"maps"
	"strconv"
	"strings"
)

// Thousands writes n with a comma before each group of three digits: -4,800.
func Thousands[T ~int | ~int64](n T) string {
	return string(AppendThousands(nil, int64(n)))
}

// AppendThousands appends what Thousands writes.
func AppendThousands(b []byte, n int64) []byte {
	digits := strconv.FormatInt(n, 10)
	if n < 0 {
		b, digits = append(b, '-'), digits[1:]
	}
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b = append(b, ',')
		}
		b = append(b, digits[i])
	}
	return b
}

// Words is a way to spell numbers out. It has the text between tens and ones, and
// the text between hundreds and what follows them.
type Words struct {
	Hyphen string // "-" for twenty-five
	And    string // " and " for one hundred and five
}

// The two ways in which people write numbers in words.
var (
	Plain  = Words{" ", " "}     // one hundred twenty five
	Joined = Words{"-", " and "} // one hundred and twenty-five
)

var (
	ones = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tens = strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
)

// Append appends n in words. n is from 0 to 999,999; any other number is
// written in digits.
func (w Words) Append(b []byte, n int64) []byte {
	switch {
	case n < 0 || n >= 1_000_000:
		return strconv.AppendInt(b, n, 10)
	case n < 20:
		return append(b, ones[n]...)
	case n < 100:
		return w.rest(append(b, tens[n/10]...), w.Hyphen, n%10)
	case n < 1000:
		return w.rest(append(w.Append(b, n/100), " hundred"...), w.And, n%100)
	}
	return w.rest(append(w.Append(b, n/1000), " thousand"...), " ", n%1000)
}

// rest appends what follows the largest part of a number, unless it is nothing.
func (w Words) rest(b []byte, between string, n int64) []byte {
	if n == 0 {
		return b
	}
	return w.Append(append(b, between...), n)
}

// values maps the words of numbers to what they are worth.
var values = func() map[string]int64 {
	out := map[string]int64{"hundred": 100, "thousand": 1000}
	for n, word := range ones {
		out[word] = int64(n)
	}
	for n, word := range tens[2:] {
		out[word] = int64(n+2) * 10
	}
	return out
}()

// NumberWords yields the words that Value knows, in no order.
func NumberWords() iter.Seq[string] { return maps.Keys(values) }

// Value returns what one lower-case word of a number is worth: 0 to 90 for the
// words that add, 100 and 1000 for the two that multiply. It is false for a word
// that Words never writes.
func Value(word string) (int64, bool) {
	n, ok := values[word]
	return n, ok
}
