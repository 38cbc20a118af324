package grammar

import (
	"cmp"
	"iter"
	"math"
	"math/big"
)

// Kind says what a node does.
type Kind uint8

const (
	KindLiteral Kind = iota // writes Text
	KindNumber              // writes one of evenly spaced numbers
	KindArticle             // writes a or an
	kindPlural              // its first kid after a singular count, else its second
	kindSeq                 // all kids in turn
	KindAlt                 // one of its kids
	KindPerm                // all kids in any order
	KindSlot                // its kid writes the words of a slot
	KindValue               // its kid writes words whose canonical value is Text
	KindBound               // its kid writes words whose value must lie within its bounds
	KindRepeat              // words that another slot has written, as a mark
)

// Node is one step of a compiled template. Nodes are shared between templates and
// never change once they are built.
type Node struct {
	Name    string // of the rule, lexicon or parameter that it is, "" for a part of one
	Kind    Kind
	Text    string
	lower   string // of kindLiteral: text in lower case
	lead    bool   // of kindLiteral: in a slot, its words begin behind it
	turn    bool   // of kindLiteral: it is the mark between two turns
	repeats []int  // of KindRepeat: the slots that it may repeat, the latest first
	bounds  Bounds
	spacing Spacing     // of kindLiteral
	start   *start      // filled in by begin
	known   templateSet // filled in by viability
	Kids    []*Node
	Cum     []uint32 // of kindAlt and kindNumber: cumulative weights, nil where all are equal
	lo      int64
	step    int64
	count   int64 // of kindNumber
	form    NumberForm
	Slot    int // of kindSlot: index into Template.slots

	Derivations uint64   // derivations below, math.MaxUint64 where big is set
	big         *big.Int // the same where it does not fit
	Always      uint64   // slots that every derivation sets, one bit each
	May         uint64   // slots that some derivation sets
}

// Branches reports whether a derivation writes only one of the kids.
func (n *Node) Branches() bool { return n.Kind == KindAlt || n.Kind == kindPlural }

// Size is the exact number of derivations.
func (n *Node) Size() *big.Int {
	if n.big != nil {
		return n.big
	}
	return new(big.Int).SetUint64(n.Derivations)
}

// CompareSize is -1, 0 or 1 where n has fewer, as many or more derivations than m.
func (n *Node) CompareSize(m *Node) int {
	if n.big == nil && m.big == nil {
		return cmp.Compare(n.Derivations, m.Derivations)
	}
	return n.Size().Cmp(m.Size())
}

func (n *Node) setSize(v *big.Int) *Node {
	if v.IsUint64() && v.Uint64() != math.MaxUint64 {
		n.Derivations = v.Uint64()
	} else {
		n.Derivations, n.big = math.MaxUint64, v
	}
	return n
}

// MaxPerm is how many kids a permutation may have.
const MaxPerm = 8

// ordered is the kid that a permutation writes at a place in one of its orders.
func (n *Node) ordered(order uint64, place int) *Node {
	var left [MaxPerm]*Node
	rest := left[:copy(left[:], n.Kids)]
	count := Factorial(len(rest))
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

// Factorial returns n!, the number of orders of n things.
func Factorial(n int) uint64 {
	f := uint64(1)
	for i := 2; i <= n; i++ {
		f *= uint64(i)
	}
	return f
}

// Float is the number of derivations as a float64, +Inf where it is too large.
func (n *Node) Float() float64 {
	f, _ := n.Size().Float64()
	return f
}

// ChoiceWeights are cumulative weights that a Walker chooses kids by, in place of
// the nodes' own. The kids of a node without an entry are equally likely.
type ChoiceWeights map[*Node][]uint32

// Texts yields what a KindNumber node writes: all numbers where there are up to
// 16,384, otherwise about as many, evenly spread, with the first and the last.
func (n *Node) Texts() iter.Seq[string] {
	const enough = 1 << 14
	stride := n.count/enough + 1
	return func(yield func(string) bool) {
		var b []byte
		for i := int64(0); ; i = min(i+stride, n.count-1) {
			b = n.form.write(b[:0], n.lo+i*n.step)
			if !yield(string(b)) || i >= n.count-1 {
				return
			}
		}
	}
}

// start says how what a node writes may begin: with which byte, in lower case
// and without spaces, or not at all. A matcher passes over what cannot fit.
type start struct {
	bytes  byteSet
	empty  bool
	plural bool      // a plural in the node depends on the text before it
	kids   *dispatch // of kindAlt with many kids
}

type byteSet [4]uint64
