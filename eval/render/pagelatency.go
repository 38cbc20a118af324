package render

import (
	"fmt"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// latencies are evenly spaced quantiles of the times of one run, in milliseconds, from the
// fastest to the slowest.
type latencies struct {
	Run       string
	Quantiles []float64
}

// at is the time within which a percentage of the prompts is answered.
func (l *latencies) at(percent int) float64 {
	return l.Quantiles[(len(l.Quantiles)-1)*percent/100]
}

// newLatency shows the times of a run and of those beside it.
func newLatency(e *report.Evaluation, beside []*report.Evaluation) *chart {
	var runs []latencies
	for _, r := range append([]*report.Evaluation{e}, beside...) {
		runs = append(runs, latencies{r.RunLabel(), r.Latencies})
	}
	if len(e.Latencies) == 0 {
		return nil
	}
	return latencyChart("latency-chart", "From the start of a prompt's batch to its answer.", runs)
}

// newBenchLatency shows the times of the precisions of a benchmark.
func newBenchLatency(b *report.Bench) *chart {
	var runs []latencies
	for i := range b.Precisions {
		runs = append(runs, latencies{b.Precisions[i].Name, b.Precisions[i].Latencies})
	}
	return latencyChart("bench-latency", "One prompt at a time, from the prompt to its answer.", runs)
}

// latencyChart shows the share of prompts that are answered within a time. It returns nil
// where no run has times.
func latencyChart(id, note string, runs []latencies) *chart {
	longest := 0.0
	var shown []latencies
	for _, r := range runs {
		if n := len(r.Quantiles); n > 1 && r.Quantiles[n-1] > 0 {
			shown = append(shown, r)
			longest = max(longest, 1.1*r.at(99)) // a few stalls would press the rest together
		}
	}
	if len(shown) == 0 || longest == 0 {
		return nil
	}
	s := scale{0, longest, 0, 1}
	c := &chart{ID: id, Title: "Answered within a time", XLabel: "milliseconds", YLabel: "prompts answered", Open: true,
		Text: "Share of prompts that are answered within a time.", Note: note,
		Table: table.New(table.Names("run"), table.Numbers("half within"), table.Numbers("90 % within"), table.Numbers("95 % within"), table.Numbers("99 % within"))}
	c.axes(s, numberLabel, percentLabel)
	for i, r := range shown {
		n := len(r.Quantiles) - 1
		shares := make([]float64, n+1)
		for k := range shares {
			shares[k] = float64(k) / float64(n)
		}
		c.Lines = append(c.Lines, s.line(seriesClass(i), r.Quantiles, shares))
		at := func(percent int) string { return report.Short(r.at(percent)) + " ms" }
		c.Legend = append(c.Legend, legendItem{seriesClass(i), fmt.Sprintf("%s: half within %s, 95 %% within %s", r.Run, at(50), at(95))})
		c.Table.Add(r.Run, at(50), at(90), at(95), at(99))
	}
	return c
}
