package eval

import (
	"github.com/slmkit/slmkit/dataset/leak"
	"github.com/slmkit/slmkit/eval/report"
)

// Leaks makes a report of what splits share.
func Leaks(pairs []leak.Pair) *report.Leaks {
	r := &report.Leaks{Header: report.NewHeader(report.KindLeaks), Level: report.Level, Metrics: report.Metrics{}}
	for i := range pairs {
		p := &pairs[i]
		metrics := report.Metrics{}
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
				r.Found = append(r.Found, report.Found{Pair: p.Name(), Metric: name, Matches: c.Matches})
			}
		}
		r.Pairs = append(r.Pairs, report.SplitPair{Pair: p.Name(), Metrics: metrics})
	}
	return r
}
