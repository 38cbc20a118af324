package render

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/eval/table"
)

// chart is a picture of a page with its axes. Lengths are in units of the drawing, which
// is 380 wide and 250 high: see page/chart.html.
type chart struct {
	ID, Title      string
	Text           string // what the picture shows, for those who do not see it
	Note           string // below the picture
	XLabel, YLabel string
	XTicks, YTicks []chartTick
	Rects          []chartRect
	Areas          []chartLine
	Lines          []chartLine
	Dots           []chartDot
	Legend         []legendItem
	Table          *table.Table // the numbers of the picture
	Open           bool         // the table is beside the picture
}

type chartTick struct {
	At    float64
	Label string
}

type chartRect struct {
	X, Y, Width, Height float64
	Class, Note, Link   string
}

type chartLine struct{ Class, Points string }

type chartDot struct {
	X, Y, R           float64
	Class, Note, Link string
	Label, Place      string // where the label is: start or end of it at the dot
}

type legendItem struct{ Class, Label string }

// Geometry of a chart: the plot is a rectangle with room for labels on the left and below.
const (
	plotLeft   = 46.0
	plotRight  = 372.0
	plotTop    = 8.0
	plotBottom = 204.0
)

// scale maps values onto the plot.
type scale struct{ x0, x1, y0, y1 float64 }

func (s scale) x(v float64) float64 {
	return pixels(plotLeft + (plotRight-plotLeft)*share(v, s.x0, s.x1))
}

func (s scale) y(v float64) float64 {
	return pixels(plotBottom - (plotBottom-plotTop)*share(v, s.y0, s.y1))
}

// share is where a value is between two others, from 0 to 1.
func share(v, low, high float64) float64 {
	if !(high > low) || math.IsNaN(v) {
		return 0
	}
	return min(max((v-low)/(high-low), 0), 1)
}

func pixels(v float64) float64 { return math.Round(10*v) / 10 }

// line draws a line through points.
func (s scale) line(class string, xs, ys []float64) chartLine {
	var b strings.Builder
	for i := range xs {
		fmt.Fprintf(&b, "%v,%v ", s.x(xs[i]), s.y(ys[i]))
	}
	return chartLine{class, strings.TrimSuffix(b.String(), " ")}
}

// band draws the area between two lines.
func (s scale) band(class string, xs, low, high []float64) chartLine {
	var b strings.Builder
	for i := range xs {
		fmt.Fprintf(&b, "%v,%v ", s.x(xs[i]), s.y(high[i]))
	}
	for i := len(xs) - 1; i >= 0; i-- {
		fmt.Fprintf(&b, "%v,%v ", s.x(xs[i]), s.y(low[i]))
	}
	return chartLine{class, strings.TrimSuffix(b.String(), " ")}
}

// rect draws a rectangle between two corners.
func (s scale) rect(x0, x1, y0, y1 float64) chartRect {
	left, right, top, bottom := s.x(x0), s.x(x1), s.y(y1), s.y(y0)
	return chartRect{X: left, Y: top, Width: pixels(right - left), Height: pixels(bottom - top)}
}

// axes puts ticks on both axes at round numbers.
func (c *chart) axes(s scale, xLabel, yLabel func(float64) string) {
	for _, v := range roundNumbers(s.x0, s.x1, 5) {
		c.XTicks = append(c.XTicks, chartTick{s.x(v), xLabel(v)})
	}
	for _, v := range roundNumbers(s.y0, s.y1, 5) {
		c.YTicks = append(c.YTicks, chartTick{s.y(v), yLabel(v)})
	}
}

// roundNumbers are about n numbers from low to high at steps of 1, 2 or 5 times a power
// of ten.
func roundNumbers(low, high float64, n int) []float64 {
	if !(high > low) || math.IsInf(high-low, 0) {
		return nil
	}
	step := math.Pow(10, math.Floor(math.Log10((high-low)/float64(n))))
	for _, factor := range []float64{1, 2, 5, 10} {
		if (high-low)/(step*factor) <= float64(n)+0.5 {
			step *= factor
			break
		}
	}
	var out []float64
	for i := math.Ceil(low/step - 1e-9); i*step <= high+step*1e-9; i++ {
		out = append(out, i*step)
	}
	return out
}

// percentLabel writes a share for an axis.
func percentLabel(v float64) string {
	return strconv.FormatFloat(math.Round(1000*math.Abs(v))/10, 'f', -1, 64) + " %"
}

// numberLabel writes a number for an axis.
func numberLabel(v float64) string {
	return strconv.FormatFloat(math.Round(1e6*v)/1e6+0, 'f', -1, 64)
}

// seriesClasses are the colours of lines, the first for the run that the page is about.
var seriesClasses = []string{"s0", "s1", "s2", "s3"}

func seriesClass(i int) string { return seriesClasses[i%len(seriesClasses)] }
