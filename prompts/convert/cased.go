package convert

import "unicode"

// maxCased is how many rules may come of one whose first letter varies.
const maxCased = 10_000

// casing makes the first letter of a sentence vary.
type casing struct{ left int }

// cased returns the node with its first letter in either case; false where that
// takes too many rules.
func cased(n node) (node, bool) {
	c := &casing{left: maxCased}
	out := c.node(n)
	return out, c.left >= 0
}

func (c *casing) node(n node) node {
	if c.left--; c.left < 0 {
		return n
	}
	switch n := n.(type) {
	case literal:
		return casedWords(n)
	case *ref:
		return &ref{n.to, true}
	case *maybe:
		m := *n
		m.body = c.node(n.body)
		return &m
	case choice:
		return c.rules(n, nil)
	case seq:
		return c.parts(n)
	}
	return n
}

// casedWords splits words around their first letter.
func casedWords(n literal) node {
	for i, r := range n {
		if !isLetter(r) {
			continue
		}
		if unicode.ToLower(r) == unicode.ToUpper(r) {
			return n
		}
		after := n[i+len(string(r)):]
		return join(n[:i], letter(r), after)
	}
	return n
}

// rules varies each rule of a choice, with what follows it.
func (c *casing) rules(rules []*rule, rest seq) node {
	var out choice
	for _, r := range rules {
		kid := *r
		kid.body = c.node(join(append(seq{r.body}, rest...)...))
		out = append(out, &kid)
	}
	return out
}

// parts varies the first part that has a letter. Where it may have none, the
// two cases become a choice.
func (c *casing) parts(parts seq) node {
	for i, p := range parts {
		f := factsOf(p)
		if f.mute {
			continue
		}
		before, rest := parts[:i:i], parts[i+1:]
		var out node
		switch p := p.(type) {
		case *maybe:
			out = c.optional(p, rest)
		case choice:
			if f.leads {
				out = join(append(seq{c.node(p)}, rest...)...)
			} else {
				out = c.rules(p, rest)
			}
		case *ref:
			if f.leads || p.to.slot != nil {
				out = join(append(seq{c.node(p)}, rest...)...)
			} else {
				out = c.rules(p.to.rules, rest)
			}
		default:
			out = join(append(seq{c.node(p)}, rest...)...)
		}
		return join(append(before, out)...)
	}
	return parts
}

// optional divides what an optional may be: there, with its letter varied, or
// not, with that of the rest.
func (c *casing) optional(m *maybe, rest seq) node {
	with := c.node(join(append(seq{m.body}, rest...)...))
	without := c.node(join(rest...))
	if m.group != nil && !m.group.free {
		yes, no := *m, *m
		yes.body, no.body = with, without
		no.negated, no.percent = !m.negated, 100-m.percent
		return &fork{&yes, &no}
	}
	return flat(choice{{body: with, weight: m.percent}, {body: without, weight: 100 - m.percent}})
}

// flat makes one choice of choices in a choice.
func flat(rules choice) choice {
	var out choice
	for _, r := range rules {
		inner, ok := r.body.(choice)
		if !ok {
			out = append(out, r)
			continue
		}
		sum := 0.0
		for _, k := range inner {
			sum += k.weight
		}
		for _, k := range inner {
			kid := *k
			kid.weight *= r.weight / sum
			out = append(out, &kid)
		}
	}
	return out
}
