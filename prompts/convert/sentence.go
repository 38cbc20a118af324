package convert

import (
	"math"
	"strings"
	"unicode"
)

// node is a part of a sentence: one of the types below.
type node interface{ isNode() }

type (
	// literal is words that are written as they are.
	literal string
	// seq is its parts in turn.
	seq []node
	// choice is one of its rules.
	choice []*rule
	// maybe is its body, with a chance in percent, or nothing. Those of one
	// group agree within the sentence.
	maybe struct {
		body    node
		percent float64
		group   *once
		negated bool
	}
	// fork is one of two bodies, as the optionals of a group decide: yes is
	// written when the optionals without ! are present.
	fork struct {
		yes, no *maybe
	}
	// ref is one of a unit's rules; cased, its first letter is in either case.
	ref struct {
		to    *unit
		cased bool
	}
	// letter is a letter in either case.
	letter rune
	// filled is a slot with words of its own.
	filled struct {
		slot  *slot
		words string
		value string // the name of the value, "" where it has none
	}
	// order is its parts in any order, with spaces between them.
	order []node
	// unsaid is a slot that a sentence sets without words for it.
	unsaid struct {
		slot  *slot
		value string
	}
	// listed is a slot with the words of a list.
	listed struct {
		slot *slot
		list *list
	}
)

func (literal) isNode() {}
func (seq) isNode()     {}
func (choice) isNode()  {}
func (*maybe) isNode()  {}
func (*fork) isNode()   {}
func (*ref) isNode()    {}
func (letter) isNode()  {}
func (*filled) isNode() {}
func (order) isNode()   {}
func (*unsaid) isNode() {}
func (*listed) isNode() {}

// rule is one way of saying what a unit says.
type rule struct {
	body   node
	weight float64
	said   string // of a slot: its words where it has only one way, whatever their case
	value  string // of a slot: the name of its value, "" where it has none
	at     place
}

// unit is an alias, slot or intent: rules under a name.
type unit struct {
	name  string
	at    place
	rules []*rule
	slot  *slot // of a slot
	words any   // of a slot: what units with the same words share, nil where they are its own

	known *facts
}

// once identifies something that may occur only once in a sentence: a parameter,
// or a name of optionals. A second use gets a name of its own.
type once struct {
	name  string
	id    int
	group bool // it names optionals
	free  bool // they vary each on its own after all
}

// fixed returns the words of a node that has only one way to be said.
func fixed(n node) (string, bool) {
	switch n := n.(type) {
	case literal:
		return string(n), true
	case seq:
		var b strings.Builder
		for _, p := range n {
			s, ok := fixed(p)
			if !ok {
				return "", false
			}
			b.WriteString(s)
		}
		return b.String(), true
	case choice:
		if len(n) == 1 {
			return fixed(n[0].body)
		}
	case *ref:
		if len(n.to.rules) == 1 && !n.cased && n.to.slot == nil {
			return fixed(n.to.rules[0].body)
		}
	}
	return "", false
}

// say notes the values that the rules of a slot say.
func (u *unit) say() {
	for _, r := range u.rules {
		u.slot.say(value{r.said, r.value, r.at})
	}
}

// words are words with their spaces as a pack has them: runs are one space, the
// ends trimmed.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// join makes one node of parts.
func join(parts ...node) node {
	var out seq
	for _, p := range parts {
		switch p := p.(type) {
		case seq:
			out = append(out, p...)
		case literal:
			if p == "" {
				continue
			}
			if last := len(out) - 1; last >= 0 {
				if before, ok := out[last].(literal); ok {
					out[last] = before + p
					continue
				}
			}
			out = append(out, p)
		default:
			out = append(out, p)
		}
	}
	if len(out) == 1 {
		return out[0]
	}
	return out
}

// share writes the chance of an optional.
func share(percent float64) float64 { return math.Round(percent*1e4) / 1e4 }

func isLetter(r rune) bool { return unicode.IsLetter(r) }
