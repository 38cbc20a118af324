package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// markdownExamples is how many examples of a kind Markdown lists.
const markdownExamples = 3

// CheckMarkdown prints what was found in a dataset, with some examples of each kind.
func CheckMarkdown(w io.Writer, c *report.Check) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n", table.EscapeMarkdown(strings.Join(c.Data, " ")), checkSummary(c))
	found := bySeverity(c)
	kinds := table.New(table.Names("severity"), table.Names("kind"), table.Numbers("found"), table.Text("what it is"))
	for _, f := range found {
		kinds.Add(string(f.Severity), f.Name, text.Thousands(f.N), f.About)
	}
	if len(found) > 0 {
		markdownTable(&b, kinds)
	}
	for _, f := range found {
		fmt.Fprintf(&b, "**%s**\n\n", f.Name)
		for i := range f.Findings[:min(len(f.Findings), markdownExamples)] {
			b.WriteString("- " + table.EscapeMarkdown(findingLine(&f.Findings[i])) + "\n")
		}
		b.WriteString("\n")
	}
	for _, u := range c.Unchecked {
		b.WriteString("- not checked: " + table.EscapeMarkdown(u.What+": "+u.Why) + "\n")
	}
	if len(c.Unchecked) > 0 {
		b.WriteString("\n")
	}
	if s := c.Statistics; s != nil {
		markdownTable(&b, splitRows(s))
		if len(s.Drifts) > 0 {
			markdownTable(&b, driftTable(s))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
