package scaffold

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/expr"
)

// object is one way to say what an action is about: my pet, order 4711, my savings
// account.
type object struct {
	text string        // an expression
	of   *action.Param // whose slot it has, nil for none
}

// definite are verbs whose object is there already, so people say the and my.
var definite = strings.Fields("update change edit modify alter patch delete remove destroy erase clear cancel close drop discard reset replace rename confirm approve reject complete archive unarchive merge lock unlock block unblock freeze unfreeze activate deactivate enable disable extend renew upgrade downgrade reopen resume pause unpin unstar unfollow dispute reschedule adjust refund capture raise lower increase decrease verify validate track")

// determined puts the words before a noun phrase that the class of the action calls for.
func determined(c *command) []string {
	if len(c.object) == 0 {
		return nil
	}
	np := expr.Escape(strings.Join(c.object, " "))
	head, last := c.head(), c.object[len(c.object)-1]
	first := c.object[0]
	switch {
	case slices.Contains([]string{"my", "all", "some", "any", "no", "every", "each"}, first) || slices.Contains(particles, last) || strings.HasSuffix(last, "er") && c.article == "the":
		if c.article != "" {
			np = c.article + " " + np
		}
		return []string{np}
	case slices.Contains(mass, head):
		if c.class == creating || c.class == finding {
			return []string{np}
		}
		return []string{"2: the " + np, np, "my " + np}
	case isPlural(head) && c.class == creating:
		return []string{np, "new " + np}
	case isPlural(head) && c.class == telling:
		return []string{"2: the " + np, "my " + np}
	case c.class == telling && c.article == "a" && !slices.Contains(attributes, head):
		return []string{"<a> " + np}
	case isPlural(head):
		return []string{"2: the " + np, np, "all [the] " + np, "my " + np, "all my " + np}
	case c.class == creating:
		if first == "new" || c.article == "" && len(c.verbs) > 0 && slices.Contains([]string{"report", "open", "submit"}, c.verbs[0]) {
			return []string{"<a> " + np}
		}
		return []string{"2: <a> " + np, "a new " + np}
	case c.class == finding:
		return []string{"<a> " + np, "the " + np}
	}
	out := []string{"3: the " + np, "2: my " + np}
	if c.article == "a" && len(c.verbs) > 0 && !slices.Contains(definite, c.verbs[0]) && c.class != telling && c.class != showing {
		out = []string{"<a> " + np, "the " + np}
	}
	return out
}

// objects lists the ways to say the object of the first command that hold a slot.
func (k *asking) objects() (out []object) {
	c := k.first
	for _, p := range k.action.Params {
		words := said(split(p.Name))
		if len(words) == 0 {
			continue
		}
		what := kindOf(p, words)
		if o := k.objectOf(&c, p, words, what); o != "" {
			out = append(out, object{o, p})
		}
	}
	if len(out) > 2 {
		out = out[:2]
	}
	return out
}

func (k *asking) objectOf(c *command, p *action.Param, words []string, what kind) string {
	last := words[len(words)-1]
	if len(c.object) == 0 {
		if len(c.verbs) == 0 || strings.HasPrefix(c.verbs[0], "log ") || k.objectless() != p {
			return ""
		}
		slot := k.slot(k.action, p, what, words, "")
		if what == anID {
			return strings.TrimSpace(strings.Join(words[:len(words)-1], " ") + " [number] " + slot)
		}
		if what == someText && slices.Contains([]string{"name", "device", "entity", "light", "target", "area", "room"}, last) {
			return "[the] " + slot
		}
		return slot
	}
	head := c.head()
	before := strings.Join(c.object[:len(c.object)-1], " ")
	whole := c.object[len(c.object)-1] == head
	one := singular(head)
	switch {
	case what == anID && c.class != creating && c.class != listing && c.class != finding && whole && k.identifies(p, words, one):
		np := expr.Escape(strings.TrimSpace(before + " " + head))
		return "[the|my] " + np + " [number|with id|id] " + k.slot(k.action, p, what, words, "")
	case what == aChoice && last == one && len(words) == 1 && c.updating():
		return "(my|the) " + strings.TrimSpace(expr.Escape(before)+" "+head) + " to " + k.slot(k.action, p, what, words, "")
	case what == aPerson && last == one && len(words) == 1 && c.class != creating && c.class != listing && c.class != finding:
		return k.slot(k.action, p, what, words, "")
	case what == someText && last == one && len(words) == 1 && whole && c.class == creating && slices.Contains([]string{"reaction", "emoji", "label", "tag"}, one):
		return "<a> " + k.slot(k.action, p, what, words, "") + " " + one
	case what == someText && last == one && len(words) == 1 && whole && c.class != creating && c.class != listing && c.class != finding:
		slot, np := k.slot(k.action, p, what, words, ""), strings.TrimSpace(expr.Escape(before)+" "+head)
		return "(the " + slot + " " + np + "|[the|my] " + np + " " + slot + ")"
	case what == aChoice && last == one && c.class != listing && len(words) <= 2 && whole && !slices.Contains([]string{"from", "to"}, words[0]):
		return k.determiner(c) + " " + strings.TrimSpace(expr.Escape(before)+" "+k.slot(k.action, p, what, words, "one")+" "+head)
	case what == aChoice && (last == "kind" || last == "type") && whole && k.namesAll(p, c.object):
		return "<a> " + k.slot(k.action, p, what, words, "")
	case what == aNumber && (last == "quantity" || last == "count") && c.class == creating && whole && !slices.Contains(mass, head):
		return k.slot(k.action, p, what, words, "") + " " + strings.TrimSpace(expr.Escape(before)+" "+counts(plural(one)))
	case what == anAmount && slices.Contains([]string{"money", "cash", "funds"}, head) && last == "amount":
		return k.slot(k.action, p, what, words, "")
	case what == someText && last == "name" && len(words) == 2 && words[0] == one && whole && c.class != creating && c.class != listing && c.class != finding:
		return "the " + expr.Escape(head) + " " + k.slot(k.action, p, what, words, "")
	}
	return ""
}

func (k *asking) determiner(c *command) string {
	if c.class == creating {
		return "<a>"
	}
	return "(my|the)"
}

// identifies reports whether an id is that of the object.
func (k *asking) identifies(p *action.Param, words []string, head string) bool {
	stem := words[:len(words)-1]
	if len(stem) > 0 {
		last := singular(stem[len(stem)-1])
		return last == head || slices.Contains(k.first.object, last)
	}
	return true
}

// updating reports whether an action changes what is there, so that arguments are its new
// values.
func (c *command) updating() bool {
	return c.class == doing && len(c.verbs) > 0 && slices.Contains([]string{"update", "change", "edit", "set", "alter", "adjust"}, c.verbs[0])
}

// namesAll reports whether an object is made of all values of an enumeration: a branch
// or atm.
func (k *asking) namesAll(p *action.Param, object []string) bool {
	for _, v := range p.Enum {
		for _, w := range split(v) {
			if !slices.Contains(object, w) {
				return false
			}
		}
	}
	return len(p.Enum) > 1
}

// objectless is the parameter that says what a verb without a noun is done to: turn on
// the light.
func (k *asking) objectless() *action.Param {
	for _, required := range []bool{true, false} {
		for _, names := range [][]string{{"device", "entity", "item", "product", "song", "target", "name", "id", "word", "object", "service"}, nil} {
			for _, p := range k.action.Params {
				words := said(split(p.Name))
				if len(words) == 0 || p.Required != required {
					continue
				}
				what := kindOf(p, words)
				known := slices.ContainsFunc(words, func(w string) bool { return slices.Contains(names, w) })
				if (what == someText || what == anID || what == aPerson) && (known || names == nil && required) {
					return p
				}
			}
		}
	}
	return nil
}

// phrase is an expression with alternatives, each of which may have a weight.
func phrase(alternatives []string) string {
	if len(alternatives) == 1 {
		return strings.TrimPrefix(alternatives[0], "2: ")
	}
	return "(" + strings.Join(alternatives, "|") + ")"
}

func mapped(words []string, change func(string) string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = change(w)
	}
	return phrase(out)
}

func same(w string) string { return w }
