package tokenizer

import "slices"

// trie finds the pieces that start at a place. The edges of node n are
// first[n] to first[n+1], sorted by label.
type trie struct {
	root  [256]int32
	first []int32
	label []byte
	child []int32
	id    []int32 // of the piece that ends at the node, -1 for none
}

func newTrie(pieces []string) *trie {
	order := make([]int, 0, len(pieces))
	for i, p := range pieces {
		if p != "" {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		if pieces[a] != pieces[b] {
			if pieces[a] < pieces[b] {
				return -1
			}
			return 1
		}
		return a - b
	})
	d := &trie{}
	type span struct{ lo, hi, depth int } // of order: pieces with the same first depth bytes
	todo := []span{{0, len(order), 0}}
	for n := 0; n < len(todo); n++ {
		s := todo[n]
		d.first = append(d.first, int32(len(d.label)))
		id := int32(-1)
		lo := s.lo
		for ; lo < s.hi && len(pieces[order[lo]]) == s.depth; lo++ {
			id = int32(order[lo]) // of pieces that stand twice the last counts, as in a map
		}
		d.id = append(d.id, id)
		for lo < s.hi {
			b, hi := pieces[order[lo]][s.depth], lo
			for hi < s.hi && pieces[order[hi]][s.depth] == b {
				hi++
			}
			d.label = append(d.label, b)
			d.child = append(d.child, int32(len(todo)))
			todo = append(todo, span{lo, hi, s.depth + 1})
			lo = hi
		}
	}
	d.first = append(d.first, int32(len(d.label)))
	for i := range d.root {
		d.root[i] = -1
	}
	for e := d.first[0]; e < d.first[1]; e++ {
		d.root[d.label[e]] = d.child[e]
	}
	return d
}

// step follows the edge b from node n, -1 if there is none.
func (d *trie) step(n int32, b byte) int32 {
	if n == 0 {
		return d.root[b]
	}
	lo, hi := d.first[n], d.first[n+1]
	for hi-lo > 8 {
		if m := (lo + hi) / 2; d.label[m] <= b {
			lo = m
		} else {
			hi = m
		}
	}
	for ; lo < hi; lo++ {
		if d.label[lo] == b {
			return d.child[lo]
		}
	}
	return -1
}
