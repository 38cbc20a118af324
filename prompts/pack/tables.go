package pack

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/prompts/source"

	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// maxVariants is how many variants a template may have: it is compiled once for
// each way in which its named optionals and the rows of its tables agree.
const maxVariants = 20_000

// readTable reads lexicons/NAME.csv.
func (l *loader) readTable(f packFile) {
	name := strings.TrimSuffix(path.Base(f.name), ".csv")
	fault := func(line, col int, format string, args ...any) {
		l.Add(&source.Fault{File: f.name, Line: line, Col: col, Check: "table", Message: fmt.Sprintf(format, args...)})
	}
	if strings.Trim(name, nameBytes) != "" {
		fault(0, 0, "table %q: a name has letters, digits, _ and - only", name)
		return
	}
	t := &table{name: name, file: f.name, columns: map[string]int{}}
	if before := l.content.tables[name]; before != nil {
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
			fault(line, col, "column %q is there twice", column)
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
			l.content.tables[name] = t
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
			if row.weight, err = strconv.ParseFloat(row.cells[i], 64); err != nil || !(row.weight > 0 && row.weight <= maxWeight) {
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

// surfaces splits a cell into its alternative words, which bars separate.
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

// cellWords returns the words of a row's column. If the expression names a second
// column, that column's cell is the value of the words.
func (t *table) cellWords(e *expr.Column, row []string, sp grammar.Spacing) *grammar.Node {
	var kids []*grammar.Node
	for _, s := range surfaces(row[t.columns[e.Column]]) {
		kids = append(kids, sp.Literal(s))
	}
	words := grammar.Choice(kids, nil)
	if e.Canonical == "" {
		return words
	}
	return grammar.ValueNode(row[t.columns[e.Canonical]], words)
}

// project returns the rows as the given columns see them. Rows with equal cells in
// those columns become one.
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
