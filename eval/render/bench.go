package render

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// BenchText prints a benchmark, and what its times depend on. With all it prints every
// number, and the stages of the time.
func BenchText(w io.Writer, b *report.Bench, all bool, width int) error {
	var out bytes.Buffer
	for _, t := range benchTables(b, all) {
		if err := t.Write(&out, width); err != nil {
			return err
		}
	}
	out.WriteString(b.Setting() + "\n")
	if len(b.Precisions) > 0 {
		for i := range b.Precisions[0].Scenarios {
			out.WriteString(b.Precisions[0].Scenarios[i].Setting() + "\n")
		}
	}
	if line := b.Noise.Line(); line != "" && (len(b.Precisions) > 1 || b.Noise.How == report.NoiseAA) {
		out.WriteString(line + "\n")
	}
	if err := paretoText(&out, b, width); err != nil {
		return err
	}
	if all {
		if err := benchDetails(&out, b, width); err != nil {
			return err
		}
	}
	_, err := out.WriteTo(w)
	return err
}

// BenchMarkdown prints a benchmark: what is recommended, then all numbers.
func BenchMarkdown(w io.Writer, b *report.Bench) error {
	var out strings.Builder
	out.WriteString("# Benchmark\n\n" + table.EscapeMarkdown(b.Setting()) + "\n\n")
	if line := b.Noise.Line(); line != "" {
		out.WriteString(table.EscapeMarkdown(sentence(line)) + "\n\n")
	}
	if len(b.Pareto) > 0 {
		fmt.Fprintf(&out, "**%s**\n\n", table.EscapeMarkdown(b.Recommendation()))
		markdownTable(&out, paretoRows(b))
	}
	markdownTable(&out, benchRows(b))
	for i := range b.Precisions {
		if p := &b.Precisions[i]; len(p.Stages) > 0 {
			fmt.Fprintf(&out, "## Stages of %s\n\n", table.EscapeMarkdown(p.Name))
			markdownTable(&out, stageRows(p.Stages))
		}
	}
	for _, w := range b.Warnings {
		out.WriteString("- " + table.EscapeMarkdown(w) + "\n")
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// mostColumns is how many precisions a terminal shows side by side, with their intervals.
const mostColumns = 3

// benchTables are the tables of times. Where there are many precisions, the short form has
// a row for each, and none where the table of the Pareto front has them.
func benchTables(b *report.Bench, all bool) []*table.Table {
	switch {
	case len(b.Precisions) <= mostColumns:
		return []*table.Table{benchColumns(b, all)}
	case all:
		var out []*table.Table
		for part := range slices.Chunk(b.Precisions, mostColumns) {
			some := *b
			some.Precisions = part
			out = append(out, benchColumns(&some, true))
		}
		return out
	case len(b.Pareto) > 0:
		return nil
	}
	return []*table.Table{benchList(b)}
}

// benchList has a row for each precision, with its main numbers.
func benchList(b *report.Bench) *table.Table {
	t := table.New(table.Names(""), table.Numbers("p50"), table.Numbers("p95"), table.Numbers("speed-up"), table.Numbers(interval), table.Numbers("throughput"), table.Numbers("size"), table.Numbers("memory"))
	for i := range b.Precisions {
		p := &b.Precisions[i]
		cells := []string{p.Name}
		for _, name := range []string{"latency_p50_ms", "latency_p95_ms", "speedup", "", "prompts_per_s", "size_mb", "peak_memory_mb"} {
			switch m := p.Metrics[name]; {
			case name == "":
				cells = append(cells, benchInterval("speedup", p.Metrics["speedup"]))
			case m.Value == nil && name == "speedup":
				cells = append(cells, "")
			default:
				cells = append(cells, report.FormatValue(m.Value, unitOf(name)))
			}
		}
		t.Add(cells...)
	}
	return t
}

func unitOf(name string) string {
	k, _ := report.Lookup(name)
	return k.Unit
}

// benchInterval is the interval of a number of a benchmark. A ratio that is not told apart
// from 1 says so.
func benchInterval(name string, m report.Metric) string {
	if ratio := unitOf(name) == report.Ratio; ratio && m.Low != nil && !m.ToldApart() {
		return "not told apart"
	}
	return report.FormatInterval(m, unitOf(name))
}

// benchDetail are the metrics that only the long form shows.
var benchDetail = []string{"latency_p90_upper_ms", "latency_p95_upper_ms", "latency_p99_upper_ms", "ttft_p50_ms", "ttft_p95_ms", "tpot_p50_ms", "tpot_p95_ms", "tokens_per_s", "speedup_p95"}

// benchRows has two columns for each precision and a row for each number.
func benchRows(b *report.Bench) *table.Table { return benchColumns(b, true) }

// benchColumns is benchRows, without all without details.
func benchColumns(b *report.Bench, all bool) *table.Table {
	r := benchTable{table.New(table.Names("")), b}
	for _, p := range b.Precisions {
		r.Columns = append(r.Columns, table.Numbers(p.Name), table.Numbers(interval))
	}
	for _, k := range report.Known {
		switch {
		case k.Name == "prompts_per_s":
			r.batches()
		case !all && slices.Contains(benchDetail, k.Name):
		case len(b.Pareto) > 0 && (k.Signed || k.Name == "regressions" || k.Name == "fixes"): // paretoRows has them
		default:
			r.row(k.Label, k.Name, func(p *report.Precision) report.Metrics { return p.Metrics })
		}
	}
	r.scenarios(all)
	return r.Table
}

// benchTable is a table of a benchmark while it is filled.
type benchTable struct {
	*table.Table
	bench *report.Bench
}

// row adds a row for a metric, unless no precision has a value or says why it has none.
func (r *benchTable) row(label, name string, of func(p *report.Precision) report.Metrics) {
	cells, any := []string{label}, false
	for i := range r.bench.Precisions {
		m, ok := of(&r.bench.Precisions[i])[name]
		any = any || ok && (m.Value != nil || !slices.Contains(benchDetail, name))
		cells = append(cells, report.FormatValue(m.Value, unitOf(name)), benchInterval(name, m))
	}
	if any {
		r.Add(cells...)
	}
}

func (r *benchTable) batches() {
	if len(r.bench.Precisions) == 0 {
		return
	}
	for i, batch := range r.bench.Precisions[0].Batches {
		r.row("batch "+strconv.Itoa(batch.Size), "prompts_per_s", func(p *report.Precision) report.Metrics {
			if i >= len(p.Batches) {
				return nil
			}
			return report.Metrics{"prompts_per_s": p.Batches[i].Throughput}
		})
	}
}

func (r *benchTable) scenarios(all bool) {
	if len(r.bench.Precisions) == 0 {
		return
	}
	for i, s := range r.bench.Precisions[0].Scenarios {
		for _, k := range s.Metrics.Shown() {
			if !all && slices.Contains(benchDetail, k.Name) {
				continue
			}
			r.row(s.Name+", "+strings.TrimPrefix(k.Label, "latency "), k.Name, func(p *report.Precision) report.Metrics {
				if i >= len(p.Scenarios) {
					return nil
				}
				return p.Scenarios[i].Metrics
			})
		}
	}
}

// paretoText prints the ways to run a model by what is compared, and which one is
// recommended. It prints nothing where there is no such comparison.
func paretoText(w *bytes.Buffer, b *report.Bench, width int) error {
	if len(b.Pareto) == 0 {
		return nil
	}
	w.WriteString("\n")
	if err := paretoRows(b).Write(w, width); err != nil {
		return err
	}
	if line := b.Recommendation(); line != "" {
		w.WriteString(line + "\n")
	}
	return nil
}

// paretoRows has a row for each way to run a model.
func paretoRows(b *report.Bench) *table.Table {
	t := table.New(table.Names(""), table.Numbers("batch"), table.Numbers("exact"), table.Numbers("flips"), table.Numbers("p95 ms"),
		table.Numbers("per s"), table.Numbers("MB"), table.Numbers("RAM"), table.Text(""))
	short := func(m report.Metric) string {
		if m.Value == nil {
			return "n/a"
		}
		return report.Short(*m.Value)
	}
	for i := range b.Pareto {
		r := &b.Pareto[i]
		batch, flips, verdict := "", "", ""
		if r.Batch > 0 {
			batch = strconv.Itoa(r.Batch)
		}
		if r.Broken != nil && r.Fixed != nil {
			flips = "−" + report.FormatValue(r.Broken.Value, report.Count) + " +" + report.FormatValue(r.Fixed.Value, report.Count)
		}
		switch {
		case r.Recommended:
			verdict = "best"
		case r.Beaten != "":
			verdict = "beaten"
		}
		t.Add(r.Precision, batch, report.FormatValue(r.Accuracy.Value, report.Fraction), flips, short(r.Latency), short(r.Throughput), short(r.Size), short(r.Memory), verdict)
	}
	return t
}

// benchDetails prints the stages of the time, how it grows with the answer, how the
// models were warmed up, and the machine's conditions.
func benchDetails(w *bytes.Buffer, b *report.Bench, width int) error {
	for i := range b.Precisions {
		p := &b.Precisions[i]
		if len(p.Stages) > 0 {
			fmt.Fprintf(w, "\n%s, one prompt at a time\n", p.Name)
			if err := stageRows(p.Stages).Write(w, width); err != nil {
				return err
			}
		}
		if l := p.Lengths; l != nil {
			w.WriteString(l.Line() + "\n")
		}
		if p.WarmUp != nil {
			w.WriteString(p.WarmUp.Line() + "\n")
		}
		for _, s := range p.Scenarios {
			if len(s.Stages) > 0 {
				fmt.Fprintf(w, "\n%s, %s\n", p.Name, s.Name)
				if err := stageRows(s.Stages).Write(w, width); err != nil {
					return err
				}
			}
		}
		flipLines(w, p)
	}
	for _, c := range b.Conditions {
		w.WriteString(c + "\n")
	}
	return nil
}

// stageRows has a row for each stage.
func stageRows(stages []report.Stage) *table.Table {
	t := table.New(table.Names("stage"), table.Numbers("share"), table.Numbers("mean"), table.Numbers("p50"), table.Numbers("p95"))
	for _, s := range stages {
		t.Add(strings.ReplaceAll(s.Name, "_", " "), report.FormatValue(s.Share, report.Fraction), report.FormatValue(s.Mean.Value, report.Millis),
			report.FormatValue(s.P50.Value, report.Millis), report.FormatValue(s.P95.Value, report.Millis))
	}
	return t
}

// flipLines prints some of the examples that a precision breaks and mends.
func flipLines(w *bytes.Buffer, p *report.Precision) {
	for _, part := range []struct {
		name string
		list []report.Flip
	}{{"broken", p.Broken}, {"fixed", p.Fixed}} {
		for i, f := range part.list[:min(brokenShown, len(part.list))] {
			fmt.Fprintf(w, "%-7s %s: %s, not %s\n", []string{part.name, ""}[min(i, 1)], table.Plain(f.ID), table.Plain(f.Answer()), table.Plain(f.Want))
		}
	}
}
