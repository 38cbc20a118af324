package table

import (
	"bytes"
	"io"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// Write prints the table for a terminal of a width in columns; 0 is one that is
// as wide as the table.
func (t *Table) Write(w io.Writer, width int) error {
	if len(t.Columns) == 0 {
		return nil
	}
	for i, g := range t.fit(width) {
		if i > 0 {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		if err := g.write(w, t.Indent); err != nil {
			return err
		}
	}
	return nil
}

// write prints one block. Lines have no spaces at their end.
func (g *grid) write(w io.Writer, indent int) error {
	var b bytes.Buffer
	out := tablewriter.NewTable(&b, g.options()...)
	if g.titles != nil {
		out.Header(g.titles)
	}
	if err := out.Bulk(g.rows); err != nil {
		return err
	}
	if err := out.Render(); err != nil {
		return err
	}
	for line := range strings.Lines(b.String()) {
		line = strings.TrimRight(strings.Repeat(" ", indent)+line, " \n")
		if _, err := io.WriteString(w, line+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// options make tablewriter print columns with nothing but a gap between them,
// and leave the cells as they are: by default it changes titles to upper case
// and takes "_" out of them.
func (g *grid) options() []tablewriter.Option {
	gap := tw.Padding{Right: strings.Repeat(" ", g.gap), Overwrite: true}
	cells := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
		Padding:    tw.CellPadding{Global: gap},
		Alignment:  tw.CellAlignment{Global: tw.AlignLeft},
	}
	for _, k := range g.kinds {
		align := tw.AlignLeft
		if k == Number {
			align = tw.AlignRight
		}
		cells.Alignment.PerColumn = append(cells.Alignment.PerColumn, align)
	}
	return []tablewriter.Option{
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders:  tw.BorderNone,
			Symbols:  tw.NewSymbols(tw.StyleNone),
			Settings: tw.Settings{Separators: tw.SeparatorsNone, Lines: tw.LinesNone},
		})),
		tablewriter.WithConfig(tablewriter.Config{Header: cells, Row: cells, Behavior: tw.Behavior{TrimSpace: tw.Off, TrimLine: tw.Off, AutoHide: tw.Off}}),
		tablewriter.WithEastAsian(tw.Off), // "–" and "·" are one column wide in every locale
	}
}
