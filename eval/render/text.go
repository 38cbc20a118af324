package render

import (
	"bytes"
	"fmt"
	"io"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// EvaluationText prints the headline numbers of an evaluation, or with all every
// number, and the worst of what went wrong.
func EvaluationText(w io.Writer, e *report.Evaluation, all bool, width int) error {
	t := table.New(table.Names(""), table.Numbers("value"), table.Numbers(interval), table.Text("n"))
	last := ""
	for _, k := range e.Metrics.Shown() {
		m := e.Metrics[k.Name]
		if !all && (!k.Brief || k.Lower && (k.Unit == report.Fraction || k.Unit == report.Count) && *m.Value == 0) {
			continue
		}
		n := report.FormatCount(m.N, m.Of)
		if e.Gold != nil && e.Gold.Templates > 0 && k.Name == "exact_match" {
			n += ", " + report.FormatCount(e.Gold.Templates, "templates")
		}
		if part := m.Covers(); part != "" {
			n += ", " + part
		}
		if n == last {
			n = ""
		} else {
			last = n
		}
		t.Add(k.Label, report.FormatValue(m.Value, k.Unit), report.FormatInterval(m, k.Unit), n)
	}
	if err := t.Write(w, width); err != nil {
		return err
	}
	if worst := e.Worst(); worst != "" {
		if _, err := fmt.Fprintf(w, "worst    %s\n", worst); err != nil {
			return err
		}
	}
	for _, line := range []struct{ title, text string }{{"dearest", e.Dearest()}, {"danger", e.Danger()}} {
		if line.text == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "%-8s %s\n", line.title, line.text); err != nil {
			return err
		}
	}
	if all && e.Signature != nil {
		_, err := fmt.Fprintf(w, "signature %s\n", e.Signature)
		return err
	}
	return nil
}

// brokenShown is how many broken examples a comparison prints on a terminal.
const brokenShown = 3

// ComparisonText prints the changes, some of the examples that are broken, and
// the conclusion.
func ComparisonText(w io.Writer, c *report.Comparison, width int) error {
	var b bytes.Buffer
	if err := changeRows(c).Write(&b, width); err != nil {
		return err
	}
	fmt.Fprintf(&b, "fixed %.0f, broken %.0f of %s   McNemar p = %s\n", c.Table.OnlyNew, c.Table.OnlyBase, examples(c), report.Short(c.P))
	for i, f := range c.Broken[:min(brokenShown, len(c.Broken))] {
		fmt.Fprintf(&b, "%s  %s: %s, not %s\n", []string{"broken", "      "}[min(i, 1)], table.Plain(f.ID), table.Plain(f.Got), table.Plain(f.Want))
	}
	fmt.Fprintf(&b, "%s: %s\n", table.Plain(c.New.Label), c.Conclusion())
	_, err := b.WriteTo(w)
	return err
}

// examples is how many prompts were compared.
func examples(c *report.Comparison) string {
	if c.Gold == nil {
		return "the prompts"
	}
	return report.FormatCount(c.Gold.N, "prompts")
}

// BenchText prints a benchmark, and what its times depend on.
func BenchText(w io.Writer, b *report.Bench, width int) error {
	if err := benchRows(b).Write(w, width); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(w, b.Setting()); err != nil {
		return err
	}
	if len(b.Precisions) == 0 {
		return nil
	}
	for i := range b.Precisions[0].Scenarios {
		if _, err := fmt.Fprintln(w, b.Precisions[0].Scenarios[i].Setting()); err != nil {
			return err
		}
	}
	return paretoText(w, b, width)
}

// paretoText prints the precisions by accuracy, latency and size, and which one is
// recommended. It prints nothing where there is no such comparison.
func paretoText(w io.Writer, b *report.Bench, width int) error {
	if len(b.Pareto) == 0 {
		return nil
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	if err := paretoRows(b).Write(w, width); err != nil {
		return err
	}
	for _, r := range b.Pareto {
		if r.Recommended {
			if _, err := fmt.Fprintf(w, "%s is recommended: %s\n", r.Precision, r.Why); err != nil {
				return err
			}
		}
	}
	return nil
}

// LeaksText prints a table for each pair of splits, then the rows that they
// share.
func LeaksText(w io.Writer, l *report.Leaks, width int) error {
	var b bytes.Buffer
	for i := range l.Pairs {
		if i > 0 {
			b.WriteString("\n")
		}
		if err := pairRows(&l.Pairs[i]).Write(&b, width); err != nil {
			return err
		}
	}
	for _, f := range l.Found {
		if f.Metric == "leak_values" || f.Metric == "leak_slot_value" {
			continue // any two rows with the same words: there is nothing to learn from them
		}
		info, _ := report.Lookup(f.Metric)
		fmt.Fprintf(&b, "\n%s, %s\n", f.Pair, info.Label)
		for _, m := range f.Matches {
			fmt.Fprintf(&b, "  %s %s   %s\n  %s %s   %s\n", m.From.File, m.From.ID, m.From.Text, m.To.File, m.To.ID, m.To.Text)
		}
	}
	_, err := b.WriteTo(w)
	return err
}

// VerdictText prints a line for each rule and one for all.
func VerdictText(w io.Writer, v *gate.Verdict, width int) error {
	t := ruleRows(v)
	for i := range t.Columns {
		t.Columns[i].Title = "" // the rows speak for themselves
	}
	if err := t.Write(w, width); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, v.Summary())
	return err
}
