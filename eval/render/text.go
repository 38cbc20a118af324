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
	if err := weakestText(w, e, all, width); err != nil {
		return err
	}
	for _, line := range []struct{ title, text string }{{"turns", turnsLine(e)}, {"dearest", e.Dearest()}, {"danger", e.Danger()}} {
		if line.text == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "%-8s %s\n", line.title, line.text); err != nil {
			return err
		}
	}
	if all && e.Signature != nil {
		if _, err := fmt.Fprintf(w, "signature %s\n", e.Signature); err != nil {
			return err
		}
	}
	if err := partsText(w, e, all, width); err != nil {
		return err
	}
	return abstentionText(w, e.Abstention, width)
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

// VerdictText prints a line for each rule, the must-pass prompts that failed, and a line
// for all.
func VerdictText(w io.Writer, v *gate.Verdict, width int) error {
	t := ruleRows(v)
	for i := range t.Columns {
		t.Columns[i].Title = "" // the rows speak for themselves
	}
	if err := t.Write(w, width); err != nil {
		return err
	}
	if v.Look != nil {
		if _, err := fmt.Fprintln(w, v.Look); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	failedTests(&b, failedInVerdict(v))
	fmt.Fprintln(&b, v.Summary())
	_, err := b.WriteTo(w)
	return err
}
