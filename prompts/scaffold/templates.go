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
