package render

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/cost"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// CostText prints an estimate. Of each function it shows the memory size that costs
// least, or all sizes with verbose.
func CostText(w io.Writer, e *cost.Estimate, verbose bool, width int) error {
	var b strings.Builder
	shown := shownOptions(e, verbose)
	if err := costRows(e, shown).Write(&b, width); err != nil {
		return err
	}
	for _, line := range costNotes(e, shown) {
		b.WriteString(line + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// CostMarkdown prints an estimate with all memory sizes.
func CostMarkdown(w io.Writer, e *cost.Estimate) error {
	var b strings.Builder
	b.WriteString("# Cost\n\n")
	shown := shownOptions(e, true)
	markdownTable(&b, costRows(e, shown))
	for _, line := range costNotes(e, shown) {
		b.WriteString("- " + table.EscapeMarkdown(line) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WhitePaperText prints the sum of the white paper beside what it should be.
func WhitePaperText(w io.Writer, sums []cost.Sum, width int) error {
	return whitePaperRows(sums).Write(w, width)
}

// WhitePaperMarkdown prints the sum of the white paper beside what it should be.
func WhitePaperMarkdown(w io.Writer, sums []cost.Sum) error {
	return whitePaperRows(sums).Markdown(w)
}

func whitePaperRows(sums []cost.Sum) *table.Table {
	t := table.New(table.Names("USD a month"), table.Names("sum"), table.Numbers("written"), table.Numbers("is"), table.Text(""))
	for _, s := range sums {
		t.Add(s.Item, s.Formula, money(s.Written), money(s.Is), s.Remark)
	}
	return t
}

// shownOptions leaves out the memory sizes of a function that cost more than
// another of its sizes, unless all are wanted.
func shownOptions(e *cost.Estimate, all bool) []cost.Option {
	if all {
		return e.Options
	}
	best := map[string]int{} // by name, an index in out
	var out []cost.Option
	for _, o := range e.Options {
		i, seen := best[o.Name]
		switch {
		case !seen:
			best[o.Name] = len(out)
			out = append(out, o)
		case o.Fits() && (!out[i].Fits() || o.Total < out[i].Total):
			out[i] = o
		}
	}
	return out
}

func costRows(e *cost.Estimate, options []cost.Option) *table.Table {
	t := table.New(table.Names(e.Currency+" a month"), table.Numbers("MB"), table.Numbers("ms"), table.Numbers("compute"), table.Numbers("requests"),
		table.Numbers("gateway"), table.Numbers("total"), table.Numbers("break-even"))
	for i := range options {
		o := &options[i]
		name := o.Name
		if o.Count > 1 {
			name = strconv.Itoa(o.Count) + " × " + name
		}
		cells := []string{name, megabytes(o.MemoryMB), report.Short(o.LatencyMS), money(o.Compute), "", "", money(o.Total), ""}
		if o.Kind == cost.ByRequest {
			cells[4], cells[5] = money(o.Requests+o.Transfer), money(o.Gateway)
		}
		if !o.Fits() {
			cells[6] = "no"
		}
		if o.BreakEven != nil {
			cells[7] = text.Thousands(int(*o.BreakEven))
		}
		t.Add(cells...)
	}
	return t
}

// costNotes are the lines under the table: what it is for, why places do not fit,
// and how old the prices are.
func costNotes(e *cost.Estimate, options []cost.Option) []string {
	w := e.Workload
	lines := []string{fmt.Sprintf("%s a month, %s ms each; prices of %s", text.Thousands(int(w.Requests))+" requests", report.Short(w.LatencyMS), e.Date)}
	if e.Against != "" {
		lines = append(lines, "break-even: requests a month from which it costs less than "+e.Against)
	}
	var free, unverified []string
	said := map[string]bool{}
	for _, o := range options {
		for _, s := range o.Misfits {
			lines = append(lines, fmt.Sprintf("%s, %s MB: no: %s", o.Name, megabytes(o.MemoryMB), s))
		}
		for _, s := range o.Notes {
			if line := o.Name + ": " + s; !said[line] {
				lines, said[line] = append(lines, line), true
			}
		}
		if o.InFreeTier != nil {
			free = append(free, fmt.Sprintf("%s, %s MB: %s", o.Name, megabytes(o.MemoryMB), money(*o.InFreeTier)))
		}
		if o.Unverified && !said[o.Name] {
			unverified, said[o.Name] = append(unverified, o.Name), true
		}
	}
	if len(free) > 0 {
		lines = append(lines, "total in the free tier: "+strings.Join(free, " · "))
	}
	if len(unverified) > 0 {
		lines = append(lines, "not checked, replace them with --prices: "+strings.Join(unverified, ", "))
	}
	if e.Cheapest != "" {
		lines = append(lines, "cheapest: "+e.Cheapest)
	} else {
		lines = append(lines, "no place fits")
	}
	return lines
}

// money writes an amount with two decimals, and a small one with two digits.
func money(v float64) string {
	switch {
	case v == 0:
		return "0"
	case v >= 1000:
		return text.Thousands(int(math.Round(v)))
	case v >= 1:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return report.Short(max(v, 0.0001))
}

func megabytes(mb float64) string { return strconv.FormatFloat(mb, 'f', -1, 64) }
