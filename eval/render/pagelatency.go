package render

import (
	"fmt"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// newLatency shows the share of prompts that a run, and those beside it, answer within a
// time.
func newLatency(e *report.Evaluation, beside []*report.Evaluation) *chart {
	longest := 0.0
	var runs []*report.Evaluation
	for _, r := range append([]*report.Evaluation{e}, beside...) {
		if n := len(r.Latencies); n > 1 && r.Latencies[n-1] > 0 {
			runs = append(runs, r)
			longest = max(longest, 1.1*r.Latencies[(n-1)*99/100]) // a few stalls would press the rest together
		}
	}
	if len(runs) == 0 || len(e.Latencies) < 2 {
		return nil
	}
	s := scale{0, longest, 0, 1}
	c := &chart{Open: true, ID: "latency-chart", Title: "Answered within a time", XLabel: "milliseconds", YLabel: "prompts answered",
		Text:  "Share of prompts that are answered within a time.",
		Note:  "From the start of a prompt's batch to its answer.",
		Table: table.New(table.Names("run"), table.Numbers("half within"), table.Numbers("90 % within"), table.Numbers("95 % within"), table.Numbers("99 % within"))}
	c.axes(s, numberLabel, percentLabel)
	for i, r := range runs {
		n := len(r.Latencies) - 1
		shares := make([]float64, n+1)
		for k := range shares {
			shares[k] = float64(k) / float64(n)
		}
		c.Lines = append(c.Lines, s.line(seriesClass(i), r.Latencies, shares))
		at := func(percent int) string { return report.Short(r.Latencies[n*percent/100]) + " ms" }
		c.Legend = append(c.Legend, legendItem{seriesClass(i), fmt.Sprintf("%s: half within %s, 95 %% within %s", r.RunLabel(), at(50), at(95))})
		c.Table.Add(r.RunLabel(), at(50), at(90), at(95), at(99))
	}
	return c
}
