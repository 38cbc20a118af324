package render

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// interval is the title of columns of intervals.
const interval = "95 % interval"

// changeRows has a row for each metric that a comparison compares.
func changeRows(c *report.Comparison) *table.Table {
	t := table.New(table.Names(""), table.Numbers(c.Base.Label), table.Numbers(c.New.Label), table.Numbers("change"), table.Numbers(interval))
	for _, ch := range c.Changes {
		k, _ := report.Lookup(ch.Name)
		value, interval := report.FormatChange(ch.Delta)
		t.Add(k.Label, report.FormatValue(ch.Base.Value, k.Unit), report.FormatValue(ch.New.Value, k.Unit), value, interval)
	}
	return t
}

// benchRows has two columns for each precision and a row for each number.
func benchRows(b *report.Bench) *table.Table {
	t := table.New(table.Names(""))
	for _, p := range b.Precisions {
		t.Columns = append(t.Columns, table.Numbers(p.Name), table.Numbers(interval))
	}
	row := func(label, unit string, get func(p *report.Precision) (report.Metric, bool)) {
		cells, any := []string{label}, false
		for i := range b.Precisions {
			m, ok := get(&b.Precisions[i])
			any = any || ok
			cells = append(cells, report.FormatValue(m.Value, unit), report.FormatInterval(m, unit))
		}
		if any {
			t.Add(cells...)
		}
	}
	for _, k := range report.Known {
		if k.Name == "prompts_per_s" && len(b.Precisions) > 0 {
			for i, batch := range b.Precisions[0].Batches {
				row("batch "+strconv.Itoa(batch.Size), k.Unit, func(p *report.Precision) (report.Metric, bool) {
					if i >= len(p.Batches) {
						return report.Metric{}, false
					}
					return p.Batches[i].Throughput, true
				})
			}
			continue
		}
		if len(b.Pareto) > 0 && (k.Signed || k.Name == "regressions" || k.Name == "fixes") {
			continue // paretoRows has them
		}
		row(k.Label, k.Unit, func(p *report.Precision) (report.Metric, bool) { m, ok := p.Metrics[k.Name]; return m, ok })
	}
	if len(b.Precisions) > 0 {
		for i, s := range b.Precisions[0].Scenarios {
			for _, k := range s.Metrics.Shown() {
				row(s.Name+", "+strings.TrimPrefix(k.Label, "latency "), k.Unit, func(p *report.Precision) (report.Metric, bool) {
					if i >= len(p.Scenarios) {
						return report.Metric{}, false
					}
					m, ok := p.Scenarios[i].Metrics[k.Name]
					return m, ok
				})
			}
		}
	}
	return t
}

// paretoRows has a row for each precision with what it is compared by.
func paretoRows(b *report.Bench) *table.Table {
	t := table.New(table.Names(""), table.Numbers("exact match"), table.Numbers(interval), table.Numbers("p95"), table.Numbers("size"),
		table.Numbers("change"), table.Numbers("broken"), table.Numbers("fixed"), table.Text(""))
	for i, r := range b.Pareto {
		m := b.Precisions[i].Metrics
		flips := func(name string) string {
			if v := m[name].Value; v != nil {
				return report.FormatValue(v, report.Count)
			}
			return ""
		}
		change := ""
		if d := m["exact_match_delta"]; d.Value != nil {
			change, _ = report.FormatChange(d)
		}
		verdict := ""
		switch {
		case r.Recommended:
			verdict = "recommended"
		case r.Beaten != "":
			verdict = "beaten by " + r.Beaten
		}
		t.Add(r.Precision, report.FormatValue(r.Accuracy.Value, report.Fraction), report.FormatInterval(r.Accuracy, report.Fraction),
			report.FormatValue(r.Latency.Value, report.Millis), report.FormatValue(r.Size.Value, report.Megabyte), change, flips("regressions"), flips("fixes"), verdict)
	}
	return t
}

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
		t.Add(m.What, fmt.Sprint(m.N), report.FormatCost(m.Cost), strings.Join(m.IDs[:min(len(m.IDs), 1)], ""))
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
