package render

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// Numbers of parts that are printed.
const (
	partsOnTerminal = 10 // of a column
	worstOnTerminal = 5
	partsOnPage     = 25
)

// weakestText prints the part that is surely the worst, with all some more.
func weakestText(w io.Writer, e *report.Evaluation, all bool, width int) error {
	var b strings.Builder
	if worst := e.WorstSlices; worst != nil && len(worst.List) > 0 {
		for i := range worst.List[:min(len(worst.List), map[bool]int{false: 1, true: worstOnTerminal}[all])] {
			fmt.Fprintf(&b, "%-8s %s\n", []string{"weakest", ""}[min(i, 1)], worstLine(&worst.List[i], width-9))
		}
		if all {
			fmt.Fprintf(&b, "         %d of %d parts are worse than the rest, at most %.0f %% of them by chance\n", worst.Found, worst.Tested, 100*worst.Rate)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// turnsLine says how well the turns of dialogues are answered, "" where there are none.
func turnsLine(e *report.Evaluation) string {
	i := slices.IndexFunc(e.Columns, func(c report.Column) bool { return c.Name == "turn" && !c.Asked })
	if i < 0 {
		return ""
	}
	var parts []string
	for _, p := range e.Columns[i].Parts {
		m, ok := p.Metrics["exact_match"]
		if !ok {
			m = p.Metrics["intent_accuracy"]
		}
		parts = append(parts, fmt.Sprintf("%s: %s of %s", p.Value, report.FormatValue(m.Value, report.Fraction), report.FormatCount(m.N, "prompts")))
	}
	return strings.Join(parts[:min(len(parts), partsOnTerminal)], " · ")
}

// partsText prints what was asked for of parts of the examples; with all, what the examples
// can show and what augmentations do to the answers.
func partsText(w io.Writer, e *report.Evaluation, all bool, width int) error {
	var b strings.Builder
	if all {
		b.WriteString(precisionText(e))
	}
	for i := range e.Columns {
		if c := &e.Columns[i]; c.Asked {
			writeRows(&b, partRows(c, partsOnTerminal), width)
		}
	}
	if e.Seen != nil {
		writeRows(&b, seenRows(e.Seen), width)
	}
	if e.Robustness != nil && all {
		writeRows(&b, opRows(e.Robustness), width)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeRows writes a table to memory, which cannot fail, after an empty line.
func writeRows(b *strings.Builder, t *table.Table, width int) {
	if len(t.Rows) > 0 {
		b.WriteString("\n")
		_ = t.Write(b, width)
	}
}

// worstLine says how bad a part surely is, in as many words as fit the width.
func worstLine(s *report.WorstSlice, width int) string {
	line := fmt.Sprintf("%s  %s, at most %s", table.Plain(strings.Join(s.Parts, ", ")), report.FormatValue(s.Score.Value, report.Fraction),
		strings.TrimSuffix(report.FormatValue(s.Score.High, report.Fraction), " %"))
	for _, more := range []string{" · " + report.FormatCount(s.Score.N, "prompts"), " · the rest " + report.FormatValue(&s.Rest, report.Fraction)} {
		if width > 0 && utf8.RuneCountInString(line+more) > width {
			break
		}
		line += more
	}
	return line
}

// precisionText says how many independent examples the headline is worth, and what change
// they can show.
func precisionText(e *report.Evaluation) string {
	text := ""
	if m := e.Metrics["exact_match"]; m.DesignEffect != nil && *m.DesignEffect > 1 {
		text += fmt.Sprintf("%s are worth %.0f independent ones (design effect %s)\n", report.FormatCount(m.N, "prompts"), m.EffectiveN(), report.Short(*m.DesignEffect))
	}
	if d := e.Detectable; d != nil {
		text += detectableText(d) + "\n"
	}
	return text
}

// detectableText says what change between two runs the examples can show.
func detectableText(d *report.Detectable) string {
	return fmt.Sprintf("this set can show a change of %.1f points in %s (%.0f %% power)", 100*d.Change, strings.ReplaceAll(d.Metric, "_", " "), 100*d.Power)
}

// partRows has a row for each part of a column: the largest.
func partRows(c *report.Column, most int) *table.Table {
	t := table.New(table.Names(c.Name), table.Numbers("exact match"), table.Numbers(interval), table.Numbers("intent"), table.Numbers("slots F1"), table.Numbers("n"))
	parts := slices.Clone(c.Parts)
	if len(parts) > most {
		slices.SortStableFunc(parts, func(a, b report.Part) int { return b.Size() - a.Size() })
		parts = parts[:most]
	}
	for i := range parts {
		p := &parts[i]
		cell := func(name string) string {
			if m, ok := p.Metrics[name]; ok {
				return report.FormatValue(m.Value, report.Fraction)
			}
			return ""
		}
		t.Add(table.Plain(p.Value), cell("exact_match"), report.FormatInterval(p.Metrics["exact_match"], report.Fraction), cell("intent_accuracy"), cell("slot_f1"), fmt.Sprint(p.Size()))
	}
	if n := len(c.Parts) + c.LeftOut - len(parts); n > 0 {
		t.Add(fmt.Sprintf("and %d more", n))
	}
	return t
}

// seenRows has a row for each thing that may have been seen in training.
func seenRows(s *report.Seen) *table.Table {
	t := table.New(table.Names("in training"), table.Numbers("seen"), table.Numbers("n"), table.Numbers("new"), table.Numbers("n"), table.Numbers("change"), table.Numbers(interval))
	for i := range s.By {
		b := &s.By[i]
		change, interval := report.FormatChange(b.Gap)
		t.Add(b.What, report.FormatValue(b.Seen.Value, report.Fraction), fmt.Sprint(b.Seen.N), report.FormatValue(b.Unseen.Value, report.Fraction), fmt.Sprint(b.Unseen.N), change, interval)
	}
	return t
}

// opRows has a row for each augmentation. Those that change what is asked for have a
// column of their own.
func opRows(r *report.Robustness) *table.Table {
	columns := []table.Column{table.Names("augmented by"), table.Numbers("original"), table.Numbers("copy"), table.Numbers("drop"), table.Numbers(interval), table.Numbers("same answer")}
	directional := slices.ContainsFunc(r.Ops, func(o report.OpDrop) bool { return o.Directional != nil })
	if directional {
		columns = append(columns, table.Numbers("new answer"))
	}
	t := table.New(append(columns, table.Numbers("n"))...)
	for i := range r.Ops {
		o := &r.Ops[i]
		drop, interval := report.FormatChange(o.Drop)
		row := []string{o.Op, report.FormatValue(o.Parent.Value, report.Fraction), report.FormatValue(o.Copy.Value, report.Fraction), drop, interval, report.FormatValue(o.Invariance.Value, report.Fraction)}
		if directional {
			followed := ""
			if o.Directional != nil {
				followed = report.FormatValue(o.Directional.Value, report.Fraction)
			}
			row = append(row, followed)
		}
		t.Add(append(row, fmt.Sprint(o.Drop.N))...)
	}
	return t
}

// worstRows has a row for each part that is surely worse than the rest.
func worstRows(w *report.WorstSlices) *table.Table {
	t := table.New(table.Names("part"), table.Numbers("value"), table.Numbers(interval), table.Numbers("n"), table.Numbers("the rest"), table.Numbers("surely lost"))
	for i := range w.List {
		s := &w.List[i]
		t.Add(table.Plain(strings.Join(s.Parts, ", ")), report.FormatValue(s.Score.Value, report.Fraction), report.FormatInterval(s.Score, report.Fraction), fmt.Sprint(s.Score.N),
			report.FormatValue(&s.Rest, report.Fraction), fmt.Sprintf("%.1f", s.Lost))
	}
	return t
}

// markdownParts prints the parts of the examples.
func markdownParts(b *strings.Builder, e *report.Evaluation) {
	section := func(title, note string, t *table.Table) {
		if len(t.Rows) == 0 {
			return
		}
		fmt.Fprintf(b, "## %s\n\n", title)
		if note != "" {
			b.WriteString(table.EscapeMarkdown(note) + "\n\n")
		}
		markdownTable(b, t)
	}
	if w := e.WorstSlices; w != nil {
		section("Weakest parts", fmt.Sprintf("%d of %d parts are worse than the rest; at most %.0f %% of such finds are false (Benjamini and Hochberg). Surely lost: prompts that are wrong at least, and would be right in the rest.",
			w.Found, w.Tested, 100*w.Rate), worstRows(w))
	}
	for i := range e.Columns {
		if c := &e.Columns[i]; c.Asked {
			section("By "+table.EscapeMarkdown(c.Name), "", partRows(c, partsOnPage))
		}
	}
	if e.Seen != nil {
		section("Seen in training", fmt.Sprintf("%s of %s", report.FormatCount(e.Seen.Rows, "rows"), e.Seen.Train), seenRows(e.Seen))
	}
	if e.Robustness != nil {
		section("Augmented prompts against their originals", "", opRows(e.Robustness))
	}
	if e.Detectable != nil {
		b.WriteString(table.EscapeMarkdown(detectableText(e.Detectable)) + ".\n\n")
	}
}
