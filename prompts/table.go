package prompts

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// table is a CSV file of lexicons: a header, and rows whose columns belong
// together. A column named weight holds the weights of the rows.
type table struct {
	name, file string
	columns    map[string]int
	rows       []tableRow
	used       bool
}

type tableRow struct {
	cells  []string
	line   int
	weight float64
}

// maxVariants is how many variants a template may have: it is compiled once for
// each way in which its named optionals and the rows of its tables agree.
const maxVariants = 20_000

// readTable reads lexicons/NAME.csv.
func (l *loader) readTable(f packFile) {
	name := strings.TrimSuffix(path.Base(f.name), ".csv")
	fault := func(line, col int, format string, args ...any) {
		l.Add(&Fault{File: f.name, Line: line, Col: col, Check: "table", Message: fmt.Sprintf(format, args...)})
	}
	if strings.Trim(name, nameBytes) != "" {
		fault(0, 0, "table %q: a name has letters, digits, _ and - only", name)
		return
	}
	t := &table{name: name, file: f.name, columns: map[string]int{}}
	if before := l.pack.tables[name]; before != nil {
		fault(0, 0, "table %q is also %s", name, before.file)
		return
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(f.data, []byte("\ufeff"))))
	r.FieldsPerRecord, r.ReuseRecord = -1, false
	header, err := r.Read()
	if err != nil {
		fault(1, 0, "no header: the first line names the columns")
		return
	}
	for i, column := range header {
		column = strings.TrimSpace(column)
		line, col := r.FieldPos(i)
		switch _, twice := t.columns[column]; {
		case column == "" || strings.Trim(column, nameBytes) != "":
			fault(line, col, "column %q: a name has letters, digits, _ and - only", column)
		case twice:
			fault(line, col, "column %q stands twice", column)
		}
		t.columns[column] = i
	}
	for {
		cells, err := r.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			if len(t.rows) == 0 {
				fault(1, 0, "no rows")
			}
			l.pack.tables[name] = t
			return
		case errors.As(err, &bad):
			fault(bad.Line, bad.Column, "%v", bad.Err)
			return
		}
		line, _ := r.FieldPos(0)
		if len(cells) != len(header) {
			fault(line, 0, "%d cells, the header has %d", len(cells), len(header))
			continue
		}
		row := tableRow{line: line, weight: 1}
		for _, cell := range cells {
			row.cells = append(row.cells, strings.Join(strings.Fields(cell), " "))
		}
		if i, ok := t.columns["weight"]; ok {
			if row.weight, err = strconv.ParseFloat(row.cells[i], 64); err != nil || !(row.weight > 0 && row.weight <= million) {
				_, col := r.FieldPos(i)
				fault(line, col, "weight %q is not a number above 0", row.cells[i])
				row.weight = 1
			}
		}
		t.rows = append(t.rows, row)
	}
}

// nameBytes are those of a name, see isName.
const nameBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

// surfaces are the words of a cell: alternatives stand between bars.
func surfaces(cell string) []string {
	var out []string
	var b strings.Builder
	for i := 0; i < len(cell); i++ {
		switch c := cell[i]; {
		case c == '\\' && i+1 < len(cell) && strings.IndexByte(`\|`, cell[i+1]) >= 0:
			i++
			b.WriteByte(cell[i])
		case c == '|':
			out = append(out, strings.TrimSpace(b.String()))
			b.Reset()
		default:
			b.WriteByte(c)
		}
	}
	return append(out, strings.TrimSpace(b.String()))
}

// cellWords is the words of a row's column, standing for those of another where
// that is named.
func (t *table) cellWords(e *expr.Column, row []string) *grammar.Node {
	var kids []*grammar.Node
	for _, s := range surfaces(row[t.columns[e.Column]]) {
		kids = append(kids, grammar.Literal(s))
	}
	words := grammar.Choice(kids, nil)
	if e.Canonical == "" {
		return words
	}
	return grammar.ValueNode(row[t.columns[e.Canonical]], words)
}

// project is the rows as some columns see them: those that are the same there
// are one.
func (t *table) project(columns []string) []tableRow {
	at := map[string]int{}
	var out []tableRow
	for _, row := range t.rows {
		key := ""
		for _, c := range columns {
			key += row.cells[t.columns[c]] + "\x00"
		}
		if i, known := at[key]; known {
			out[i].weight += row.weight
			continue
		}
		at[key] = len(out)
		out = append(out, row)
	}
	return out
}

// chooseRows calls each for every choice of a row of each of the tables that
// more than one column is used of, with the weight of the choice.
func (c *compiler) chooseRows(tables map[string]map[string]bool, keys []string, weight float64, each func(float64) bool) bool {
	if len(keys) == 0 {
		return each(weight)
	}
	columns := slices.Sorted(maps.Keys(tables[keys[0]]))
	if len(columns) < 2 {
		return c.chooseRows(tables, keys[1:], weight, each)
	}
	for _, row := range c.tableOf(keys[0]).project(columns) {
		c.rows[keys[0]] = row.cells
		if !c.chooseRows(tables, keys[1:], weight*row.weight, each) {
			return false
		}
	}
	return true
}

// variants is how often a template is compiled.
func (c *compiler) variants(v *varying) int {
	n := 1 << len(v.chances)
	for key, columns := range v.tables {
		if len(columns) > 1 {
			n *= len(c.tableOf(key).project(slices.Sorted(maps.Keys(columns))))
		}
		n = min(n, maxVariants+1)
	}
	return n
}

func (c *compiler) tableOf(key string) *table {
	name, _, _ := strings.Cut(key, "#")
	return c.pack.tables[name]
}

// known checks that a table has the columns that are named.
func (c *compiler) known(e *expr.Column) bool {
	t := c.pack.tables[e.Table]
	if t == nil {
		c.fail(e, "undefined table", "there is no lexicons/%s.csv%s", e.Table, source.Suggest(e.Table, slices.Sorted(maps.Keys(c.pack.tables))))
		return false
	}
	for _, column := range e.Columns() {
		if _, ok := t.columns[column]; !ok {
			c.fail(e, "undefined column", "%s has no column %q%s", t.file, column, source.Suggest(column, slices.Sorted(maps.Keys(t.columns))))
			return false
		}
	}
	return true
}

// column compiles the words of a column: of the row at hand, or of any.
func (c *compiler) column(e *expr.Column) (*grammar.Node, *lexicon) {
	t := c.pack.tables[e.Table]
	t.used = true
	lex := c.columnLexicon(t, e)
	if lex == nil {
		return nil, nil
	}
	if row := c.rows[e.Key()]; row != nil {
		return t.cellWords(e, row), lex
	}
	return lex.root, lex
}

// columnLexicon is a column as a lexicon of its own, made when it is first used.
func (c *compiler) columnLexicon(t *table, e *expr.Column) *lexicon {
	name := e.Table + "." + strings.Join(e.Columns(), "=")
	if lex := c.pack.lexicons[name]; lex != nil {
		return lex
	}
	lex := &lexicon{name: name, file: t.file, line: 1, used: true}
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
				c.Add(&Fault{File: t.file, Line: row.line, Check: "table", Message: fmt.Sprintf("column %q has no words here, and a template uses it", column)})
				return nil
			}
		}
		for _, s := range surfaces(row.cells[t.columns[e.Column]]) {
			lex.entries = append(lex.entries, entry{canonical: canonical, surface: s, line: row.line})
		}
		kids, weights = append(kids, t.cellWords(e, row.cells)), append(weights, row.weight)
	}
	lex.root = grammar.Choice(kids, even(weights))
	c.pack.lexicons[name] = lex
	return lex
}
