package render

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

//go:embed report.html
var reportHTML string

var reportPage = template.Must(template.New("report").Funcs(template.FuncMap{
	"plain": table.Plain, "axis": axis, "chartHeight": chartHeight,
	"value": func(m report.Metric) string { return report.FormatValue(m.Value, report.Fraction) },
	"kinds": func(kinds []string) string { return strings.ReplaceAll(strings.Join(kinds, ", "), "_", " ") },
}).Parse(reportHTML))

// page is what the template draws. Lengths are in pixels of the drawings.
type page struct {
	*report.Evaluation
	Title     string
	Headline  []headline
	Sections  []section
	Intervals []bar
	F1Bars    []bar
	SlotBars  []bar
	Heat      *heatMap
	Reliable  *reliability
	Latency   *curve
	Top       []report.Confusion
	SliceBars []bar
	ErrorKind []string // of the errors that are listed, for the filter
	Facts     []fact
}

type headline struct{ Label, Value, Interval, N string }

type fact struct{ Name, Value string }

// EvaluationHTML prints an evaluation, with the reports beside it, as one page
// that needs nothing else: styles, pictures and the filter of the error table
// are in it.
func EvaluationHTML(w io.Writer, e *report.Evaluation, beside report.Beside) error {
	p := page{Evaluation: e, Title: "slmkit eval"}
	if e.Predictions != nil {
		p.Title = table.Plain(e.RunLabel())
	}
	for _, k := range e.Metrics.Shown() {
		m := e.Metrics[k.Name]
		if k.Brief {
			p.Headline = append(p.Headline, headline{k.Label, report.FormatValue(m.Value, k.Unit), report.FormatInterval(m, k.Unit), report.FormatCount(m.N, m.Of)})
		}
		if k.Unit == report.Fraction {
			p.Intervals = append(p.Intervals, newBar(len(p.Intervals), k.Label, k.Meaning, m))
		}
	}
	p.F1Bars, p.SlotBars, p.SliceBars = labelBars(e.Intents), labelBars(e.Slots), sliceBars(e.Slices)
	p.Heat, p.Reliable, p.Latency = newHeatMap(e.Matrix()), newReliability(e), newCurve(e)
	p.Top, p.ErrorKind, p.Sections, p.Facts = e.TopConfusions(20), e.FailureKinds(), besideSections(e, beside), facts(e)
	return reportPage.Execute(w, p)
}

// facts say what was scored, and how.
func facts(r *report.Evaluation) []fact {
	var out []fact
	put := func(name, value string) {
		if value != "" {
			out = append(out, fact{name, table.Plain(value)})
		}
	}
	put("tool", r.Tool)
	if r.Gold != nil {
		put("gold", fmt.Sprintf("%s, %s, fingerprint %s", r.Gold.Path, report.FormatCount(r.Gold.N, "examples"), r.Gold.Fingerprint))
	}
	if r.Signature != nil {
		put("signature", r.Signature.String())
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
