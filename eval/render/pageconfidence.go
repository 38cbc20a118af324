package render

import (
	"fmt"
	"math"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// confidence shows how far the confidences of a run can be believed.
type confidence struct {
	Text   string
	Charts []*chart
}

func newConfidence(e *report.Evaluation) *confidence {
	c := e.Calibration
	if c == nil || len(c.Bins) == 0 {
		return nil
	}
	out := &confidence{Charts: []*chart{histogram(c.Bins), reliability(c.Bins)}}
	if ece := e.Metrics["ece"].Value; ece != nil {
		out.Text = fmt.Sprintf("Calibration error %s; a perfectly calibrated model would show about %s with as many prompts.",
			report.FormatValue(ece, report.Fraction), report.FormatValue(&c.ECENull, report.Fraction))
	}
	return out
}

// hits is how many answers of a bin are right.
func hits(b *report.Bin) int { return int(math.Round(float64(b.N) * b.Accuracy)) }

// binRange writes the ends of a bin as a view of the examples has them.
func binRange(b *report.Bin) string { return fmt.Sprintf("%.6g-%.6g", b.Low, b.High) }

// histogram shows the confidences of right answers above a line, and those of wrong ones
// below it, each as shares of their own number.
func histogram(bins []report.Bin) *chart {
	right, wrong := 0, 0
	for i := range bins {
		right += hits(&bins[i])
		wrong += bins[i].N - hits(&bins[i])
	}
	part := func(n, of int) float64 { return float64(n) / float64(max(of, 1)) }
	top, low := 0.1, 0.1
	for i := range bins {
		b := &bins[i]
		top, low = max(top, part(hits(b), right)), max(low, part(b.N-hits(b), wrong))
	}
	s := scale{0, 1, -1.05 * low, 1.05 * top}
	c := &chart{ID: "histogram", Title: "Confidence of right and wrong answers", XLabel: "confidence", YLabel: "share of the right · of the wrong",
		Text:   fmt.Sprintf("Histogram of the confidence of %d right and %d wrong answers.", right, wrong),
		Note:   "A model that knows what it does not know has the wrong answers on the left. Choose a bar to see its examples.",
		Legend: []legendItem{{"right", report.FormatCount(right, "right answers")}, {"wrong", report.FormatCount(wrong, "wrong answers")}},
		Table:  table.New(table.Names("confidence"), table.Numbers("right"), table.Numbers("wrong"))}
	c.axes(s, numberLabel, percentLabel)
	for i := range bins {
		b := &bins[i]
		n, x0, x1 := hits(b), b.Low+0.004, b.High-0.004
		span := fmt.Sprintf("%.2f – %.2f", b.Low, b.High)
		c.Table.Add(span, fmt.Sprint(n), fmt.Sprint(b.N-n))
		if n > 0 {
			r := s.rect(x0, x1, 0, part(n, right))
			r.Class, r.Note, r.Link = "right", fmt.Sprintf("confidence %s: %s", span, report.FormatCount(n, "right answers")), drill("confidence", binRange(b), "status", "correct")
			c.Rects = append(c.Rects, r)
		}
		if b.N > n {
			r := s.rect(x0, x1, -part(b.N-n, wrong), 0)
			r.Class, r.Note, r.Link = "wrong", fmt.Sprintf("confidence %s: %s", span, report.FormatCount(b.N-n, "wrong answers")), drill("confidence", binRange(b), "status", "errors")
			c.Rects = append(c.Rects, r)
		}
	}
	c.Lines = append(c.Lines, s.line("axis", []float64{0, 1}, []float64{0, 0}))
	return c
}

// reliability shows the share of right answers by confidence. Its dots are on the
// diagonal where the confidence is right.
func reliability(bins []report.Bin) *chart {
	s := scale{0, 1, 0, 1}
	c := &chart{ID: "reliability", Title: "Reliability", XLabel: "mean confidence", YLabel: "right",
		Text:  "Share of right answers by confidence. Points on the diagonal would be perfect.",
		Note:  "Dots below the diagonal: surer than right. Larger dots have more prompts.",
		Table: table.New(table.Names("confidence"), table.Numbers("mean"), table.Numbers("right"), table.Numbers("n"))}
	c.axes(s, numberLabel, percentLabel)
	c.Lines = append(c.Lines, s.line("diagonal", []float64{0, 1}, []float64{0, 1}))
	most := 1
	for i := range bins {
		most = max(most, bins[i].N)
	}
	for i := range bins {
		b := &bins[i]
		note := fmt.Sprintf("confidence %.2f, right %s, %s", b.Confidence, percentLabel(b.Accuracy), report.FormatCount(b.N, "prompts"))
		c.Dots = append(c.Dots, chartDot{X: s.x(b.Confidence), Y: s.y(b.Accuracy), R: pixels(2.5 + 7*math.Sqrt(float64(b.N)/float64(most))), Class: "s0", Note: note})
		c.Table.Add(fmt.Sprintf("%.2f – %.2f", b.Low, b.High), fmt.Sprintf("%.3f", b.Confidence), percentLabel(b.Accuracy), fmt.Sprint(b.N))
	}
	return c
}
