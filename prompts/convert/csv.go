package convert

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

var csvDialect = &Dialect{
	Name:       "csv",
	Help:       "tables with columns of text and intent, separated by commas, semicolons or tabs",
	Holds:      Samples,
	extensions: []string{".csv", ".tsv"},
	nothing:    "no rows: rows with text and intent are wanted",
	recognize:  recognizeCSV,
	read:       readCSV,
}

// The names that columns of a header commonly have, the likeliest first, in lower case.
var (
	textColumns   = []string{"text", "utterance", "prompt", "query", "sentence", "example", "question", "phrase", "input", "message"}
	intentColumns = []string{"intent", "label", "action", "category", "class", "intent_name"}
	targetColumns = []string{"target", "call"}
)

func recognizeCSV(f *source) clue {
	text, err := f.text()
	if err != nil {
		return clue{}
	}
	t := tableOf(f, firstLines(text))
	if len(t.rows) == 0 {
		return clue{}
	}
	head := t.rows[0].cells
	if columnOf(head, textColumns) >= 0 && (columnOf(head, intentColumns) >= 0 || columnOf(head, targetColumns) >= 0) {
		return clue{likely, "has a header with " + strings.Join(head, ", ")}
	}
	if slices.Contains([]string{".csv", ".tsv"}, f.extension()) && t.even(2) {
		return clue{likely, "has two columns"}
	}
	return clue{}
}

// firstLines is as much of a file as shows its columns.
func firstLines(text string) string {
	end := 0
	for range 100 {
		i := strings.IndexByte(text[end:], '\n')
		if i < 0 {
			return text
		}
		end += i + 1
	}
	return text[:end]
}

// table is a file of rows.
type table struct{ rows []tableRow }

type tableRow struct {
	at    place
	cells []string
	err   error // why the row cannot be read
}

// even reports whether every row has n cells.
func (t *table) even(n int) bool {
	return len(t.rows) > 0 && !slices.ContainsFunc(t.rows, func(r tableRow) bool { return r.err == nil && len(r.cells) != n })
}

// intentFirst reports whether the first of two columns looks like intents: its cells
// are words without spaces, and fewer different ones than those of the second.
func (t *table) intentFirst() bool {
	var all [2]map[string]bool
	var spaces [2]bool
	for i := range all {
		all[i] = map[string]bool{}
		for _, r := range t.rows {
			if r.err != nil {
				continue
			}
			all[i][r.cells[i]] = true
			spaces[i] = spaces[i] || strings.Contains(strings.TrimSpace(r.cells[i]), " ")
		}
	}
	return len(all[0]) < len(all[1]) && !spaces[0] && spaces[1]
}

// table reads a file of rows. Tabs separate the cells of a .tsv file; of another, what
// occurs most in its first line: commas, semicolons or tabs. A line sep=; as Excel has it
// says so itself.
func (s *source) table() (*table, error) {
	text, err := s.text()
	if err != nil {
		return nil, err
	}
	return tableOf(s, text), nil
}

// tableOf reads the rows of a file's text.
func tableOf(s *source, text string) *table {
	first, rest, _ := strings.Cut(text, "\n")
	skipped := 0
	comma := commaOf(first, s.extension())
	if mark, ok := strings.CutPrefix(first, "sep="); ok && len([]rune(mark)) == 1 {
		comma, text, skipped = []rune(mark)[0], rest, 1
	}
	t := &table{}
	quoted := true
	for _, r := range readRows(text, comma) {
		r.at = place{s.path, r.at.line + skipped}
		quoted = quoted && r.err == nil
		t.rows = append(t.rows, r)
	}
	if comma == '\t' && !quoted {
		t.rows = nil
		for i, line := range strings.Split(text, "\n") {
			if strings.TrimSpace(line) == "" {
				continue
			}
			t.rows = append(t.rows, tableRow{at: place{s.path, i + 1 + skipped}, cells: strings.Split(line, "\t")})
		}
	}
	return t
}

// commaOf is what separates the cells of a file with some first line.
func commaOf(first, extension string) rune {
	comma := ','
	for _, mark := range []rune{';', '\t'} {
		if strings.Count(first, string(mark)) > strings.Count(first, string(comma)) {
			comma = mark
		}
	}
	if extension == ".tsv" {
		comma = '\t'
	}
	return comma
}

// readRows reads rows with quotes around cells. A quote inside a cell without quotes
// is part of it. A row that cannot be read has an error.
func readRows(text string, comma rune) []tableRow {
	lines := strings.Split(text, "\n")
	r := newTableReader(text, comma)
	var out []tableRow
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out
		}
		var bad *csv.ParseError
		if !errors.As(err, &bad) {
			if err != nil {
				return append(out, tableRow{err: err})
			}
			line, _ := r.FieldPos(0)
			out = append(out, tableRow{at: place{line: line}, cells: cells})
			continue
		}
		row := tableRow{at: place{line: bad.StartLine}, err: errQuotes}
		if errors.Is(bad.Err, csv.ErrBareQuote) && bad.StartLine == bad.Line {
			one := newTableReader(lines[bad.Line-1], comma)
			one.LazyQuotes = true
			row.cells, row.err = one.Read()
		}
		out = append(out, row)
	}
}

var errQuotes = errors.New("the quotes of a cell are not closed, or not doubled inside it: rows may be lost up to the next quote")

func newTableReader(text string, comma rune) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = comma, -1
	return r
}

// columnOf finds the first of some names in a header, in any case, -1 for none.
func columnOf(head, names []string) int {
	for _, name := range names {
		if i := slices.IndexFunc(head, func(cell string) bool { return strings.EqualFold(words(cell), name) }); i >= 0 {
			return i
		}
	}
	return -1
}

// columns are the places of the cells of a row; -1 is none.
type columns struct{ text, intent, target int }

// The columns that tell a row from others; a pack has no use for them.
var (
	idColumns    = []string{"id", "uid", "guid", "row_id", "example_id"}
	splitColumns = []string{"split", "set", "subset", "partition"}
)

// columnsOf finds the columns that the user names, else those that a header commonly
// has, else the two of a file without a header. It reports whether there is a header.
func (im *Import) columnsOf(f *source, t *table) (c columns, header bool, err error) {
	c = columns{-1, -1, -1}
	if len(t.rows) == 0 {
		return c, false, nil
	}
	head := t.rows[0]
	for _, col := range []struct {
		to    *int
		given string
		names []string
	}{
		{&c.text, im.opts.TextColumn, textColumns}, {&c.intent, im.opts.IntentColumn, intentColumns}, {&c.target, im.opts.TargetColumn, targetColumns},
	} {
		names := col.names
		if col.given != "" {
			names = []string{col.given}
		}
		if *col.to = columnOf(head.cells, names); *col.to < 0 && col.given != "" {
			return c, true, fail(head.at, "no column is named %q: the header has %s", col.given, strings.Join(head.cells, ", "))
		}
	}
	switch {
	case im.opts.IntentColumn != "" && im.opts.TargetColumn == "":
		c.target = -1
	case im.opts.TargetColumn != "" && im.opts.IntentColumn == "", c.target >= 0:
		c.intent = -1
	}
	switch {
	case c.text >= 0 && (c.intent >= 0 || c.target >= 0):
		return c, true, nil
	case t.even(2) && !im.opts.columns():
		if t.intentFirst() {
			im.note(head.at, "without a header, the first column is read as intents: its cells are fewer and have no spaces")
			return columns{1, 0, -1}, false, nil
		}
		return columns{0, 1, -1}, false, nil
	}
	return c, true, fail(head.at, "columns of text and intent are not found among %s: name them with --text-column and --intent-column", strings.Join(head.cells, ", "))
}

func readCSV(im *Import, files []*source) error {
	rows := &callRows{Import: im}
	im.schema = im.opts.Schema
	for _, f := range files {
		t, err := f.table()
		if err != nil {
			return err
		}
		c, header, err := im.columnsOf(f, t)
		if err == nil {
			err = im.tableRows(t, c, header, rows)
		}
		if err := im.leave(place{file: f.path}, err); err != nil {
			return err
		}
	}
	if len(im.records) > 0 {
		d := *im.Dialect
		d.Holds, im.Dialect = Records, &d
		return nil
	}
	return rows.finish()
}

// tableRows adds the rows of a table.
func (im *Import) tableRows(t *table, c columns, header bool, calls *callRows) error {
	id, split, ref, history := -1, -1, -1, -1
	if header {
		ref, history = columnOf(t.rows[0].cells, []string{"reference_date"}), columnOf(t.rows[0].cells, []string{"history"})
		id, split = columnOf(t.rows[0].cells, idColumns), columnOf(t.rows[0].cells, splitColumns)
		for i, name := range t.rows[0].cells {
			if i != c.text && i != c.intent && i != c.target && !(im.schema != nil && (i == id || i == ref || i == history)) {
				im.note(t.rows[0].at, "column %q is not read", name)
			}
		}
		t.rows = t.rows[1:]
	}
	for _, r := range t.rows {
		if im.opts.asFound && r.err == nil {
			for i := len(r.cells); i <= max(c.text, c.intent, c.target); i++ {
				r.cells = append(r.cells, "")
			}
		}
		had := len(im.samples)
		var err error
		if text := r.cell(c.text); im.schema != nil && r.err == nil && r.cell(c.target) != "" && text != "" {
			err = im.reviewRow(&reviewed{id: r.cell(id), text: text, ref: r.cell(ref), target: r.cell(c.target)}, r.cell(history), r.at)
		} else {
			err = im.tableRow(r, c, calls)
		}
		if len(im.samples) > had {
			im.samples[had].id, im.samples[had].split = r.cell(id), dataset.SplitOf(r.cell(split))
		}
		if err := im.leave(r.at, err); err != nil {
			return err
		}
	}
	return nil
}

// reviewRow adds a row that a person has corrected, with the turns before it as JSON.
func (im *Import) reviewRow(r *reviewed, history string, at place) (err error) {
	if r.history, err = turnsOf(json.RawMessage(history)); err != nil {
		return fail(at, "%w", err)
	}
	return im.review(r, at)
}

// cell is "" where the row has no such cell.
func (r *tableRow) cell(i int) string {
	if i < 0 || i >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

// tableRow adds a row.
func (im *Import) tableRow(r tableRow, c columns, calls *callRows) error {
	if r.err != nil {
		return fail(r.at, "%w", r.err)
	}
	if most := max(c.text, c.intent, c.target); most >= len(r.cells) {
		return fail(r.at, "the row has %d cells, and %d are wanted", len(r.cells), most+1)
	}
	text := strings.TrimSpace(r.cells[c.text])
	if im.opts.asFound && c.target < 0 {
		im.sample(words(r.cells[c.intent]), r.at, []part{{text: r.cells[c.text]}})
		return nil
	}
	if text == "" {
		return fail(r.at, "row without text")
	}
	if c.target >= 0 {
		return calls.add(r.at, text, r.cells[c.target])
	}
	intent := words(r.cells[c.intent])
	if intent == "" {
		return fail(r.at, "row without an intent: %q", text)
	}
	im.sample(intent, r.at, []part{{text: text}})
	return nil
}
