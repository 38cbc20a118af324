package pack

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

func (c *compiler) tableOf(key string) *table {
	name, _, _ := strings.Cut(key, "#")
	return c.content.tables[name]
}

// known checks that a table has the columns that are named.
func (c *compiler) known(e *expr.Column) bool {
	t := c.content.tables[e.Table]
	if t == nil {
		c.fail(e, "undefined table", "there is no lexicons/%s.csv%s", e.Table, text.Suggest(e.Table, slices.Sorted(maps.Keys(c.content.tables))))
		return false
	}
	for _, column := range e.Columns() {
		if _, ok := t.columns[column]; !ok {
			c.fail(e, "undefined column", "%s has no column %q%s", t.file, column, text.Suggest(column, slices.Sorted(maps.Keys(t.columns))))
			return false
		}
	}
	return true
}

// column compiles the words of a column: those of the chosen row, or of any row if
// none is chosen.
func (c *compiler) column(e *expr.Column) (*grammar.Node, *Lexicon) {
	t := c.content.tables[e.Table]
	t.used = true
	lex := c.columnLexicon(t, e)
	if lex == nil {
		return nil, nil
	}
	if row := c.rows[e.Key()]; row != nil {
		return t.cellWords(e, row, c.content.Spacing), lex
	}
	return lex.Root, lex
}

// columnLexicon is a column as a lexicon of its own, made when it is first used.
func (c *compiler) columnLexicon(t *table, e *expr.Column) *Lexicon {
	name := e.Table + "." + strings.Join(e.Columns(), "=")
	if lex := c.content.Lexicons[name]; lex != nil {
		return lex
	}
	lex := &Lexicon{Name: name, File: t.file, line: 1, used: true}
	var kids []*grammar.Node
	var weights []float64
	for _, row := range t.project(e.Columns()) {
		canonical := ""
		if e.Canonical != "" {
			canonical = row.cells[t.columns[e.Canonical]]
		}
		for _, column := range e.Columns() {
			if slices.Contains(surfaces(row.cells[t.columns[column]]), "") {
				c.failed = true
				c.Add(&source.Fault{File: t.file, Line: row.line, Check: "table", Message: fmt.Sprintf("column %q has no words here, and a template uses it", column)})
				return nil
			}
		}
		for _, s := range surfaces(row.cells[t.columns[e.Column]]) {
			lex.Entries = append(lex.Entries, Entry{Canonical: canonical, Surface: s, Line: row.line})
		}
		kids, weights = append(kids, t.cellWords(e, row.cells, c.content.Spacing)), append(weights, row.weight)
	}
	lex.Root = grammar.Choice(kids, even(weights))
	c.content.Lexicons[name] = lex
	return lex
}
