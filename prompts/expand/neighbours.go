package expand

import (
	"cmp"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/pack"
)

// border is the word that decides between two actions: with one word in its place, a
// prompt is of the first, with the other of the second.
type border struct{ from, to, word, other string }

// framesOf is how many prompts of a template are compared with those of other actions.
const framesOf = 30

// borders finds the words that decide. Prompts of two actions that are the same but for
// one word show them; two templates must.
func (m *maker) borders() []border {
	type said struct{ action, word string }
	holes := map[string][]said{}
	for _, t := range m.base.Templates() {
		if len(t.Actions) != 1 || t.Action() == dataset.None {
			continue
		}
		for _, e := range m.base.Sample(t, framesOf, m.seed) {
			ws := strings.Fields(frame(&e))
			for i, w := range ws {
				if len(ws) < 2 || strings.Contains(w, "{") || determiners[w] || prepositions[w] && !particles[w] || closers[w] {
					continue
				}
				ws[i] = "_"
				hole := strings.Join(ws, " ")
				ws[i] = w
				if x := (said{t.Action(), w}); !slices.Contains(holes[hole], x) {
					holes[hole] = append(holes[hole], x)
				}
			}
		}
	}
	found := map[border]int{}
	for _, says := range holes {
		for _, a := range says {
			for _, b := range says {
				if a.action != b.action && a.word != b.word {
					found[border{a.action, b.action, a.word, b.word}]++
				}
			}
		}
	}
	var out []border
	for b, n := range found {
		if alike := particles[b.word] && particles[b.other] || baseVerbs[b.word] && baseVerbs[b.other]; n >= 4 || n >= 2 && alike {
			out = append(out, b)
		}
	}
	slices.SortFunc(out, func(a, b border) int {
		return cmp.Or(cmp.Compare(found[b], found[a]), cmp.Compare(a.from+" "+a.to+" "+a.word+" "+a.other, b.from+" "+b.to+" "+b.word+" "+b.other))
	})
	return out
}

// frame is a prompt with its slots in place of their values.
func frame(e *dataset.Example) string {
	text := []rune(strings.ToLower(e.Text))
	slots := slices.Clone(e.Slots)
	slices.SortFunc(slots, func(a, b dataset.Slot) int { return b.Start - a.Start })
	for _, s := range slots {
		text = slices.Concat(text[:s.Start], []rune("{"+s.Name+"}"), text[s.End:])
	}
	return string(text)
}

// neighbours says for an action what a neighbour says, but for the word that decides.
func (m *maker) neighbours(wanted func(string) bool) {
	for i, b := range m.borders() {
		if !wanted(b.to) {
			continue
		}
		target := m.content.Schema.Action(b.to)
		into := documentOf(m.docs, b.to)
		for _, s := range m.sentences {
			if s.action.Name != b.from || into == nil {
				continue
			}
			body, changed := decided(s.scope, s.draft.Body, b)
			if !changed || has(s.scope, s.draft.Body, b.other) || has(s.scope, body, b.word) || !portable(s.scope, body) || s.draft.Condition != "" {
				continue
			}
			fits := true
			for _, name := range s.params(units(body)) {
				p, own := target.Param(name), s.action.Param(name)
				fits = fits && p != nil && own != nil && p.Format == own.Format && p.Type == own.Type && slices.Equal(p.Enum, own.Enum)
			}
			if fits {
				m.addTo(s, b.to, into, Neighbour, i, write(units(body)))
			}
		}
	}
}

// decided puts the other word in the place of the one that decides. Of alternatives only
// those with the word stay.
func decided(s scope, e expr.Node, b border) (expr.Node, bool) {
	switch e := e.(type) {
	case *expr.Text:
		ws := strings.Split(e.Text, " ")
		changed := false
		for i, w := range ws {
			if w == b.word {
				ws[i], changed = b.other, true
			}
		}
		return &expr.Text{Text: strings.Join(ws, " ")}, changed
	case *expr.Sequence:
		parts := slices.Clone(e.Parts)
		for i, p := range parts {
			if with, ok := decided(s, p, b); ok {
				parts[i] = with
				return &expr.Sequence{Parts: parts}, true
			}
		}
	case *expr.Alternatives:
		var alts []expr.Node
		for _, a := range e.Alts {
			if with, ok := decided(s, a, b); ok {
				alts = append(alts, with)
			}
		}
		if len(alts) == 1 {
			return alts[0], true
		}
		return &expr.Alternatives{Alts: alts}, len(alts) > 0
	}
	return e, false
}

// has reports whether an expression has a word, its rules aside.
func has(s scope, e expr.Node, word string) bool {
	if t, ok := e.(*expr.Text); ok {
		return slices.Contains(strings.Fields(t.Text), word)
	}
	return slices.ContainsFunc(expr.Children(e), func(kid expr.Node) bool { return has(s, kid, word) })
}

// portable reports whether an expression means the same in every document: it refers to
// no rule of its own document.
func portable(s scope, e expr.Node) bool {
	if r, ok := e.(*expr.Rule); ok {
		shared := s.draft.Rule(s.content, &pack.Rule{}, r.Name)
		return shared != nil && shared == s.draft.Rule(s.content, nil, r.Name)
	}
	return !slices.ContainsFunc(expr.Children(e), func(kid expr.Node) bool { return !portable(s, kid) })
}

// negatives says what asks for nothing though it has the words of a request: what is not
// to be done, and what was done already.
func (m *maker) negatives(s *sentence) {
	into := documentOf(m.docs, dataset.None)
	if s.then != verb || into == nil {
		return
	}
	r, ok := s.parse()
	if !ok || len(r.object) == 0 || r.me || s.aboutMe(s.rest) || !s.definite(r.object) {
		return
	}
	object, ok := m.filled(s, slices.Concat(r.object, r.tailParticle()))
	if !ok {
		return
	}
	add := func(rank int, parts ...[]unit) {
		before := len(m.out)
		m.addTo(s, dataset.None, into, Negation, rank, write(parts...))
		if len(m.out) > before {
			m.out[before].Negative = "near_miss"
		}
	}
	if done := each(r.verbs, past); done != nil {
		add(0, plain("i"), []unit{choice([]string{"already", "just"})}, []unit{*done}, object)
	}
	bare := each(r.verbs, func(v string) string { return v })
	add(1, []unit{choice([]string{"don't", "please don't", "you don't have to", "no need to"})}, []unit{*bare}, object)
	add(2, []unit{choice([]string{"i don't want to", "i decided not to", "i'd rather not"})}, []unit{*bare}, object)
}

// filled writes words out in place of slots, which a negative has none of, and leaves out
// what may be left out.
func (m *maker) filled(s *sentence, us []unit) ([]unit, bool) {
	var out []unit
	for _, u := range us {
		switch {
		case optional(u):
			continue
		case u.node != nil && len(s.params([]unit{u})) > 0:
			slot, ok := u.node.(*expr.Slot)
			if !ok {
				return nil, false
			}
			values := m.values(s, slot.Param)
			if len(values) == 0 {
				return nil, false
			}
			u = unit{node: choice(values).node, glued: u.glued}
		case u.node != nil && !portable(s.scope, u.node):
			texts := s.says(u)
			if len(texts) == 0 {
				return nil, false
			}
			u = unit{node: choice(texts[:min(len(texts), 8)]).node, glued: u.glued}
		}
		out = append(out, u)
	}
	return out, true
}

// values lists some words of a slot of a template.
func (m *maker) values(s *sentence, param string) []string {
	var out []string
	t := m.template(s)
	if t == nil {
		return nil
	}
	for _, e := range m.base.Sample(t, framesOf, m.seed) {
		for _, slot := range e.Slots {
			if slot.Name == param && !slices.Contains(out, slot.Value) && len(out) < 4 {
				out = append(out, slot.Value)
			}
		}
	}
	return out
}
