package pack

import (
	"maps"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// slot compiles an argument.
func (c *compiler) slot(e *expr.Slot) *grammar.Node {
	if c.talk != nil && c.talk.at.assistant {
		return c.repeat(e)
	}
	i := c.param(e)
	if i < 0 {
		return nil
	}
	p := c.d.Compiled.Slots[i].Param
	switch {
	case !e.HasValue:
		return c.filled(e, i, p)
	case e.Value == "":
		words := c.compile(e.Words)
		if words == nil {
			return nil
		}
		c.tellUnreadable(e.Words, p)
		return grammar.SlotNode(i, c.readable(words, p))
	case !p.Bare():
		return c.fail(e, "slot value", "%q is text copied from the prompt, its words are its value: write {%s=:%s} or name a lexicon", p.Name, p.Name, e.Value)
	}
	if err := c.checkValue(p, e.Value); err != nil {
		return c.fail(e, "slot value", "%v", err)
	}
	words := grammar.Literal("")
	if e.Words != nil {
		if words = c.compile(e.Words); words == nil {
			return nil
		}
	}
	return grammar.SlotNode(i, grammar.ValueNode(e.Value, words))
}

// filled compiles a slot that takes its words from a lexicon.
func (c *compiler) filled(e *expr.Slot, i int, p *action.Param) *grammar.Node {
	var lex *Lexicon
	var words *grammar.Node
	if e.Column != nil {
		if words, lex = c.column(e.Column); lex == nil {
			return nil
		}
		if e.Column.Canonical != "" && !p.Bare() {
			return c.fail(e, "slot value", "%q is text copied from the prompt, its words are its value: leave =%s out", p.Name, e.Column.Canonical)
		}
	} else if e.Lexicon != "" {
		if lex = c.content.Lexicons[e.Lexicon]; lex == nil {
			return c.fail(e, "undefined lexicon", "lexicon %q is not defined%s", e.Lexicon, text.Suggest(e.Lexicon, slices.Sorted(maps.Keys(c.content.Lexicons))))
		}
	} else {
		var err error
		if lex, err = c.lexiconOf(p); err != nil {
			return c.fail(e, "undefined lexicon", "%v", err)
		}
	}
	lex.used = true
	lex.Written, lex.Bare = lex.Written || !p.Bare(), lex.Bare || p.Bare()
	c.checkLexicon(lex, p)
	if words == nil {
		words = lex.Root
	}
	if lex.Typed && lex.File != "" {
		words = c.readable(words, p)
	}
	return grammar.SlotNode(i, words)
}

// param returns the index of a slot's parameter, -1 where there is none.
func (c *compiler) param(e *expr.Slot) int {
	if e.Call > len(c.d.Actions) {
		c.fail(e, "undefined parameter", "call %d: the template has %d", e.Call, len(c.d.Actions))
		return -1
	}
	call, actions := e.Call-1, c.d.Actions
	if c.talk != nil {
		call, actions = c.talk.at.call, []string{c.talk.at.action.Name}
	}
	found := -1
	var known []string
	for i, s := range c.d.Compiled.Slots {
		if call >= 0 && s.Call != call {
			continue
		}
		known = append(known, s.Param.Name)
		if s.Param.Name != e.Param {
			continue
		}
		if found >= 0 {
			c.fail(e, "undefined parameter", "several calls have a parameter %q: write {1.%s} or {2.%s}", e.Param, e.Param, e.Param)
			return -1
		}
		found = i
	}
	if found < 0 {
		c.fail(e, "undefined parameter", "%s has no parameter %q%s", strings.Join(actions, ", "), e.Param, text.OrList(e.Param, known))
	}
	return found
}
