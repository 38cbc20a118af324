package pack

import (
	"fmt"
	"math/bits"

	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// The language allows no more parts in any order than the grammar does.
const _ = uint(grammar.MaxPerm - expr.MaxParts)

// maxVars is how many names of optionals a template may have: it is compiled
// once for each way in which they can agree.
const maxVars = 8

// compile returns nil where it fails.
func (c *compiler) compile(e expr.Node) *grammar.Node {
	switch e := e.(type) {
	case *expr.Text:
		return c.content.Spacing.Literal(e.Text)
	case *expr.Article:
		return grammar.ArticleNode()
	case *expr.Plural:
		return grammar.PluralNode(e.One, e.Many)
	case *expr.Alternatives:
		kids := c.all(e.Alts)
		if kids == nil {
			return nil
		}
		return grammar.Choice(kids, e.Weights)
	case *expr.Sequence:
		return c.together(e, e.Parts, grammar.Sequence)
	case *expr.AnyOrder:
		return c.together(e, e.Parts, func(kids ...*grammar.Node) *grammar.Node { return grammar.Permutation(kids) })
	case *expr.Optional:
		return c.optional(e)
	case *expr.Rule:
		return c.reference(e)
	case *expr.Slot:
		return c.slot(e)
	case *expr.Column:
		words, _ := c.column(e)
		return words
	case *turnMark:
		return grammar.Turn(e.assistant)
	case *opening:
		return c.turn(c.talk.draft.turns[0], func() *grammar.Node { return c.talk.first })
	}
	panic(fmt.Sprintf("expression %T", e))
}

func (c *compiler) all(es []expr.Node) []*grammar.Node {
	kids := make([]*grammar.Node, len(es))
	for i, e := range es {
		if kids[i] = c.compile(e); kids[i] == nil {
			return nil
		}
	}
	return kids
}

// together compiles parts that occur in one derivation. No two of them may set the
// same parameter.
func (c *compiler) together(e expr.Node, parts []expr.Node, join func(...*grammar.Node) *grammar.Node) *grammar.Node {
	if len(parts) == 0 {
		return grammar.Literal("")
	}
	kids := c.all(parts)
	seen := uint64(0)
	for i, k := range kids {
		if both := seen & k.May; both != 0 {
			s := c.d.Compiled.Slots[bits.TrailingZeros64(both)]
			return c.fail(parts[i], "parameter twice", "parameter %q can be set twice in one prompt", s.Param.Name)
		}
		seen |= k.May
	}
	if kids == nil {
		return nil
	}
	return join(kids...)
}

func (c *compiler) optional(e *expr.Optional) *grammar.Node {
	body := c.compile(e.Body)
	switch {
	case body == nil:
		return nil
	case e.Name == "":
		weights := []float64{50, 50}
		if e.Percent >= 0 {
			weights = []float64{e.Percent, 100 - e.Percent}
		}
		return grammar.Choice([]*grammar.Node{body, grammar.Literal("")}, weights)
	case c.vars[e.Name] != e.Negated:
		return body
	}
	return grammar.Literal("")
}

// reference compiles a rule, once for all templates that make the same of it.
func (c *compiler) reference(e *expr.Rule) *grammar.Node {
	if t := c.turnOf(e.Name); t != nil {
		return c.turn(t, func() *grammar.Node { return c.reference(e) })
	}
	r := c.rule(e.Name)
	k := memoKey{r, c.calls(), c.agreement(r)}
	slotless := memoKey{r, "", k.vars}
	r.used = true
	for _, k := range []memoKey{slotless, k} {
		if n := c.memo[k]; n != nil {
			return n
		}
	}
	defer c.enter(r)()
	repeats := c.repeats()
	kids := make([]*grammar.Node, len(r.Alts))
	for i, alt := range r.Alts {
		c.src = alt.Src
		if kids[i] = c.compile(alt.Body); kids[i] == nil {
			return nil
		}
	}
	n := grammar.Choice(kids, even(r.Weights))
	if n.May == 0 && c.repeats() == repeats { // it means the same for all actions
		k = slotless
	}
	n = n.Named("<" + r.name + ">")
	c.memo[k] = n
	return n
}
