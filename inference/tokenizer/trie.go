package tokenizer

import "slices"

// trie finds the pieces that start at a place of a text. The edges of node n
// have the indexes first[n] to first[n+1] and are sorted by label.
type trie struct {
	root  [256]int32
	first []int32
	label []byte
	child []int32
	id    []int32 // index of the piece that ends at the node, -1 for none
}

// duplicates says which of two equal pieces counts.
type duplicates int

const (
	lastCounts duplicates = iota // as in a map that is filled in order
	firstCounts
)

// newTrie makes the trie of pieces; empty pieces are left out.
func newTrie(pieces []string, d duplicates) *trie {
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
	n := countNodes(pieces, order)
	t := &trie{first: make([]int32, 0, n+1), label: make([]byte, 0, n), child: make([]int32, 0, n), id: make([]int32, 0, n)}
	type span struct{ lo, hi, depth int } // of order: pieces with the same first depth bytes
	todo := []span{{0, len(order), 0}}
	for n := int32(0); len(todo) > 0; n++ {
		s := todo[0]
		todo = todo[1:]
		t.first = append(t.first, int32(len(t.label)))
		id := int32(-1)
		lo := s.lo
		for ; lo < s.hi && len(pieces[order[lo]]) == s.depth; lo++ {
			if id < 0 || d == lastCounts {
				id = int32(order[lo])
			}
		}
		t.id = append(t.id, id)
		for lo < s.hi {
			b, hi := pieces[order[lo]][s.depth], lo
			for hi < s.hi && pieces[order[hi]][s.depth] == b {
				hi++
			}
			t.label = append(t.label, b)
			t.child = append(t.child, n+1+int32(len(todo)))
			todo = append(todo, span{lo, hi, s.depth + 1})
			lo = hi
		}
	}
	t.first = append(t.first, int32(len(t.label)))
	for i := range t.root {
		t.root[i] = -1
	}
	for e := t.first[0]; e < t.first[1]; e++ {
		t.root[t.label[e]] = t.child[e]
	}
	return t
}

// countNodes returns how many nodes the trie of pieces has, which are sorted by order:
// the root and one for each byte that a piece does not share with the one before it.
func countNodes(pieces []string, order []int) int {
	n, last := 1, ""
	for _, i := range order {
		same := 0
		for same < len(last) && same < len(pieces[i]) && last[same] == pieces[i][same] {
			same++
		}
		last = pieces[i]
		n += len(last) - same
	}
	return n
}

// step returns the node behind the edge b of node n, -1 if there is none.
func (t *trie) step(n int32, b byte) int32 {
	if n == 0 {
		return t.root[b]
	}
	lo, hi := t.first[n], t.first[n+1]
	for hi-lo > 8 {
		if m := (lo + hi) / 2; t.label[m] <= b {
			lo = m
		} else {
			hi = m
		}
	}
	for ; lo < hi; lo++ {
		if t.label[lo] == b {
			return t.child[lo]
		}
	}
	return -1
}

// find returns the index of a piece, -1 if it is none.
func (t *trie) find(piece string) int32 {
	n := int32(0)
	for i := range len(piece) {
		if n = t.step(n, piece[i]); n < 0 {
			return -1
		}
	}
	return t.id[n]
}
