package pack

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// The language allows no more parts in any order than the grammar does.
const _ = uint(grammar.MaxPerm - expr.MaxParts)

// maxVars is how many names of optionals a template may have: it is compiled
// once for each way in which they can agree.
const maxVars = 8

// compiler turns the expression of one template into a tree. While it walks,
// src is the scalar that the expression at hand was written in.
type compiler struct {
	*loader
	d      *Draft
	src    source.Text
	stack  []*Rule
	vars   map[string]bool     // the names of optionals, as they are now
	rows   map[string][]string // the rows of tables that more than one column is used of, as they are now
	failed bool
}

// memoKey names a compiled rule: rules are compiled once for all templates of
// the same calls in which the rule's optionals agree in the same way.
type memoKey struct {
	rule  *Rule
	calls string
	vars  string
}

// fail notes a fault at an expression.
func (c *compiler) fail(e expr.Node, check, format string, args ...any) *grammar.Node {
	line, col := c.src.Position(e.Pos())
	c.failed = true
	f := &source.Fault{File: c.src.File, Line: line, Col: col, Check: check, Message: fmt.Sprintf(format, args...)}
	if !slices.ContainsFunc(c.Errors, func(g *source.Fault) bool { return *g == *f }) {
		c.Add(f)
	}
	return nil
}

// template compiles the whole template: one tree for each way in which its
// named optionals agree, weighted by their chances.
func (c *compiler) template(bad map[*Rule]bool) *grammar.Node {
	v := newVarying()
	if !c.collect(c.d.Body, v, bad) {
		return nil
	}
	vars, tables := slices.Sorted(maps.Keys(v.chances)), slices.Sorted(maps.Keys(v.tables))
	if len(vars) > maxVars {
		return c.fail(c.d.Body, "optionals", "%d names of optionals (%s) are more than %d", len(vars), strings.Join(vars, ", "), maxVars)
	}
	if c.variants(v) > maxVariants {
		return c.fail(c.d.Body, "table", "the rows of its tables (%s) that agree make more than %d variants: use one column of a table, or fewer rows", strings.Join(tables, ", "), maxVariants)
	}
	var kids []*grammar.Node
	var weights []float64
	for i := range 1 << len(vars) {
		c.vars, c.rows = map[string]bool{}, map[string][]string{}
		weight := 1.0
		for j, name := range vars {
			chance := v.chances[name] / 100
			if c.vars[name] = i>>j&1 == 0; !c.vars[name] {
				chance = 1 - chance
			}
			weight *= chance
		}
		if !c.chooseRows(v.tables, tables, weight, func(weight float64) bool {
			root := c.compile(c.d.Body)
			if c.failed || !c.required(root) {
				return false
			}
			kids, weights = append(kids, root), append(weights, weight)
			return true
		}) {
			return nil
		}
	}
	if len(kids) == 1 {
		weights = nil
	}
	return grammar.Choice(kids, weights)
}

// required checks that every derivation sets what the actions require.
func (c *compiler) required(root *grammar.Node) bool {
	for i, s := range c.d.Compiled.Slots {
		if s.Param.Required && root.Always>>i&1 == 0 {
			c.fail(c.d.Body, "required parameter", "%s requires %q, which this template %s",
				c.d.Actions[s.Call], s.Param.Name, map[bool]string{true: "may leave out", false: "never sets"}[root.May>>i&1 == 1])
			return false
		}
	}
	return true
}

// enter makes a rule the place where names are looked up; the function that it
// returns goes back.
func (c *compiler) enter(r *Rule) func() {
	src := c.src
	c.stack = append(c.stack, r)
	return func() {
		c.src = src
		c.stack = c.stack[:len(c.stack)-1]
	}
}

// rule looks a name up from where the compiler is.
func (c *compiler) rule(name string) *Rule {
	var in *Rule
	if len(c.stack) > 0 {
		in = c.stack[len(c.stack)-1]
	}
	return c.d.Rule(c.content, in, name)
}

func (c *compiler) ruleNames() []string {
	return append(slices.Sorted(maps.Keys(c.d.rules)), slices.Sorted(maps.Keys(c.content.rules))...)
}

// compile returns nil where it fails.
func (c *compiler) compile(e expr.Node) *grammar.Node {
	switch e := e.(type) {
	case *expr.Text:
		return grammar.Literal(e.Text)
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

// together compiles parts that stand in one derivation: no two may set the same
// parameter.
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
	r := c.rule(e.Name)
	k := memoKey{r, strings.Join(c.d.Actions, " "), c.agreement(r)}
	slotless := memoKey{r, "", k.vars}
	r.used = true
	for _, k := range []memoKey{slotless, k} {
		if n := c.memo[k]; n != nil {
			return n
		}
	}
	defer c.enter(r)()
	kids := make([]*grammar.Node, len(r.Alts))
	for i, alt := range r.Alts {
		c.src = alt.Src
		if kids[i] = c.compile(alt.Body); kids[i] == nil {
			return nil
		}
	}
	n := grammar.Choice(kids, even(r.Weights))
	if n.May == 0 { // it means the same for all actions
		k = slotless
	}
	n = n.Named("<" + r.name + ">")
	c.memo[k] = n
	return n
}
