package grammar

import (
	"math/big"
	"math/bits"
	"strings"
)

// Spacing says how words and the marks behind them are set.
type Spacing uint8

const (
	Close Spacing = iota // no space before , . ? ! and an apostrophe
	Open                 // as Close, but a space before ? and ! is kept, as in French
)

// Literal writes a text, its spaces tidied as in Close.
func Literal(s string) *Node { return Close.Literal(s) }

// Literal writes a text, its spaces tidied.
func (sp Spacing) Literal(s string) *Node {
	s = sp.tidy(s)
	return &Node{Kind: KindLiteral, Text: s, lower: strings.ToLower(s), spacing: sp, Derivations: 1}
}

// tidy makes runs of spaces one and drops those before punctuation.
func (sp Spacing) tidy(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		c := s[i]
		if isMark(c) {
			c = ' '
		}
		if n := len(b); n > 0 && b[n-1] == ' ' && (c == ' ' || n > 1 && sp.clings(c)) {
			if c == ' ' {
				continue
			}
			b = b[:n-1]
		}
		b = append(b, c)
	}
	return string(b)
}

// clings reports whether no space is written before a character.
func (sp Spacing) clings(c byte) bool {
	return c == ',' || c == '.' || c == '\'' || sp == Close && (c == '?' || c == '!') || isTurn(c)
}

// Number writes one of the numbers lo, lo+step, … up to hi in a form.
func Number(lo, hi, step int64, f NumberForm) *Node {
	count := (hi-lo)/step + 1
	return &Node{Kind: KindNumber, lo: lo, step: step, count: count, form: f, Derivations: uint64(count)}
}

// Sequence writes its parts in turn. Sequences within it are flattened and
// neighbouring literals joined.
func Sequence(parts ...*Node) *Node {
	var kids []*Node
	for _, k := range parts {
		for _, k := range flat(k) {
			if last := len(kids) - 1; last >= 0 && k.joinsText() && kids[last].joinsText() {
				kids[last] = max(k.spacing, kids[last].spacing).Literal(kids[last].Text + k.Text)
			} else {
				kids = append(kids, k)
			}
		}
	}
	if len(kids) == 1 {
		return kids[0]
	}
	n := &Node{Kind: kindSeq, Kids: kids}
	for _, k := range kids {
		n.Always |= k.Always
		n.May |= k.May
	}
	return n.setSize(product(kids))
}

// joinsText reports whether a node is text that may be joined with its neighbour's.
func (n *Node) joinsText() bool { return n.Kind == KindLiteral && !n.lead && !n.turn }

func flat(n *Node) []*Node {
	if n.Kind == kindSeq {
		return n.Kids
	}
	return []*Node{n}
}

func product(kids []*Node) *big.Int {
	fits := uint64(1)
	for i, k := range kids {
		hi, lo := bits.Mul64(fits, k.Derivations)
		if hi != 0 || k.big != nil {
			v := new(big.Int).SetUint64(fits)
			for _, k := range kids[i:] {
				v.Mul(v, k.Size())
			}
			return v
		}
		fits = lo
	}
	return new(big.Int).SetUint64(fits)
}

// Choice writes one of its kids, chosen by weights; equal ones if weights is nil.
func Choice(kids []*Node, weights []float64) *Node {
	if len(kids) == 1 {
		return kids[0]
	}
	n := &Node{Kind: KindAlt, Kids: kids, Always: ^uint64(0), Cum: Cumulate(weights)}
	fits, sum := uint64(0), (*big.Int)(nil)
	for _, k := range kids {
		n.Always &= k.Always
		n.May |= k.May
		total, carry := bits.Add64(fits, k.Derivations, 0)
		if sum == nil && (carry != 0 || k.big != nil) {
			sum = new(big.Int).SetUint64(fits)
		}
		if sum != nil {
			sum.Add(sum, k.Size())
		}
		fits = total
	}
	if sum != nil {
		return n.setSize(sum)
	}
	n.Derivations = fits
	return n
}

// OneOf writes one of its kids, all equally likely.
func OneOf(kids ...*Node) *Node { return Choice(kids, nil) }

// Cumulate turns weights into cumulative integers whose last is near 2³⁰; nil
// stays nil.
func Cumulate(weights []float64) []uint32 {
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

// Permutation writes all its kids, at most MaxPerm, in any order, with spaces
// between them.
func Permutation(kids []*Node) *Node {
	n := &Node{Kind: KindPerm, Kids: kids}
	for _, k := range kids {
		n.Always |= k.Always
		n.May |= k.May
	}
	v := product(kids)
	return n.setSize(v.Mul(v, new(big.Int).SetUint64(Factorial(len(kids)))))
}

// SlotNode sets the slot with the given index to what words write.
func SlotNode(slot int, words *Node) *Node {
	n := &Node{Kind: KindSlot, Slot: slot, Kids: []*Node{words}, Derivations: words.Derivations, big: words.big}
	n.Always, n.May = 1<<slot, 1<<slot
	return n
}

// ValueNode gives words, inside a slot, a canonical value of their own.
func ValueNode(canonical string, words *Node) *Node {
	return &Node{Kind: KindValue, Text: canonical, Kids: []*Node{words}, Derivations: words.Derivations, big: words.big}
}

// Named returns the node under the name of a rule. A node that has a name already,
// because the rule consists of another rule alone, is returned as it is.
func (n *Node) Named(name string) *Node {
	if n.Name != "" {
		return n
	}
	m := *n
	m.Name = name
	return &m
}

// ArticleNode writes "a" or "an", as the next word demands.
func ArticleNode() *Node { return &Node{Kind: KindArticle, Derivations: 1} }

// PluralNode writes one after a singular count, as in "1 day", and many after any
// other number or none.
func PluralNode(one, many string) *Node {
	return &Node{Kind: kindPlural, Derivations: 1, Kids: []*Node{Literal(one), Literal(many)}}
}

// Weighted gives each number of a KindNumber node a weight. It changes the node,
// so it may only be called while the node is being built.
func (n *Node) Weighted(weights []float64) *Node {
	n.Cum = Cumulate(weights)
	return n
}

// Recased returns a literal with the letters of n, some in another case. Both
// share one lower-case string, so that the search for overlaps knows them for the
// same word.
func (n *Node) Recased(text string) *Node {
	out := Literal(text)
	out.lower = n.lower
	return out
}
