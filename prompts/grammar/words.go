package grammar

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset/text"
)

// eachWord calls f with the place of each run of letters and digits.
func eachWord(s string, f func(start, end int)) {
	for start, end := nextWord(s, 0); start < end; start, end = nextWord(s, end) {
		f(start, end)
	}
}

// nextWord is the first run of letters and digits from a place on, empty at the
// end.
func nextWord(s string, start int) (int, int) {
	for start < len(s) && !isWordByte(s[start]) {
		start++
	}
	end := start
	for end < len(s) && isWordByte(s[end]) {
		end++
	}
	return start, end
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || isDigit(c) || c >= utf8.RuneSelf
}

// facts describe the words of a node: the words in all of its derivations, the
// words in any of them, the beginnings of words to which a neighbour may join
// letters, and whether a word may begin with a digit.
type facts struct {
	need, all []uint32
	glue      []string
	number    bool
}

// wordReader gathers facts, once for each node between like neighbours.
type wordReader struct {
	id   func(word string) uint32 // numbers words
	memo map[factsKey]*facts
}

// factsKey names a node between neighbours: left and right say that no letter
// of a neighbour joins it there.
type factsKey struct {
	n           *Node
	left, right bool
}

func (r *wordReader) facts(n *Node, left, right bool) *facts {
	key := factsKey{n, left, right}
	if f := r.memo[key]; f != nil {
		return f
	}
	f := &facts{}
	r.memo[key] = f
	switch n.Kind {
	case KindLiteral:
		r.literal(f, n.lower, left, right)
	case KindArticle:
		r.literal(f, "a", left, right)
		r.literal(f, "an", left, right)
		f.need = nil
	case KindNumber:
		r.number(f, &n.form, left, right)
	case KindAlt, kindPlural:
		for i, k := range n.Kids {
			g := r.facts(k, left, right)
			if i == 0 {
				f.need = g.need
			}
			f.need = common(f.need, g.need)
			f.join(g)
		}
	default:
		for i, k := range n.Kids {
			g := r.facts(k, n.apart(i, -1, left), n.apart(i, 1, right))
			f.need = append(f.need[:len(f.need):len(f.need)], g.need...)
			f.join(g)
		}
	}
	slices.Sort(f.all)
	f.all = slices.Compact(f.all)
	slices.Sort(f.glue)
	f.glue = slices.Compact(f.glue)
	return f
}

func (f *facts) join(g *facts) {
	f.all = append(f.all, g.all...)
	f.glue = append(f.glue, g.glue...)
	f.number = f.number || g.number
}

func common(a, b []uint32) []uint32 {
	return slices.DeleteFunc(slices.Clone(a), func(w uint32) bool { return !slices.Contains(b, w) })
}

func (r *wordReader) literal(f *facts, s string, left, right bool) {
	eachWord(s, func(start, end int) {
		if (start > 0 || left) && (end < len(s) || right) {
			id := r.id(s[start:end])
			f.need, f.all = append(f.need, id), append(f.all, id)
		} else { // letters may join it, or it is the end of a word, or a word where its neighbours write nothing
			f.glue = append(f.glue, s[start:end])
		}
		f.number = f.number || isDigit(s[start])
	})
}

func (r *wordReader) number(f *facts, form *NumberForm, left, right bool) {
	spelt := form.Style.Name == Spelled.Name
	if f.number = !spelt; spelt {
		for word := range text.NumberWords() {
			f.all, f.glue = append(f.all, r.id(word)), append(f.glue, word)
		}
	}
	before, after := strings.ToLower(form.Before), strings.ToLower(form.After)
	r.literal(f, before, left, !spelt && before != "" && !isWordByte(before[len(before)-1]))
	r.literal(f, after, false, right)
	f.need = nil
}

// apart reports whether no letter of a neighbour can join kid i on the side that
// step gives. edge says the same of the node's own neighbour.
func (n *Node) apart(i, step int, edge bool) bool {
	if n.Kind == KindPerm {
		return true
	}
	for i += step; i >= 0 && i < len(n.Kids); i += step {
		joins, through := n.Kids[i].joins(step < 0)
		if joins || !through {
			return !joins
		}
	}
	return edge
}

// joins reports whether what a node writes may end, or begin, with a letter or
// digit, and whether it may write nothing at all, not even a space.
func (n *Node) joins(atEnd bool) (joins, through bool) {
	switch n.Kind {
	case KindLiteral:
		if n.lower == "" {
			return false, true
		}
		c := n.lower[0]
		if atEnd {
			c = n.lower[len(n.lower)-1]
		}
		return isWordByte(c), false
	case KindNumber, KindArticle:
		return true, false
	case KindPerm:
		return false, false
	case kindSeq:
		for i := range n.Kids {
			k := n.Kids[i]
			if atEnd {
				k = n.Kids[len(n.Kids)-1-i]
			}
			if joins, through = k.joins(atEnd); joins || !through {
				return joins, through
			}
		}
		return false, true
	}
	for _, k := range n.Kids {
		j, t := k.joins(atEnd)
		joins, through = joins || j, through || t
	}
	return joins, through
}
