package expand

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/std"
)

// follows is what stands behind the words that open a request.
type follows uint8

const (
	verb follows = 1 << iota
	noun
	ingForm
	clause
	statement
)

// head is a rule of the library that opens a request.
type head struct {
	rule string
	kind Kind
	then follows
}

// heads lists the openings of requests by what they say.
var heads = []head{
	{"can_you_v", Command, verb}, {"want_v", Wish, verb}, {"can_i_v", Question, verb}, {"how_v", Question, verb},
	{"help_v", Problem, verb}, {"help_to_v", Problem, verb},
	{"need_np", Wish, noun}, {"give_np", Command, noun}, {"tell_np", Command, noun}, {"what_is", Question, noun},
	{"help_np", Problem, noun}, {"help_ing", Problem, ingForm}, {"about_ing", Question, ingForm},
	{"tell_wh", Indirect, clause}, {"tell_if", Indirect, statement},
}

// mixed lists the rules of the library that hold several heads.
var mixed = map[string]follows{"do_v": verb, "i_do_v": verb, "you_do_v": verb, "ask": clause, "show_np": noun}

// library is the phrases of the heads, likeliest first, and what follows each phrase.
type library struct {
	phrases map[string][]string
	known   map[string]follows
	kinds   map[string]Kind
}

// english reads the library's words once.
var english = sync.OnceValue(func() library {
	l := library{map[string][]string{}, map[string]follows{}, map[string]Kind{}}
	rules := map[string][]string{}
	for name, data := range std.Open("std/en") {
		if path.Base(path.Dir(name)) == string(std.Rules) {
			_ = yaml.Unmarshal(data, &rules) // a rule of another form has no phrases to show
		}
	}
	for _, h := range heads {
		var found []expr.Weighted
		for _, alt := range rules[h.rule] {
			w, err := expr.ParseWeighted(alt)
			if _, text := w.Body.(*expr.Text); err == nil && text {
				found = append(found, w)
			}
		}
		slices.SortStableFunc(found, func(a, b expr.Weighted) int { return cmp.Compare(b.Weight, a.Weight) })
		for _, w := range found {
			l.phrases[h.rule] = append(l.phrases[h.rule], w.Text)
			l.known[w.Text] |= h.then
			if l.kinds[w.Text] == "" {
				l.kinds[w.Text] = h.kind
			}
		}
	}
	return l
})

// written is how many phrases of a head are written out in a pack that does not use the
// library.
const written = 5

// head is an opening as a template of the pack names it: the library's rule, or its
// likeliest phrases. They are without please where that comes later.
func (s scope) head(rule string, please bool) unit {
	if r := s.draft.Rule(s.content, nil, rule); r != nil {
		return unit{node: &expr.Rule{Name: rule}}
	}
	phrases := slices.DeleteFunc(slices.Clone(english().phrases[rule]), func(p string) bool {
		return please && strings.Contains(p, "please")
	})
	return choice(phrases[:min(written, len(phrases))])
}

// headOf finds the words that open a request, what follows them and what they say.
// n is how many units they are, 0 where there are none.
func (s scope) headOf(us []unit) (n int, then follows, kind Kind) {
	if len(us) == 0 {
		return 0, 0, ""
	}
	lib := english()
	if us[0].node != nil {
		then, kind = s.headNode(us[0])
		if then == 0 {
			return 0, 0, ""
		}
		return 1, s.decide(then, us[1:]), kind
	}
	text := ""
	for i, u := range us {
		if u.node != nil || i > 8 {
			break
		}
		text = strings.TrimSpace(text + " " + strings.ToLower(u.word))
		if f := lib.known[text]; f != 0 && i+1 < len(us) {
			n, then, kind = i+1, f, lib.kinds[text]
		}
	}
	if n > 0 {
		then = s.decide(then, us[n:])
	}
	if then == noun && baseVerbs[us[0].word] && !showing[us[0].word] { // a verb and no opening
		return 0, 0, ""
	}
	return n, then, kind
}

// headNode says what follows a rule or group that opens a request, 0 where it is none.
func (s scope) headNode(u unit) (follows, Kind) {
	if r, ok := u.node.(*expr.Rule); ok {
		for _, h := range heads {
			if h.rule == r.Name {
				return h.then, h.kind
			}
		}
		if f := mixed[r.Name]; f != 0 {
			return f, ""
		}
		switch {
		case strings.HasSuffix(r.Name, "_v"):
			return verb, ""
		case strings.HasSuffix(r.Name, "_np"):
			return noun, ""
		}
	}
	texts := s.says(u)
	then := verb | noun | ingForm | clause | statement
	var kind Kind
	for _, t := range texts {
		if t = strings.Trim(t, ",. "); t == "" {
			then &= verb | clause
			continue
		}
		f := english().known[t]
		if f == 0 && s.takesNoun(t) {
			f = noun
		}
		then &= f
		kind = english().kinds[t]
	}
	if len(texts) == 0 || len(texts) == 1 && texts[0] == "" {
		return 0, ""
	}
	return then, kind
}

// takesNoun reports whether a phrase ends with a verb that hands something over, such as
// could you book me.
func (s scope) takesNoun(text string) bool {
	text = strings.TrimSuffix(text, " me")
	before, last := "", text
	if i := strings.LastIndexByte(text, ' '); i >= 0 {
		before, last = text[:i], text[i+1:]
	}
	return obtaining[last] && (before == "" || english().known[before]&verb != 0)
}

// decide picks one of several things that may follow by what does.
func (s scope) decide(then follows, us []unit) follows {
	if len(us) == 0 || then&(then-1) == 0 {
		return then
	}
	isVerb := func(t string) bool { v, _ := firstWord(t); return baseVerbs[v] }
	isAsking := func(t string) bool { w, _ := firstWord(t); return asking[w] }
	switch {
	case then&clause != 0 && s.all(us[0], isAsking):
		return clause
	case then&verb != 0 && s.all(us[0], isVerb):
		return verb
	case then&noun != 0:
		return noun
	case then&verb != 0:
		return verb
	}
	return then & -then
}
