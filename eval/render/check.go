package render

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/slmkit/slmkit/dataset/check"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// CheckText prints what was found, the gravest first, with top examples of each kind, and
// what the splits are like. With all it prints all examples of the report, and how far the
// splits are from each other.
func CheckText(w io.Writer, c *report.Check, top int, all bool, width int) error {
	var b strings.Builder
	found := bySeverity(c)
	longest := 0
	for _, f := range found {
		longest = max(longest, len(f.Name))
	}
	for _, f := range found {
		shown := f.Findings[:min(top, len(f.Findings))]
		if all {
			shown = f.Findings
		}
		heading := []rune(fmt.Sprintf("%-8s%7s  %-*s  %s", f.Severity, text.Thousands(f.N), longest, f.Name, f.About))
		if width > 0 && len(heading) > width {
			heading = append(heading[:width-1], '…')
		}
		fmt.Fprintf(&b, "%s\n", string(heading))
		for i := range shown {
			b.WriteString(cut("    "+findingLine(&shown[i]), "", width) + "\n")
		}
	}
	for _, u := range c.Unchecked {
		b.WriteString(cut("not checked: "+u.What+": "+u.Why, "", width) + "\n")
	}
	if c.Statistics != nil {
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		if err := splitRows(c.Statistics).Write(&b, width); err != nil {
			return err
		}
		if all {
			if err := driftText(&b, c.Statistics, width); err != nil {
				return err
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// driftText prints how far dev and test are from train, and what the numbers leave out.
func driftText(b *strings.Builder, s *check.Statistics, width int) error {
	if len(s.Drifts) > 0 {
		b.WriteString("\n")
		if err := driftTable(s).Write(b, width); err != nil {
			return err
		}
	}
	for _, line := range s.Sampled {
		b.WriteString(line + "\n")
	}
	return nil
}

// bySeverity lists the kinds that were found, the gravest first.
func bySeverity(c *report.Check) []check.Found {
	var out []check.Found
	for _, severity := range []check.Severity{check.Fault, check.Warning, check.Suspect} {
		for _, f := range c.Found {
			if f.Severity == severity && f.N > 0 {
				out = append(out, f)
			}
		}
	}
	return out
}

// findingLine says in a line where something was found, what, and in which text.
func findingLine(f *check.Finding) string {
	line := f.Detail
	if where := whereIs(f.File, f.Line); where != "" {
		line = where + " " + line
	}
	if f.Other != nil {
		line += " (" + whereIs(f.Other.File, f.Other.Line) + ")"
	}
	if f.Text != "" {
		line += ": “" + visible(f.Text) + "”"
	}
	if f.Other != nil && f.Other.Text != f.Text {
		line += " and “" + visible(f.Other.Text) + "”"
	}
	return line
}

// visible writes the code of each character that shows nothing, turns the direction of
// writing, or looks like a space and is none: such characters are what a check finds.
func visible(s string) string {
	plain := func(r rune) bool { return r == ' ' || unicode.IsPrint(r) }
	if !strings.ContainsFunc(s, func(r rune) bool { return !plain(r) }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if plain(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "⟨%U⟩", r)
		}
	}
	return b.String()
}

// whereIs names a line of a file, by its last element alone: the report names the data.
func whereIs(file string, line int) string {
	switch {
	case file == "":
		return ""
	case line == 0:
		return filepath.Base(file)
	}
	return fmt.Sprintf("%s:%d", filepath.Base(file), line)
}

// splitRows has a row for each split.
func splitRows(s *check.Statistics) *table.Table {
	t := table.New(table.Names(""), table.Numbers("rows"), table.Numbers("templates"), table.Numbers("frames"), table.Numbers("worth"), table.Numbers("words"), table.Numbers("pairs"),
		table.Numbers("repeat"), table.Numbers("DEFLATE"))
	for i := range s.Splits {
		one := &s.Splits[i]
		templates := ""
		if one.Effective.Templates > 0 {
			templates = text.Thousands(one.Effective.Templates)
		}
		t.Add(splitTitle(string(one.Split)), text.Thousands(one.Rows), templates, text.Thousands(one.Effective.Frames), text.Thousands(int(one.Effective.Number+0.5)),
			fmt.Sprintf("%d – %d", one.Lengths.P5, one.Lengths.P95), percentOf(one.Diversity.Distinct2), percentOf(one.Diversity.Repeating), report.Short(one.Diversity.Compression)+" ×")
	}
	return t
}

// aboutSplits says what the columns of splitRows are.
const aboutSplits = "Rows that differ in arguments and figures have one frame. Worth is how many equally frequent templates, or else frames, are as diverse as the rows. " +
	"Words are those of all rows but the shortest and the longest 5 %. Pairs are different pairs of words of all pairs; a text repeats another if it has five words in a row of it; " +
	"DEFLATE makes the texts so many times shorter. The last three are of at most 10,000 texts."

func splitTitle(split string) string {
	if split == "" {
		return "no split"
	}
	return split
}

func percentOf(v float64) string { return report.FormatValue(&v, report.Fraction) }

// driftTable has a row for each thing that may differ from train.
func driftTable(s *check.Statistics) *table.Table {
	t := table.New(table.Names("from train"), table.Numbers("distance"), table.Numbers("chance"), table.Text("differs most"))
	for i := range s.Drifts {
		d := &s.Drifts[i]
		t.Add(driftName(d), fmt.Sprintf("%.2f", d.Distance), fmt.Sprintf("%.2f", d.Chance), differsMost(d))
	}
	return t
}

func driftName(d *check.Drift) string {
	name := string(d.Split) + ", " + d.Of
	if d.Param != "" {
		name += " of " + d.Param
	}
	return name
}

// differsMost names what differs most.
func differsMost(d *check.Drift) string {
	if len(d.Most) == 0 {
		return ""
	}
	m := d.Most[0]
	return fmt.Sprintf("%s %s, in train %s", m.What, percentOf(m.Here), percentOf(m.Train))
}

// checkSummary says how much was found.
func checkSummary(c *report.Check) string {
	var parts []string
	for _, s := range []check.Severity{check.Fault, check.Warning, check.Suspect} {
		if n := c.Count(s); n > 0 {
			parts = append(parts, report.FormatCount(n, string(s)+"s"))
		}
	}
	if len(parts) == 0 {
		return "nothing found in " + report.FormatCount(c.Examples, "rows")
	}
	return strings.Join(parts, ", ") + " in " + report.FormatCount(c.Examples, "rows")
}
