package scaffold

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

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
