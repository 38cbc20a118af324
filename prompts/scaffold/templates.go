package scaffold

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

// attributes are nouns that people ask for with "what is".
var attributes = strings.Fields("history inventory balance status price rate limit hours number weather temperature time name cost total amount address schedule forecast score distance date version quantity value location password size fee budget traffic average count summary availability payment level percentage eta rating history")

// document is the template file of an action: local rules, and templates.
type document struct {
	action    string
	about     string
	rules     []rule
	templates []string
}

type rule struct {
	name string
	alts []string
}

// english makes the templates of an action from its commands. The likeliest way to ask
// comes first.
func (d *domain) english(a *action.Action, commands []command) document {
	k := &asking{domain: d, action: a, first: commands[0]}
	k.many = isPlural(k.first.head())
	doc := document{action: a.Name, about: a.Description}
	var all []fragment
	seen := map[string]bool{}
	for _, p := range a.Params {
		f := k.fragment(p)
		lead, _, _ := strings.Cut(f.text, "{")
		if seen[lead] && !strings.Contains(lead, "with") {
			label := strings.Join(labelOf(said(split(p.Name)), aSwitch), " ")
			f.text, f.front = "with [the] "+label+" "+k.slot(a, p, kindOf(p, said(split(p.Name))), said(split(p.Name)), ""), false
		}
		seen[lead] = true
		all = append(all, f)
	}
	slices.SortStableFunc(all, func(a, b fragment) int { return a.place - b.place })
	b := &builder{asking: k, doc: &doc, all: all, commands: commands, objects: k.objects()}
	b.build()
	return doc
}

// builder adds templates to a document.
type builder struct {
	*asking
	doc      *document
	all      []fragment
	commands []command
	objects  []object
	turn     int // counts templates, so that each says its arguments in another way
}

func (b *builder) rule(name string, alts ...string) {
	b.doc.rules = append(b.doc.rules, rule{name, alts})
}

func (b *builder) add(format string, args ...any) {
	t := strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ")
	if !slices.Contains(b.doc.templates, t) {
		b.doc.templates = append(b.doc.templates, t)
	}
}

// build writes the rules of the commands, and the templates of their class.
func (b *builder) build() {
	c := b.first
	var acts, acting, things, done []string
	var clauses []string
	for i := range b.commands {
		c := &b.commands[i]
		if c.clause != "" {
			clauses = append(clauses, c.clause)
			continue
		}
		nouns := determined(c)
		if len(c.verbs) == 0 && c.class == telling && b.clausal() && !slices.Contains(attributes, c.head()) {
			continue
		}
		if len(nouns) > 0 && (c.class == b.first.class || c.class != creating && b.first.class != creating) {
			things = append(things, phrase(nouns))
		}
		if len(c.verbs) == 0 || len(c.object) == 0 && (len(b.objects) > 0 || i > 0) {
			continue
		}
		acts = append(acts, strings.TrimSpace(mapped(c.verbs, same)+" "+phraseOr(nouns)))
		acting = append(acting, strings.TrimSpace(mapped(c.verbs, gerund)+" "+phraseOr(nouns)))
		if i == 0 && c.class == doing && len(nouns) > 0 && !slices.ContainsFunc(c.verbs, func(v string) bool { return strings.HasSuffix(v, " to") || strings.HasSuffix(v, " for") }) {
			done = append(done, mapped(c.verbs, participle))
		}
	}
	if len(acts) > 0 {
		b.rule("act", acts...)
		b.rule("acting", acting...)
	}
	if len(things) > 0 {
		b.rule("thing", slices.Compact(things)...)
	}
	if len(done) > 0 {
		b.rule("done", done...)
	}
	if len(clauses) > 0 {
		b.rule("fact", clauses...)
	}
	switch {
	case len(acts) > 0 || len(b.objects) > 0 && len(c.verbs) > 0:
		b.deeds(len(things) > 0)
	case len(things) > 0:
		b.facts()
	}
	if len(clauses) > 0 {
		b.clauses(clauses)
	}
	b.keywords()
}

// clausal reports whether a command says what the action tells as a clause.
func (b *builder) clausal() bool {
	return slices.ContainsFunc(b.commands, func(c command) bool { return c.clause != "" })
}

func phraseOr(alts []string) string {
	if len(alts) == 0 {
		return ""
	}
	return phrase(alts)
}

// form is a way to say the deed: its verb phrase, the same with a gerund, its object,
// and the parameter that the object has said.
type form struct {
	act, acting, thing string
	of                 *action.Param
}

// forms lists the ways to say the deed. The plain one is left out where the object must be
// said.
func (b *builder) forms() (out []form) {
	verbs := b.first.verbs
	for _, o := range b.objects {
		out = append(out, form{mapped(verbs, same) + " " + o.text, mapped(verbs, gerund) + " " + o.text, o.text, o.of})
	}
	must := slices.ContainsFunc(b.objects, func(o object) bool {
		return o.of.Required || len(b.first.object) == 0
	})
	if b.has("act") && !must {
		out = append([]form{{"<act>", "<acting>", "<thing>", nil}}, out...)
	}
	return out
}

func (b *builder) has(name string) bool {
	return slices.ContainsFunc(b.doc.rules, func(r rule) bool { return r.name == name })
}

// next is the form of the next template.
func (b *builder) next(forms []form) form {
	b.turn++
	return forms[b.turn%len(forms)]
}

// arguments says the arguments that the object has not, another choice of them in each
// template: those that may be missing in brackets, in the order of a sentence or in any.
func (b *builder) arguments(skip *action.Param, without ...*action.Param) string {
	var must, may []fragment
	for _, f := range b.all {
		switch {
		case f.param == skip || slices.Contains(without, f.param):
		case !f.param.Required && b.saysInObject(f.param): // no card, for my debit card
		case f.param.Required:
			must = append(must, f)
		default:
			may = append(may, f)
		}
	}
	if len(must) > 4 { // nobody says all of it
		start := b.turn % len(must)
		must = append(slices.Clone(must[start:]), must[:start]...)[:4]
	}
	if len(may) > 3 {
		start := b.turn * 2 % len(may)
		may = append(slices.Clone(may[start:]), may[:start]...)[:3]
	}
	both := append(must, may...)
	slices.SortStableFunc(both, func(a, b fragment) int { return a.place - b.place })
	var parts []string
	for _, f := range both {
		if f.param.Required {
			parts = append(parts, f.text)
		} else {
			parts = append(parts, "["+f.text+"]")
		}
	}
	if b.turn%3 == 2 && len(parts) > 1 && !strings.Contains(strings.Join(parts, ""), "(,") {
		return "(" + strings.Join(parts, "; ") + ")"
	}
	return strings.Join(parts, " ")
}

func (b *builder) saysInObject(p *action.Param) bool {
	return slices.ContainsFunc(b.objects, func(o object) bool { return o.of == p })
}

// opening is an argument that may come first, nil where there is none.
func (b *builder) opening(skip *action.Param) *fragment {
	for i := range b.all {
		if f := &b.all[i]; f.front && f.param != skip && (f.place >= order[aPlace]) {
			return f
		}
	}
	return nil
}

// deeds are the templates of an action that does something.
func (b *builder) deeds(thing bool) {
	forms := b.forms()
	if len(forms) == 0 {
		return
	}
	add := func(format string, part func(form) string) {
		f := b.next(forms)
		if strings.Count(format, "%s") == 2 {
			b.add(format, part(f), b.arguments(f.of))
		}
	}
	act := func(f form) string { return f.act }
	acting := func(f form) string { return f.acting }
	object := func(f form) string { return f.thing }
	asksFor := b.first.class == showing || b.first.class == listing || b.first.class == finding
	if asksFor {
		add("<open> <can_you_v> %s %s <close>", act)
		add("<open> <want_v> %s %s <close>", act)
	} else {
		add("<open> <do_v> %s %s <close>", act)
		add("<open> <want_v> %s %s <close>", act)
		add("<open> <can_you_v> %s %s <close>", act)
	}
	add("%s %s <close>", act)
	add("<open> <ask_v> %s %s <qclose>", act)
	add("<open> <help_ing> %s %s <close>", acting)
	add("<open> <how_v> %s %s <qclose>", act)
	add("<open> <lets_v> %s %s <close>", act)
	if f := b.next(forms); b.opening(f.of) != nil {
		front := b.opening(f.of)
		b.add("<open> %s[,] <do_v> %s %s <close>", front.text, f.act, b.arguments(f.of, front.param))
	}
	if f := b.next(forms); b.said(f.of) != "" {
		b.add("<open> <want_v> %s(.|,| -) %s <close>", f.act, b.said(f.of))
	}
	b.add("<open> <reason>[.|,|:] %s %s <close>", forms[0].act, b.arguments(forms[0].of))
	if !thing && !slices.ContainsFunc(forms, func(f form) bool { return f.of != nil }) {
		return
	}
	switch {
	case b.first.class == creating && thing:
		add("<open> <need_np> %s %s <close>", object)
	case asksFor && thing:
		add("<open> <give_np> %s %s <close>", object)
		add("<open> <need_np> %s %s <close>", object)
		b.questions(forms)
	case b.has("done"):
		add("<open> (i want|i need|i'd like|please get|can you get) %s <done> %s <close>", object)
		add("<open> %s (needs to|should|has to|must) be <done> %s <close>", object)
	}
}

// questions ask for things with which, what and where.
func (b *builder) questions(forms []form) {
	np := strings.Join(b.first.object, " ")
	f := b.next(forms)
	switch {
	case slices.Contains(mass, b.first.head()):
	case b.first.class != showing && len(b.first.object) > 0 && isPlural(b.first.head()):
		b.add("<open> (which|what) %s (are there|do (i|we|you) have) %s <qclose>", np, b.arguments(nil))
		b.turn++
		b.add("<open> (are there|do (i|we|you) have) any %s %s <qclose>", np, b.arguments(nil))
	case slices.Contains(attributes, b.first.head()):
		b.add("<open> <what_is> %s %s <qclose>", f.thing, b.arguments(f.of))
		b.turn++
		b.add("<open> <tell_np> %s %s <close>", f.thing, b.arguments(f.of))
	default:
		b.add("<open> (what about|how about|any news on|anything new on) %s %s <qclose>", f.thing, b.arguments(f.of))
	}
}

// facts are the templates of an action that tells something.
func (b *builder) facts() {
	for _, t := range []string{"<open> <what_is> <thing> %s <qclose>", "<open> <tell_np> <thing> %s <close>", "<open> <give_np> <thing> %s <close>", "<open> <need_np> <thing> %s <close>",
		"<open> (what about|how about|any idea about) <thing> %s <qclose>", "<thing> %s <qclose>", "<open> (i have a question about|a question about|it's about|this is about) <thing> %s <close>",
		"<open> <want_v> (know|see|check) <thing> %s <close>", "<open> <can_you_v> (check|look up|find out) <thing> %s <close>"} {
		head := b.first.head()
		if strings.Contains(t, "what_is") && b.first.article == "a" && !slices.Contains(attributes, head) {
			continue
		}
		if isPlural(head) {
			t = strings.Replace(t, "<what_is>", "what are", 1)
		}
		b.turn++
		b.add(t, b.arguments(nil))
	}
	if f := b.opening(nil); f != nil && b.first.article != "a" && !isPlural(b.first.head()) {
		b.add("<open> %s[,] <what_is> <thing> %s <qclose>", f.text, b.arguments(nil, f.param))
	}
}

// clauses are the templates of an action that says when, which or how much.
func (b *builder) clauses(clauses []string) {
	b.add("<open> <tell_wh> <fact> %s <close>", b.arguments(nil))
	b.turn++
	b.add("<open> <can_you_v> (check|find out|tell me|let me know) <fact> %s <close>", b.arguments(nil))
	b.turn++
	b.add("<open> <want_v> (know|find out|see) <fact> %s <close>", b.arguments(nil))
	for _, c := range clauses {
		if strings.HasPrefix(c, "which ") || strings.HasPrefix(c, "what ") && !strings.Contains(c, " a ") || strings.HasPrefix(c, "who ") || strings.HasPrefix(c, "how much was ") {
			b.add("<open> %s %s <qclose>", c, b.arguments(nil))
		}
	}
}

// said says two or three arguments as a sentence of their own.
func (b *builder) said(skip *action.Param) string {
	var parts []string
	for _, f := range b.all {
		if f.param != skip && len(parts) < 3 && (f.param.Required || !b.saysInObject(f.param)) && !strings.HasPrefix(f.text, "(,") {
			parts = append(parts, f.text)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	out := parts[0]
	for _, p := range parts[1:] {
		out += " [" + p + "]"
	}
	return out
}

// keywords are prompts as people type them into a field of search.
func (b *builder) keywords() {
	c := b.first
	if len(c.object) == 0 && len(c.verbs) == 0 {
		return
	}
	np := strings.Join(c.object, " ")
	key := np
	if len(c.verbs) > 0 {
		key = strings.TrimSpace(c.verbs[0] + " " + np)
	}
	if c.class == creating && np != "" && !strings.HasPrefix(np, "new ") {
		key = "(" + key + "|new " + np + ")"
	}
	var keys []string
	for i := range b.all {
		f := b.all[(i+b.turn)%len(b.all)]
		if len(keys) < 3 || f.param.Required {
			keys = append(keys, f.key)
		}
	}
	if len(keys) == 0 {
		b.add("%s <close>", key)
		return
	}
	b.add("%s[,|:] %s", key, strings.Join(keys, "[,] "))
	if len(b.all) > 1 && b.all[0].param.Required == b.all[1].param.Required {
		b.add("%s (%s|%s)", key, b.all[0].key, b.all[1].key)
	}
}
