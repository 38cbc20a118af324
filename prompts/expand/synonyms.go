package expand

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/expr"
)

// group is texts that one place of an action's templates or rules has as alternatives.
type group struct {
	s     *sentence
	unit  unit
	texts []string
	left  string // what stands before and behind, by class
	right string
}

// synonyms puts the alternatives that an action has for a word in one template in its
// place in others.
func (m *maker) synonyms(wanted func(string) bool) {
	groups := map[string][]group{}
	for _, s := range m.sentences {
		if s.action.Name == dataset.None || !wanted(s.action.Name) {
			continue
		}
		us := append(slices.Clone(s.opening), s.rest...)
		for i, u := range us {
			if i < len(s.opening) || u.node == nil || u.glued || optional(u) {
				continue
			}
			texts := s.says(u)
			if len(texts) < 2 || len(texts) > 14 || slices.Contains(texts, "") {
				continue
			}
			groups[s.action.Name] = append(groups[s.action.Name], group{s, u, texts, s.class(us, i-1), s.class(us, i+1)})
		}
	}
	for _, s := range m.sentences {
		for i := range s.rest {
			for _, g := range groups[s.action.Name] {
				m.swap(s, i, g)
			}
		}
	}
}

// swap puts a group in the place of the words at i, if these are one of its texts.
func (m *maker) swap(s *sentence, i int, g group) {
	if g.s == s || s.into != g.s.into && hasRule([]unit{g.unit}) {
		return
	}
	us := append(slices.Clone(s.opening), s.rest...)
	i += len(s.opening)
	n, text := 0, ""
	if us[i].node == nil {
		for n < len(us)-i && us[i+n].node == nil && n < 4 {
			text = strings.TrimSpace(text + " " + us[i+n].word)
			if n++; slices.Contains(g.texts, text) && !determiners[text] && !prepositions[text] && !particles[text] && !auxiliary[text] {
				break
			}
		}
		if !slices.Contains(g.texts, text) || determiners[text] || prepositions[text] || particles[text] || auxiliary[text] {
			return
		}
	} else {
		texts := s.says(us[i])
		if n = 1; len(texts) < 2 || optional(us[i]) || slices.Contains(texts, "") || !overlap(texts, g.texts) {
			return
		}
	}
	if s.class(us, i-1) != g.left || s.class(us, i+n) != g.right || i+n < len(us) && us[i+n].glued {
		return
	}
	with := g.unit
	with.glued = us[i].glued
	m.add(s, Synonym, i, s.open, us[:i], []unit{with}, us[i+n:], s.close)
}

func optional(u unit) bool {
	_, ok := u.node.(*expr.Optional)
	return ok
}

// overlap reports whether two lists share half of the shorter one, and the second has
// texts that the first lacks.
func overlap(a, b []string) bool {
	shared := 0
	for _, t := range a {
		if slices.Contains(b, t) {
			shared++
		}
	}
	return 2*shared >= min(len(a), len(b)) && shared < len(b) && shared > 0
}

// class is what kind of word a unit is, as far as grammar goes.
func (s *sentence) class(us []unit, i int) string {
	if i < 0 || i >= len(us) {
		return "end"
	}
	if optional(us[i]) {
		return "optional"
	}
	sets := []struct {
		name string
		set  map[string]bool
	}{{"determiner", determiners}, {"pronoun", pronouns}, {"preposition", prepositions}, {"auxiliary", auxiliary}, {"asking", asking}, {"verb", baseVerbs}}
	for _, c := range sets {
		if s.startsWith(us[i:], c.set) {
			return c.name
		}
	}
	if i < len(s.opening) {
		return "opening"
	}
	if set := s.params(us[i : i+1]); len(set) > 0 {
		return strings.Join(set, " ")
	}
	if texts := s.says(us[i]); len(texts) == 1 {
		return texts[0]
	}
	return "word"
}
