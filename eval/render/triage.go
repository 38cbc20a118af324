package render

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// stateMeanings say what the messages of each state are.
var stateMeanings = map[string]string{
	report.TriageCovered:   "a template writes it",
	report.TriageTemplate:  "no template writes it",
	report.TriageConfusion: "two actions are named",
	report.TriageValue:     "all but a value is read",
	report.TriageScope:     "not for the assistant",
	report.TriageLabel:     "its label is likely wrong",
}

// TriageText prints how many messages are in each state, and the first things to do.
// With all it prints every thing, and what is covered of each action.
func TriageText(w io.Writer, t *report.Triage, top int, all bool, width int) error {
	var b strings.Builder
	if err := stateRows(t).Write(&b, width); err != nil {
		return err
	}
	if t.Metrics[report.MetricIntent].Value != nil {
		m, l := t.Metrics[report.MetricIntent], t.Looked[report.MetricIntent]
		line := "the model names the right action of " + withInterval(m)
		if t.HeldOutN > 0 {
			line += ", and of " + report.FormatValue(l.Value, report.Fraction) + " of those to look at"
		}
		b.WriteString(line + "\n")
	}
	if t.Read != nil {
		b.WriteString("templates write " + withInterval(*t.Read) + " of all, whatever the model answers\n")
	}
	if len(t.Doubts) > 0 {
		b.WriteString("answers in doubt: " + doubtful(t) + "\n")
	}
	if t.Change != nil {
		for _, line := range changeLines(t.Change) {
			b.WriteString(line + "\n")
		}
	}
	shown := t.Items
	if width == 0 && !all {
		width = narrow
	}
	if s := byAction(t); s != "" {
		b.WriteString(cut("by action: "+s, "", width) + "\n")
	}
	if !all {
		shown = shown[:min(len(shown), top)]
	}
	for i := range shown {
		triageItem(&b, i+1, &shown[i], all, width)
	}
	if more := len(t.Items) - len(shown); more > 0 {
		fmt.Fprintf(&b, "\n%s more with -v, --html or --json\n", text.Thousands(more))
	}
	if all {
		b.WriteString("\n")
		if err := coveredRows(t).Write(&b, width); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// doubtful counts answers by why they are in doubt.
func doubtful(t *report.Triage) string {
	var said []string
	for _, d := range t.Doubts {
		said = append(said, text.Thousands(d.N)+" "+d.Doubt)
	}
	return strings.Join(said, ", ")
}

// stateRows has a row for each state. Where no message only scores, it has the shares of
// all.
func stateRows(t *report.Triage) *table.Table {
	rows := table.New(table.Names(""), table.Numbers("share"), table.Numbers(interval), table.Text(""))
	if t.HeldOutN > 0 {
		rows = table.New(table.Names(""), table.Numbers("to look at"), table.Numbers("only score"), table.Numbers(interval), table.Text(""))
	}
	for _, s := range t.States {
		look := report.FormatValue(s.Look.Value, report.Fraction)
		if t.HeldOutN > 0 {
			rows.Add(s.State, look, report.FormatValue(s.HeldOut.Value, report.Fraction), report.FormatInterval(s.HeldOut, report.Fraction), stateMeanings[s.State])
		} else {
			rows.Add(s.State, look, report.FormatInterval(s.Look, report.Fraction), stateMeanings[s.State])
		}
	}
	if t.HeldOutN > 0 {
		rows.Add("messages", text.Thousands(t.LookN), text.Thousands(t.HeldOutN))
	} else {
		rows.Add("messages", text.Thousands(t.LookN))
	}
	return rows
}

// coveredRows has a row for each action.
func coveredRows(t *report.Triage) *table.Table {
	rows := table.New(table.Names("action"), table.Numbers("messages"), table.Numbers("covered"), table.Numbers(interval))
	answered := false
	for _, a := range t.Actions {
		answered = answered || a.Right.Value != nil
	}
	if answered {
		rows.Columns = append(rows.Columns, table.Numbers("model right"), table.Numbers(interval))
	}
	for _, a := range t.Actions {
		cells := []string{a.Name, text.Thousands(a.N), report.FormatValue(a.Covered.Value, report.Fraction), report.FormatInterval(a.Covered, report.Fraction)}
		if answered {
			cells = append(cells, report.FormatValue(a.Right.Value, report.Fraction), report.FormatInterval(a.Right, report.Fraction))
		}
		rows.Add(cells...)
	}
	return rows
}

// narrow is the width of lines that are for people alone, where the terminal's is not known.
const narrow = 80

// mostActions is how many actions a line names.
const mostActions = 3

// byAction names the actions of which most messages are answered wrongly, or else not
// covered.
func byAction(t *report.Triage) string {
	type missing struct {
		name    string
		n, of   int
		covered bool
	}
	var all []missing
	for _, a := range t.Actions {
		m := missing{a.Name, missed(a.Covered), a.N, true}
		if a.Right.Value != nil {
			m = missing{a.Name, missed(a.Right), a.Right.N, false}
		}
		if m.n > 0 {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(x, y missing) int { return y.n - x.n })
	var names []string
	for _, m := range all[:min(len(all), mostActions)] {
		what := "not covered"
		if !m.covered {
			what = "wrong"
		}
		names = append(names, fmt.Sprintf("%s %s of %s %s", m.name, text.Thousands(m.n), text.Thousands(m.of), what))
		if len(names) > 1 {
			names[len(names)-1] = strings.TrimSuffix(names[len(names)-1], " "+what)
		}
	}
	return strings.Join(names, " · ")
}

// missed is how many of those that a share counts lack what it counts.
func missed(m report.Metric) int {
	if m.Value == nil {
		return 0
	}
	return m.N - int(math.Round(*m.Value*float64(m.N)))
}

func withInterval(m report.Metric) string {
	return report.FormatValue(m.Value, report.Fraction) + " (" + report.FormatInterval(m, report.Fraction) + ")"
}

// changeLines say what an edit won.
func changeLines(c *report.TriageChange) []string {
	value, between := report.FormatChange(c.Covered)
	lines := []string{fmt.Sprintf("since %s: covered %s points (%s) of %s that only score: %s gained, %s lost", c.Before, value, between,
		report.FormatCount(c.N, "messages"), text.Thousands(c.Gained), text.Thousands(c.Lost))}
	if c.Right.Value != nil {
		value, between = report.FormatChange(c.Right)
		lines = append(lines, fmt.Sprintf("the model's right actions: %s points (%s)", value, between))
	}
	for _, list := range []struct {
		title string
		moved []report.Moved
	}{{"gone", c.Gone}, {"smaller", c.Smaller}, {"new", c.New}} {
		if len(list.moved) == 0 {
			continue
		}
		var names []string
		for _, m := range list.moved[:min(len(list.moved), mostMoved)] {
			names = append(names, fmt.Sprintf("%s (%s)", m.What, movedCount(m)))
		}
		more := ""
		if n := len(list.moved) - len(names); n > 0 {
			more = fmt.Sprintf(" · %s more", text.Thousands(n))
		}
		lines = append(lines, fmt.Sprintf("%s: %s%s", list.title, strings.Join(names, " · "), more))
	}
	return lines
}

// mostMoved is how many groups of a kind a line names.
const mostMoved = 4

func movedCount(m report.Moved) string {
	switch {
	case m.Is == 0:
		return text.Thousands(m.Was)
	case m.Was == 0:
		return text.Thousands(m.Is)
	}
	return text.Thousands(m.Was) + " → " + text.Thousands(m.Is)
}

// shownFrames is how many frames of a thing to do the terminal shows.
const shownFrames = 2

// triageItem prints one thing to do.
func triageItem(b *strings.Builder, i int, it *report.TriageItem, all bool, width int) {
	fmt.Fprintf(b, "\n%s\n", cut(fmt.Sprintf("%d. %-9s %s", i, it.Kind, it.What()), fmt.Sprintf("%s, %s", report.FormatCount(it.N, "messages"), sharePlain(it)), width))
	line := func(s string) { b.WriteString(cut("   "+s, "", width) + "\n") }
	if it.Why != "" {
		line(it.Why)
	}
	if len(it.Others) > 0 {
		line(othersList(it))
	}
	if len(it.Values) > 0 {
		line(valueList(it))
	} else {
		shown := shownFrames
		if all {
			shown = len(it.Frames)
		}
		for _, f := range it.Frames[:min(len(it.Frames), shown)] {
			line(frameLine(f))
		}
	}
	for _, n := range it.Near[:min(len(it.Near), shownFrames)] {
		what := n.Place
		if it.Other != "" || len(it.Others) > 0 {
			what += " " + n.Action
		}
		line(what + "  " + n.Text)
	}
	line("→ " + it.Next)
}

// sharePlain is the share of the messages, and how many the model answers wrongly.
func sharePlain(it *report.TriageItem) string {
	s := report.FormatValue(it.Share.Value, report.Fraction)
	if it.Wrong > 0 && it.Wrong < it.N {
		s += fmt.Sprintf(", %s wrong", text.Thousands(it.Wrong))
	}
	return s
}

// frameLine is a frame with the message that has it, where that says more.
func frameLine(f report.TriageFrame) string {
	s := f.Frame
	if f.N > 1 {
		s = text.Thousands(f.N) + " × " + s
	}
	if strings.Contains(f.Frame, "{") {
		s += "  “" + table.Plain(f.Example) + "”"
	}
	return s
}

// othersList is the actions that messages are confused with.
func othersList(it *report.TriageItem) string {
	var names []string
	for _, o := range it.Others {
		names = append(names, fmt.Sprintf("%s %s", o.Action, text.Thousands(o.N)))
	}
	return strings.Join(names, " · ")
}

// valueList is the values as a lexicon lists them.
func valueList(it *report.TriageItem) string {
	var values []string
	for _, v := range it.Values[:min(len(it.Values), mostValues)] {
		s := v.Value
		if v.N > 1 {
			s += fmt.Sprintf(" (%d)", v.N)
		}
		values = append(values, s)
	}
	if n := len(it.Values) - len(values); n > 0 {
		values = append(values, fmt.Sprintf("%s more", text.Thousands(n)))
	}
	return strings.Join(values, " · ")
}

// mostValues is how many values a line lists.
const mostValues = 6

// cut fits a line into the width of the terminal, its end behind it; 0 is any width.
func cut(s, end string, width int) string {
	indent := len(s) - len(strings.TrimLeft(s, " "))
	runes := []rune(s[:indent] + table.Plain(s))
	if room := width - utf8.RuneCountInString(end) - 2; width > 0 && len(runes) > room+2 {
		runes = append(runes[:max(room+1, 0)], '…')
	}
	if end == "" {
		return string(runes)
	}
	return string(runes) + "  " + end
}
