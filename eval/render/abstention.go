package render

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// abstentionRows has a row for the threshold where it was chosen, if that was elsewhere,
// and one for these answers.
func abstentionRows(a *report.Abstention) *table.Table {
	t := table.New(table.Names("abstain below "+number(a.Threshold)), table.Numbers("answered"), table.Numbers(interval), table.Numbers("of them wrong"), table.Numbers("at most"))
	row := func(label string, coverage, risk report.Metric, bound *float64) {
		most := ""
		if bound != nil {
			most = report.FormatValue(bound, report.Fraction)
		}
		t.Add(label, report.FormatValue(coverage.Value, report.Fraction), report.FormatInterval(coverage, report.Fraction), report.FormatValue(risk.Value, report.Fraction), most)
	}
	if c := a.Chosen; c != nil {
		row("chosen: "+c.Run, c.Coverage, c.Risk, c.RiskBound)
	}
	row(map[bool]string{true: "these answers", false: "tested here"}[a.Chosen == nil], a.Coverage, a.Risk, a.RiskBound)
	return t
}

// abstentionVerdict says whether the threshold keeps the wanted risk, "" where none is
// wanted.
func abstentionVerdict(a *report.Abstention) string {
	if a.MaxRisk == nil {
		return ""
	}
	risk := strconv.FormatFloat(100**a.MaxRisk, 'g', 6, 64) + " %"
	switch {
	case a.Threshold == nil:
		return "" // a warning says it
	case a.Verdict == report.RiskHolds:
		return "risk of at most " + risk + ": shown, with 95 % confidence"
	case a.Verdict == report.RiskAbove:
		return "risk of at most " + risk + ": not kept"
	}
	return "risk of at most " + risk + ": not shown, more examples and templates would tell"
}

// number writes a threshold so that a command reads it again.
func number(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

// abstentionText prints what withholding answers below a threshold is worth, and what is
// to be kept in mind. It prints nothing where that was not asked.
func abstentionText(w io.Writer, a *report.Abstention, width int) error {
	if a == nil {
		return nil
	}
	var b strings.Builder
	if a.Threshold != nil {
		if err := abstentionRows(a).Write(&b, width); err != nil {
			return err
		}
	}
	if verdict := abstentionVerdict(a); verdict != "" {
		fmt.Fprintf(&b, "%s\n", verdict)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// abstentionMarkdown is the section of a page on withheld answers.
func abstentionMarkdown(b *strings.Builder, a *report.Abstention) {
	if a == nil {
		return
	}
	b.WriteString("## Withheld answers\n\n")
	if a.Threshold != nil {
		markdownTable(b, abstentionRows(a))
	}
	for _, line := range append([]string{abstentionVerdict(a)}, a.Warnings...) {
		if line != "" {
			b.WriteString("- " + table.EscapeMarkdown(line) + "\n")
		}
	}
	b.WriteString("\n")
}
