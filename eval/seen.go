package eval

import (
	"math"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// report compares the examples that resemble training rows with the others. It is nil
// where training is not known.
func (t *Training) report(p *partition, byTemplate bool) *report.Seen {
	if t == nil {
		return nil
	}
	out := &report.Seen{Train: t.Path, Rows: t.Rows, By: []report.SeenBy{}}
	of := (*cell).exact
	if total(groupsOf(p.cells, of)).n == 0 {
		of = (*cell).action
	}
	for _, column := range []string{seenTemplate, seenValues, seenCombination, seenFrame} {
		yes, no := p.clusters(p.of[column+"=yes"]), p.clusters(p.of[column+"=no"])
		by := report.SeenBy{What: strings.TrimPrefix(column, "seen_"), Seen: proportion(groupsOf(yes, of), byTemplate, "prompts"), Unseen: proportion(groupsOf(no, of), byTemplate, "prompts")}
		if by.Seen.N+by.Unseen.N == 0 {
			continue
		}
		by.Gap = gapOf(&by.Unseen, &by.Seen)
		if byTemplate {
			by.Within = withinClusters(no, yes, of)
		}
		out.By = append(out.By, by)
	}
	return out
}

// gapOf is a − b for two parts with different examples. Its interval is made of theirs
// (Newcombe 1998, Statistics in Medicine 17:873, method 10). Where both parts have
// examples of one template, which are alike, the interval is wider than it need be.
func gapOf(a, b *report.Metric) report.Metric {
	m := report.Metric{N: a.N + b.N, Of: "prompts"}
	if a.Value == nil || b.Value == nil {
		return m
	}
	d := *a.Value - *b.Value
	m.Value = report.Finite(d)
	if a.Low != nil && a.High != nil && b.Low != nil && b.High != nil {
		m.Low = report.Finite(d - math.Hypot(*a.Value-*a.Low, *b.High-*b.Value))
		m.High = report.Finite(d + math.Hypot(*a.High-*a.Value, *b.Value-*b.Low))
	}
	return m
}

// withinClusters is the mean over clusters of a − b, for those that have examples of both,
// weighted by na·nb/(na+nb). It is nil for fewer than two. Its interval is that of a
// weighted mean of clusters, with Student's t.
func withinClusters(a, b []cell, of func(*cell) group) *report.Metric {
	type pair struct{ weight, gap float64 }
	var pairs []pair
	sum, weights, n := 0.0, 0.0, 0.0
	for i, k := 0, 0; i < len(a) && k < len(b); {
		switch {
		case a[i].cluster < b[k].cluster:
			i++
		case a[i].cluster > b[k].cluster:
			k++
		default:
			if x, y := of(&a[i]), of(&b[k]); x.n > 0 && y.n > 0 {
				p := pair{x.n * y.n / (x.n + y.n), x.sum/x.n - y.sum/y.n}
				pairs = append(pairs, p)
				sum, weights, n = sum+p.weight*p.gap, weights+p.weight, n+x.n+y.n
			}
			i, k = i+1, k+1
		}
	}
	if len(pairs) < 2 {
		return nil
	}
	mean, squares := sum/weights, 0.0
	for _, p := range pairs {
		d := p.weight * (p.gap - mean)
		squares += d * d
	}
	clusters := float64(len(pairs))
	half := tQuantile(len(pairs)-1) * math.Sqrt(squares*clusters/(clusters-1)) / weights
	m := &report.Metric{Value: report.Finite(mean), N: int(n), Of: "prompts"}
	if squares > 0 { // else nothing shows how far clusters differ
		m.Low, m.High = report.Finite(max(mean-half, -1)), report.Finite(min(mean+half, 1))
	}
	return m
}
