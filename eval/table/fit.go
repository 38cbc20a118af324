package table

import (
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// Spaces between columns, and where the table would be too wide.
const (
	wideGap   = 3
	narrowGap = 2
)

// The least widths that columns shrink to.
const (
	leastName  = 12
	leastProse = 20
)

// ellipsis ends a name that was cut.
const ellipsis = "…"

// grid is a part of a table that is printed as one block.
type grid struct {
	kinds  []Kind
	titles []string // nil where there are none
	rows   [][]string
	widths []int
	gap    int
}

// fit splits a table into blocks that fit into the given number of terminal
// columns; 0 means no limit.
func (t *Table) fit(columns int) []grid {
	g := grid{titles: t.titles(), rows: t.cells(), gap: wideGap}
	for _, c := range t.Columns {
		g.kinds = append(g.kinds, c.Kind)
	}
	g.measure()
	if columns <= 0 || g.shrink(columns-t.Indent) {
		return []grid{g}
	}
	return g.split(columns - t.Indent)
}

// measure sets the widths that columns have where there is room for all.
func (g *grid) measure() {
	g.widths = make([]int, len(g.kinds))
	for _, row := range append([][]string{g.titles}, g.rows...) {
		for c, cell := range row {
			g.widths[c] = max(g.widths[c], width(cell))
		}
	}
}

func (g *grid) total() int {
	sum := g.gap * (len(g.widths) - 1)
	for _, w := range g.widths {
		sum += w
	}
	return sum
}

// shrink makes the block at most as wide as the room for it and cuts and wraps its cells. It
// reports whether that was possible without breaking a number; if not, the
// block is as it was.
func (g *grid) shrink(room int) bool {
	if g.total() <= room {
		return true
	}
	was := *g
	g.gap, g.widths = narrowGap, append([]int(nil), was.widths...)
	for _, step := range []struct {
		kind  Kind
		least int
	}{{Prose, leastProse}, {Name, leastName}} {
		for g.total() > room {
			c := g.widest(step.kind)
			if c < 0 || g.widths[c] <= step.least {
				break
			}
			g.widths[c]--
		}
	}
	if g.total() > room {
		*g = was
		return false
	}
	for c := range g.kinds {
		g.cut(c)
	}
	return true
}

// widest returns the widest column of a kind, -1 where there is none.
func (g *grid) widest(k Kind) int {
	at := -1
	for c, kind := range g.kinds {
		if kind == k && (at < 0 || g.widths[c] > g.widths[at]) {
			at = c
		}
	}
	return at
}

// cut brings the cells of a column down to its width.
func (g *grid) cut(column int) {
	w := g.widths[column]
	for _, row := range append([][]string{g.titles}, g.rows...) {
		switch {
		case row == nil || width(row[column]) <= w:
		case g.kinds[column] == Prose:
			row[column] = wrap(row[column], w)
		default:
			row[column] = truncate(row[column], w)
		}
	}
}

// split puts columns into several blocks, each beginning with the first column.
func (g *grid) split(room int) []grid {
	var blocks []grid
	for from := 1; from < len(g.kinds); {
		to := len(g.kinds)
		block := g.part(from, to)
		for !block.shrink(room) && to > from+1 {
			to--
			block = g.part(from, to)
		}
		blocks = append(blocks, block)
		from = to
	}
	if len(blocks) == 0 {
		return []grid{*g}
	}
	return blocks
}

// part returns the first column and those of a range as a block of its own.
func (g *grid) part(from, to int) grid {
	pick := func(cells []string) []string {
		if cells == nil {
			return nil
		}
		return append([]string{cells[0]}, cells[from:to]...)
	}
	p := grid{kinds: append([]Kind{g.kinds[0]}, g.kinds[from:to]...), titles: pick(g.titles), gap: g.gap}
	for _, row := range g.rows {
		p.rows = append(p.rows, pick(row))
	}
	p.measure()
	return p
}

// truncate shortens a text to a width, with an ellipsis at its end.
func truncate(s string, room int) string {
	out, used := "", 0
	for _, r := range s {
		w := width(string(r))
		if used+w > room-1 {
			break
		}
		out, used = out+string(r), used+w
	}
	return strings.TrimRight(out, " ") + ellipsis
}

// wrap breaks a text into lines between words. A word that is too wide for a
// line ends in an ellipsis.
func wrap(s string, room int) string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		if width(word) > room {
			word = truncate(word, room)
		}
		switch {
		case line == "":
			line = word
		case width(line)+1+width(word) <= room:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return strings.Join(append(lines, line), "\n")
}

// width is how many columns of a terminal a text takes. It does not depend on
// the locale.
func width(s string) int { return twwidth.WidthWithOptions(s, twwidth.Options{}) }
