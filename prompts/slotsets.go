package prompts

// sets is the sets of slots that derivations of a node set, one bit each.
func (n *node) sets(known map[*node]map[uint64]bool) map[uint64]bool {
	if n.may == n.always {
		return map[uint64]bool{n.may: true}
	}
	if s := known[n]; s != nil {
		return s
	}
	out := map[uint64]bool{}
	if n.kind == kindAlt {
		for _, k := range n.kids {
			for s := range k.sets(known) {
				out[s] = true
			}
		}
	} else {
		out[0] = true
		for _, k := range n.kids {
			next := map[uint64]bool{}
			for a := range out {
				for b := range k.sets(known) {
					next[a|b] = true
				}
			}
			out = next
		}
	}
	known[n] = out
	return out
}
