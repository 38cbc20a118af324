package grammar

import "strings"

// Blank is a word that stands in the wordings of templates for the words of any slot.
const Blank = "\ue000"

// Wording is a prompt that one place of a template's sources says by itself: what is
// written around its slots is fixed.
type Wording struct {
	Template *Template // to match texts with: see Bare
	Words    int       // of those that are written around slots
	Part     bool      // it is an alternative of the template, not the template itself
}

// Wordings returns what a template says where one place of it says all: the template
// itself, with nothing chosen where it may be left out, and each alternative of a choice
// beside which the template need write nothing. A place at which something must be
// chosen has no wording. Slots also write Blank.
func (r *WordingReader) Wordings(t *Template) []Wording {
	r.of, r.found = t, nil
	r.node(t.Root)
	return r.found
}

// A WordingReader reads the wordings of templates. What templates share, it reads once.
type WordingReader struct {
	of    *Template
	found []Wording
	known map[*Node]bool
	empty map[*Node]bool // what mayBeEmpty found
}

// NewWordingReader returns a reader that has read nothing.
func NewWordingReader() *WordingReader {
	return &WordingReader{known: map[*Node]bool{}, empty: map[*Node]bool{}}
}

func (r *WordingReader) node(n *Node) {
	if r.known[n] {
		return
	}
	r.known[n] = true
	if fixed, words := r.fixed(n); fixed != nil && words > 0 {
		r.found = append(r.found, Wording{&Template{Slots: r.of.Slots, Root: fixed}, words, n != r.of.Root})
	}
	switch n.Kind {
	case KindAlt:
		for _, kid := range n.Kids {
			r.node(kid)
		}
	case kindSeq, KindPerm:
		for i, kid := range n.Kids {
			if r.emptyBut(n, i) {
				r.node(kid)
			}
		}
	}
}

// emptyBut reports whether all kids but one may write nothing.
func (r *WordingReader) emptyBut(n *Node, i int) bool {
	for j, kid := range n.Kids {
		if j != i && !r.mayBeEmpty(kid) {
			return false
		}
	}
	return true
}

// mayBeEmpty reports whether some derivation writes nothing but spaces and marks.
func (r *WordingReader) mayBeEmpty(n *Node) bool {
	is, known := r.empty[n]
	if !known {
		is = r.looksEmpty(n)
		r.empty[n] = is
	}
	return is
}

func (r *WordingReader) looksEmpty(n *Node) bool {
	switch n.Kind {
	case KindLiteral:
		return Bare(n.lower) == ""
	case KindAlt:
		for _, kid := range n.Kids {
			if r.mayBeEmpty(kid) {
				return true
			}
		}
		return false
	case kindSeq, KindPerm:
		return r.emptyBut(n, -1)
	case KindSlot, KindValue, KindBound:
		return r.mayBeEmpty(n.Kids[0])
	}
	return false
}

// fixed returns what a node writes where nothing is chosen, and counts its words. It is
// nil where something must be.
func (r *WordingReader) fixed(n *Node) (*Node, int) {
	switch n.Kind {
	case KindLiteral:
		text := bareWithin(n.lower)
		return Literal(text), len(strings.Fields(text))
	case KindArticle:
		return n, 1
	case kindPlural:
		return n, 0
	case KindSlot, KindValue, KindBound:
		if r.mayBeEmpty(n.Kids[0]) {
			return Literal(""), 0
		}
		return OneOf(n.Kids[0], Literal(Blank)), 0
	case KindAlt:
		if r.mayBeEmpty(n) {
			return Literal(""), 0
		}
	case kindSeq, KindPerm:
		var kids []*Node
		words := 0
		for _, kid := range n.Kids {
			k, m := r.fixed(kid)
			if k == nil {
				return nil, 0
			}
			kids, words = append(kids, k), words+m
		}
		if n.Kind == KindPerm {
			return Permutation(kids), words
		}
		return Sequence(kids...), words
	}
	return nil, 0
}

// Bare is a text in lower case without the marks around its words: "hi, is it 9:15?" is
// "hi is it 9:15".
func Bare(s string) string { return strings.Join(strings.Fields(bareWithin(strings.ToLower(s))), " ") }

// bareWithin leaves out the marks before spaces and at the end.
func bareWithin(s string) string {
	const marks = ",.!?;:"
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if strings.IndexByte(marks, s[i]) >= 0 && strings.TrimLeft(s[i:], marks) == "" {
			continue
		}
		if strings.IndexByte(marks, s[i]) >= 0 && strings.TrimLeft(s[i:], marks)[0] == ' ' {
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}
