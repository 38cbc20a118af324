package table

import (
	"io"
	"strings"
)

var markdownEscapes = strings.NewReplacer(`\`, `\\`, "|", `\|`, "`", "\\`", "*", `\*`, "_", `\_`, "<", "&lt;", ">", "&gt;",
	"[", `\[`, "]", `\]`, "#", `\#`)

// EscapeMarkdown makes a text safe in Markdown, also in a cell of a table.
func EscapeMarkdown(s string) string { return markdownEscapes.Replace(Plain(s)) }

// Markdown prints the table as Markdown. It escapes titles and cells.
func (t *Table) Markdown(w io.Writer) error {
	var b strings.Builder
	row := func(cells []string) {
		b.WriteString("|")
		for _, c := range cells {
			b.WriteString(" " + EscapeMarkdown(c) + " |")
		}
		b.WriteString("\n")
	}
	titles, rule := make([]string, len(t.Columns)), "|"
	for i, c := range t.Columns {
		titles[i] = c.Title
		if c.Kind == Number {
			rule += " ---: |"
		} else {
			rule += " --- |"
		}
	}
	row(titles)
	b.WriteString(rule + "\n")
	for _, cells := range t.cells() {
		row(cells)
	}
	b.WriteString("\n")
	_, err := io.WriteString(w, b.String())
	return err
}
