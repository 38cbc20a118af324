package eval

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/slmkit/slmkit/eval/paired"
	"github.com/slmkit/slmkit/eval/report"
)

// pairedShare counts the outcomes of two runs, and their differences by cluster.
type pairedShare struct {
	report.PairedCounts
	differences map[int32]group // by cluster: of +1 for an example of the new run only, −1 for one of the base run only
}

func (p *pairedShare) add(cluster int32, base, new bool) {
	switch {
	case base && new:
		p.Both++
	case base:
		p.OnlyBase++
	case new:
		p.OnlyNew++
	default:
		p.Neither++
	}
	if p.differences == nil {
		p.differences = map[int32]group{}
	}
	g, d := p.differences[cluster], one(new)-one(base)
	p.differences[cluster] = group{g.n + 1, g.sum + d, g.squares + d*d}
}

// test is the paired test of the share. Lower says that a lower share is better, so that
// a gain of the share is a loss.
func (p *pairedShare) test(lower bool) paired.Test {
	keys := sortedKeys(p.differences)
	return paired.FromClusters(func(yield func(paired.Cluster) bool) {
		for _, key := range keys {
			g := p.differences[key]
			c := paired.Cluster{N: g.n, Losses: (g.squares - g.sum) / 2, Gains: (g.squares + g.sum) / 2}
			if lower {
				c.Losses, c.Gains = c.Gains, c.Losses
			}
			if !yield(c) {
				return
			}
		}
	})
}

// delta is the difference of the two shares with the interval of the paired test, which is
// that of a gate's no_worse.
func (p *pairedShare) delta(lower bool) report.Metric {
	m := report.Metric{N: int(pairs(p.PairedCounts)), Of: "prompts"}
	if m.N == 0 {
		return m
	}
	value := (p.OnlyNew - p.OnlyBase) / pairs(p.PairedCounts)
	m.Value = report.Finite(value)
	t := p.test(lower)
	low, high := t.Bounds((1 - report.Level) / 2)
	if lower {
		low, high = -high, -low
	}
	bound(&m, value, low, high)
	return m
}

// bound sets the ends of an interval, which are NaN where all prompts come from one
// template.
func bound(m *report.Metric, value, low, high float64) {
	if math.IsNaN(low) || math.IsNaN(high) {
		m.Warnings = append(m.Warnings, oneTemplate)
		return
	}
	m.Low, m.High = report.Finite(min(low, value)), report.Finite(max(high, value))
}

const oneTemplate = "all prompts come from one template: no interval can be given"

// chance is the two-sided chance of such a difference if there is none, nil where nothing
// changed or nothing can be said.
func (p *pairedShare) chance(lower bool) *float64 {
	if p.OnlyBase+p.OnlyNew == 0 {
		return nil
	}
	t := p.test(lower)
	return report.Finite(t.P())
}

// slotDelta is the change of slot_f1, and the chance of such a change if there is none. Its
// interval is that of the paired bootstrap, and no narrower than that of the paired test of
// gold's arguments, which allows for how little few templates say about others.
func slotDelta(base, new *measured) (report.Metric, *float64) {
	was, is := base.metrics["slot_f1"], new.metrics["slot_f1"]
	m := report.Metric{N: is.N, Of: is.Of}
	if was.Value == nil || is.Value == nil {
		return m, nil
	}
	value := *is.Value - *was.Value
	m.Value = report.Finite(value)
	t, changed := slotTest(base.tally, new.tally)
	low, high := t.Bounds((1 - report.Level) / 2)
	middle := t.Change()
	draws := make([]float64, len(new.draws.f1s["slot_f1"]))
	for i := range draws {
		draws[i] = new.draws.f1s["slot_f1"][i] - base.draws.f1s["slot_f1"][i]
	}
	from := new.slotSpread()
	ends := func(z float64) (float64, float64) {
		l, h, ok := interval(value, draws, z)
		if !ok {
			l, h = value, value
		}
		return l, h
	}
	l, h := ends(from.quantile())
	bound(&m, value, min(l, value+low-middle), max(h, value+high-middle))
	if !changed || m.Low == nil {
		return m, nil
	}
	return m, report.Finite(max(from.chance(ends), t.P()))
}

// slotTest is the paired test of gold's arguments. Of each cluster it knows only how many
// more or fewer are correct. Changed reports whether any counts differ.
func slotTest(base, new *tally) (t paired.Test, changed bool) {
	keys := sortedKeys(new.clusters)
	t = paired.FromClusters(func(yield func(paired.Cluster) bool) {
		for _, key := range keys {
			was, is := base.clusters[key].all, new.clusters[key].all
			changed = changed || was.cor != is.cor || was.act != is.act
			d := is.cor - was.cor
			if is.pos > 0 && !yield(paired.Cluster{N: is.pos, Losses: max(-d, 0), Gains: max(d, 0)}) {
				return
			}
		}
	})
	return t, changed
}

// chance is the largest two-sided error rate at which the interval that ends returns for a
// number of standard errors has zero in it.
func (s spread) chance(ends func(z float64) (low, high float64)) float64 {
	c := max(math.Round(s.even), 2)
	student := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: c - 1}
	low, high := 0.0, 1.0
	for range 40 {
		p := (low + high) / 2
		l, h := ends(student.Quantile(1-p/2) * math.Sqrt(c/(c-1)))
		if l <= 0 && h >= 0 {
			low = p
		} else {
			high = p
		}
	}
	return high
}
