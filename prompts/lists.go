package prompts

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

// The lists are names that people say, one a line.
//
//go:embed lists
var lists embed.FS

// listed is one of the words of a list.
func listed(name string) *node {
	data, err := lists.ReadFile("lists/" + name + ".txt")
	if err != nil {
		panic(err) // it is embedded
	}
	var kids []*node
	for line := range strings.Lines(string(data)) {
		kids = append(kids, literal(strings.TrimSpace(line)))
	}
	return oneOf(kids...)
}

// titled are the same words with the first letter of each a capital.
func (n *node) titled() *node {
	kids := make([]*node, len(n.kids))
	for i, k := range n.kids {
		b := []byte(k.text)
		for j := range b {
			if b[j] >= 'a' && b[j] <= 'z' && (j == 0 || b[j-1] == ' ' || b[j-1] == '\'') {
				b[j] -= 'a' - 'A'
			}
		}
		kids[i] = literal(string(b))
		kids[i].lower = k.lower // one string, so that the proof of overlaps sees one word
	}
	return oneOf(kids...)
}

func listWords(name string) func(*generatorParams) (*node, error) {
	return func(*generatorParams) (*node, error) { return listed(name), nil }
}

// personWords makes first names, full names and relations such as my landlord.
func personWords(p *generatorParams) (*node, error) {
	// Typed and said: with capitals, and without.
	given, family := listed("given"), listed("family")
	Given, Family := given.titled(), family.titled()
	first := oneOf(Given, given)
	full := oneOf(sequence(Given, literal(" "), Family), sequence(given, literal(" "), family))
	title := oneOf(sequence(words("Mr.|Mrs.|Ms.|Dr.|Mr|Mrs|Ms|Dr"), literal(" "), Family), sequence(words("mr|mrs|ms|dr"), literal(" "), family))
	named := sequence(words("my friend|my brother|my sister|my cousin|my roommate|my son|my daughter|my uncle|my aunt|my neighbor|my boss"), literal(" "), first)
	styles := map[string]*node{
		"first": first, "full": full, "relation": listed("relations"),
		"": alternatives([]*node{first, full, listed("relations"), named, title}, []float64{5, 4, 4, 1, 1}),
	}
	style := ""
	if n := p.get("style"); n != nil {
		style = n.Value
	}
	out := styles[style]
	if out == nil || style == "" && p.get("style") != nil {
		return nil, fmt.Errorf("style %s is none of first, full, relation", describe(p.get("style")))
	}
	return out, nil
}

// timeWords makes times of day as they are written and said.
func timeWords(*generatorParams) (*node, error) {
	hour := number(1, 12, 1, form{style: digits})
	said := number(1, 12, 1, form{style: spelled})
	minute := words("00|05|10|15|20|30|40|45|50|55")
	half := words("pm| pm|am| am| p.m.| a.m.")
	part := words("in the morning|in the afternoon|in the evening")
	return alternatives([]*node{
		sequence(hour, half), sequence(hour, literal(":"), minute, half),
		sequence(number(13, 23, 1, form{style: digits}), literal(":"), minute), sequence(number(0, 12, 1, form{style: twoDigits}), literal(":"), minute),
		words("noon|midnight"),
		sequence(words("half past|quarter past|quarter to|ten past|twenty past|ten to|five to|a quarter past|a quarter to"), literal(" "), oneOf(said, hour)),
		sequence(oneOf(said, hour), literal(" o'clock"), oneOf(literal(""), sequence(literal(" "), part))),
		sequence(said, literal(" "), words("fifteen|thirty|forty five|ten|twenty"), oneOf(literal(""), words(" pm| am"))),
		sequence(said, words(" pm| am")),
	}, []float64{8, 6, 3, 1, 2, 3, 2, 2, 2}), nil
}

// decimalWords makes multiples of a step, written with up to two decimals.
func decimalWords(p *generatorParams) (*node, error) {
	lo, hi, step := int64(0), int64(10_000), int64(10)
	for key, to := range map[string]*int64{"min": &lo, "max": &hi, "step": &step} {
		n := p.get(key)
		if n == nil {
			continue
		}
		v := 0.0
		if err := n.Decode(&v); err != nil || v < 0 || v > 9_999 || v*100 != float64(int64(v*100+0.5)) {
			return nil, fmt.Errorf("%s: %s is no number from 0 to 9999 with two decimals at most", key, describe(n))
		}
		*to = int64(v*100 + 0.5)
	}
	if p.param != nil && p.param.Minimum != nil {
		lo = max(lo, int64(*p.param.Minimum*100))
	}
	if p.param != nil && p.param.Maximum != nil {
		hi = min(hi, int64(*p.param.Maximum*100))
	}
	if step == 0 || lo > hi {
		return nil, fmt.Errorf("min, max and step: a step above 0 and min ≤ max are wanted")
	}
	return alternatives([]*node{number(lo, hi, step, form{style: decimals}), number(lo, hi, step, form{style: cents})}, []float64{4, 1}), nil
}

// accountWords makes numbers that stand for an account: whole, by the last four
// digits, masked.
func accountWords(*generatorParams) (*node, error) {
	last := number(0, 9999, 1, form{style: fourDigits})
	return alternatives([]*node{
		last, sequence(words("x|xx|xxxx|*|**|****|..."), last),
		number(1_000_000, 99_999_999, 1, form{style: digits}), number(1_000_000_000, 999_999_999_999, 1, form{style: digits}),
	}, []float64{5, 2, 2, 1}), nil
}

// cardWords makes the numbers of cards that nobody has: their first six digits
// are those of test cards.
func cardWords(*generatorParams) (*node, error) {
	last := number(0, 9999, 1, form{style: fourDigits})
	const some = 999_999_999
	return alternatives([]*node{
		last, sequence(words("xxxx xxxx xxxx |**** **** **** |xxxx|****"), last),
		number(0, some, 1, form{style: cardGroups}), number(0, some, 1, form{style: cardDigits}),
	}, []float64{5, 2, 2, 1}), nil
}

// testCard begins the numbers of cards that payment processors test with.
const testCard = "424242"

var (
	fourDigits = style{"fourDigits", func(b []byte, v int64) []byte { return fmt.Appendf(b, "%04d", v) }, readDigits, isDigit}
	decimals   = style{"decimals", writeDecimals, readDecimals, func(c byte) bool { return isDigit(c) || c == '.' }}
	cardDigits = style{"cardDigits", writeCard, readCard, isDigit}
	cardGroups = style{"cardGroups", func(b []byte, v int64) []byte { return grouped(b, writeCard(nil, v)) },
		func(s string) (int64, bool) { return readCard(strings.ReplaceAll(s, " ", "")) }, func(c byte) bool { return isDigit(c) || c == ' ' }}
)

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

// writeCard writes a card number of 16 digits whose last is Luhn's check digit
// (ISO/IEC 7812-1); v is the nine digits before it.
func writeCard(b []byte, v int64) []byte {
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
