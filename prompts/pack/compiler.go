package pack

import (
	"fmt"
	"maps"
	"slices"

	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// compilation is what the compilers of all templates share.
type compilation struct {
	*loader
	memo    map[memoKey]*grammar.Node
	varying map[*Rule]*varying // of all below a rule
	read    map[wordsKey]*grammar.Node
	live    map[*grammar.Node]*grammar.Node // nodes without what is left out
	less    map[restrictKey]map[*grammar.Node]*grammar.Node
}

func newCompilation(l *loader) *compilation {
	return &compilation{
		loader: l, memo: map[memoKey]*grammar.Node{}, varying: map[*Rule]*varying{},
		read: map[wordsKey]*grammar.Node{}, live: map[*grammar.Node]*grammar.Node{}, less: map[restrictKey]map[*grammar.Node]*grammar.Node{},
	}
}

// compiler turns the expression of one template into a tree. While it walks,
// src is the scalar that the expression at hand was written in.
type compiler struct {
	*compilation
	d      *Draft
	src    source.Text
	stack  []*Rule
	vars   map[string]bool     // the names of optionals, as they are now
	rows   map[string][]string // the rows of tables that more than one column is used of, as they are now
	talk   *talk               // of a dialogue, else nil
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

// varying holds the reasons to compile a template more than once: the chances that
// its named optionals are true, and the columns that it reads of each table row.
type varying struct {
	chances map[string]float64
	tables  map[string]map[string]bool
}

func newVarying() *varying { return &varying{map[string]float64{}, map[string]map[string]bool{}} }
