package prompts

import (
	"cmp"
	"math"
	"math/big"
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

// maxPerm is how many kids a permutation may have.
const maxPerm = 8

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

// float is the number of derivations, as near as a float comes.
func (n *node) float() float64 {
	f, _ := n.size().Float64()
	return f
}

// choiceWeights are cumulative weights to choose kids by in place of the nodes'
// own; the kids of a node whose entry is nil are equally likely.
type choiceWeights map[*node][]uint32
