package expand

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/prompts/expr"
)

// voices says what a template says in other ways.
func (m *maker) voices(s *sentence) {
	switch s.then {
	case verb:
		m.ofVerb(s)
	case noun:
		m.ofNoun(s)
	case clause:
		m.indirect(s, s.rest)
	case 0:
		if s.startsWith(s.rest, asking) {
			m.indirect(s, s.rest)
		} else if s.startsWith(s.rest, auxiliary) {
			m.whether(s, s.rest)
		}
	}
}

// ofVerb says a request around a bare verb in other ways.
func (m *maker) ofVerb(s *sentence) {
	r, ok := s.parse()
	if !ok {
		return
	}
	closing, asked := s.statementClose(), s.questionClose()
	tail := end(r.tail)
	say := func(kind Kind, rank int, rule string, rest []unit) {
		if len(s.opening) == 1 && refersTo(s.opening[0].node, rule) {
			return
		}
		last := closing
		if kind == Question {
			last = asked
		}
		m.add(s, kind, rank, s.open, []unit{s.head(rule)}, rest, last)
	}
	mine := s.rest // as the customer says it of himself
	if r.me {
		v, _ := firstWord(r.verbs[0])
		mine = nil
		if obtaining[v] && len(r.verbs) == 1 {
			mine = slices.Concat(plain(v), r.object, r.tailParticle(), tail)
		}
	}
	say(Command, 0, "can_you_v", s.rest)
	if s.aboutMe(s.rest) && !r.me {
		mine = nil
	}
	if mine != nil {
		odd := 0
		if s.linked(s.rest) {
			odd = 3
		}
		say(Wish, odd, "want_v", mine)
		say(Question, 1+odd, "can_i_v", mine)
		say(Question, 2+odd, "how_v", mine)
		say(Problem, 2+odd, "help_v", mine)
		if ing := each(r.verbs, gerund); ing != nil && !r.me {
			say(Problem, 3, "help_ing", slices.Concat([]unit{*ing}, r.object, r.tailParticle(), tail))
		}
	}
	m.passive(s, r, tail)
	m.handed(s, r, tail)
	m.clipped(s, r, tail)
}

// aboutMe reports whether words speak of the speaker as of another, as in wake me up.
func (s *sentence) aboutMe(us []unit) bool {
	return slices.ContainsFunc(us, func(u unit) bool {
		return slices.ContainsFunc(s.says(u), func(t string) bool { return slices.Contains(strings.Fields(t), "me") })
	})
}

func (r *request) tailParticle() []unit {
	if r.particle == "" {
		return nil
	}
	return plain(r.particle)
}

// transitive reports whether the request has an object that its verbs can be said of in
// the passive.
func (s *sentence) transitive(r request) bool {
	if len(r.object) == 0 || r.me || s.aboutMe(r.object) {
		return false
	}
	for _, v := range r.verbs {
		if w, _ := firstWord(v); active[w] {
			return false
		}
	}
	return s.definite(r.object)
}

// definite reports whether a noun phrase begins with the, my or a slot or a group that
// may be one.
func (s *sentence) definite(us []unit) bool {
	return s.startsWith(us, determiners)
}

// passive says what is to be done to the object.
func (m *maker) passive(s *sentence, r request, tail []unit) {
	done := each(r.verbs, participle)
	if done == nil || !s.transitive(r) || s.linked(r.object) {
		return
	}
	rest := slices.Concat(r.object, []unit{*done}, r.tailParticle(), tail)
	m.add(s, Wish, 2, s.open, plain("i"), []unit{choice([]string{"need", "want", "would like"})}, rest, s.statementClose())
	m.add(s, Question, 3, s.open, []unit{choice([]string{"can", "could"})}, r.object, plain("be"), []unit{*done}, r.tailParticle(), tail, s.questionClose())
}

// linked reports whether words hold a clause of their own.
func (s *sentence) linked(us []unit) bool {
	return slices.ContainsFunc(us, func(u unit) bool {
		return slices.ContainsFunc(s.says(u), func(t string) bool {
			return slices.ContainsFunc(strings.Fields(t), func(w string) bool { return linking[w] || finite[w] || pronouns[w] })
		})
	})
}

// handed says a request for a thing as a wish for it, and as the thing alone.
func (m *maker) handed(s *sentence, r request, tail []unit) {
	kinds := 0
	for _, v := range r.verbs {
		w, rest := firstWord(v)
		if rest != "" && !showing[w] {
			kinds |= 4
		}
		switch {
		case obtaining[w] && rest == "" && w != "open" && w != "start":
			kinds |= 1
		case showing[w]:
			kinds |= 2
		default:
			kinds |= 4
		}
	}
	if len(r.object) == 0 || r.particle != "" || s.linked(r.object) || !s.definite(r.object) {
		return
	}
	switch kinds {
	case 1:
		m.add(s, Wish, 1, s.open, []unit{s.head("need_np")}, r.object, tail, s.statementClose())
		m.add(s, Fragment, 1, s.open, r.object, tail, s.statementClose())
	case 2:
		m.shown(s, r.object, tail)
	}
}

// shown asks for a thing that is shown or said.
func (m *maker) shown(s *sentence, object, tail []unit) {
	m.add(s, Command, 1, s.open, []unit{s.head("give_np")}, object, tail, s.statementClose())
	if s.startsWith(object, words("my the")) && !s.plural(object) {
		m.add(s, Question, 1, s.open, []unit{s.head("what_is")}, object, tail, s.questionClose())
	}
	m.add(s, Fragment, 1, s.open, object, tail, s.statementClose())
}

// plural reports whether the last word of a noun phrase looks like a plural.
func (s *sentence) plural(us []unit) bool {
	last := us[len(us)-1]
	texts := s.says(last)
	return len(texts) == 0 || slices.ContainsFunc(texts, func(t string) bool {
		return strings.HasSuffix(t, "s") && !strings.HasSuffix(t, "ss") && !strings.HasSuffix(t, "us")
	})
}

// clipped leaves out the words that a hurried writer leaves out, and those that a
// learner of the language does.
func (m *maker) clipped(s *sentence, r request, tail []unit) {
	object, cut := s.withoutDeterminers(r.object)
	if !cut || s.aboutMe(s.rest) {
		return
	}
	verbs := each(r.verbs, func(v string) string { return v })
	short := slices.Concat([]unit{*verbs}, object, r.tailParticle(), tail)
	m.add(s, Keyword, 1, s.open, short, s.statementClose())
	m.add(s, Learner, 4, s.open, []unit{choice([]string{"i want", "please i need", "you can please"})}, short, s.statementClose())
}

// dropped lists what a hurried writer leaves out.
var dropped = words("a an the my")

// withoutDeterminers leaves out the, my and a at the beginning of a noun phrase.
func (s *sentence) withoutDeterminers(us []unit) ([]unit, bool) {
	if len(us) > 1 && us[0].node == nil && dropped[us[0].word] {
		return us[1:], true
	}
	if len(us) > 1 && s.all(us[0], func(t string) bool { return t == "" || dropped[t] }) {
		return us[1:], true
	}
	return us, false
}

// ofNoun says a wish for a thing in other ways.
func (m *maker) ofNoun(s *sentence) {
	r, _ := s.parse()
	if len(r.object) == 0 || s.linked(r.object) {
		return
	}
	tail := end(r.tail)
	switch {
	case s.wanted():
		m.add(s, Wish, 1, s.open, []unit{s.head("need_np")}, r.object, tail, s.statementClose())
		m.add(s, Command, 1, s.open, []unit{choice([]string{"get me", "can you get me", "could you get me", "please get me"})}, r.object, tail, s.statementClose())
		m.add(s, Question, 2, s.open, []unit{s.head("can_i_v")}, plain("get"), r.object, tail, s.questionClose())
	case s.kind == Command || s.kind == Question:
		m.shown(s, r.object, tail)
		return
	}
	m.add(s, Fragment, 2, s.open, r.object, tail, s.statementClose())
	if object, cut := s.withoutDeterminers(r.object); cut {
		m.add(s, Keyword, 2, s.open, object, tail, s.statementClose())
	}
}

// wishes reports whether a phrase is a wish for a thing.
func (s *sentence) wishes(text string) bool {
	return slices.Contains(english().phrases["need_np"], strings.Trim(text, ",. ")) || s.takesNoun(text)
}

// indirect asks a question in the order of a statement: tell me what my balance is.
func (m *maker) indirect(s *sentence, us []unit) {
	at := slices.IndexFunc(us, func(u unit) bool { return u.node == nil && auxiliary[u.word] })
	if s.then == clause || at < 1 || at+1 >= len(us) || at > 4 || !s.startsWith(us, asking) || s.linkedBefore(us[:at]) {
		return
	}
	aux := us[at].word
	subject, rest, ok := s.subject(us[at+1:])
	if !ok {
		return
	}
	turned, ok := s.turn(aux, subject, rest)
	if !ok {
		return
	}
	m.add(s, Indirect, 0, s.open, []unit{s.head("tell_wh")}, us[:at], turned, s.statementClose())
}

func (s *sentence) linkedBefore(us []unit) bool {
	return slices.ContainsFunc(us[1:], func(u unit) bool { return u.node == nil && (auxiliary[u.word] || pronouns[u.word]) })
}

// whether asks a question of yes and no behind if.
func (m *maker) whether(s *sentence, us []unit) {
	aux := us[0].word
	if us[0].node != nil || len(us) < 3 {
		return
	}
	subject, rest, ok := s.subject(us[1:])
	if !ok || len(rest) == 0 || subject[0].word == "you" && (aux == "can" || aux == "could" || aux == "will" || aux == "would" || rest[0].word == "know" || rest[0].word == "think") {
		return
	}
	turned, ok := s.turn(aux, subject, rest)
	if !ok {
		return
	}
	m.add(s, Indirect, 0, s.open, []unit{s.head("tell_if")}, turned, s.statementClose())
}

// subject takes the subject off the words behind an auxiliary: a pronoun, or an article,
// a noun and what ends there.
func (s *sentence) subject(us []unit) (subject, rest []unit, ok bool) {
	switch first := us[0]; {
	case first.node == nil && (pronouns[first.word] || first.word == "there"):
		return us[:1], us[1:], true
	case first.node == nil && determiners[first.word] && len(us) > 1:
		n := 2
		for n < len(us) && us[n].node != nil && !s.adjoins(us[n]) && us[n-1].node == nil && len(s.params(us[n:n+1])) > 0 {
			n++
		}
		if n == len(us) || s.adjoins(us[n]) || us[n].node == nil && baseVerbs[us[n].word] {
			return us[:n], us[n:], true
		}
	}
	return nil, nil, false
}

// turn puts a question into the order of a statement.
func (s *sentence) turn(aux string, subject, rest []unit) ([]unit, bool) {
	switch aux {
	case "do":
		return slices.Concat(subject, rest), len(rest) > 0
	case "does":
		if len(rest) == 0 || rest[0].node != nil || !baseVerbs[rest[0].word] && rest[0].word != "cost" {
			return nil, false
		}
		return slices.Concat(subject, plain(third(rest[0].word)), rest[1:]), true
	case "is", "are", "am", "was", "were", "can", "could", "will", "should", "has", "have":
		return slices.Concat(subject, plain(aux), rest), true
	}
	return nil, false
}

// each makes a group of what a function makes of some verbs; nil where they are too many.
func each(verbs []string, form func(string) string) *unit {
	if len(verbs) == 0 {
		return nil
	}
	out := make([]string, min(len(verbs), 6))
	for i := range out {
		out[i] = form(verbs[i])
	}
	u := choice(out)
	return &u
}

// refersTo reports whether an expression is a reference to a rule.
func refersTo(e expr.Node, rule string) bool {
	r, ok := e.(*expr.Rule)
	return ok && r.Name == rule
}
