package render

import (
	"fmt"
	"strconv"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// interval is the title of columns of intervals.
const interval = "95 % interval"

// pairRows has a row for each share of a pair of splits.
func pairRows(p *report.SplitPair) *table.Table {
	t := table.New(table.Names(p.Pair), table.Numbers("share"), table.Numbers(interval), table.Names("of"))
	for _, k := range p.Metrics.Shown() {
		m := p.Metrics[k.Name]
		t.Add("  "+k.Label, report.FormatValue(m.Value, k.Unit), report.FormatInterval(m, k.Unit), strconv.Itoa(m.N)+" "+m.Of)
	}
	return t
}

// ruleRows has a row for each rule of a gate.
func ruleRows(v *gate.Verdict) *table.Table {
	t := table.New(table.Names(""), table.Text("rule"), table.Numbers("value"), table.Text(""))
	several := v.SeveralReports()
	if several {
		t.Columns = append(t.Columns, table.Text("report"))
	}
	for i := range v.Outcomes {
		o := &v.Outcomes[i]
		status := o.Status
		if o.Severity == gate.Warn && status != gate.Pass {
			status += ", only a warning"
		}
		cells := []string{status, o.Rule, o.Value(), o.Detail}
		if several {
			cells = append(cells, o.Report)
		}
		t.Add(cells...)
	}
	return t
}

// labelRows has a row for each action or parameter.
func labelRows(labels []report.Label) *table.Table {
	t := table.New(table.Names("name"), table.Numbers("n"), table.Numbers("precision"), table.Numbers("recall"), table.Numbers("F1"), table.Numbers(interval))
	for _, l := range labels {
		t.Add(l.Name, fmt.Sprint(l.Support), report.FormatValue(l.Precision.Value, report.Fraction), report.FormatValue(l.Recall.Value, report.Fraction),
			report.FormatValue(l.F1.Value, report.Fraction), report.FormatInterval(l.F1, report.Fraction))
	}
	return t
}

// mistakeRows has a row for each kind of mistake.
func mistakeRows(mistakes []report.Mistake) *table.Table {
	t := table.New(table.Names("mistake"), table.Numbers("n"), table.Numbers("cost"), table.Names("such as"))
	for _, m := range mistakes {
		example := ""
		if len(m.IDs) > 0 {
			example = m.IDs[0]
		}
		t.Add(m.What, fmt.Sprint(m.N), report.FormatCost(m.Cost), example)
	}
	return t
}

// section is a table of a page under a title.
type section struct {
	Title, Note string
	Table       *table.Table
}

// besideSections are the tables of what is shown beside an evaluation: the runs
// first, then a table for each benchmark.
func besideSections(e *report.Evaluation, beside report.Beside) []section {
	var out []section
	if len(beside.Runs) > 0 {
		out = append(out, section{Title: "Runs side by side", Table: runRows(append([]*report.Evaluation{e}, beside.Runs...))})
	}
	for _, b := range beside.Benches {
		if len(b.Precisions) > 0 {
			out = append(out, section{"Benchmark", b.Setting(), benchRows(b)})
		}
		if len(b.Pareto) > 0 {
			out = append(out, section{"Accuracy, speed and size", b.Recommendation(), paretoRows(b)})
		}
	}
	return out
}

// runRows has two columns for each run and a row for each metric of the first.
func runRows(runs []*report.Evaluation) *table.Table {
	t := table.New(table.Names(""))
	for _, r := range runs {
		t.Columns = append(t.Columns, table.Numbers(r.RunLabel()), table.Numbers(interval))
	}
	for _, k := range runs[0].Metrics.Shown() {
		cells := []string{k.Label}
		for _, r := range runs {
			m := r.Metrics[k.Name]
			cells = append(cells, report.FormatValue(m.Value, k.Unit), report.FormatInterval(m, k.Unit))
		}
		t.Add(cells...)
	}
	return t
}
