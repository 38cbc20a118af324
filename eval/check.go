package eval

import (
	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/check"
	"github.com/slmkit/slmkit/eval/report"
)

// Check makes a report of what was found in a dataset.
func Check(r *check.Result) *report.Check {
	c := &report.Check{Header: report.NewHeader(report.KindCheck), Metrics: report.Metrics{}, Result: *r}
	count := func(name string, n int) {
		c.Metrics[name] = report.Metric{Value: report.Finite(float64(n)), N: r.Examples, Of: "rows", Unit: report.Count}
	}
	count("rows", r.Examples)
	count("faults", r.Count(check.Fault))
	count("warnings", r.Count(check.Warning))
	count("suspects", r.Count(check.Suspect))
	count("duplicates", r.Of(check.Duplicate).N)
	count("conflicts", r.Of(check.Conflict).N)
	c.Metrics["near_duplicate_share"] = share(min(r.Of(check.Near).N+r.Of(check.NearLeak).N, r.Examples), r.Examples, "rows")
	if r.Statistics != nil {
		statisticMetrics(c, r.Statistics)
	}
	return c
}

// statisticMetrics adds the metrics of the rows as a whole. Diversity and size are those of
// the training split, or of the first where there is none.
func statisticMetrics(c *report.Check, s *check.Statistics) {
	number := func(name, unit string, v float64, n int, of string) {
		c.Metrics[name] = report.Metric{Value: report.Finite(v), N: n, Of: of, Unit: unit}
	}
	if s.Noise != nil {
		c.Metrics["label_noise_share"] = share(s.Noise.N, s.Noise.Judged, "rows")
	}
	if n := len(s.Classes); n > 0 {
		number("smallest_class", report.Count, float64(s.Balance.Smallest), n, "labels")
		number("imbalance", report.Times, s.Balance.Imbalance(), n, "labels")
	}
	if len(s.Splits) > 0 {
		one := s.Splits[0]
		number("effective_size", report.Count, one.Effective.Number, one.Rows, "rows")
		number("distinct_2", report.Fraction, one.Diversity.Distinct2, one.Diversity.N, "rows")
		number("self_repetition", report.Fraction, one.Diversity.Repeating, one.Diversity.N, "rows")
		number("compression_ratio", report.Times, one.Diversity.Compression, one.Diversity.N, "rows")
	}
	for _, split := range dataset.Splits[1:] {
		part := report.SplitPart{Split: string(split), Metrics: report.Metrics{}}
		drifts(part.Metrics, s, split)
		unseen(part.Metrics, s, split)
		if len(part.Metrics) > 0 {
			c.Parts = append(c.Parts, part)
		}
		for name, m := range part.Metrics {
			if worst, ok := c.Metrics[name]; !ok || *m.Value > *worst.Value {
				m.Run = string(split)
				c.Metrics[name] = m
			}
		}
	}
}

// drifts adds the distances of a split from training. That of values is the largest of all
// parameters.
func drifts(to report.Metrics, s *check.Statistics, split dataset.Split) {
	names := map[string]string{check.DriftLabels: "label_drift", check.DriftLengths: "length_drift", check.DriftValues: "value_drift"}
	for _, d := range s.Drifts {
		if was, ok := to[names[d.Of]]; d.Split == split && (!ok || d.Distance > *was.Value) {
			to[names[d.Of]] = report.Metric{Value: report.Finite(d.Distance), N: d.N, Of: "rows of " + string(split)}
		}
	}
}

// unseen adds the shares of values and words that training lacks.
func unseen(to report.Metrics, s *check.Statistics, split dataset.Split) {
	var n, all [2]int
	for _, u := range s.Unseen {
		k := 0
		if u.Of == check.UnseenWords {
			k = 1
		}
		if u.Split == split {
			n[k], all[k] = n[k]+u.N, all[k]+u.All
		}
	}
	for k, name := range []string{"unseen_value_share", "unseen_word_share"} {
		if all[k] > 0 {
			to[name] = share(n[k], all[k], []string{"values of ", "words of "}[k]+string(split))
		}
	}
}
