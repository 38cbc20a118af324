package report

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// Shown lists the metrics that have a value, in the order of tables.
func (ms Metrics) Shown() []Info {
	var out []Info
	for _, k := range Known {
		if m, ok := ms[k.Name]; ok && m.Value != nil {
			out = append(out, k)
		}
	}
	return out
}

// RunLabel names the run: by its model and precision, else by the file of its
// predictions or of the report.
func (e *Evaluation) RunLabel() string {
	switch {
	case e.Run != nil && e.Run.Precision != "":
		return filepath.Base(e.Run.Model) + " " + e.Run.Precision
	case e.Predictions != nil:
		return e.Predictions.Path
	}
	return e.Name
}

// TopConfusions returns up to n wrong cells of the confusion matrix, the most
// frequent first.
func (e *Evaluation) TopConfusions(n int) []Confusion {
	var out []Confusion
	for _, c := range e.Confusions {
		if c.Want != c.Got {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b Confusion) int { return cmp.Compare(b.N, a.N) })
	return out[:max(min(n, len(out)), 0)]
}

// Worst names what went wrong most often: a confusion, a parameter and a kind
// of error. It returns "" where nothing did.
func (e *Evaluation) Worst() string {
	var parts []string
	if top := e.TopConfusions(1); len(top) > 0 {
		parts = append(parts, fmt.Sprintf("%s → %s  %d", top[0].Want, top[0].Got, top[0].N))
	}
	var worst *Label
	for i := range e.Slots {
		if l := &e.Slots[i]; l.Support > l.Correct && (worst == nil || l.Support-l.Correct > worst.Support-worst.Correct) {
			worst = l
		}
	}
	if worst != nil {
		parts = append(parts, fmt.Sprintf("%s  %d of %d wrong", worst.Name, worst.Support-worst.Correct, worst.Support))
	}
	if len(e.Kinds) > 0 {
		parts = append(parts, fmt.Sprintf("%s  %d", strings.ReplaceAll(e.Kinds[0].Kind, "_", " "), e.Kinds[0].N))
	}
	return strings.Join(parts, " · ")
}

// FailureKinds lists the gravest errors of the failures that are listed, in
// their order.
func (e *Evaluation) FailureKinds() []string {
	var out []string
	for i := range e.Failures {
		if kind := e.Failures[i].Kind(); kind != "" && !slices.Contains(out, kind) {
			out = append(out, kind)
		}
	}
	return out
}

// Matrix is the confusion matrix with its labels. The columns UnknownLabel and
// InvalidLabel come last.
type Matrix struct {
	Rows, Columns []string
	Cells         []MatrixCell
}

// MatrixCell is a cell that is not empty.
type MatrixCell struct {
	Confusion
	Row, Column int
	Share       float64 // of its row
}

// Matrix arranges the confusions, nil where there are none.
func (e *Evaluation) Matrix() *Matrix {
	if len(e.Confusions) == 0 {
		return nil
	}
	row, column, total := map[string]int{}, map[string]int{}, map[string]int{}
	for _, c := range e.Confusions {
		row[c.Want], column[c.Got], column[c.Want] = 0, 0, 0
		total[c.Want] += c.N
	}
	m := &Matrix{Rows: slices.Sorted(maps.Keys(row)), Columns: slices.Sorted(maps.Keys(column))}
	last := func(name string) int { return len(name) - len(strings.TrimPrefix(name, "__")) }
	slices.SortStableFunc(m.Columns, func(a, b string) int { return cmp.Compare(last(a), last(b)) })
	for i, name := range m.Rows {
		row[name] = i
	}
	for i, name := range m.Columns {
		column[name] = i
	}
	for _, c := range e.Confusions {
		m.Cells = append(m.Cells, MatrixCell{c, row[c.Want], column[c.Got], float64(c.N) / float64(max(total[c.Want], 1))})
	}
	return m
}

// Setting says what the times of a benchmark depend on.
func (b *Bench) Setting() string {
	if b.Machine == nil {
		return "on a machine that the report does not name"
	}
	setting := fmt.Sprintf("%s, %s, %s", b.Machine.CPU, b.threads(), b.runtimes())
	if n := b.Metrics["latency_p50_ms"].N; n > 0 {
		setting += fmt.Sprintf("; latency of %s, one at a time", FormatCount(n, "runs"))
	}
	return setting
}

// Setting says how prompts came in a scenario.
func (s *Scenario) Setting() string {
	text := fmt.Sprintf("%s: %s, %s loop", s.Name, FormatCount(s.Metrics["latency_p50_ms"].N, "runs"), s.Loop)
	if s.Streams > 0 {
		text += ", " + FormatCount(s.Streams, "callers") + " at a time"
	}
	if s.Rate > 0 {
		text += fmt.Sprintf(", %s arrivals a second at random, latency from the arrival", Short(s.Rate))
	}
	return text
}
