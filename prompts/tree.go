package prompts

import (
	"cmp"
	"math"
	"math/big"
	"math/bits"
	"strings"
)

// kind says what a node of a compiled template does.
type kind uint8

const (
	kindLiteral kind = iota // writes text
	kindNumber              // writes lo + choice*step in a form
	kindArticle             // writes a or an
	kindPlural              // the first of its two kids behind one, else the second
	kindSeq                 // all kids in turn
	kindAlt                 // one of its kids
	kindPerm                // all kids in any order
	kindSlot                // its kid is the argument named by slot
	kindValue               // its kid's words stand for the canonical value text
)

// node is one step of a compiled template. Nodes are shared between templates
// and never change once built.
type node struct {
	name  string // of the rule, lexicon or parameter that it is, "" for a part of one
	kind  kind
	text  string
	lower string      // of kindLiteral: text in lower case
	start *start      // filled in by begin
	known templateSet // filled in by viability
	kids  []*node
	cum   []uint32 // of kindAlt and kindNumber: cumulative weights, nil where all are equal
	lo    int64
	step  int64
	count int64 // of kindNumber
	form  form
	slot  int // of kindSlot: index into Template.slots

	n      uint64   // derivations below, math.MaxUint64 where big is set
	big    *big.Int // the same where it does not fit
	always uint64   // slots that every derivation sets, one bit each
	may    uint64   // slots that some derivation sets
}

// branches reports whether one of the kids is written, not all of them.
func (n *node) branches() bool { return n.kind == kindAlt || n.kind == kindPlural }

// size is the exact number of derivations.
func (n *node) size() *big.Int {
	if n.big != nil {
		return n.big
	}
	return new(big.Int).SetUint64(n.n)
}

// compareSize is -1, 0 or 1 where n has fewer, as many or more derivations.
func (n *node) compareSize(m *node) int {
	if n.big == nil && m.big == nil {
		return cmp.Compare(n.n, m.n)
	}
	return n.size().Cmp(m.size())
}

func (n *node) setSize(v *big.Int) *node {
	if v.IsUint64() && v.Uint64() != math.MaxUint64 {
		n.n = v.Uint64()
	} else {
		n.n, n.big = math.MaxUint64, v
	}
	return n
}

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

// ordered is the kid that a permutation writes at a place in one of its orders.
func (n *node) ordered(order uint64, place int) *node {
	var left [maxPerm]*node
	rest := left[:copy(left[:], n.kids)]
	count := factorial(len(rest))
	for {
		count /= uint64(len(rest))
		i := order / count
		if place == 0 {
			return rest[i]
		}
		order %= count
		rest = append(rest[:i], rest[i+1:]...)
		place--
	}
}

func factorial(n int) uint64 {
	f := uint64(1)
	for i := 2; i <= n; i++ {
		f *= uint64(i)
	}
	return f
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

func slotNode(slot int, words *node) *node {
	n := &node{kind: kindSlot, slot: slot, kids: []*node{words}, n: words.n, big: words.big}
	n.always, n.may = 1<<slot, 1<<slot
	return n
}

func valueNode(canonical string, words *node) *node {
	return &node{kind: kindValue, text: canonical, kids: []*node{words}, n: words.n, big: words.big}
}
