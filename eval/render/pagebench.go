package render

import (
	"fmt"

	"github.com/slmkit/slmkit/eval/report"
)

// benchPart shows a benchmark: a picture of accuracy by latency, where it measured both,
// and its tables.
type benchPart struct {
	Note    string
	Pareto  *chart
	Latency *chart
	Why     string // a precision is recommended
	Tables  []section
}

func newBench(b *report.Bench, i int) *benchPart {
	if len(b.Precisions) == 0 {
		return nil
	}
	out := &benchPart{Note: b.Setting(), Pareto: newPareto(b.Pareto), Latency: newBenchLatency(b)}
	for _, c := range []*chart{out.Pareto, out.Latency} {
		if c != nil {
			c.ID += fmt.Sprint("-", i)
		}
	}
	if line := b.Recommendation(); line != "" {
		out.Why = line + "."
	}
	if len(b.Pareto) > 0 {
		out.Tables = append(out.Tables, section{Title: "Accuracy, latency and size", Table: paretoRows(b)})
	}
	out.Tables = append(out.Tables, section{Title: "Times and memory", Table: benchRows(b)})
	return out
}
