package eval

import (
	"fmt"
	"path/filepath"
	"strings"
)

// A grid is a table of a page. The first row is the header.
type grid struct {
	Title, Note string
	Rows        [][]string
}

// PutBeside shows another report on the pages of r: that of another run on the
// same gold, beside it, or that of a benchmark.
func (r *Report) PutBeside(o *Report) error {
	switch {
	case len(o.Precisions) > 0:
	case o.Gold == nil || r.Gold == nil || o.Gold.Fingerprint != r.Gold.Fingerprint:
		return &MismatchError{File: o.Name, Why: "is of another gold set: its scores cannot stand beside these"}
	}
	r.Beside = append(r.Beside, o)
	return nil
}

// run names what a report is of: the model and precision, or the predictions.
func (r *Report) run() string {
	if r.Run != nil && r.Run.Precision != "" {
		return plain(filepath.Base(r.Run.Model) + " " + r.Run.Precision)
	}
	if r.Predictions != nil {
		return plain(r.Predictions.Path)
	}
	return plain(r.Name)
}

// grids are what stands beside r, as tables: the runs first.
func (r *Report) grids() []grid {
	runs := []*Report{r}
	var benches []grid
	for _, o := range r.Beside {
		if len(o.Precisions) > 0 {
			benches = append(benches, grid{"Benchmark", o.benchNote(), o.benchTable()})
		} else {
			runs = append(runs, o)
		}
	}
	if len(runs) == 1 {
		return benches
	}
	side := grid{Title: "Runs side by side", Rows: [][]string{{""}}}
	for _, o := range runs {
		side.Rows[0] = append(side.Rows[0], o.run(), "95 % interval")
	}
	for _, k := range r.shown() {
		row := []string{k.Label}
		for _, o := range runs {
			m := o.Metrics[k.Name]
			row = append(row, formatValue(m.Value, k.Unit), formatInterval(m, k.Unit))
		}
		side.Rows = append(side.Rows, row)
	}
	return append([]grid{side}, benches...)
}

// markdown writes a grid under its title.
func (g *grid) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "## %s\n\n", g.Title)
	mdTable(b, g.Rows[0], g.Rows[1:])
	if g.Note != "" {
		b.WriteString(md(g.Note) + "\n\n")
	}
}
