package pack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// turn compiles a turn of a dialogue.
func (c *compiler) turn(t *turnDraft, compile func() *grammar.Node) *grammar.Node {
	c.talk.at = t
	defer func() { c.talk.at = nil }()
	n := compile()
	switch {
	case n == nil:
		return nil
	case !t.assistant:
		if t.said != nil {
			n = c.restricted(n, c.d.Compiled.Slots, t.call, t)
		}
		c.talk.always[t.call] = n.Always
		if t.said == nil { // whatever the template
			c.talk.always[t.call] = c.named(t.with)
		}
	default:
		asked := grammar.Visible(n.Example())
		c.talk.asked[t.call] = asked
		if t.asks != nil {
			t.asks.Ask = asked
		}
	}
	if n.Derivations > 0 && t.said != nil && n.MayBeEmpty() {
		c.src = t.said.source
		return c.fail(&expr.Text{}, "dialogue", "the turn may be empty: something must be said in all of its alternatives")
	}
	return n
}

// turnOf is the turn that a rule is of, nil for other rules.
func (c *compiler) turnOf(name string) *turnDraft {
	if c.talk == nil || c.talk.at != nil {
		return nil
	}
	for _, t := range c.talk.draft.turns {
		if t.said != nil && t.said.name == name {
			return t
		}
	}
	return nil
}

// calls names the calls that a compiled rule belongs to: those of the template, or of a
// dialogue up to the turn at hand.
func (c *compiler) calls() string {
	if c.talk == nil || c.talk.at == nil {
		return strings.Join(c.d.Actions, " ")
	}
	if c.talk.at.assistant {
		return c.d.Key + " " + fmt.Sprint(c.talk.at.call)
	}
	calls := strings.Join(c.d.Compiled.Actions[:c.talk.at.call+1], " ")
	if c.talk.at.call > 0 {
		calls += fmt.Sprint(" turn ", c.talk.at.call)
	}
	return calls
}

// repeat compiles a slot in what the assistant says: the words of the user for it.
func (c *compiler) repeat(e *expr.Slot) *grammar.Node {
	if e.HasValue || e.Lexicon != "" {
		return c.fail(e, "dialogue", "the assistant repeats what the user said: write {%s} alone", e.Param)
	}
	var found []int
	sure := false
	for call := c.talk.at.call; call >= 0 && c.d.Calls[call] == c.talk.at.action; call-- {
		for i, s := range c.d.Compiled.Slots {
			if s.Call == call && s.Param.Name == e.Param {
				found = append(found, i)
				sure = sure || c.talk.always[call]>>i&1 == 1
			}
		}
	}
	switch {
	case len(found) == 0:
		a := c.talk.at.action
		return c.fail(e, "undefined parameter", "%s has no parameter %q%s", a.Name, e.Param, text.OrList(e.Param, paramNames(a)))
	case !sure:
		return c.fail(e, "dialogue", "the assistant repeats %q, which no turn of the user before always says", e.Param)
	}
	c.talk.heard++
	return grammar.Repeat(found...)
}

// named is the set of the slots of the first turn with some names.
func (c *compiler) named(params []string) (set uint64) {
	for i, s := range c.d.Compiled.Slots {
		if s.Call == 0 && slices.Contains(params, s.Param.Name) {
			set |= 1 << i
		}
	}
	return set
}

// saidRequired checks that the call of a dialogue has what its action requires, or that the
// assistant goes on to ask for it.
func (c *compiler) saidRequired() bool {
	last := len(c.d.Calls) - 1
	for _, p := range c.d.Calls[last].Params {
		if !p.Required || p.Ask != "" || c.says(last, p.Name) {
			continue
		}
		if asked := c.talk.asked[last]; last < c.talk.draft.users()-1 && asked != "" {
			p.Ask = asked
			continue
		}
		c.src = c.d.Src
		c.fail(&expr.Text{}, "required parameter", "%s requires %q, which the user may not have said at the end of the dialogue: add a turn that asks for it", c.d.Actions[0], p.Name)
		return false
	}
	return true
}

// says reports whether a parameter is always known after a turn of the user.
func (c *compiler) says(call int, param string) bool {
	for i, s := range c.d.Compiled.Slots {
		if s.Call != call || s.Param.Name != param {
			continue
		}
		if c.talk.always[call]>>i&1 == 1 || call == 0 && c.talk.first != nil && s.Param.Required && s.Param.Ask == "" {
			return true // templates say all that is required
		}
	}
	return call > 0 && (c.d.Calls[call-1] == c.d.Calls[call] || slices.Contains(c.d.Dialogue.Keep[call], param)) && c.says(call-1, param)
}

// repeats counts the slots that the assistant has repeated so far.
func (c *compiler) repeats() int {
	if c.talk == nil {
		return 0
	}
	return c.talk.heard
}

// rest compiles what a dialogue has behind its first turn, as a template that draws no
// rows: where two of one action have no text in common, nor have their dialogues.
func (c *compiler) rest(bad map[*Rule]bool) *Template {
	t, d := *c.d.Template, *c.d
	body := d.Body.(*expr.Sequence) // beginning makes it
	d.Template, d.Body = &t, &expr.Sequence{Parts: body.Parts[1:]}
	of := &compiler{compilation: c.compilation, d: &d, src: c.src, talk: c.talk}
	if t.Compiled.Root = of.template(bad); t.Compiled.Root == nil {
		return nil
	}
	t.Compiled.Root, t.Compiled.Where = grammar.Behind(t.Compiled.Root), nil
	return &t
}
