package render

import (
	"fmt"
	"math"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// confidence shows how far the confidences of a run can be believed, and what withholding
// the least sure answers is worth.
type confidence struct {
	Text       string
	Charts     []*chart
	Thresholds []threshold
	Abstention *section
	Verdict    string
	Warnings   []string
}

// threshold is a confidence below which answers are withheld to keep a risk.
type threshold struct {
	Risk, Below, Coverage, Bound string
	Kept, Errors                 string // links to the answers that remain, and to those of them that are wrong
}

func newConfidence(e *report.Evaluation) *confidence {
	c := e.Calibration
	if c == nil || len(c.Bins) == 0 {
		return nil
	}
	out := &confidence{Charts: []*chart{histogram(confidenceCounts(c)), reliability(c.Bins)}, Thresholds: thresholds(c.AtRisks)}
	if len(c.RiskCoverage) > 1 {
		out.Charts = append(out.Charts, riskCoverage(c.RiskCoverage))
	}
	if ece := e.Metrics["ece"].Value; ece != nil {
		out.Text = fmt.Sprintf("Calibration error %s; a perfectly calibrated model would show about %s with as many prompts.",
			report.FormatValue(ece, report.Fraction), report.FormatValue(&c.ECENull, report.Fraction))
	}
	if a := e.Abstention; a != nil {
		out.Verdict, out.Warnings = abstentionVerdict(a), a.Warnings
		if a.Threshold != nil {
			out.Abstention = &section{Title: "Withheld answers", Table: abstentionRows(a)}
		}
	}
	return out
}

// thresholds are those that are known to keep their risk.
func thresholds(list []report.Abstention) []threshold {
	var out []threshold
	for i := range list {
		a := &list[i]
		if a.MaxRisk == nil || a.Threshold == nil {
			continue
		}
		kept := number(a.Threshold) + "-1"
		out = append(out, threshold{Risk: percentLabel(*a.MaxRisk), Below: fmt.Sprintf("%.4g", *a.Threshold), Coverage: report.FormatValue(a.Coverage.Value, report.Fraction),
			Bound: report.FormatValue(a.RiskBound, report.Fraction), Kept: drill("confidence", kept), Errors: drill("confidence", kept, "status", "errors")})
	}
	return out
}

// confidenceBin counts the answers with a confidence from Low to High.
type confidenceBin struct {
	Low, High    float64
	Right, Wrong int
}

// confidenceCounts are the bins of the histogram, or of the reliability diagram in reports
// that have no histogram.
func confidenceCounts(c *report.Calibration) []confidenceBin {
	var out []confidenceBin
	if h := c.Histogram; h != nil && len(h.Right) == len(h.Wrong) {
		for i := range h.Right {
			n := float64(len(h.Right))
			out = append(out, confidenceBin{float64(i) / n, float64(i+1) / n, h.Right[i], h.Wrong[i]})
		}
		return out
	}
	for _, b := range c.Bins {
		right := int(math.Round(float64(b.N) * b.Accuracy))
		out = append(out, confidenceBin{b.Low, b.High, right, b.N - right})
	}
	return out
}

// histogram shows the confidences of right answers above a line, and those of wrong ones
// below it, each as shares of their own number.
func histogram(bins []confidenceBin) *chart {
	right, wrong := 0, 0
	for _, b := range bins {
		right, wrong = right+b.Right, wrong+b.Wrong
	}
	part := func(n, of int) float64 { return float64(n) / float64(max(of, 1)) }
	top, low := 0.1, 0.1
	for _, b := range bins {
		top, low = max(top, part(b.Right, right)), max(low, part(b.Wrong, wrong))
	}
	s := scale{0, 1, -1.05 * low, 1.05 * top}
	c := &chart{ID: "histogram", Title: "Confidence of right and wrong answers", XLabel: "confidence", YLabel: "share of the right · of the wrong",
		Text:   fmt.Sprintf("Histogram of the confidence of %d right and %d wrong answers.", right, wrong),
		Note:   "A model that knows what it does not know has the wrong answers on the left. Choose a bar to see its examples.",
		Legend: []legendItem{{"right", report.FormatCount(right, "right answers")}, {"wrong", report.FormatCount(wrong, "wrong answers")}},
		Table:  table.New(table.Names("confidence"), table.Numbers("right"), table.Numbers("wrong"))}
	c.axes(s, numberLabel, percentLabel)
	for _, b := range bins {
		if b.Right+b.Wrong == 0 {
			continue
		}
		span, view := fmt.Sprintf("%.2f – %.2f", b.Low, b.High), fmt.Sprintf("%.6g-%.6g", b.Low, b.High)
		c.Table.Add(span, fmt.Sprint(b.Right), fmt.Sprint(b.Wrong))
		gap := 0.06 * (b.High - b.Low)
		if b.Right > 0 {
			r := s.rect(b.Low+gap, b.High-gap, 0, part(b.Right, right))
			r.Class, r.Note, r.Link = "right", fmt.Sprintf("confidence %s: %s", span, report.FormatCount(b.Right, "right answers")), drill("confidence", view, "status", "correct")
			c.Rects = append(c.Rects, r)
		}
		if b.Wrong > 0 {
			r := s.rect(b.Low+gap, b.High-gap, -part(b.Wrong, wrong), 0)
			r.Class, r.Note, r.Link = "wrong", fmt.Sprintf("confidence %s: %s", span, report.FormatCount(b.Wrong, "wrong answers")), drill("confidence", view, "status", "errors")
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
		Note:  "Dots below the diagonal: surer than right. Larger dots have more prompts; lines are 95 % intervals.",
		Table: table.New(table.Names("confidence"), table.Numbers("mean"), table.Numbers("right"), table.Numbers("n"))}
	c.axes(s, numberLabel, percentLabel)
	c.Lines = append(c.Lines, s.line("diagonal", []float64{0, 1}, []float64{0, 1}))
	most := 1
	for i := range bins {
		most = max(most, bins[i].N)
	}
	for i := range bins {
		b := &bins[i]
		if b.AccuracyLow != nil && b.AccuracyHigh != nil {
			c.Lines = append(c.Lines, s.line("axis", []float64{b.Confidence, b.Confidence}, []float64{*b.AccuracyLow, *b.AccuracyHigh}))
		}
		note := fmt.Sprintf("confidence %.2f, right %s, %s", b.Confidence, percentLabel(b.Accuracy), report.FormatCount(b.N, "prompts"))
		c.Dots = append(c.Dots, chartDot{X: s.x(b.Confidence), Y: s.y(b.Accuracy), R: pixels(2.5 + 7*math.Sqrt(float64(b.N)/float64(most))), Class: "s0", Note: note,
			Link: drill("confidence", fmt.Sprintf("%.6g-%.6g", b.Low, b.High))})
		c.Table.Add(fmt.Sprintf("%.2f – %.2f", b.Low, b.High), fmt.Sprintf("%.3f", b.Confidence), percentLabel(b.Accuracy), fmt.Sprint(b.N))
	}
	return c
}

// riskRows is how many points of the curve its table has.
const riskRows = 10

// riskCoverage shows how many of the surest answers are wrong.
func riskCoverage(points []report.RiskPoint) *chart {
	highest := 0.01
	var xs, ys, bandX, low, high []float64
	for _, p := range points {
		xs, ys = append(xs, p.Coverage), append(ys, p.Risk)
		highest = max(highest, p.Risk)
		if p.Low != nil && p.High != nil {
			bandX, low, high = append(bandX, p.Coverage), append(low, *p.Low), append(high, *p.High)
		}
	}
	s := scale{0, 1, 0, min(1.6*highest, 1)}
	c := &chart{ID: "risk", Title: "Risk by coverage", XLabel: "share of the prompts that are answered, the surest first", YLabel: "wrong answers among them",
		Text:  "Share of wrong answers if only the surest answers are given.",
		Note:  "The curve of a useful confidence starts low and rises at the end. The band is the 95 % interval.",
		Table: table.New(table.Numbers("answered"), table.Numbers("wrong"), table.Numbers("abstain below"))}
	c.axes(s, percentLabel, percentLabel)
	if len(bandX) > 1 {
		c.Areas = append(c.Areas, s.band("s0", bandX, low, high))
	}
	c.Lines = append(c.Lines, s.line("s0", xs, ys))
	step := max(1, len(points)/riskRows)
	for i := step - 1; i < len(points); i += step {
		p := points[i]
		c.Table.Add(percentLabel(p.Coverage), percentLabel(p.Risk), fmt.Sprintf("%.4g", p.Confidence))
	}
	return c
}
