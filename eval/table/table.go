package table

import (
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// A Table is rows of cells under column titles. Cells that a row lacks at its
// end are empty.
type Table struct {
	Columns []Column
	Rows    [][]string
	Indent  int // spaces before each line on a terminal
}

// Column is a column's title and what its cells hold. A table whose titles are
// all empty has no header on a terminal.
type Column struct {
	Title string
	Kind  Kind
}

// Kind says how the cells of a column are aligned and what happens to those
// that are too wide.
type Kind int

// The kinds of columns.
const (
	Name   Kind = iota // aligned on the left; ends in an ellipsis where there is no room
	Number             // aligned on the right; is never broken
	Prose              // aligned on the left; goes on in the next line
)

// New returns a table without rows.
func New(columns ...Column) *Table { return &Table{Columns: columns} }

// Names is a column of names.
func Names(title string) Column { return Column{title, Name} }

// Numbers is a column of numbers, with their units.
func Numbers(title string) Column { return Column{title, Number} }

// Text is a column of prose.
func Text(title string) Column { return Column{title, Prose} }

// Add adds a row. Cells beyond the last column are left out.
func (t *Table) Add(cells ...string) {
	t.Rows = append(t.Rows, cells[:min(len(cells), len(t.Columns))])
}

// Plain takes out of a text what would confuse a terminal or a page: control
// characters, line ends and runs of spaces. The result is in Unicode's form C.
func Plain(s string) string {
	return text.Exact(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return ' '
		}
		return r
	}, s))
}

// clean is Plain, but for the spaces that indent a cell.
func clean(s string) string {
	return strings.Repeat(" ", len(s)-len(strings.TrimLeft(s, " "))) + Plain(s)
}

// cells returns the cleaned cells of all rows, each row as long as the header.
func (t *Table) cells() [][]string {
	rows := make([][]string, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = make([]string, len(t.Columns))
		for c := range min(len(row), len(t.Columns)) {
			rows[i][c] = clean(row[c])
		}
	}
	return rows
}

// titles returns the cleaned titles, nil where all are empty.
func (t *Table) titles() []string {
	out, any := make([]string, len(t.Columns)), false
	for i, c := range t.Columns {
		out[i] = clean(c.Title)
		any = any || out[i] != ""
	}
	if !any {
		return nil
	}
	return out
}
