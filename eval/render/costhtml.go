package render

import (
	"fmt"
	"io"
	"math"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/cost"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// CostHTML prints an estimate as one page that needs nothing else, with a picture of what
// places cost by the requests a month, in which one sees where a machine breaks even.
func CostHTML(w io.Writer, e *cost.Estimate, curves []cost.Curve) error {
	p := &plainPage{Title: "Cost", Note: fmt.Sprintf("%s requests a month, %s ms each", text.Thousands(int(e.Workload.Requests)), report.Short(e.Workload.LatencyMS))}
	if e.Cheapest != "" {
		p.Say = "Cheapest: " + e.Cheapest
	}
	p.add(pagePart{ID: "break-even", Title: "Cost by requests", Charts: []*chart{costChart(e, curves)}})
	shown := shownOptions(e, true)
	p.add(pagePart{ID: "places", Title: "Places", Text: costNotes(e, shownOptions(e, false)), Tables: []section{{Title: "Cost of each place", Table: costRows(e, shown)}}})
	p.Facts = facts{{"prices of", e.Date}, {"currency", e.Currency}}
	return p.write(w)
}

// costChart draws the totals of places on logarithmic axes, with a dot where a place
// breaks even. It returns nil where there are no curves.
func costChart(e *cost.Estimate, curves []cost.Curve) *chart {
	low, high := math.Inf(1), math.Inf(-1)
	for _, c := range curves {
		for _, total := range c.Totals {
			if total > 0 {
				low, high = min(low, math.Log10(total)), max(high, math.Log10(total))
			}
		}
	}
	if len(curves) == 0 || len(curves[0].Requests) < 2 || low > high {
		return nil
	}
	requests := curves[0].Requests
	s := scale{math.Log10(requests[0]), math.Log10(requests[len(requests)-1]), math.Floor(low), math.Ceil(high + 0.01)}
	c := &chart{ID: "cost", Title: "Cost a month", XLabel: "requests a month", YLabel: e.Currency + " a month, on a logarithmic scale", Open: true,
		Text: "What places cost a month by the requests a month.", Note: "The number of endpoints and machines grows with the requests.",
		Table: table.New(table.Names("place"), table.Numbers("break-even"), table.Numbers("10,000"), table.Numbers("1,000,000"), table.Numbers("100,000,000"))}
	c.axes(s, power, power)
	for i, of := range curves {
		xs, ys := make([]float64, len(requests)), make([]float64, len(requests))
		for k := range requests {
			xs[k], ys[k] = math.Log10(of.Requests[k]), math.Log10(max(of.Totals[k], 1e-9))
		}
		c.Lines = append(c.Lines, s.line(seriesClass(i), xs, ys))
		name := of.Name
		if of.Kind == cost.ByRequest {
			name += fmt.Sprintf(" with %s MB", megabytes(of.MemoryMB))
		}
		c.Legend = append(c.Legend, legendItem{seriesClass(i), name})
		even := breakEven(e, &of)
		if even > 0 {
			at := of.Totals[nearest(requests, even)]
			c.Dots = append(c.Dots, chartDot{X: s.x(math.Log10(even)), Y: s.y(math.Log10(at)), R: 5, Class: seriesClass(i), Place: "start",
				Note: fmt.Sprintf("%s costs less from %s requests a month on", name, text.Thousands(int(even)))})
		}
		c.Table.Add(name, thousandsOrNone(even), money(of.Totals[nearest(requests, 1e4)]), money(of.Totals[nearest(requests, 1e6)]), money(of.Totals[nearest(requests, 1e8)]))
	}
	return c
}

// power writes a power of ten for an axis.
func power(exponent float64) string {
	if exponent != math.Round(exponent) {
		return ""
	}
	switch v := math.Pow(10, exponent); {
	case v >= 1e9:
		return numberLabel(v/1e9) + " G"
	case v >= 1e6:
		return numberLabel(v/1e6) + " M"
	case v >= 1e3:
		return numberLabel(v/1e3) + " k"
	default:
		return numberLabel(v)
	}
}

// breakEven is from how many requests on a place costs less than the function that the
// estimate compares with, 0 where it never does.
func breakEven(e *cost.Estimate, c *cost.Curve) float64 {
	for i := range e.Options {
		if o := &e.Options[i]; o.Name == c.Name && o.BreakEven != nil {
			return *o.BreakEven
		}
	}
	return 0
}

// nearest is the index of the number that is nearest to v.
func nearest(numbers []float64, v float64) int {
	best := 0
	for i, n := range numbers {
		if math.Abs(n-v) < math.Abs(numbers[best]-v) {
			best = i
		}
	}
	return best
}

func thousandsOrNone(v float64) string {
	if v == 0 {
		return ""
	}
	return text.Thousands(int(v))
}
