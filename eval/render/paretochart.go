package render

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/slmkit/slmkit/eval/report"
)

// newPareto draws the ways to run a model by latency, on a logarithmic scale, and
// accuracy, with a line through those that nothing beats. Only these have a name in the
// picture where there are many. It returns nil where fewer than two have both.
func newPareto(rows []report.ParetoRow) *chart {
	var shown []report.ParetoRow
	for _, r := range rows {
		if r.Accuracy.Value != nil && r.Latency.Value != nil && *r.Latency.Value > 0 {
			shown = append(shown, r)
		}
	}
	if len(shown) < 2 {
		return nil
	}
	slices.SortStableFunc(shown, func(a, b report.ParetoRow) int { return cmp.Compare(*a.Latency.Value, *b.Latency.Value) })
	s := paretoScale(shown)
	c := &chart{ID: "pareto", Title: "Accuracy by latency", XLabel: "latency p95 in ms, logarithmic: to the left is faster", YLabel: "exact match",
		Text: "Exact match by latency of each way to run the model. The line joins those that no other beats.",
		Note: "The line joins those that nothing beats in accuracy, latency, throughput, size and memory; a star is the recommended one. Larger dots are larger files."}
	for _, v := range steps(math.Pow(10, s.x0), math.Pow(10, s.x1)) {
		c.XTicks = append(c.XTicks, chartTick{s.x(math.Log10(v)), numberLabel(v)})
	}
	for _, v := range roundNumbers(s.y0, s.y1, 5) {
		c.YTicks = append(c.YTicks, chartTick{s.y(v), percentLabel(v)})
	}
	largest := 0.0
	for _, r := range shown {
		if r.Size.Value != nil {
			largest = max(largest, *r.Size.Value)
		}
	}
	var xs, ys []float64
	for i := range shown {
		r := &shown[i]
		if r.Beaten == "" {
			xs, ys = append(xs, math.Log10(*r.Latency.Value)), append(ys, *r.Accuracy.Value)
		}
		c.Dots = append(c.Dots, paretoDot(r, s, largest))
	}
	c.Lines = append(c.Lines, s.line("s0", xs, ys))
	c.Dots = append(c.Dots, paretoLabels(shown, c.Dots)...)
	return c
}

// paretoScale maps logarithms of latencies, and accuracies, onto the plot.
func paretoScale(rows []report.ParetoRow) scale {
	fastest, slowest := *rows[0].Latency.Value, *rows[len(rows)-1].Latency.Value
	low, high := 1.0, 0.0
	for _, r := range rows {
		low, high = min(low, *r.Accuracy.Value), max(high, *r.Accuracy.Value)
	}
	room := max(0.3*(high-low), 0.01)
	return scale{math.Log10(fastest / 1.5), math.Log10(slowest * 1.5), max(low-room, 0), min(high+room, 1)}
}

// steps are the numbers 1, 2 and 5 times powers of ten between two others, and only the
// powers of ten where that is enough.
func steps(low, high float64) []float64 {
	factors := []float64{1, 2, 5}
	if high > 300*low {
		factors = factors[:1]
	}
	var out []float64
	for e := math.Floor(math.Log10(low)); e <= math.Log10(high); e++ {
		for _, f := range factors {
			if v := f * math.Pow(10, e); v >= low && v <= high {
				out = append(out, v)
			}
		}
	}
	return out
}

func paretoDot(r *report.ParetoRow, s scale, largest float64) chartDot {
	d := chartDot{X: s.x(math.Log10(*r.Latency.Value)), Y: s.y(*r.Accuracy.Value), R: 6, Class: "beaten"}
	if r.Size.Value != nil && largest > 0 {
		d.R = pixels(4 + 6**r.Size.Value/largest)
	}
	if r.Beaten == "" {
		d.Class = "s0"
	}
	if r.Recommended {
		d.Class = "best"
	}
	d.Note = fmt.Sprintf("%s: exact match %s, p95 %s, %s", r.Label(), report.FormatValue(r.Accuracy.Value, report.Fraction),
		report.FormatValue(r.Latency.Value, report.Millis), report.FormatValue(r.Size.Value, report.Megabyte))
	return d
}

const (
	fewDots     = 4   // all of so few have names
	letterWidth = 5.6 // of a label, about
	labelHeight = 13.0
)

// paretoLabels names dots: with dots of no size, which are moved up or down until no name
// is on another or on a dot.
func paretoLabels(rows []report.ParetoRow, dots []chartDot) []chartDot {
	type box struct{ left, right, y float64 }
	var taken []box
	for _, d := range dots {
		taken = append(taken, box{d.X - d.R, d.X + d.R, d.Y})
	}
	var out []chartDot
	for i := range rows {
		r := &rows[i]
		if r.Beaten != "" && !r.Recommended && len(rows) > fewDots {
			continue
		}
		l := chartDot{X: dots[i].X, Y: dots[i].Y, Class: dots[i].Class, Label: r.Label(), Place: "start"}
		if r.Recommended {
			l.Label += " ★"
		}
		width := letterWidth * float64(len(l.Label))
		at := box{l.X + 14, l.X + 14 + width, l.Y}
		if l.X > (plotLeft+plotRight)/2 {
			l.Place, at.left, at.right = "end", l.X-14-width, l.X-14
		}
		for try := 0; try < 12; try++ {
			at.y = l.Y + labelHeight*float64((try+1)/2)*float64(2*(try%2)-1)
			if !slices.ContainsFunc(taken, func(b box) bool {
				return at.left < b.right && b.left < at.right && math.Abs(at.y-b.y) < labelHeight
			}) {
				break
			}
		}
		l.Y = pixels(at.y)
		taken, out = append(taken, at), append(out, l)
	}
	return out
}
