package grammar

import "iter"

// nothing has no derivations: no row can contain it. Prune takes it out of a template.
func nothing() *Node { return &Node{Kind: KindAlt, Always: ^uint64(0)} }

// Samples yields what a node writes: all of it, where it has up to limit derivations,
// otherwise limit texts spread evenly over them.
func (n *Node) Samples(limit uint64) iter.Seq[string] {
	return func(yield func(string) bool) {
		var w Walker
		for i := range min(limit, n.Derivations) {
			if n.big != nil {
				w.reset(nil, draw)
				w.rest, w.share, w.deep = Points(1).at(i), 1, nil
				w.walk(n, 0)
			} else {
				w.reset(nil, unrank)
				w.walk(n, n.Derivations/min(limit, n.Derivations)*i)
			}
			if !yield(string(w.Text[max(w.mark, 0):])) { // without what only leads to the words
				return
			}
		}
	}
}

// samples is how many texts of a node are tried before all of them count as unreadable.
const samples = 64

// Readable returns the words of a slot without the alternatives of which nothing is
// read, the same node where all are, and Nothing where none is.
func (n *Node) Readable(reads func(words string) bool) *Node {
	if n.Kind == KindValue {
		return n
	}
	if n.Kind == KindAlt || n.Kind == KindBound {
		return n.with(func(k *Node) *Node { return k.Readable(reads) })
	}
	for text := range n.Samples(samples) {
		if reads(text) {
			return n
		}
	}
	return nothing()
}

// Prune returns a tree without the parts that hold Nothing, the same node where there are
// none, and Nothing where nothing is left. known remembers the answers for nodes that are
// shared.
func (n *Node) Prune(known map[*Node]*Node) *Node {
	if len(n.Kids) == 0 || n.Kind == kindPlural {
		return n
	}
	out := known[n]
	if out == nil {
		out = n.with(func(k *Node) *Node { return k.Prune(known) })
		known[n] = out
	}
	return out
}

// with returns a node with each kid replaced; kids without derivations are left out of an
// alternative, and leave nothing of any other node.
func (n *Node) with(replace func(*Node) *Node) *Node {
	var kids []*Node
	var weights []float64
	same := true
	for i, k := range n.Kids {
		kid := replace(k)
		same = same && kid == k
		if kid.Derivations > 0 {
			kids, weights = append(kids, kid), append(weights, n.weight(i))
		} else if n.Kind != KindAlt {
			return nothing()
		}
	}
	if same {
		return n
	}
	if len(kids) == 0 {
		return nothing()
	}
	var out *Node
	switch n.Kind {
	case KindAlt:
		if n.Cum == nil {
			weights = nil
		}
		out = Choice(kids, weights)
	case KindPerm:
		out = Permutation(kids)
	case KindSlot:
		out = SlotNode(n.Slot, kids[0])
	case KindBound:
		out = Within(kids[0], n.bounds)
	case KindValue:
		out = ValueNode(n.Text, kids[0])
	default:
		out = Sequence(kids...)
	}
	if n.Name == "" {
		return out
	}
	return out.Named(n.Name)
}

// weight is the weight of a kid of an alternative against the others.
func (n *Node) weight(kid int) float64 {
	switch {
	case n.Cum == nil:
		return 1
	case kid == 0:
		return float64(n.Cum[0])
	}
	return float64(n.Cum[kid] - n.Cum[kid-1])
}
