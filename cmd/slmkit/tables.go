package main

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"

	"github.com/slmkit/slmkit/eval/table"
)

// tableWidth is how wide a table on w may be: as wide as the terminal, else as
// COLUMNS says. It is 0, any width, for a file or a pipe, so that a row stays on
// one line for the programs that read it.
func tableWidth(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			return width
		}
	}
	columns, _ := strconv.Atoi(os.Getenv("COLUMNS"))
	return max(columns, 0)
}

// printTable prints a table on stdout.
func (a *app) printTable(t *table.Table) error { return t.Write(a.out, tableWidth(a.out)) }
