package prompts

import (
	"context"
	"slices"
)

// suspects returns the pairs of templates of different actions that may write
// the same text, as far as their words tell. The error is that of ctx.
func (x *index) suspects(ctx context.Context) ([][2]*template, error) {
	can := x.viable()
	var out [][2]*template
	for i, a := range x.ranked {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for j, b := range x.ranked[:i] {
			if can[i].has(j) && can[j].has(i) && !slices.Equal(a.actions, b.actions) {
				out = append(out, [2]*template{a, b})
			}
		}
	}
	return out, nil
}

// viabilityOfAll notes at each node which templates know its words, and returns
// the same of each template, by rank.
func (x *index) viabilityOfAll() []templateSet {
	v := x.viability()
	out := make([]templateSet, len(x.ranked))
	for i, t := range x.ranked {
		v.note(t.root)
		out[i] = v.of(t.root, true, true)
	}
	return out
}

// viability tells, for each node, which templates know the words of at least
// one of its derivations. A template that does not know the words of any
// derivation of another cannot write the same text.
type viability struct {
	*index
	can  []templateSet // by word: the templates that can write it
	memo map[factsKey]templateSet
}

func (x *index) viability() *viability {
	v := &viability{x, make([]templateSet, len(x.known)), map[factsKey]templateSet{}}
	for word, id := range x.ids {
		v.can[id] = x.writers(word)
	}
	return v
}

// of returns the templates that know some derivation of a node between
// neighbours as in facts.
func (v *viability) of(n *node, left, right bool) templateSet {
	key := factsKey{n, left, right}
	if s, ok := v.memo[key]; ok {
		return s
	}
	s := v.newSet()
	if !n.branches() {
		for i := range s {
			s[i] = ^uint64(0)
		}
	}
	switch n.kind {
	case kindLiteral:
		eachWord(n.lower, func(start, end int) {
			if (start > 0 || left) && (end < len(n.lower) || right) {
				s.keep(v.can[v.ids[n.lower[start:end]]])
			}
		})
	case kindNumber:
		if n.form.style.name != spelled.name {
			s.keep(v.number)
		}
	case kindAlt, kindPlural:
		for _, k := range n.kids {
			s.addAll(v.of(k, left, right))
		}
	default:
		for i, k := range n.kids {
			s.keep(v.of(k, n.apart(i, -1, left), n.apart(i, 1, right)))
		}
	}
	v.memo[key] = s
	return s
}

// note writes down, at each node, what of is between neighbours that may join it.
func (v *viability) note(n *node) {
	if n.known != nil {
		return
	}
	n.known = v.of(n, false, false)
	for _, k := range n.kids {
		v.note(k)
	}
}

// keep takes out what is not in another set.
func (s templateSet) keep(o templateSet) {
	for i := range s {
		s[i] &= o[i]
	}
}

func (s templateSet) has(i int) bool { return s[i/64]>>(i%64)&1 == 1 }
