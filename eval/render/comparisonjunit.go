package render

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// ComparisonJUnit prints a test case for each metric, which fails where the new run is
// worse beyond chance, and one that fails for each action that is. The changes are
// properties.
func ComparisonJUnit(w io.Writer, c *report.Comparison) error {
	s := junitSuite{Name: "slmkit compare"}
	for _, r := range c.Runs() {
		class, prefix := "slmkit.compare", ""
		if len(c.More) > 0 {
			class, prefix = class+"."+table.Plain(r.New.Label), table.Plain(r.New.Label)+" "
		}
		for _, k := range r.Metrics.Shown() {
			s.Properties = append(s.Properties, junitProperty{prefix + k.Name, strconv.FormatFloat(*r.Metrics[k.Name].Value, 'g', -1, 64)})
		}
		for i := range r.Changes {
			s.Cases = append(s.Cases, changeCase(class, &r.Changes[i], r))
		}
		for _, i := range r.Intents {
			if i.Verdict != report.Worse {
				continue
			}
			value, interval := report.FormatChange(i.Delta)
			message := fmt.Sprintf("%s points (%s): %d broken, %d fixed of %s", value, interval, i.Broken, i.Fixed, report.FormatCount(i.Support, "prompts"))
			s.Cases = append(s.Cases, junitCase{Class: class, Name: "action " + table.Plain(i.Name),
				Failure: &junitMessage{Type: report.Worse, Message: message, Text: brokenText(r, i.Name)}})
		}
	}
	return writeJUnit(w, s)
}

// changeCase is the test case of a metric.
func changeCase(class string, ch *report.Change, c *report.RunChange) junitCase {
	k, _ := report.Lookup(ch.Name)
	out := junitCase{Class: class, Name: k.Label}
	if ch.Verdict == report.Worse {
		value, interval := report.FormatChange(ch.Delta)
		out.Failure = &junitMessage{Type: report.Worse, Message: fmt.Sprintf("%s, now %s: %s points (%s)", report.FormatValue(ch.Base.Value, k.Unit),
			report.FormatValue(ch.New.Value, k.Unit), value, interval)}
		if ch.Name == c.Changes[0].Name {
			out.Failure.Text = brokenText(c, "")
		}
	}
	return out
}

// maxCaseLines is how many examples a test case lists.
const maxCaseLines = 20

// brokenText lists the broken examples of an action, or of all.
func brokenText(c *report.RunChange, intent string) string {
	var lines []string
	for _, f := range c.Broken {
		if (intent == "" || f.Intent == intent) && len(lines) < maxCaseLines {
			lines = append(lines, fmt.Sprintf("%s: %s\n  wanted %s\n  base   %s\n  new    %s", table.Plain(f.ID), table.Plain(f.Text), table.Plain(f.Want), table.Plain(f.Other), table.Plain(f.Got)))
		}
	}
	return strings.Join(lines, "\n")
}
