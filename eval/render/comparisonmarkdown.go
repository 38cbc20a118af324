package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// maxMarkdown is how many bytes of examples a comparison lists as Markdown: CI services
// refuse comments of more than 64 KB.
const maxMarkdown = 40_000

// ComparisonMarkdown prints a comparison, the verdict first.
func ComparisonMarkdown(w io.Writer, c *report.Comparison) error {
	var b strings.Builder
	for i, r := range c.Runs() {
		heading := "#"
		if i > 0 {
			heading = "##"
		}
		fmt.Fprintf(&b, "%s %s against %s\n\n**%s**\n\n", heading, table.EscapeMarkdown(r.New.Label), table.EscapeMarkdown(c.Base.Label), table.EscapeMarkdown(r.Conclusion()))
		if i == 0 {
			t := changeTable(c, true)
			t.Columns[0].Title = "metric"
			markdownTable(&b, t)
		}
		markdownRun(&b, r, maxMarkdown/len(c.Runs()))
	}
	if c.Signature != nil {
		b.WriteString("Signature: " + table.EscapeMarkdown(c.Signature.String()) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdownRun prints what is said of one new run: at most room bytes of examples.
func markdownRun(b *strings.Builder, c *report.RunChange, room int) {
	fmt.Fprintf(b, "Fixed %.0f, broken %.0f of %s; McNemar's exact %s.", c.Table.OnlyNew, c.Table.OnlyBase, examples(c), chance("p", c.P))
	if m := c.Metrics["churn"]; m.Value != nil {
		fmt.Fprintf(b, " %s of the answers changed (%s).", report.FormatValue(m.Value, report.Fraction), report.FormatInterval(m, report.Fraction))
	}
	if words := c.MarginWords(); words != "" {
		b.WriteString(" " + words + ".")
	}
	b.WriteString("\n\n")
	for _, warning := range c.Warnings {
		b.WriteString("- " + table.EscapeMarkdown(warning) + "\n")
	}
	if len(c.Warnings) > 0 {
		b.WriteString("\n")
	}
	if len(c.Shared) > 0 {
		b.WriteString("## What flips share\n\n")
		markdownTable(b, sharedTable(c))
	}
	if len(c.Intents) > 0 {
		b.WriteString("## Actions\n\n")
		t := intentTable(c)
		t.Rows = t.Rows[:min(len(t.Rows), maxRows)]
		markdownTable(b, t)
	}
	markdownFlips(b, "Broken", c.Broken, true, room/2)
	markdownFlips(b, "Fixed", c.Fixed, false, room/4)
	markdownFlips(b, "Wrong in both runs, but not alike", c.Changed, true, room/4)
}

// markdownFlips lists examples with both answers, in which what differs is bold. The
// failure of a flip is the answer of the new run, or of the base run.
func markdownFlips(b *strings.Builder, title string, flips []report.Flip, ofNew bool, room int) {
	if len(flips) == 0 {
		return
	}
	fmt.Fprintf(b, "## %s\n\n| id | prompt | wanted | base | new |\n| --- | --- | --- | --- | --- |\n", title)
	end := b.Len() + room
	for i, f := range flips {
		if i == maxRows || b.Len() > end {
			fmt.Fprintf(b, "\nand %d more\n", len(flips)-i)
			break
		}
		base, new := bothAnswers(&f, ofNew)
		as, bs := marks(base, new)
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", table.EscapeMarkdown(f.ID), table.EscapeMarkdown(f.Text), table.EscapeMarkdown(f.Want), markdownMarks(as), markdownMarks(bs))
	}
	b.WriteString("\n")
}

// bothAnswers are those of the base run and of the new run.
func bothAnswers(f *report.Flip, ofNew bool) (base, new string) {
	if ofNew {
		return f.Other, f.Got
	}
	return f.Got, f.Other
}
