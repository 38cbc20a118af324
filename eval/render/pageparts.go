package render

import (
	"fmt"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// partsPart shows the scores of parts of the examples: the parts that are surely worse than
// the rest, all parts column by column, and what training and augmentation have to do with
// them.
type partsPart struct {
	WorstText string
	Worst     *bars
	Columns   []columnBars
	Seen      *section
	Robust    *section
}

// columnBars are the parts of a column. Open says that the user asked for them.
type columnBars struct {
	Name, Count string
	Open        bool
	Bars        *bars
	LeftOut     int
}

func newParts(e *report.Evaluation) *partsPart {
	p := &partsPart{}
	if w := e.WorstSlices; w != nil && len(w.List) > 0 {
		p.Worst = worstBars(w)
		p.WorstText = fmt.Sprintf("Of %s that were tested, %d are worse than the other examples beyond chance; at most %.0f %% of such finds are false. Those that say the same are left out.",
			report.FormatCount(w.Tested, "parts"), w.Found, 100*w.Rate)
	}
	for i := range e.Columns {
		c := &e.Columns[i]
		if bars := partBars(c); bars != nil && ownColumn(c) {
			n := len(c.Parts) + c.LeftOut
			p.Columns = append(p.Columns, columnBars{Name: c.Name, Count: report.FormatCount(n, "parts"), Open: c.Asked, Bars: bars, LeftOut: c.LeftOut})
		}
	}
	if len(e.Columns) == 0 {
		if bars := newSliceBars(e.Slices); bars != nil {
			p.Columns = []columnBars{{Name: "all", Count: report.FormatCount(len(e.Slices), "parts"), Open: true, Bars: bars}}
		}
	}
	if e.Seen != nil {
		p.Seen = &section{Title: fmt.Sprintf("Examples like those in training (%s of %s), and new ones", report.FormatCount(e.Seen.Rows, "rows"), e.Seen.Train), Table: seenRows(e.Seen)}
	}
	if e.Robustness != nil {
		p.Robust = &section{Title: report.FormatCount(e.Robustness.Pairs, "augmented copies") + " beside their originals", Table: opRows(e.Robustness)}
	}
	if p.Worst == nil && len(p.Columns) == 0 && p.Seen == nil && p.Robust == nil {
		return nil
	}
	return p
}

// ownColumn reports whether a column says what no other part of the page says.
func ownColumn(c *report.Column) bool {
	return c.Asked || len(c.Parts)+c.LeftOut > 1 && c.Name != "intent" && c.Name != "argument"
}

func partBars(c *report.Column) *bars {
	t := &bars{Caption: "Exact match by " + c.Name, Of: c.Name, Value: "exact match"}
	for i := range c.Parts {
		part := &c.Parts[i]
		metric, ok := part.Metrics["exact_match"]
		if !ok {
			metric, t.Value = part.Metrics["intent_accuracy"], "intent"
		}
		b := newBar(part.Value, metric, report.Fraction)
		view := c.Name + "=" + part.Value
		b.Note, b.All = part.Where, drill("slice", view)
		t.Rows = append(t.Rows, b)
	}
	return t.fold()
}

func worstBars(w *report.WorstSlices) *bars {
	t := &bars{Caption: "Parts that are worse than the rest", Of: "part", Value: spaced(w.Metric)}
	for i := range w.List {
		s := &w.List[i]
		b := newBar(partLabel(s.Parts), s.Score, report.Fraction)
		b.Note = fmt.Sprintf("the rest %s; %d wrong", report.FormatValue(&s.Rest, report.Fraction), s.Wrong)
		b.All = drill("slice", strings.Join(s.Parts, report.PartSeparator))
		t.Rows = append(t.Rows, b)
	}
	return t.fold()
}

// partLabel writes parts such as op=typo for people.
func partLabel(parts []string) string {
	var out []string
	for _, part := range parts {
		out = append(out, strings.Replace(part, "=", " = ", 1))
	}
	return strings.Join(out, " and ")
}
