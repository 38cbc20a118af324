package prompts

import (
	"embed"
	"fmt"
	"strings"

	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// The lists are names that people say, one a line.
//
//go:embed lists
var lists embed.FS

// listed is one of the words of a list.
func listed(name string) *grammar.Node {
	data, err := lists.ReadFile("lists/" + name + ".txt")
	if err != nil {
		panic(err) // it is embedded
	}
	var kids []*grammar.Node
	for line := range strings.Lines(string(data)) {
		kids = append(kids, grammar.Literal(strings.TrimSpace(line)))
	}
	return grammar.OneOf(kids...)
}

// titled returns the same words with a capital first letter each.
func titled(n *grammar.Node) *grammar.Node {
	kids := make([]*grammar.Node, len(n.Kids))
	for i, k := range n.Kids {
		b := []byte(k.Text)
		for j := range b {
			if b[j] >= 'a' && b[j] <= 'z' && (j == 0 || b[j-1] == ' ' || b[j-1] == '\'') {
				b[j] -= 'a' - 'A'
			}
		}
		kids[i] = k.Recased(string(b))
	}
	return grammar.OneOf(kids...)
}

func listWords(name string) func(*generatorParams) (*grammar.Node, error) {
	return func(*generatorParams) (*grammar.Node, error) { return listed(name), nil }
}

// personWords makes first names, full names and relations such as my landlord.
func personWords(p *generatorParams) (*grammar.Node, error) {
	// Typed and said: with capitals, and without.
	given, family := listed("given"), listed("family")
	Given, Family := titled(given), titled(family)
	first := grammar.OneOf(Given, given)
	full := grammar.OneOf(grammar.Sequence(Given, grammar.Literal(" "), Family), grammar.Sequence(given, grammar.Literal(" "), family))
	title := grammar.OneOf(grammar.Sequence(words("Mr.|Mrs.|Ms.|Dr.|Mr|Mrs|Ms|Dr"), grammar.Literal(" "), Family), grammar.Sequence(words("mr|mrs|ms|dr"), grammar.Literal(" "), family))
	named := grammar.Sequence(words("my friend|my brother|my sister|my cousin|my roommate|my son|my daughter|my uncle|my aunt|my neighbor|my boss"), grammar.Literal(" "), first)
	styles := map[string]*grammar.Node{
		"first": first, "full": full, "relation": listed("relations"),
		"": grammar.Choice([]*grammar.Node{first, full, listed("relations"), named, title}, []float64{5, 4, 4, 1, 1}),
	}
	style := ""
	if n := p.get("style"); n != nil {
		style = n.Value
	}
	out := styles[style]
	if out == nil || style == "" && p.get("style") != nil {
		return nil, fmt.Errorf("style %s is none of first, full, relation", source.Describe(p.get("style")))
	}
	return out, nil
}

// timeWords makes times of day as they are written and said.
func timeWords(*generatorParams) (*grammar.Node, error) {
	hour := grammar.Number(1, 12, 1, plain(grammar.Digits))
	said := grammar.Number(1, 12, 1, plain(grammar.Spelled))
	minute := words("00|05|10|15|20|30|40|45|50|55")
	half := words("pm| pm|am| am| p.m.| a.m.")
	part := words("in the morning|in the afternoon|in the evening")
	return grammar.Choice([]*grammar.Node{
		grammar.Sequence(hour, half), grammar.Sequence(hour, grammar.Literal(":"), minute, half),
		grammar.Sequence(grammar.Number(13, 23, 1, plain(grammar.Digits)), grammar.Literal(":"), minute), grammar.Sequence(grammar.Number(0, 12, 1, plain(grammar.TwoDigits)), grammar.Literal(":"), minute),
		words("noon|midnight"),
		grammar.Sequence(words("half past|quarter past|quarter to|ten past|twenty past|ten to|five to|a quarter past|a quarter to"), grammar.Literal(" "), grammar.OneOf(said, hour)),
		grammar.Sequence(grammar.OneOf(said, hour), grammar.Literal(" o'clock"), grammar.OneOf(grammar.Literal(""), grammar.Sequence(grammar.Literal(" "), part))),
		grammar.Sequence(said, grammar.Literal(" "), words("fifteen|thirty|forty five|ten|twenty"), grammar.OneOf(grammar.Literal(""), words(" pm| am"))),
		grammar.Sequence(said, words(" pm| am")),
	}, []float64{8, 6, 3, 1, 2, 3, 2, 2, 2}), nil
}

// decimalWords makes multiples of a step, written with up to two decimals.
func decimalWords(p *generatorParams) (*grammar.Node, error) {
	lo, hi, step := int64(0), int64(10_000), int64(10)
	for key, to := range map[string]*int64{"min": &lo, "max": &hi, "step": &step} {
		n := p.get(key)
		if n == nil {
			continue
		}
		v := 0.0
		if err := n.Decode(&v); err != nil || v < 0 || v > 9_999 || v*100 != float64(int64(v*100+0.5)) {
			return nil, fmt.Errorf("%s: %s is no number from 0 to 9999 with two decimals at most", key, source.Describe(n))
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
	return grammar.Choice([]*grammar.Node{grammar.Number(lo, hi, step, plain(grammar.Decimals)), grammar.Number(lo, hi, step, plain(grammar.Cents))}, []float64{4, 1}), nil
}

// accountWords makes numbers that stand for an account: whole, by the last four
// digits, masked.
func accountWords(*generatorParams) (*grammar.Node, error) {
	last := grammar.Number(0, 9999, 1, plain(grammar.FourDigits))
	return grammar.Choice([]*grammar.Node{
		last, grammar.Sequence(words("x|xx|xxxx|*|**|****|..."), last),
		grammar.Number(1_000_000, 99_999_999, 1, plain(grammar.Digits)), grammar.Number(1_000_000_000, 999_999_999_999, 1, plain(grammar.Digits)),
	}, []float64{5, 2, 2, 1}), nil
}

// cardWords makes the numbers of cards that nobody has: their first six digits
// are those of test cards.
func cardWords(*generatorParams) (*grammar.Node, error) {
	last := grammar.Number(0, 9999, 1, plain(grammar.FourDigits))
	const some = 999_999_999
	return grammar.Choice([]*grammar.Node{
		last, grammar.Sequence(words("xxxx xxxx xxxx |**** **** **** |xxxx|****"), last),
		grammar.Number(0, some, 1, plain(grammar.CardGroups)), grammar.Number(0, some, 1, plain(grammar.CardDigits)),
	}, []float64{5, 2, 2, 1}), nil
}
