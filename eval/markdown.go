package eval

import (
	"fmt"
	"io"
	"strings"
)

// maxRows is how many rows of examples a Markdown page has: CI services refuse
// long ones.
const maxRows = 50

var markdownEscapes = strings.NewReplacer(`\`, `\\`, "|", `\|`, "`", "\\`", "*", `\*`, "_", `\_`, "<", "&lt;", ">", "&gt;",
	"[", `\[`, "]", `\]`, "#", `\#`)

// md makes words of a record safe in a Markdown table.
func md(s string) string { return markdownEscapes.Replace(plain(s)) }

// mdTable writes a table whose cells are Markdown already.
func mdTable(b *strings.Builder, header []string, rows [][]string) {
	b.WriteString("| " + strings.Join(header, " | ") + " |\n|" + strings.Repeat(" --- |", len(header)) + "\n")
	for _, r := range rows {
		b.WriteString("| " + strings.Join(r, " | ") + " |\n")
	}
	b.WriteString("\n")
}

// WriteMarkdown writes the report as Markdown.
func (r *Report) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# Evaluation\n\n")
	if r.Gold != nil && r.Predictions != nil {
		fmt.Fprintf(&b, "%s against %s: %s\n\n", md(r.Predictions.Path), md(r.Gold.Path), plural(r.Gold.N, "examples"))
	}
	var rows [][]string
	for _, k := range r.shown() {
		m := r.Metrics[k.Name]
		rows = append(rows, []string{k.Label, formatValue(m.Value, k.Unit), formatInterval(m, k.Unit), plural(m.N, m.Of)})
	}
	mdTable(&b, []string{"metric", "value", "95 % interval", "n"}, rows)
	for _, warning := range r.Warnings {
		b.WriteString("- " + md(warning) + "\n")
	}
	if len(r.Warnings) > 0 {
		b.WriteString("\n")
	}
	for _, g := range r.grids() {
		g.markdown(&b)
	}
	labelTable(&b, "Actions", r.Intents)
	labelTable(&b, "Parameters", r.Slots)
	if top := r.TopConfusions(10); len(top) > 0 {
		b.WriteString("## Confusions\n\n")
		rows = nil
		for _, c := range top {
			rows = append(rows, []string{md(c.Want), md(c.Got), fmt.Sprint(c.N)})
		}
		mdTable(&b, []string{"wanted", "answered", "n"}, rows)
	}
	failureTable(&b, "Errors", r.Failures)
	_, err := io.WriteString(w, b.String())
	return err
}

func labelTable(b *strings.Builder, title string, labels []Label) {
	if len(labels) == 0 {
		return
	}
	fmt.Fprintf(b, "## %s\n\n", title)
	var rows [][]string
	for _, l := range labels {
		rows = append(rows, []string{md(l.Name), fmt.Sprint(l.Support), formatValue(l.Precision.Value, Fraction),
			formatValue(l.Recall.Value, Fraction), formatValue(l.F1.Value, Fraction), formatInterval(l.F1, Fraction)})
	}
	mdTable(b, []string{"name", "n", "precision", "recall", "F1", "95 % interval"}, rows)
}

func failureTable(b *strings.Builder, title string, failures []Failure) {
	if len(failures) == 0 {
		return
	}
	fmt.Fprintf(b, "## %s\n\n", title)
	var rows [][]string
	for _, f := range failures[:min(len(failures), maxRows)] {
		rows = append(rows, []string{md(f.ID), md(f.Text), md(f.Want), md(f.Got), md(f.Detail)})
	}
	mdTable(b, []string{"id", "prompt", "wanted", "answered", "error"}, rows)
	if n := len(failures) - maxRows; n > 0 {
		fmt.Fprintf(b, "and %d more\n\n", n)
	}
}

// WriteMarkdown writes the comparison as Markdown.
func (c *Comparison) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s against %s\n\n**%s**\n\n", md(c.New.Label), md(c.Base.Label), md(c.conclusion()))
	var rows [][]string
	for _, ch := range c.Changes {
		k, _ := Lookup(ch.Name)
		value, interval := formatDelta(ch.Delta)
		rows = append(rows, []string{k.Label, formatValue(ch.Base.Value, k.Unit), formatValue(ch.New.Value, k.Unit), value, interval})
	}
	mdTable(&b, []string{"metric", md(c.Base.Label), md(c.New.Label), "change", "95 % interval"}, rows)
	fmt.Fprintf(&b, "Fixed %.0f, broken %.0f of %s; McNemar's exact p = %s.\n\n", c.Table.OnlyNew, c.Table.OnlyBase, plural(c.Gold.N, "prompts"), short(c.P))
	if len(c.Intents) > 0 {
		rows = nil
		for _, i := range c.Intents {
			rows = append(rows, []string{md(i.Name), fmt.Sprint(i.Support), fmt.Sprint(i.Fixed), fmt.Sprint(i.Broken)})
		}
		mdTable(&b, []string{"action", "n", "fixed", "broken"}, rows)
	}
	failureTable(&b, "Broken", c.Broken)
	failureTable(&b, "Fixed", c.Fixed)
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteMarkdown writes the verdict as Markdown.
func (v *Verdict) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Gate: %s\n\n", md(v.Summary()))
	var rows [][]string
	for _, o := range v.Outcomes {
		rows = append(rows, []string{o.Status, md(o.Rule), o.value(), md(o.Detail)})
	}
	mdTable(&b, []string{"", "rule", "value", ""}, rows)
	_, err := io.WriteString(w, b.String())
	return err
}
