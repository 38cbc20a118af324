package expand

import (
	"slices"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/expr"
)

// parameters leaves out parameters that the schema does not require, and adds those that
// the action has elsewhere or nowhere yet.
func (m *maker) parameters(s *sentence) {
	if s.then == clause || s.then == 0 && !s.startsWith(s.rest, auxiliary) && !s.startsWith(s.rest, asking) {
		return
	}
	r, ok := s.parse()
	if !ok {
		return
	}
	before := s.before(r)
	for i, a := range r.tail {
		set := s.params(a.units)
		if len(r.object) == 0 || a.optional || len(set) == 0 || slices.ContainsFunc(set, s.required) || !s.whole(before) || !s.general(set) && !s.ledIn(a) || a.units[0].node == nil && needed[a.units[0].word] {
			continue
		}
		m.add(s, Slots, 1, s.open, s.opening, before, end(slices.Concat(r.tail[:i], r.tail[i+1:])), s.close)
	}
	m.added(s, r, before)
}

// added adds the parameters that a template lacks: one of them, and the others perhaps.
func (m *maker) added(s *sentence, r request, before []unit) {
	if !s.whole(before) {
		return
	}
	has := s.params(units(s.draft.Body))
	var lacking [][][]unit
	for _, p := range s.action.Params {
		if !slices.Contains(has, p.Name) {
			if c := m.carriers(s, p); len(c) > 0 {
				lacking = append(lacking, c[:min(2, len(c))])
			}
		}
	}
	for i, carriers := range lacking {
		var rest []unit
		for j, other := range lacking {
			if j != i && len(rest) < 2 {
				rest = append(rest, maybe(other[0]))
			}
		}
		for rank, c := range carriers {
			m.add(s, Slots, rank, s.open, s.opening, before, end(r.tail), c, rest, s.close)
		}
	}
}

// maybe makes an optional of units.
func maybe(us []unit) unit { return raw("[" + write(us) + "]") }

func (s *sentence) required(name string) bool {
	p := s.action.Param(name)
	return p != nil && p.Required
}

// carriers lists how the templates of an action say one parameter in an adjunct, and where
// none does, how its type is said.
func (m *maker) carriers(s *sentence, p *action.Param) [][]unit {
	var out [][]unit
	used := false
	for _, other := range m.sentences {
		if other.action != s.action || !slices.Contains(other.params(units(other.draft.Body)), p.Name) {
			continue
		}
		used = true
		r, ok := other.parse()
		if !ok || other.then != verb && other.then != noun || !general(p) && !s.likes(other) {
			continue
		}
		for _, a := range r.tail {
			set := other.params(a.units)
			if len(set) != 1 || set[0] != p.Name || !other.ledIn(a) || !other.settled(a, r) || other.into != s.into && hasRule(a.bare()) {
				continue
			}
			same := func(us []unit) bool { return write(us) == write(a.bare()) }
			if !slices.ContainsFunc(out, same) {
				out = append(out, a.bare())
			}
		}
	}
	if used {
		return out
	}
	if form := byType[p.Format]; form != "" && p.Enum == nil {
		return [][]unit{{raw("(" + form + " {" + p.Name + "})")}}
	}
	return nil
}

// needed lists the prepositions that most verbs cannot do without.
var needed = words("to about of with from into")

// general reports whether all parameters are when and for whom.
func (s *sentence) general(params []string) bool {
	return !slices.ContainsFunc(params, func(name string) bool {
		p := s.action.Param(name)
		return p == nil || !general(p)
	})
}

// ledIn reports whether an adjunct begins with a preposition, or with a day or a time that
// needs none.
func (s *sentence) ledIn(a adjunct) bool {
	u := a.bare()[0]
	if u.node == nil {
		return prepositions[u.word]
	}
	first := s.begins(u.node, nil, 0)
	ok := len(first) > 0
	for _, w := range first {
		ok = ok && (w == "" || prepositions[w] || relative[w])
	}
	return ok
}

// general reports whether a parameter can be said of most requests: when, and for whom.
func general(p *action.Param) bool { return timely(p) || p.Format == "person" }

// likes reports whether two sentences ask with the same first words.
func (s *sentence) likes(other *sentence) bool {
	if s.then != other.then || len(s.rest) == 0 || len(other.rest) == 0 {
		return false
	}
	a, b := s.says(s.rest[0]), other.says(other.rest[0])
	return slices.ContainsFunc(a, func(t string) bool { return slices.Contains(b, t) })
}

// byType is the preposition before a parameter that no template sets yet.
var byType = map[string]string{"person": "for", "duration": "for"}

// hasRule reports whether units refer to a rule.
func hasRule(us []unit) bool {
	var has func(e expr.Node) bool
	has = func(e expr.Node) bool {
		if _, ok := e.(*expr.Rule); ok {
			return true
		}
		return slices.ContainsFunc(expr.Children(e), has)
	}
	return slices.ContainsFunc(us, func(u unit) bool { return u.node != nil && has(u.node) })
}
