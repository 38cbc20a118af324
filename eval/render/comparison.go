package render

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// How many lines about broken examples, and about what they share, a comparison prints on a
// terminal.
const (
	brokenShown = 3
	sharedShown = 3
)

// ComparisonText prints the changes, some of the examples that are broken and what they
// share, and the conclusion.
func ComparisonText(w io.Writer, c *report.Comparison, width int) error {
	var b bytes.Buffer
	if err := changeTable(c, false).Write(&b, width); err != nil {
		return err
	}
	for _, r := range c.Runs() {
		comparisonLines(&b, r, len(c.More) > 0)
	}
	_, err := b.WriteTo(w)
	return err
}

// comparisonLines prints what is said of one run. Where there are several, it is short.
func comparisonLines(b *bytes.Buffer, c *report.RunChange, several bool) {
	name := ""
	if several {
		name = table.Plain(c.New.Label) + ": "
	}
	fmt.Fprintf(b, "%s%s\n", name, counts(c))
	if !several {
		for i, f := range c.Broken[:min(brokenShown, len(c.Broken))] {
			fmt.Fprintf(b, "%s  %s: %s, not %s\n", []string{"broken", "      "}[min(i, 1)], table.Plain(f.ID), table.Plain(f.Answer()), table.Plain(f.Want))
		}
		if words := c.MarginWords(); words != "" {
			fmt.Fprintf(b, "margins %s\n", words)
		}
	}
	shown := 0
	for i := range c.Shared {
		if g := &c.Shared[i]; g.Beyond() && shown < sharedShown {
			fmt.Fprintf(b, "%s  %s\n", []string{"shared", "      "}[min(shown, 1)], table.Plain(g.Words()))
			shown++
		}
	}
	fmt.Fprintf(b, "%s: %s\n", table.Plain(c.New.Label), c.Conclusion())
}

// counts says how many examples changed.
func counts(c *report.RunChange) string {
	text := fmt.Sprintf("fixed %.0f, broken %.0f of %s   McNemar %s", c.Table.OnlyNew, c.Table.OnlyBase, examples(c), chance("p", c.P))
	if m := c.Metrics["churn"]; m.Value != nil {
		text += "   churn " + report.FormatValue(m.Value, report.Fraction)
	}
	return text
}

// examples is how many prompts were compared.
func examples(c *report.RunChange) string {
	if n := c.Metrics["regressions"].N; n > 0 {
		return report.FormatCount(n, "prompts")
	}
	return "the prompts"
}

// changeTable has a row for each metric that a comparison compares, and where there are
// several new runs a row for each of them. A rate in which nothing changed is left out
// unless all are wanted.
func changeTable(c *report.Comparison, all bool) *table.Table {
	if len(c.More) > 0 {
		return runsTable(c)
	}
	t := table.New(table.Names(""), table.Numbers(c.Base.Label), table.Numbers(c.New.Label), table.Numbers("change"), table.Numbers(interval))
	for _, ch := range c.Changes {
		k, _ := report.Lookup(ch.Name)
		if !all && k.Lower && ch.P == nil {
			continue
		}
		value, interval := report.FormatChange(ch.Delta)
		t.Add(k.Label, report.FormatValue(ch.Base.Value, k.Unit), report.FormatValue(ch.New.Value, k.Unit), value, interval)
	}
	return t
}

// runsTable has a block of rows for each metric: the base run, then each new run.
func runsTable(c *report.Comparison) *table.Table {
	t := table.New(table.Names(""), table.Names("run"), table.Numbers("value"), table.Numbers("change"), table.Numbers(interval), table.Text(""))
	for i, ch := range c.Changes {
		k, _ := report.Lookup(ch.Name)
		if k.Lower && !slices.ContainsFunc(c.Runs(), func(r *report.RunChange) bool { return i < len(r.Changes) && r.Changes[i].P != nil }) {
			continue
		}
		t.Add(k.Label, c.Base.Label, report.FormatValue(ch.Base.Value, k.Unit), "", "", "")
		for _, r := range c.Runs() {
			if i >= len(r.Changes) {
				continue
			}
			own := r.Changes[i]
			value, interval := report.FormatChange(own.Delta)
			t.Add("", r.New.Label, report.FormatValue(own.New.Value, k.Unit), value, interval, told(own.Verdict))
		}
	}
	return t
}

// told is a verdict for a cell, "" where there is none.
func told(verdict string) string {
	if verdict == report.Same {
		return ""
	}
	return verdict
}

// sharedTable lists what flips have in common.
func sharedTable(c *report.RunChange) *table.Table {
	t := table.New(table.Names("flips"), table.Numbers("n"), table.Names("share"), table.Numbers("that could"), table.Numbers("by chance"), table.Names("examples"))
	for _, g := range likeliest(c.Shared) {
		t.Add(g.Direction, fmt.Sprintf("%d of %d", g.Flips, g.AllFlips), strings.Join(append([]string{g.By + " " + g.Name}, g.Also...), ", "),
			fmt.Sprintf("%d of %d", g.N, g.AllN), chance("q", g.Q), strings.Join(g.IDs, ", "))
	}
	return t
}

// likeliest are the groups that are beyond chance, or the first few where none is.
func likeliest(groups []report.FlipGroup) []report.FlipGroup {
	n := 0
	for n < len(groups) && groups[n].Beyond() {
		n++
	}
	if n == 0 {
		n = min(sharedShown, len(groups))
	}
	return groups[:n]
}

// chance writes a chance with its name.
func chance(name string, p float64) string {
	if p < 0.0001 {
		return name + " < 0.0001"
	}
	return name + " = " + report.Short(p)
}

// intentTable lists the actions that changed.
func intentTable(c *report.RunChange) *table.Table {
	t := table.New(table.Names("action"), table.Numbers("n"), table.Numbers("fixed"), table.Numbers("broken"), table.Numbers("change"), table.Numbers(interval), table.Text(""))
	for _, i := range c.Intents {
		value, interval := report.FormatChange(i.Delta)
		t.Add(i.Name, fmt.Sprint(i.Support), fmt.Sprint(i.Fixed), fmt.Sprint(i.Broken), value, interval, told(i.Verdict))
	}
	return t
}
