package measure

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/slmkit/slmkit/eval/report"
)

// Goal says what a row of Pareto is wanted to do fast.
type Goal string

// The goals.
const (
	ByLatency    Goal = "latency"    // answer a prompt soon: the 95th percentile
	ByThroughput Goal = "throughput" // answer many prompts a second
)

// Choice says which row of Pareto is recommended.
type Choice struct {
	Margin float64 // of exact match that may be lost against the first row, 0.01 for a point
	Goal   Goal
	Noise  *report.Noise // of the machine: times that differ by less are equal; nil: none
}

func (c *Choice) floor() float64 {
	if c.Noise == nil {
		return 0
	}
	return c.Noise.Floor
}

// Pareto compares ways to run a model by exact match, p95, throughput, size and memory:
// each precision with one prompt at a time, and at each larger batch size. With one
// prompt at a time p95 is that of a single caller, and the throughput that of one prompt
// at a time on each core. A row is beaten by
// another that is no worse in any of the five and better in one. Times that differ by no
// more than the noise of the machine are equal.
//
// One row is recommended. Its exact match is shown to lose at most the margin against the
// first row, by the low end of the paired change. Of those rows it is the fastest, and of
// the rows that are as fast within the noise the smallest. Where no other row is shown
// to lose so little, it is the first.
//
// The result is nil where a precision lacks exact match, p95 or size, for example
// because there were too few runs for a 95th percentile.
func Pareto(precisions []report.Precision, c Choice) []report.ParetoRow {
	var rows []report.ParetoRow
	for i := range precisions {
		p := &precisions[i]
		row := paretoRow(p, p.Metrics)
		row.Throughput = alone(p.Metrics["latency_mean_ms"])
		for _, b := range p.Batches {
			if b.Size == 1 {
				row.Throughput = b.Throughput
			}
		}
		if row.Accuracy.Value == nil || row.Latency.Value == nil || row.Size.Value == nil {
			return nil
		}
		rows = append(rows, row)
		for _, b := range p.Batches {
			if row := paretoRow(p, b.Metrics); b.Size > 1 && row.Latency.Value != nil && row.Accuracy.Value != nil {
				row.Batch, row.Throughput = b.Size, b.Throughput
				rows = append(rows, row)
			}
		}
	}
	for i := range rows {
		for j := range rows {
			if c.beats(&rows[j], &rows[i]) {
				rows[i].Beaten = rows[j].Label()
				break
			}
		}
	}
	if len(rows) > 0 {
		c.recommend(rows)
	}
	return rows
}

// paretoRow is a row of a precision with what was scored and timed in one way.
func paretoRow(p *report.Precision, ms report.Metrics) report.ParetoRow {
	row := report.ParetoRow{Precision: p.Name, Accuracy: ms["exact_match"], Latency: ms["latency_p95_ms"], Size: p.Metrics["size_mb"], Memory: p.Metrics["peak_memory_mb"]}
	for name, to := range map[string]**report.Metric{"exact_match_delta": &row.Change, "regressions": &row.Broken, "fixes": &row.Fixed} {
		if m, ok := ms[name]; ok {
			*to = &m
		}
	}
	return row
}

// alone is the throughput of one caller who waits for each answer.
func alone(mean report.Metric) report.Metric {
	inverse := func(ms *float64) *float64 {
		if ms == nil || *ms <= 0 {
			return nil
		}
		return report.Finite(1000 / *ms)
	}
	return report.Metric{Value: inverse(mean.Value), Low: inverse(mean.High), High: inverse(mean.Low), N: mean.N, Of: mean.Of, Unit: report.PerSec}
}

// beats says whether a is no worse than b in anything and better in something.
func (c *Choice) beats(a, b *report.ParetoRow) bool {
	better := false
	for _, gain := range []int{
		gain(b.Latency.Value, a.Latency.Value, c.floor()),
		gain(a.Throughput.Value, b.Throughput.Value, c.floor()),
		gain(a.Accuracy.Value, b.Accuracy.Value, 0),
		gain(b.Size.Value, a.Size.Value, 0),
		gain(b.Memory.Value, a.Memory.Value, memoryNoise),
	} {
		if gain < 0 {
			return false
		}
		better = better || gain > 0
	}
	return better
}

// memoryNoise is by how much the peak memory of a process differs from run to run.
const memoryNoise = 0.02

// gain is 1 where a is more than b by more than a share of it, -1 where it is less, and 0
// where neither can be said.
func gain(a, b *float64, floor float64) int {
	switch {
	case a == nil || b == nil:
		return 0
	case *a > *b*(1+floor):
		return 1
	case *b > *a*(1+floor):
		return -1
	}
	return 0
}

// keeps reports whether a row is shown to lose at most the margin.
func (c *Choice) keeps(r *report.ParetoRow) bool {
	return r.Change == nil || r.Change.Low != nil && *r.Change.Low >= -c.Margin
}

// slow is what is to be small for the goal: a time for each prompt.
func (c *Choice) slow(r *report.ParetoRow) float64 {
	if c.Goal == ByThroughput && r.Throughput.Value != nil {
		return 1 / *r.Throughput.Value
	}
	return *r.Latency.Value
}

func (c *Choice) recommend(rows []report.ParetoRow) {
	var good []int
	for i := range rows {
		if c.keeps(&rows[i]) {
			good = append(good, i)
		}
	}
	fastest := slices.MinFunc(good, func(i, j int) int { return cmp.Compare(c.slow(&rows[i]), c.slow(&rows[j])) })
	limit := c.slow(&rows[fastest]) * (1 + c.floor())
	fast := slices.DeleteFunc(slices.Clone(good), func(i int) bool { return c.slow(&rows[i]) > limit })
	best := slices.MinFunc(fast, func(i, j int) int {
		a, b := &rows[i], &rows[j]
		return cmp.Or(cmp.Compare(*a.Size.Value, *b.Size.Value), gain(a.Memory.Value, b.Memory.Value, memoryNoise), cmp.Compare(c.slow(a), c.slow(b)), i-j)
	})
	rows[best].Recommended = true
	rows[best].Why = c.why(rows, best, len(fast))
}

// why says why a row is recommended, where fast rows are as fast as the fastest of those
// that lose at most the margin.
func (c *Choice) why(rows []report.ParetoRow, best, fast int) string {
	r := &rows[best]
	if len(rows) == 1 {
		return "the only one"
	}
	if r.Change == nil {
		return c.whyFirst(rows, best, fast)
	}
	why := fmt.Sprintf("the fastest that is shown to lose at most %s of exact match against %s", points(c.Margin), rows[0].Label())
	if fast > 1 {
		why = fmt.Sprintf("the smallest of the fastest that are shown to lose at most %s of exact match against %s", points(c.Margin), rows[0].Label())
	}
	return why + fmt.Sprintf("; its change is at least %+.1f", 100**r.Change.Low)
}

// whyFirst says why the first precision is recommended.
func (c *Choice) whyFirst(rows []report.ParetoRow, best, fast int) string {
	faster := -1
	for i := range rows {
		if !c.keeps(&rows[i]) && c.slow(&rows[i]) < c.slow(&rows[best]) && (faster < 0 || c.slow(&rows[i]) < c.slow(&rows[faster])) {
			faster = i
		}
	}
	switch {
	case faster >= 0 && rows[faster].Change.Low != nil:
		f := &rows[faster]
		return fmt.Sprintf("no faster one is shown to lose at most %s of exact match against it; with %s, %s may lose %.1f", points(c.Margin),
			report.FormatCount(f.Change.N, f.Change.Of), f.Label(), -100**f.Change.Low)
	case fast > 1:
		return "none is faster, and none that is as fast is smaller"
	}
	return "the fastest"
}

// points writes a fraction in percentage points.
func points(fraction float64) string {
	if p := report.Short(100 * fraction); p != "1" {
		return p + " points"
	}
	return "1 point"
}
