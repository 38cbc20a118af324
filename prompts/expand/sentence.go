package expand

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/pack"
)

// sentence is a template by the work of its parts.
type sentence struct {
	scope
	action *action.Action
	into   *document

	open, opening []unit // hello; i want to
	then          follows
	kind          Kind
	rest          []unit // what is asked for
	close         []unit // please
}

// ruleNames are names of rules that open and close messages.
var (
	openingRules = words("open greet greeting wake filler hello hi start intro opening courtesy")
	closingRules = words("close qclose helpclose bye end ending polite polite_end thanks urgent closing please_help what_to_do")
)

func (s scope) opens(u unit) bool {
	if r, ok := u.node.(*expr.Rule); ok && openingRules[r.Name] {
		return true
	}
	return s.all(u, func(t string) bool { return every(openers, t) })
}

func (s scope) closes(u unit) bool {
	if r, ok := u.node.(*expr.Rule); ok && closingRules[r.Name] {
		return true
	}
	return s.all(u, func(t string) bool { return every(closers, t) })
}

// newSentence takes a template apart.
func newSentence(content *pack.Content, d *pack.Draft, into *document) *sentence {
	s := &sentence{scope: scope{content, d}, action: d.Calls[0], into: into}
	us := units(d.Body)
	n := 0
	for n < len(us) && s.opens(us[n]) {
		n++
	}
	if n == len(us) {
		n = 0
	}
	s.open, us = us[:n], us[n:]
	end := len(us)
	for end > 1 && s.closes(us[end-1]) {
		end--
	}
	s.close, us = slices.Clone(us[end:]), us[:end]
	n, s.then, s.kind = s.headOf(us)
	s.opening, s.rest = us[:n], us[n:]
	if n == 0 && s.commands(us) {
		s.then, s.kind = verb, Command
	}
	return s
}

// commands reports whether words begin with a bare verb, and not with a question such as
// do you.
func (s scope) commands(us []unit) bool {
	if !s.startsWith(us, baseVerbs) {
		return false
	}
	asks := s.all(us[0], func(t string) bool {
		first, rest := firstWord(t)
		second, _ := firstWord(strings.TrimSpace(rest))
		if second == "" && len(us) > 1 && us[1].node == nil {
			second = us[1].word
		}
		return !auxiliary[first] || !pronouns[second]
	})
	return asks && !(len(us) > 1 && auxiliary[us[0].word] && s.startsWith(us[1:], pronouns))
}

// startsWith reports whether all texts of the first unit begin with a word of a set.
func (s scope) startsWith(us []unit, set map[string]bool) bool {
	return len(us) > 0 && s.all(us[0], func(t string) bool {
		w, _ := firstWord(t)
		return set[w]
	})
}

// request is a verb phrase or noun phrase by its parts.
type request struct {
	verbs    []string // each with its particle; none in a noun phrase
	me       bool     // show me
	object   []unit
	particle string // behind the object: turn the lights off
	tail     []adjunct
}

// adjunct is a part that could be left out, such as on friday or for my son.
type adjunct struct {
	units    []unit
	optional bool
}

// bare is the adjunct without the brackets of an optional.
func (a adjunct) bare() []unit {
	if len(a.units) == 1 {
		if o, ok := a.units[0].node.(*expr.Optional); ok {
			return []unit{{node: o.Body}}
		}
	}
	return a.units
}

// parse takes what is asked for apart.
func (s *sentence) parse() (request, bool) {
	var r request
	us := s.rest
	if s.then == verb {
		if !s.startsWith(us, baseVerbs) {
			return r, false
		}
		r.verbs, us = s.says(us[0]), us[1:]
		if len(us) > 0 && us[0].node == nil && particles[us[0].word] && len(us) > 1 {
			for i := range r.verbs {
				r.verbs[i] += " " + us[0].word
			}
			us = us[1:]
		}
		if len(us) > 0 && us[0].word == "me" {
			r.me, us = true, us[1:]
		}
	}
	i := 0
	for i < len(us) && (i == 0 && !s.adjoins(us[0]) || i > 0 && !s.adjoins(us[i])) {
		i++
	}
	r.object, us = us[:i], us[i:]
	if len(us) > 0 && us[0].node == nil && particles[us[0].word] && (len(us) == 1 || s.adjoins(us[1])) {
		r.particle, us = us[0].word, us[1:]
	}
	for len(us) > 0 {
		end := 1
		if us[0].node == nil || s.all(us[0], func(t string) bool { return prepositions[t] }) { // with its words
			for end < len(us) && (end == 1 || !s.adjoins(us[end])) {
				end++
			}
		} else {
			for end < len(us) && us[end].glued {
				end++
			}
		}
		_, optional := us[0].node.(*expr.Optional)
		for optional && end < len(us) && len(s.params(us[:end])) == 0 && s.slotted(us[end]) { // [more than] {length}
			_, optional = us[end].node.(*expr.Optional)
			end++
		}
		r.tail = append(r.tail, adjunct{us[:end:end], optional})
		us = us[end:]
	}
	return r, true
}

// slotted reports whether a unit is a slot that nothing leads in.
func (s *sentence) slotted(u unit) bool {
	_, slot := u.node.(*expr.Slot)
	return slot || !s.adjoins(u)
}

// adjoins reports whether a unit begins an adjunct: it may be left out, is a day or a
// time, or begins with a preposition.
func (s *sentence) adjoins(u unit) bool {
	if u.glued {
		return false
	}
	switch e := u.node.(type) {
	case nil:
		return prepositions[u.word] && u.word != "of" && u.word != "over"
	case *expr.Optional:
		return true
	case *expr.Slot:
		return s.timed(e)
	case *expr.Rule, *expr.Alternatives:
		params := s.params([]unit{u})
		if len(params) == 0 {
			return s.startsWith([]unit{u}, prepositions)
		}
		first := s.begins(u.node, nil, 0)
		return len(first) > 0 && !slices.ContainsFunc(first, func(w string) bool { return w != "" && !prepositions[w] && !relative[w] })
	}
	return false
}

// begins lists the first words of an expression; "" is a day or a time, and a word that
// is in no set is anything else.
func (s *sentence) begins(e expr.Node, in *pack.Rule, depth int) []string {
	if depth > 20 {
		return []string{"?"}
	}
	var out []string
	switch e := e.(type) {
	case *expr.Text:
		if f := strings.Fields(e.Text); len(f) > 0 {
			return []string{strings.ToLower(f[0])}
		}
		return nil
	case *expr.Slot:
		if s.timed(e) {
			return []string{""}
		}
		return []string{"?"}
	case *expr.Alternatives:
		for _, a := range e.Alts {
			out = append(out, s.begins(a, in, depth+1)...)
		}
	case *expr.Optional:
		return s.begins(e.Body, in, depth+1)
	case *expr.Rule:
		if r := s.draft.Rule(s.content, in, e.Name); r != nil {
			for _, a := range r.Alts {
				out = append(out, s.begins(a.Body, r, depth+1)...)
			}
		}
	case *expr.Sequence:
		for _, p := range e.Parts {
			if out = s.begins(p, in, depth+1); len(out) > 0 {
				return out
			}
		}
	default:
		return []string{"?"}
	}
	return out
}

// timed reports whether a slot is a day, a time or a period.
func (s *sentence) timed(e *expr.Slot) bool {
	p := s.action.Param(e.Param)
	if p == nil || !timely(p) || p.Format != "" {
		return p != nil && timely(p)
	}
	if e.Words == nil {
		return false
	}
	first := s.begins(e.Words, nil, 0)
	return len(first) > 0 && !slices.ContainsFunc(first, func(w string) bool { return !dayWords[w] })
}

// timely reports whether a parameter is a day, a time or a period, by its format or, where
// it is text, by its name.
func timely(p *action.Param) bool {
	switch p.Format {
	case "date", "time", "period":
		return true
	case "":
		return p.Enum == nil && p.Type == "string" && timeNames[p.Name[strings.LastIndexByte(p.Name, '_')+1:]]
	}
	return false
}

var (
	timeNames = words("date day time timeofday when weekday period")
	dayWords  = words("tomorrow today tonight next last this the day monday tuesday wednesday thursday friday saturday sunday")
)

// end joins adjuncts again.
func end(tail []adjunct) []unit {
	var out []unit
	for _, a := range tail {
		out = append(out, a.units...)
	}
	return out
}

// questionClose is the closing of a question in place of that of a statement.
func (s *sentence) questionClose() []unit {
	out := slices.Clone(s.close)
	for i, u := range out {
		if r, ok := u.node.(*expr.Rule); ok && r.Name == "close" && s.draft.Rule(s.content, nil, "qclose") != nil {
			out[i].node = &expr.Rule{Name: "qclose"}
		}
	}
	return out
}

// statementClose is the closing of a statement in place of that of a question.
func (s *sentence) statementClose() []unit {
	out := slices.Clone(s.close)
	for i, u := range out {
		if r, ok := u.node.(*expr.Rule); ok && r.Name == "qclose" && s.draft.Rule(s.content, nil, "close") != nil {
			out[i].node = &expr.Rule{Name: "close"}
		}
	}
	return slices.DeleteFunc(out, func(u unit) bool {
		return s.all(u, func(t string) bool { return t == "" || t == "?" })
	})
}

// head is an opening of the request.
func (s *sentence) head(rule string) unit {
	return s.scope.head(rule, slices.ContainsFunc(s.close, func(u unit) bool {
		return slices.ContainsFunc(s.says(u), func(t string) bool { return strings.Contains(t, "please") })
	}))
}
