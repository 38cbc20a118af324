package prompts

import (
	"math/big"
	"math/bits"
	"strings"
)

// literal writes s, its spaces as the language has them.
func literal(s string) *node {
	s = tidy(s)
	return &node{kind: kindLiteral, text: s, lower: strings.ToLower(s), n: 1}
}

// tidy makes runs of spaces one and drops those before punctuation.
func tidy(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if n := len(b); n > 0 && b[n-1] == ' ' && (s[i] == ' ' || n > 1 && clings(s[i])) {
			if s[i] == ' ' {
				continue
			}
			b = b[:n-1]
		}
		b = append(b, s[i])
	}
	return string(b)
}

// clings reports whether no space stands before a character.
func clings(c byte) bool { return c == ',' || c == '.' || c == '?' || c == '!' || c == '\'' }

// number writes one of the numbers from lo to hi, step apart, in a form.
func number(lo, hi, step int64, f form) *node {
	count := (hi-lo)/step + 1
	return &node{kind: kindNumber, lo: lo, step: step, count: count, form: f, n: uint64(count)}
}

// sequence is parts in turn: sequences in it are flattened and neighbouring
// literals joined.
func sequence(parts ...*node) *node {
	var kids []*node
	for _, k := range parts {
		for _, k := range flat(k) {
			if last := len(kids) - 1; k.kind == kindLiteral && last >= 0 && kids[last].kind == kindLiteral {
				kids[last] = literal(kids[last].text + k.text)
			} else {
				kids = append(kids, k)
			}
		}
	}
	if len(kids) == 1 {
		return kids[0]
	}
	n := &node{kind: kindSeq, kids: kids}
	for _, k := range kids {
		n.always |= k.always
		n.may |= k.may
	}
	return n.setSize(product(kids))
}

func flat(n *node) []*node {
	if n.kind == kindSeq {
		return n.kids
	}
	return []*node{n}
}

func product(kids []*node) *big.Int {
	fits := uint64(1)
	for i, k := range kids {
		hi, lo := bits.Mul64(fits, k.n)
		if hi != 0 || k.big != nil {
			v := new(big.Int).SetUint64(fits)
			for _, k := range kids[i:] {
				v.Mul(v, k.size())
			}
			return v
		}
		fits = lo
	}
	return new(big.Int).SetUint64(fits)
}

// alternatives is one of kids; weights may be nil.
func alternatives(kids []*node, weights []float64) *node {
	if len(kids) == 1 {
		return kids[0]
	}
	n := &node{kind: kindAlt, kids: kids, always: ^uint64(0), cum: cumulate(weights)}
	fits, sum := uint64(0), (*big.Int)(nil)
	for _, k := range kids {
		n.always &= k.always
		n.may |= k.may
		total, carry := bits.Add64(fits, k.n, 0)
		if sum == nil && (carry != 0 || k.big != nil) {
			sum = new(big.Int).SetUint64(fits)
		}
		if sum != nil {
			sum.Add(sum, k.size())
		}
		fits = total
	}
	if sum != nil {
		return n.setSize(sum)
	}
	n.n = fits
	return n
}

func oneOf(kids ...*node) *node { return alternatives(kids, nil) }

// cumulate turns weights into cumulative integers with a total near 2³⁰.
func cumulate(weights []float64) []uint32 {
	if weights == nil {
		return nil
	}
	total := 0.0
	for _, w := range weights {
		total += w
	}
	cum := make([]uint32, len(weights))
	sum, last := 0.0, uint32(0)
	for i, w := range weights {
		sum += w
		last = max(last+1, uint32(sum/total*(1<<30)))
		cum[i] = last
	}
	return cum
}

func permutation(kids []*node) *node {
	n := &node{kind: kindPerm, kids: kids}
	for _, k := range kids {
		n.always |= k.always
		n.may |= k.may
	}
	v := product(kids)
	return n.setSize(v.Mul(v, new(big.Int).SetUint64(factorial(len(kids)))))
}

func slotNode(slot int, words *node) *node {
	n := &node{kind: kindSlot, slot: slot, kids: []*node{words}, n: words.n, big: words.big}
	n.always, n.may = 1<<slot, 1<<slot
	return n
}

func valueNode(canonical string, words *node) *node {
	return &node{kind: kindValue, text: canonical, kids: []*node{words}, n: words.n, big: words.big}
}

// named gives a node the name of the rule that it is; a node that has a name
// already, since a rule is another rule and nothing else, is kept as it is.
func (n *node) named(name string) *node {
	if n.name != "" {
		return n
	}
	m := *n
	m.name = name
	return &m
}

// articleNode writes a or an, by the word that follows.
func articleNode() *node { return &node{kind: kindArticle, n: 1} }

// pluralNode writes one behind a singular, and many behind other numbers or none.
func pluralNode(one, many string) *node {
	return &node{kind: kindPlural, n: 1, kids: []*node{literal(one), literal(many)}}
}

// weighted gives the numbers of a node that number has made weights of their own.
func (n *node) weighted(weights []float64) *node {
	n.cum = cumulate(weights)
	return n
}

// recased is a literal that writes a text of the same letters, some in another
// case. Both share one lower-case string, by which the search for overlaps knows
// that they are the same word.
func (n *node) recased(text string) *node {
	out := literal(text)
	out.lower = n.lower
	return out
}
