package grammar

import (
	"context"
	"slices"
)

// Suspects returns the pairs of templates of different actions that may write the
// same text, judged by their words alone. The error is that of ctx.
func (x *Index) Suspects(ctx context.Context) ([][2]*Template, error) {
	can := x.templatesViable()
	var out [][2]*Template
	for i, a := range x.Ranked {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for j, b := range x.Ranked[:i] {
			if can[i].has(j) && can[j].has(i) && !slices.Equal(a.Actions, b.Actions) {
				out = append(out, [2]*Template{a, b})
			}
		}
	}
	return out, nil
}

// templatesViable returns, by rank, the templates that know the words of some
// derivation of a template, and notes the same at each node.
func (x *Index) templatesViable() []templateSet {
	x.once.Do(func() {
		v := x.viability()
		for _, t := range x.Ranked {
			v.note(t.Root)
			x.viable = append(x.viable, v.of(t.Root, true, true))
		}
	})
	return x.viable
}

// viability tells, for each node, which templates know the words of at least
// one of its derivations. A template that does not know the words of any
// derivation of another cannot write the same text.
type viability struct {
	*Index
	can  []templateSet // by word: the templates that can write it
	memo map[factsKey]templateSet
}

func (x *Index) viability() *viability {
	v := &viability{x, make([]templateSet, len(x.known)), map[factsKey]templateSet{}}
	for word, id := range x.ids {
		v.can[id] = x.writers(word)
	}
	return v
}

// of returns the templates that know the words of at least one derivation of a
// node; left and right describe the neighbours as in facts.
func (v *viability) of(n *Node, left, right bool) templateSet {
	key := factsKey{n, left, right}
	if s, ok := v.memo[key]; ok {
		return s
	}
	s := v.newSet()
	if !n.Branches() {
		for i := range s {
			s[i] = ^uint64(0)
		}
	}
	switch n.Kind {
	case KindLiteral:
		eachWord(n.lower, func(start, end int) {
			if (start > 0 || left) && (end < len(n.lower) || right) {
				s.keep(v.can[v.ids[n.lower[start:end]]])
			}
		})
	case KindNumber:
		if n.form.Style.Name != Spelled.Name {
			s.keep(v.number)
		}
	case KindAlt, kindPlural:
		for _, k := range n.Kids {
			s.addAll(v.of(k, left, right))
		}
	default:
		for i, k := range n.Kids {
			s.keep(v.of(k, n.apart(i, -1, left), n.apart(i, 1, right)))
		}
	}
	v.memo[key] = s
	return s
}

// note records, at each node, the result of the method of for neighbours that may
// join the node.
func (v *viability) note(n *Node) {
	if n.known != nil {
		return
	}
	n.known = v.of(n, false, false)
	for _, k := range n.Kids {
		v.note(k)
	}
}
