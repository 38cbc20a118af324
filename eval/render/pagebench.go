package render

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// benchPart shows a benchmark: a picture of accuracy by latency, where it measured both,
// and its tables.
type benchPart struct {
	Note    string
	Pareto  *chart
	Latency *chart
	Why     string // a precision is recommended
	Tables  []section
}

func newBench(b *report.Bench, i int) *benchPart {
	if len(b.Precisions) == 0 {
		return nil
	}
	out := &benchPart{Note: b.Setting(), Pareto: newPareto(b.Pareto), Latency: newBenchLatency(b)}
	for _, c := range []*chart{out.Pareto, out.Latency} {
		if c != nil {
			c.ID += fmt.Sprint("-", i)
		}
	}
	for _, r := range b.Pareto {
		if r.Recommended {
			out.Why = fmt.Sprintf("%s is recommended: %s.", r.Label(), r.Why)
		}
	}
	if len(b.Pareto) > 0 {
		out.Tables = append(out.Tables, section{Title: "Accuracy, latency and size", Table: paretoRows(b)})
	}
	out.Tables = append(out.Tables, section{Title: "Times and memory", Table: benchRows(b)})
	return out
}

// newPareto draws what was measured by latency and accuracy, with a line through those
// that nothing beats. It returns nil where fewer than two have both.
func newPareto(rows []report.ParetoRow) *chart {
	var shown []report.ParetoRow
	for _, r := range rows {
		if r.Accuracy.Value != nil && r.Latency.Value != nil {
			shown = append(shown, r)
		}
	}
	if len(shown) < 2 {
		return nil
	}
	low, high, slowest, largest := 1.0, 0.0, 0.0, 0.0
	for _, r := range shown {
		low, high, slowest = min(low, *r.Accuracy.Value), max(high, *r.Accuracy.Value), max(slowest, *r.Latency.Value)
		if r.Size.Value != nil {
			largest = max(largest, *r.Size.Value)
		}
	}
	room := max(0.3*(high-low), 0.01)
	s := scale{0, 1.25 * slowest, max(low-room, 0), min(high+room, 1)}
	c := &chart{Open: true, ID: "pareto", Title: "Accuracy by latency", XLabel: "latency p95 in ms: to the left is faster", YLabel: "exact match",
		Text:  "Exact match by latency of each precision. The line joins those that no other beats.",
		Note:  "The line joins those that nothing beats in accuracy, latency and size. Larger dots are larger files.",
		Table: table.New(table.Names("precision"), table.Numbers("exact match"), table.Numbers("p95"), table.Numbers("size"))}
	c.axes(s, numberLabel, percentLabel)
	slices.SortStableFunc(shown, func(a, b report.ParetoRow) int { return cmp.Compare(*a.Latency.Value, *b.Latency.Value) })
	var xs, ys []float64
	for _, r := range shown {
		size := report.FormatValue(r.Size.Value, report.Megabyte)
		d := chartDot{X: s.x(*r.Latency.Value), Y: s.y(*r.Accuracy.Value), R: 6, Class: "beaten", Label: r.Label(), Place: "start"}
		if r.Size.Value != nil && largest > 0 {
			d.R = pixels(4 + 8**r.Size.Value/largest)
			d.Label += ", " + size
		}
		if r.Beaten == "" {
			d.Class = "s0"
			xs, ys = append(xs, *r.Latency.Value), append(ys, *r.Accuracy.Value)
		}
		if r.Recommended {
			d.Class = "best"
			d.Label += " ★"
		}
		if d.X > (plotLeft+plotRight)/2 {
			d.Place = "end"
		}
		d.Note = fmt.Sprintf("%s: exact match %s, p95 %s, %s", r.Label(), report.FormatValue(r.Accuracy.Value, report.Fraction), report.FormatValue(r.Latency.Value, report.Millis), size)
		c.Dots = append(c.Dots, d)
		c.Table.Add(r.Label(), report.FormatValue(r.Accuracy.Value, report.Fraction), report.FormatValue(r.Latency.Value, report.Millis), size)
	}
	c.Lines = append(c.Lines, s.line("s0", xs, ys))
	return c
}
