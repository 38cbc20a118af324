package eval

import (
	"fmt"
	"io"
	"strconv"

	"github.com/slmkit/slmkit/dataset/leak"
)

// LeakReport says what the splits of a dataset share, so that gates can read it.
// The metrics of the report are those of the pair that shares most.
type LeakReport struct {
	Report
	Found []Found `json:"found"`
}

// Found are some of the rows that two splits share.
type Found struct {
	Pair    string       `json:"pair"`
	Metric  string       `json:"metric"`
	Matches []leak.Match `json:"matches"`
}

// Leaks makes a report of what splits share.
func Leaks(pairs []leak.Pair) *LeakReport {
	r := &LeakReport{Report: Report{SchemaVersion: SchemaVersion, Kind: "leaks", Level: Level, Metrics: Metrics{}}}
	for i := range pairs {
		p := &pairs[i]
		metrics := Metrics{}
		for _, k := range leak.Kinds {
			c, name := &p.Counts[k], "leak_"+k.String()
			of := "rows of " + string(p.To)
			if k == leak.SlotValue {
				of = "slots of " + string(p.To)
			}
			m := share(c.K, c.N, of)
			metrics[name] = m
			if worst, ok := r.Metrics[name]; !ok || m.Value != nil && (worst.Value == nil || *m.Value > *worst.Value) {
				m.Run = p.Name()
				r.Metrics[name] = m
			}
			if len(c.Matches) > 0 {
				r.Found = append(r.Found, Found{p.Name(), name, c.Matches})
			}
		}
		r.Pairs = append(r.Pairs, SplitPair{p.Name(), metrics})
	}
	return r
}

// WriteTable writes what each pair of splits shares, then matches of each kind.
func (r *LeakReport) WriteTable(w io.Writer) error {
	for i := range r.Pairs {
		p := &r.Pairs[i]
		if i > 0 {
			fmt.Fprintln(w)
		}
		rows := [][]string{{p.Pair, "share", "95 % interval", "of"}}
		for _, k := range Known {
			if m, ok := p.Metrics[k.Name]; ok && m.Value != nil {
				rows = append(rows, []string{"  " + k.Label, formatValue(m.Value, k.Unit), formatInterval(m, k.Unit), strconv.Itoa(m.N) + " " + m.Of})
			}
		}
		if err := columns(w, rows); err != nil {
			return err
		}
	}
	for _, f := range r.Found {
		info, _ := Lookup(f.Metric)
		if f.Metric == "leak_values" || f.Metric == "leak_slot_value" {
			continue // any two rows with the same words: nothing to learn from
		}
		fmt.Fprintf(w, "\n%s, %s\n", f.Pair, info.Label)
		for _, m := range f.Matches {
			fmt.Fprintf(w, "  %s %s   %s\n  %s %s   %s\n", m.From.File, m.From.ID, m.From.Text, m.To.File, m.To.ID, m.To.Text)
		}
	}
	return nil
}
