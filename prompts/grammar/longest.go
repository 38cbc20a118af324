package grammar

import "math/bits"

// Longest returns how many bytes of a text the longest beginning has that a node writes
// and that ends where a word ends, 0 where there is none. The text is in lower case, and
// the node is part of a template of the parser.
func (p *Parser) Longest(n *Node, text string) int {
	if text == "" || !n.start.may(text) {
		return 0
	}
	p.match.open, p.match.longest = true, 0
	p.match.match(&Template{Root: n}, text, nil)
	p.match.open = false
	return p.match.longest
}

// note keeps the end of a beginning of the text that was matched.
func (m *matcher) note(off int) {
	if off > m.longest && (off == len(m.text) || !isWordByte(m.text[off]) || !isWordByte(m.text[off-1])) {
		m.longest = off
	}
}

// Knows reports whether one of the templates that are wanted, by their ranks, knows every
// word of a text in lower case.
func (p *Parser) Knows(text string, wanted func(rank int32) bool) bool {
	left, _ := p.finder.narrow(text, int32(len(p.Ranked)))
	for i, w := range left {
		for ; w != 0; w &= w - 1 {
			if wanted(int32(i*64 + bits.TrailingZeros64(w))) {
				return true
			}
		}
	}
	return false
}

// EachSlot calls f with each slot below a node, once.
func (n *Node) EachSlot(f func(*Node)) { n.eachSlot(f, map[*Node]bool{}) }

func (n *Node) eachSlot(f func(*Node), seen map[*Node]bool) {
	if n.May == 0 || seen[n] {
		return
	}
	seen[n] = true
	if n.Kind == KindSlot {
		f(n)
		return
	}
	for _, k := range n.Kids {
		k.eachSlot(f, seen)
	}
}
