package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// maxRows is how many examples a Markdown page lists: CI services refuse long
// pages.
const maxRows = 50

// EvaluationMarkdown prints an evaluation, with the reports beside it.
func EvaluationMarkdown(w io.Writer, e *report.Evaluation, beside report.Beside) error {
	var b strings.Builder
	b.WriteString("# Evaluation\n\n")
	if e.Gold != nil && e.Predictions != nil {
		fmt.Fprintf(&b, "%s against %s: %s\n\n", table.EscapeMarkdown(e.Predictions.Path), table.EscapeMarkdown(e.Gold.Path), report.FormatCount(e.Gold.N, "examples"))
	}
	t := table.New(table.Names("metric"), table.Numbers("value"), table.Numbers(interval), table.Names("n"))
	for _, k := range e.Metrics.Shown() {
		m := e.Metrics[k.Name]
		t.Add(k.Label, report.FormatValue(m.Value, k.Unit), report.FormatInterval(m, k.Unit), report.FormatCount(m.N, m.Of))
	}
	markdownTable(&b, t)
	for _, warning := range e.Warnings {
		b.WriteString("- " + table.EscapeMarkdown(warning) + "\n")
	}
	if len(e.Warnings) > 0 {
		b.WriteString("\n")
	}
	abstentionMarkdown(&b, e.Abstention)
	for _, s := range besideSections(e, beside) {
		fmt.Fprintf(&b, "## %s\n\n", s.Title)
		markdownTable(&b, s.Table)
		if s.Note != "" {
			b.WriteString(table.EscapeMarkdown(s.Note) + "\n\n")
		}
	}
	markdownCosts(&b, e)
	markdownLabels(&b, "Actions", e.Intents)
	markdownLabels(&b, "Parameters", e.Slots)
	markdownConfusions(&b, e.TopConfusions(10))
	markdownParts(&b, e)
	markdownFailures(&b, "Errors", e.Failures)
	if e.Signature != nil {
		b.WriteString("Signature: " + table.EscapeMarkdown(e.Signature.String()) + "\n")
	}
	_, err := io.WriteString(w, Limit(b.String(), MaxComment))
	return err
}

// markdownTable writes a table to memory, which cannot fail.
func markdownTable(b *strings.Builder, t *table.Table) { _ = t.Markdown(b) }

func markdownLabels(b *strings.Builder, title string, labels []report.Label) {
	if len(labels) == 0 {
		return
	}
	fmt.Fprintf(b, "## %s\n\n", title)
	markdownTable(b, labelRows(labels))
}

func markdownCosts(b *strings.Builder, e *report.Evaluation) {
	if e.Costs == nil {
		return
	}
	b.WriteString("## Costs\n\n")
	if danger := e.Danger(); danger != "" {
		b.WriteString(table.EscapeMarkdown(danger) + ".\n\n")
	}
	if len(e.Costs.Dearest) > 0 {
		markdownTable(b, mistakeRows(e.Costs.Dearest))
	}
}

func markdownConfusions(b *strings.Builder, top []report.Confusion) {
	if len(top) == 0 {
		return
	}
	b.WriteString("## Confusions\n\n")
	t := table.New(table.Names("wanted"), table.Names("answered"), table.Numbers("n"))
	for _, c := range top {
		t.Add(c.Want, c.Got, fmt.Sprint(c.N))
	}
	markdownTable(b, t)
}

func markdownFailures(b *strings.Builder, title string, failures []report.Failure) {
	if len(failures) == 0 {
		return
	}
	fmt.Fprintf(b, "## %s\n\n", title)
	t := table.New(table.Names("id"), table.Names("prompt"), table.Names("wanted"), table.Names("answered"), table.Names("error"))
	for _, f := range failures[:min(len(failures), maxRows)] {
		t.Add(f.ID, f.Text, f.Want, f.Got, f.Detail)
	}
	markdownTable(b, t)
	if n := len(failures) - maxRows; n > 0 {
		fmt.Fprintf(b, "and %d more\n\n", n)
	}
}

// VerdictMarkdown prints a verdict.
func VerdictMarkdown(w io.Writer, v *gate.Verdict) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Gate: %s\n\n", table.EscapeMarkdown(v.Summary()))
	if len(v.Outcomes) > 0 {
		markdownTable(&b, ruleRows(v))
	}
	if v.Look != nil {
		b.WriteString(v.Look.String() + "\n")
	}
	markdownFailedTests(&b, failedInVerdict(v))
	_, err := io.WriteString(w, Limit(b.String(), MaxComment))
	return err
}
