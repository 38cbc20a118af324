package expand

import (
	"slices"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/expr"
)

// orders puts the days, places and people of a template in other places.
func (m *maker) orders(s *sentence) {
	if s.then != verb && s.then != noun && !(s.then == 0 && (s.startsWith(s.rest, auxiliary) || s.startsWith(s.rest, asking))) {
		return
	}
	r, ok := s.parse()
	if !ok || len(r.tail) == 0 {
		return
	}
	before := s.before(r)
	if !s.whole(before) {
		return
	}
	for i, a := range r.tail {
		others := end(slices.Concat(r.tail[:i], r.tail[i+1:]))
		set := s.params(a.units)
		if len(set) == 0 || !s.settled(a, r) {
			continue
		}
		if s.frontable(a) {
			m.add(s, Order, i, s.open, a.bare(), []unit{comma()}, s.opening, before, others, s.close)
		}
		if s.then == verb && s.startsWith(s.rest, obtaining) || s.then == noun && s.wanted() {
			m.twoSentences(s, a, before, others)
		}
	}
	if n := len(r.tail); n > 1 {
		a, b := r.tail[n-2], r.tail[n-1]
		if len(s.params(a.units)) > 0 && len(s.params(b.units)) > 0 && s.settled(b, r) && s.settled(a, r) {
			m.add(s, Order, 1, s.open, s.opening, before, end(r.tail[:n-2]), b.bare(), a.bare(), s.close)
		}
	}
}

// wanted reports whether the opening is a wish for a thing.
func (s *sentence) wanted() bool {
	return s.kind == Wish || len(s.opening) > 0 && s.all(s.opening[len(s.opening)-1], s.wishes)
}

// whole reports whether what is asked for is complete without adjuncts: a question has
// words behind its subject.
func (s *sentence) whole(before []unit) bool {
	if len(before) == 0 || s.then == verb && len(before) < 2 {
		return false
	}
	if last := before[len(before)-1]; last.node == nil && (prepositions[last.word] && !particles[last.word] || determiners[last.word]) || s.all(last, func(t string) bool { return prepositions[t] && !particles[t] }) {
		return false
	}
	if s.then != 0 {
		return true
	}
	if len(before) < 3 {
		return false
	}
	last := before[len(before)-1]
	return last.node != nil || !baseVerbs[last.word] && !auxiliary[last.word] && !prepositions[last.word] && !determiners[last.word]
}

// before is what is asked for without the adjuncts.
func (s *sentence) before(r request) []unit {
	n := len(s.rest)
	for _, a := range r.tail {
		n -= len(a.units)
	}
	return s.rest[:n:n]
}

// settled reports whether an adjunct may move: it is of one meaning, and does not tell
// which of several things the object is.
func (s *sentence) settled(a adjunct, r request) bool {
	if a.units[0].node == nil {
		return len(a.units) > 1 && !s.linked(a.units[1:])
	}
	return len(a.units) == 1
}

// frontable reports whether an adjunct may stand before the sentence.
func (s *sentence) frontable(a adjunct) bool {
	u := a.bare()[0]
	if u.node == nil {
		return fronted[u.word] || u.word == "for" && s.personal(a)
	}
	first := s.begins(u.node, nil, 0)
	return len(first) > 0 && !slices.ContainsFunc(first, func(w string) bool { return w != "" && !fronted[w] && !relative[w] })
}

// twoSentences says the adjunct in a sentence of its own.
func (m *maker) twoSentences(s *sentence, a adjunct, before, others []unit) {
	u := a.bare()[0]
	slot, timed := u.node.(*expr.Slot)
	switch {
	case timed && s.timed(slot) && len(a.bare()) == 1:
		behind := []string{"would be best", "if possible", "works for me", "if you can"}
		if p := s.action.Param(slot.Param); p.Format == "period" || p.Prefer == action.Past {
			return
		}
		m.add(s, Sentences, 1, s.open, s.opening, before, others, glue("."), a.bare(), []unit{choice(behind)})
	case u.node == nil && u.word == "for" && s.personal(a):
		m.add(s, Sentences, 2, s.open, s.opening, before, others, glue("."), plain("it's"), a.bare())
	}
}

// personal reports whether an adjunct names a person.
func (s *sentence) personal(a adjunct) bool {
	set := s.params(a.units)
	return len(set) == 1 && s.action.Param(set[0]) != nil && s.action.Param(set[0]).Format == "person"
}

// comma is a comma that may be left out.
func comma() unit {
	u := raw("[,]")
	u.glued = true
	return u
}

// glue makes a mark that stands right behind the word before it.
func glue(mark string) []unit { return []unit{{word: mark, glued: true}} }
