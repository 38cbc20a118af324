package eval

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strings"
)

//go:embed report.html
var reportHTML string

var reportPage = template.Must(template.New("report").Funcs(template.FuncMap{
	"plain": plain,
	"value": func(m Metric) string { return formatValue(m.Value, Fraction) },
	"kinds": func(kinds []string) string { return strings.ReplaceAll(strings.Join(kinds, ", "), "_", " ") },
}).Parse(reportHTML))

// page is what the template draws. Lengths are in pixels of the drawings.
type page struct {
	*Report
	Title     string
	Headline  []headline
	Grids     []grid
	Intervals []bar
	F1Bars    []bar
	SlotBars  []bar
	Heat      *heatMap
	Reliable  *reliability
	Latency   *curve
	Top       []Confusion
	SliceBars []bar
	ErrorKind []string // of the errors that are listed, for the filter
	Facts     []fact
}

type headline struct{ Label, Value, Interval, N string }

type fact struct{ Name, Value string }

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

// WriteHTML writes the report as one page that needs nothing else: styles,
// pictures and the filter of the error table are in it.
func (r *Report) WriteHTML(w io.Writer) error {
	p := page{Report: r, Title: "slmkit eval"}
	if r.Predictions != nil {
		p.Title = r.run()
	}
	for _, k := range r.shown() {
		m := r.Metrics[k.Name]
		if brief[k.Name] {
			p.Headline = append(p.Headline, headline{k.Label, formatValue(m.Value, k.Unit), formatInterval(m, k.Unit), plural(m.N, m.Of)})
		}
		if k.Unit == Fraction {
			p.Intervals = append(p.Intervals, newBar(len(p.Intervals), k.Label, k.Meaning, m))
		}
	}
	p.F1Bars, p.SlotBars = labelBars(r.Intents), labelBars(r.Slots)
	for _, name := range sortedKeys(r.Slices) {
		p.SliceBars = append(p.SliceBars, newBar(len(p.SliceBars), name, plural(r.Slices[name].N, "prompts"), r.Slices[name]))
	}
	p.Heat, p.Reliable, p.Latency, p.Top = r.heatMap(), r.reliability(), r.latencyCurve(), r.TopConfusions(20)
	for _, f := range r.Failures {
		if !slices.Contains(p.ErrorKind, f.Kinds[0]) {
			p.ErrorKind = append(p.ErrorKind, f.Kinds[0])
		}
	}
	p.Grids, p.Facts = r.grids(), r.facts()
	return reportPage.Execute(w, p)
}

// ChartHeight is the height of a chart with the labels of its axis.
func (page) ChartHeight(rows []bar) float64 { return rowHeight*float64(len(rows)) + 24 }

// Axis returns the lines of a chart at 0, 25, … 100 %.
func (page) Axis(rows []bar) []tick {
	var out []tick
	for i := range 5 {
		out = append(out, tick{chartWidth * float64(i) / 4, rowHeight * float64(len(rows)), fmt.Sprintf("%d %%", 25*i)})
	}
	return out
}

func newBar(i int, label, note string, m Metric) bar {
	b := bar{Label: label, Note: note, Y: rowHeight * float64(i), Text: formatValue(m.Value, Fraction)}
	if m.Value != nil {
		b.X = chartWidth * *m.Value
	}
	if m.Low != nil && m.High != nil {
		b.HasInterval, b.Low, b.High = true, chartWidth**m.Low, chartWidth**m.High
		b.Text += "  (" + formatInterval(m, Fraction) + ")"
	}
	return b
}

func labelBars(labels []Label) []bar {
	var out []bar
	for _, l := range labels {
		note := fmt.Sprintf("precision %s, recall %s", formatValue(l.Precision.Value, Fraction), formatValue(l.Recall.Value, Fraction))
		out = append(out, newBar(len(out), fmt.Sprintf("%s (%d)", l.Name, l.Support), note, l.F1))
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

func (r *Report) heatMap() *heatMap {
	if len(r.Confusions) == 0 {
		return nil
	}
	row, column, total := map[string]int{}, map[string]int{}, map[string]int{}
	for _, c := range r.Confusions {
		row[c.Want], column[c.Got], column[c.Want] = 0, 0, 0
		total[c.Want] += c.N
	}
	h := &heatMap{}
	for i, name := range sortedKeys(row) {
		row[name] = i
		h.Rows = append(h.Rows, axisLabel{name, cellSize * float64(i)})
	}
	names := sortedKeys(column) // __invalid__ and __unknown__ last
	slices.SortStableFunc(names, func(a, b string) int { return int(one(strings.HasPrefix(a, "__")) - one(strings.HasPrefix(b, "__"))) })
	for i, name := range names {
		column[name] = i
		h.Columns = append(h.Columns, axisLabel{name, cellSize * float64(i)})
	}
	for _, c := range r.Confusions {
		share := float64(c.N) / float64(total[c.Want])
		h.Cells = append(h.Cells, cell{X: cellSize * float64(column[c.Got]), Y: cellSize * float64(row[c.Want]),
			Shade: 0.15 + 0.85*math.Sqrt(share), Right: c.Want == c.Got, Want: c.Want, Got: c.Got, N: c.N})
	}
	h.Width, h.Height = cellSize*float64(len(h.Columns))+180, cellSize*float64(len(h.Rows))+160 // with the names around it
	return h
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

func (r *Report) reliability() *reliability {
	if r.Calibration == nil {
		return nil
	}
	out := &reliability{Text: fmt.Sprintf("calibration error %s; a perfectly calibrated model would show about %.1f %% at this n",
		formatValue(r.Metrics["ece"].Value, Fraction), 100*r.Calibration.ECENull)}
	for _, b := range r.Calibration.Bins {
		out.Bins = append(out.Bins, relBin{X: squareSide * b.Low, Width: squareSide*(b.High-b.Low) - 1, Height: squareSide * b.Accuracy,
			Mean: squareSide * b.Confidence, Note: fmt.Sprintf("confidence %.2f, right %.2f, %s", b.Confidence, b.Accuracy, plural(b.N, "prompts"))})
	}
	return out
}

// curve is the distribution of the latency.
type curve struct {
	Points string // of an SVG polyline
	Max    string
	Text   string
}

func (r *Report) latencyCurve() *curve {
	n := len(r.Latencies)
	if n < 2 || r.Latencies[n-1] <= 0 {
		return nil
	}
	longest := r.Latencies[n-1]
	var b strings.Builder
	for i, ms := range r.Latencies {
		fmt.Fprintf(&b, "%.1f,%.1f ", chartWidth*ms/longest, squareSide*(1-float64(i)/float64(n-1)))
	}
	return &curve{b.String(), short(longest) + " ms", fmt.Sprintf("half are answered within %s, 95 %% within %s",
		formatValue(r.Metrics["latency_p50_ms"].Value, Millis), formatValue(r.Metrics["latency_p95_ms"].Value, Millis))}
}

// facts say what was measured and how.
func (r *Report) facts() []fact {
	var out []fact
	put := func(name, value string) {
		if value != "" {
			out = append(out, fact{name, plain(value)})
		}
	}
	put("tool", r.Tool)
	if r.Gold != nil {
		put("gold", fmt.Sprintf("%s, %s, fingerprint %s", r.Gold.Path, plural(r.Gold.N, "examples"), r.Gold.Fingerprint))
	}
	if r.Predictions != nil {
		put("predictions", r.Predictions.Path)
	}
	if r.Schema != nil {
		put("actions", r.Schema.Path)
	}
	if run := r.Run; run != nil {
		put("model", strings.TrimSpace(run.Model+" "+run.Precision))
		put("model hash", run.ModelHash)
		put("runtime", run.Runtime)
		put("cpu", run.CPU)
	}
	put("seed", fmt.Sprint(r.Seed))
	put("not in gold", strings.Join(r.Untested, ", "))
	return out
}
