package grammar

// With returns a tree of the derivations that set a slot, the same node where all do,
// and one without derivations where none does. known remembers the answers for nodes
// that are shared.
func (n *Node) With(slot int, known map[*Node]*Node) *Node {
	switch {
	case n.Always>>slot&1 == 1:
		return n
	case n.May>>slot&1 == 0:
		return nothing()
	}
	return n.remembered(known, func(k *Node) *Node {
		if n.Kind != KindAlt && k.May>>slot&1 == 0 {
			return k
		}
		return k.With(slot, known)
	})
}

// Without returns a tree of the derivations that do not set a slot, as With does.
func (n *Node) Without(slot int, known map[*Node]*Node) *Node {
	switch {
	case n.May>>slot&1 == 0:
		return n
	case n.Kind == KindSlot:
		return nothing()
	}
	return n.remembered(known, func(k *Node) *Node { return k.Without(slot, known) })
}

func (n *Node) remembered(known map[*Node]*Node, replace func(*Node) *Node) *Node {
	out := known[n]
	if out == nil {
		out = n.with(replace)
		known[n] = out
	}
	return out
}
