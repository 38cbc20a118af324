package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// markdownTodos is how many things to do Markdown lists.
const markdownTodos = 30

// TriageMarkdown prints a triage with its first things to do.
func TriageMarkdown(w io.Writer, t *report.Triage) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# What to do next with %s\n\n", table.EscapeMarkdown(t.Pack))
	markdownTable(&b, stateRows(t))
	if t.Change != nil {
		for _, line := range changeLines(t.Change) {
			b.WriteString("- " + table.EscapeMarkdown(line) + "\n")
		}
		b.WriteString("\n")
	}
	for i := range t.Items[:min(len(t.Items), markdownTodos)] {
		it := &t.Items[i]
		fmt.Fprintf(&b, "%d. **%s** %s: %s, %s\n", i+1, it.Kind, table.EscapeMarkdown(it.What()), report.FormatCount(it.N, "messages"), sharePlain(it))
		line := func(s string) { b.WriteString("   - " + table.EscapeMarkdown(s) + "\n") }
		if it.Why != "" {
			line(it.Why)
		}
		if len(it.Others) > 0 {
			line(othersList(it))
		}
		if len(it.Values) > 0 {
			line(valueList(it))
		} else {
			for _, f := range it.Frames[:min(len(it.Frames), shownFrames)] {
				line(frameLine(f))
			}
		}
		line(it.Next)
	}
	if more := len(t.Items) - markdownTodos; more > 0 {
		fmt.Fprintf(&b, "\n%d more in the JSON report\n", more)
	}
	b.WriteString("\n")
	markdownTable(&b, coveredRows(t))
	_, err := io.WriteString(w, b.String())
	return err
}
