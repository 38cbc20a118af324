package eval

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"golang.org/x/text/unicode/norm"
)

// formatValue writes a value in the unit of its metric: 94.2 %, 1.1 ms.
func formatValue(v *float64, unit string) string {
	switch {
	case v == nil:
		return "n/a"
	case unit == Fraction:
		return strconv.FormatFloat(100**v, 'f', 1, 64) + " %"
	case unit == Count:
		return strconv.FormatFloat(*v, 'f', 0, 64)
	}
	return short(*v) + " " + unit
}

// formatInterval writes the interval without the unit: 91.6 – 96.0.
func formatInterval(m Metric, unit string) string {
	if m.Low == nil || m.High == nil || unit == Megabyte {
		return ""
	}
	if unit == Fraction {
		return strconv.FormatFloat(100**m.Low, 'f', 1, 64) + " – " + strconv.FormatFloat(100**m.High, 'f', 1, 64)
	}
	return short(*m.Low) + " – " + short(*m.High)
}

// formatDelta writes a difference with its sign, in percentage points.
func formatDelta(m Metric) (value, interval string) {
	if m.Value == nil {
		return "n/a", ""
	}
	value = fmt.Sprintf("%+.1f", 100**m.Value)
	if m.Low != nil && m.High != nil {
		interval = fmt.Sprintf("%+.1f – %+.1f", 100**m.Low, 100**m.High)
	}
	return value, interval
}

// columns writes rows of cells as an aligned table, two spaces between.
func columns(w io.Writer, rows [][]string) error {
	tw := tabwriter.NewWriter(w, 0, 0, 4, ' ', 0)
	for _, r := range rows {
		fmt.Fprintln(tw, strings.TrimRight(strings.Join(r, "\t"), "\t"))
	}
	return tw.Flush()
}

// plural writes "1 prompt", "600 prompts".
func plural(n int, what string) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if n == 1 {
		what = strings.TrimSuffix(what, "s")
	}
	return s + " " + what
}

// plain takes out of a record's words what would confuse a terminal or a page:
// control characters and line ends.
func plain(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return ' '
		}
		return r
	}, norm.NFC.String(s))), " ")
}

// shown are the metrics of a report that have a value, in the order of tables.
func (r *Report) shown() []Info {
	var out []Info
	for _, k := range Known {
		if m, ok := r.Metrics[k.Name]; ok && m.Value != nil {
			out = append(out, k)
		}
	}
	return out
}

// brief are the metrics of the short table.
var brief = map[string]bool{"exact_match": true, "intent_accuracy": true, "slot_f1": true, "invalid_rate": true,
	"false_action_rate": true, "latency_p50_ms": true, "latency_p95_ms": true}

// WriteTable writes the report for a terminal: the headline numbers, or with
// all every number, and the worst of what went wrong.
func (r *Report) WriteTable(w io.Writer, all bool) error {
	rows := [][]string{{"", "value", "95 % interval", "n"}}
	last := ""
	for _, k := range r.shown() {
		m := r.Metrics[k.Name]
		if !all && (!brief[k.Name] || k.Lower && k.Unit == Fraction && *m.Value == 0) {
			continue
		}
		n := plural(m.N, m.Of)
		if r.Gold != nil && r.Gold.Templates > 0 && k.Name == "exact_match" {
			n += ", " + plural(r.Gold.Templates, "templates")
		}
		if n == last {
			n = ""
		} else {
			last = n
		}
		rows = append(rows, []string{k.Label, formatValue(m.Value, k.Unit), formatInterval(m, k.Unit), n})
	}
	if err := columns(w, rows); err != nil {
		return err
	}
	if worst := r.Worst(); worst != "" {
		fmt.Fprintf(w, "worst    %s\n", worst)
	}
	return nil
}

// Worst names what went wrong most often: a confusion, a parameter, a kind.
func (r *Report) Worst() string {
	var parts []string
	if top := r.TopConfusions(1); len(top) > 0 {
		parts = append(parts, fmt.Sprintf("%s → %s  %d", top[0].Want, top[0].Got, top[0].N))
	}
	var worst *Label
	for i := range r.Slots {
		if l := &r.Slots[i]; l.Support > l.Correct && (worst == nil || l.Support-l.Correct > worst.Support-worst.Correct) {
			worst = l
		}
	}
	if worst != nil {
		parts = append(parts, fmt.Sprintf("%s  %d of %d wrong", worst.Name, worst.Support-worst.Correct, worst.Support))
	}
	if len(r.Kinds) > 0 {
		parts = append(parts, fmt.Sprintf("%s  %d", strings.ReplaceAll(r.Kinds[0].Kind, "_", " "), r.Kinds[0].N))
	}
	return strings.Join(parts, " · ")
}

// TopConfusions returns the most frequent wrong cells of the confusion matrix.
func (r *Report) TopConfusions(n int) []Confusion {
	var out []Confusion
	for _, c := range r.Confusions {
		if c.Want != c.Got {
			out = append(out, c)
		}
	}
	sortByCount(out)
	return out[:min(n, len(out))]
}

// WriteTable writes the comparison for a terminal.
func (c *Comparison) WriteTable(w io.Writer) error {
	rows := [][]string{{"", plain(c.Base.Label), plain(c.New.Label), "change", "95 % interval"}}
	for _, ch := range c.Changes {
		k, _ := Lookup(ch.Name)
		value, interval := formatDelta(ch.Delta)
		rows = append(rows, []string{k.Label, formatValue(ch.Base.Value, k.Unit), formatValue(ch.New.Value, k.Unit), value, interval})
	}
	if err := columns(w, rows); err != nil {
		return err
	}
	fmt.Fprintf(w, "fixed %.0f, broken %.0f of %s   McNemar p = %s\n", c.Table.OnlyNew, c.Table.OnlyBase, plural(c.Gold.N, "prompts"), short(c.P))
	for i, f := range c.Broken[:min(3, len(c.Broken))] {
		fmt.Fprintf(w, "%s  %s: %s, not %s\n", []string{"broken", "      "}[min(i, 1)], plain(f.ID), plain(f.Got), plain(f.Want))
	}
	_, err := fmt.Fprintf(w, "%s: %s\n", plain(c.New.Label), c.conclusion())
	return err
}

// conclusion is the verdict in words, with what the examples could have shown.
func (c *Comparison) conclusion() string {
	first := c.Changes[0].Delta
	if c.Verdict != Same || first.Low == nil {
		return c.Verdict
	}
	return fmt.Sprintf("%s: the change in %s may be anything from %+.1f to %+.1f points", c.Verdict,
		strings.ReplaceAll(c.Changes[0].Name, "_", " "), 100**first.Low, 100**first.High)
}

// WriteTable writes the verdict for a terminal, a line a rule and one for all.
func (v *Verdict) WriteTable(w io.Writer) error {
	var rows [][]string
	for _, o := range v.Outcomes {
		rows = append(rows, []string{o.Status, plain(o.Rule), o.value(), plain(o.Detail)})
	}
	if err := columns(w, rows); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, v.Summary())
	return err
}

func (o *Outcome) value() string {
	if o.Metric == nil {
		return "n/a"
	}
	return short(*o.Metric.Value)
}

// Summary is the verdict in one line: "fail: 1 of 2 rules: gate.yaml:4".
func (v *Verdict) Summary() string {
	var places []string
	for _, o := range v.Outcomes {
		if o.Status == v.Status {
			places = append(places, v.Rules+":"+strconv.Itoa(o.Line))
		}
	}
	if v.Status == Pass {
		return Pass + ": " + plural(len(v.Outcomes), "rules")
	}
	return fmt.Sprintf("%s: %d of %s: %s", v.Status, len(places), plural(len(v.Outcomes), "rules"), strings.Join(places, ", "))
}
