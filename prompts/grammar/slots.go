package grammar

import "github.com/slmkit/slmkit/dataset/action"

// Slot is a parameter of one of the calls that a template asks for.
type Slot struct {
	Call  int // index into Template.Actions
	Param *action.Param
}

// SlotSets returns the sets of slots that derivations of a node can set. A set is
// a bit mask. known remembers the answers for nodes that are shared.
func (n *Node) SlotSets(known map[*Node]map[uint64]bool) map[uint64]bool {
	if n.May == n.Always {
		return map[uint64]bool{n.May: true}
	}
	if s := known[n]; s != nil {
		return s
	}
	out := map[uint64]bool{}
	if n.Kind == KindAlt {
		for _, k := range n.Kids {
			for s := range k.SlotSets(known) {
				out[s] = true
			}
		}
	} else {
		out[0] = true
		for _, k := range n.Kids {
			next := map[uint64]bool{}
			for a := range out {
				for b := range k.SlotSets(known) {
					next[a|b] = true
				}
			}
			out = next
		}
	}
	known[n] = out
	return out
}
