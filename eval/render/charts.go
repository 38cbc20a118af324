package render

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// tick is a line of an axis down to Y.
type tick struct {
	X, Y  float64
	Label string
}

// bar is a row of a chart from 0 to 100 %.
type bar struct {
	Label       string
	Note        string // in the tooltip
	Y, X        float64
	Low, High   float64
	HasInterval bool
	Text        string
}

// Geometry of the bar charts.
const (
	chartWidth = 400.0
	rowHeight  = 22.0
)

// chartHeight is the height of a chart with the labels of its axis.
func chartHeight(rows []bar) float64 { return rowHeight*float64(len(rows)) + 24 }

// axis returns the lines of a chart at 0, 25, … 100 %.
func axis(rows []bar) []tick {
	var out []tick
	for i := range 5 {
		out = append(out, tick{chartWidth * float64(i) / 4, rowHeight * float64(len(rows)), fmt.Sprintf("%d %%", 25*i)})
	}
	return out
}

func newBar(i int, label, note string, m report.Metric) bar {
	b := bar{Label: label, Note: note, Y: rowHeight * float64(i), Text: report.FormatValue(m.Value, report.Fraction)}
	if m.Value != nil {
		b.X = chartWidth * *m.Value
	}
	if m.Low != nil && m.High != nil {
		b.HasInterval, b.Low, b.High = true, chartWidth**m.Low, chartWidth**m.High
		b.Text += "  (" + report.FormatInterval(m, report.Fraction) + ")"
	}
	return b
}

func labelBars(labels []report.Label) []bar {
	var out []bar
	for _, l := range labels {
		note := fmt.Sprintf("precision %s, recall %s", report.FormatValue(l.Precision.Value, report.Fraction), report.FormatValue(l.Recall.Value, report.Fraction))
		out = append(out, newBar(len(out), fmt.Sprintf("%s (%d)", l.Name, l.Support), note, l.F1))
	}
	return out
}

// sliceBars has a bar for each part of the examples.
func sliceBars(parts map[string]report.Metric) []bar {
	var out []bar
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		out = append(out, newBar(len(out), name, report.FormatCount(parts[name].N, "prompts"), parts[name]))
	}
	return out
}

// heatMap is the confusion matrix as cells.
type heatMap struct {
	Rows, Columns []axisLabel
	Cells         []cell
	Width, Height float64
}

type axisLabel struct {
	Name string
	At   float64
}

type cell struct {
	X, Y, Shade float64
	Right       bool
	Want, Got   string
	N           int
}

// cellSize is the side of a cell.
const cellSize = 16.0

func newHeatMap(m *report.Matrix) *heatMap {
	if m == nil {
		return nil
	}
	h := &heatMap{Rows: axisLabels(m.Rows), Columns: axisLabels(m.Columns)}
	for _, c := range m.Cells {
		h.Cells = append(h.Cells, cell{X: cellSize * float64(c.Column), Y: cellSize * float64(c.Row), Shade: 0.15 + 0.85*math.Sqrt(max(c.Share, 0)),
			Right: c.Want == c.Got, Want: c.Want, Got: c.Got, N: c.N})
	}
	h.Width, h.Height = cellSize*float64(len(h.Columns))+180, cellSize*float64(len(h.Rows))+160 // with the names around it
	return h
}

func axisLabels(names []string) []axisLabel {
	var out []axisLabel
	for i, name := range names {
		out = append(out, axisLabel{name, cellSize * float64(i)})
	}
	return out
}

// reliability is the diagram of accuracy by confidence.
type reliability struct {
	Bins []relBin
	Text string
}

type relBin struct {
	X, Width, Height, Mean float64
	Note                   string
}

// squareSide is the side of a square diagram.
const squareSide = 260.0

func newReliability(r *report.Evaluation) *reliability {
	if r.Calibration == nil {
		return nil
	}
	out := &reliability{Text: fmt.Sprintf("calibration error %s; a perfectly calibrated model would show about %.1f %% at this n",
		report.FormatValue(r.Metrics["ece"].Value, report.Fraction), 100*r.Calibration.ECENull)}
	for _, b := range r.Calibration.Bins {
		out.Bins = append(out.Bins, relBin{X: squareSide * b.Low, Width: squareSide*(b.High-b.Low) - 1, Height: squareSide * b.Accuracy,
			Mean: squareSide * b.Confidence, Note: fmt.Sprintf("confidence %.2f, right %.2f, %s", b.Confidence, b.Accuracy, report.FormatCount(b.N, "prompts"))})
	}
	return out
}

// curve is the distribution of the latency.
type curve struct {
	Points string // of an SVG polyline
	Max    string
	Text   string
}

func newCurve(r *report.Evaluation) *curve {
	n := len(r.Latencies)
	if n < 2 || r.Latencies[n-1] <= 0 {
		return nil
	}
	longest := r.Latencies[n-1]
	var b strings.Builder
	for i, ms := range r.Latencies {
		fmt.Fprintf(&b, "%.1f,%.1f ", chartWidth*ms/longest, squareSide*(1-float64(i)/float64(n-1)))
	}
	return &curve{b.String(), report.Short(longest) + " ms", fmt.Sprintf("half are answered within %s, 95 %% within %s",
		report.FormatValue(r.Metrics["batch_latency_p50_ms"].Value, report.Millis), report.FormatValue(r.Metrics["batch_latency_p95_ms"].Value, report.Millis))}
}
