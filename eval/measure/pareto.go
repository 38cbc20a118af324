package measure

import (
	"fmt"

	"github.com/slmkit/slmkit/eval/report"
)

// Pareto compares precisions by exact_match, latency_p95_ms and size_mb. A precision
// is beaten by another that is no worse in any of the three and better in one.
//
// It recommends one: the fastest that is not beaten and whose exact match is shown
// to lose at most margin against the first precision, by the low end of its paired
// exact_match_delta. Where none is shown to, that is the first. The result is nil
// where a precision lacks one of the three numbers, for example because there were
// too few runs for a 95th percentile.
func Pareto(precisions []report.Precision, margin float64) []report.ParetoRow {
	rows := make([]report.ParetoRow, len(precisions))
	for i, p := range precisions {
		rows[i] = report.ParetoRow{Precision: p.Name, Accuracy: p.Metrics["exact_match"], Latency: p.Metrics["latency_p95_ms"], Size: p.Metrics["size_mb"]}
		if rows[i].Accuracy.Value == nil || rows[i].Latency.Value == nil || rows[i].Size.Value == nil {
			return nil
		}
	}
	for i := range rows {
		for j := range rows {
			if beats(&rows[j], &rows[i]) {
				rows[i].Beaten = rows[j].Precision
				break
			}
		}
	}
	if len(rows) > 0 {
		recommend(rows, precisions, margin)
	}
	return rows
}

// beats says whether a is no worse than b in all three and better in one.
func beats(a, b *report.ParetoRow) bool {
	acc, p95, size := *a.Accuracy.Value-*b.Accuracy.Value, *b.Latency.Value-*a.Latency.Value, *b.Size.Value-*a.Size.Value
	return acc >= 0 && p95 >= 0 && size >= 0 && (acc > 0 || p95 > 0 || size > 0)
}

func recommend(rows []report.ParetoRow, precisions []report.Precision, margin float64) {
	best := 0
	for i := 1; i < len(rows); i++ {
		low := precisions[i].Metrics["exact_match_delta"].Low
		if rows[i].Beaten == "" && low != nil && *low >= -margin && *rows[i].Latency.Value < *rows[best].Latency.Value {
			best = i
		}
	}
	rows[best].Recommended = true
	switch {
	case best > 0:
		low := *precisions[best].Metrics["exact_match_delta"].Low
		rows[best].Why = fmt.Sprintf("the fastest that is shown to lose at most %s of exact match against %s: its change is at least %+.1f",
			points(margin), rows[0].Precision, 100*low)
	case len(rows) > 1:
		rows[best].Why = fmt.Sprintf("no faster one is shown to lose at most %s of exact match against it", points(margin))
	default:
		rows[best].Why = "the only one"
	}
}

// points writes a fraction in percentage points.
func points(fraction float64) string {
	if p := report.Short(100 * fraction); p != "1" {
		return p + " points"
	}
	return "1 point"
}
