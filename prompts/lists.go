package prompts

import (
	"embed"
	"fmt"
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

// titled returns the same words with a capital first letter each.
func titled(n *node) *node {
	kids := make([]*node, len(n.kids))
	for i, k := range n.kids {
		b := []byte(k.text)
		for j := range b {
			if b[j] >= 'a' && b[j] <= 'z' && (j == 0 || b[j-1] == ' ' || b[j-1] == '\'') {
				b[j] -= 'a' - 'A'
			}
		}
		kids[i] = k.recased(string(b))
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
	Given, Family := titled(given), titled(family)
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
	hour := number(1, 12, 1, plain(digits))
	said := number(1, 12, 1, plain(spelled))
	minute := words("00|05|10|15|20|30|40|45|50|55")
	half := words("pm| pm|am| am| p.m.| a.m.")
	part := words("in the morning|in the afternoon|in the evening")
	return alternatives([]*node{
		sequence(hour, half), sequence(hour, literal(":"), minute, half),
		sequence(number(13, 23, 1, plain(digits)), literal(":"), minute), sequence(number(0, 12, 1, plain(twoDigits)), literal(":"), minute),
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
	return alternatives([]*node{number(lo, hi, step, plain(decimals)), number(lo, hi, step, plain(cents))}, []float64{4, 1}), nil
}

// accountWords makes numbers that stand for an account: whole, by the last four
// digits, masked.
func accountWords(*generatorParams) (*node, error) {
	last := number(0, 9999, 1, plain(fourDigits))
	return alternatives([]*node{
		last, sequence(words("x|xx|xxxx|*|**|****|..."), last),
		number(1_000_000, 99_999_999, 1, plain(digits)), number(1_000_000_000, 999_999_999_999, 1, plain(digits)),
	}, []float64{5, 2, 2, 1}), nil
}

// cardWords makes the numbers of cards that nobody has: their first six digits
// are those of test cards.
func cardWords(*generatorParams) (*node, error) {
	last := number(0, 9999, 1, plain(fourDigits))
	const some = 999_999_999
	return alternatives([]*node{
		last, sequence(words("xxxx xxxx xxxx |**** **** **** |xxxx|****"), last),
		number(0, some, 1, plain(cardGroups)), number(0, some, 1, plain(cardDigits)),
	}, []float64{5, 2, 2, 1}), nil
}
