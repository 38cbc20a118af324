package eval

import (
	"math"

	"github.com/slmkit/slmkit/eval/paired"
	"github.com/slmkit/slmkit/eval/report"
)

// addParts adds to a report what it says of parts of the examples. It fails if a column or
// predicate that was asked for fits no example.
func (s *scorer) addParts(r *report.Evaluation) error {
	if err := s.parts.check(); err != nil {
		return err
	}
	s.parts.firstTurns()
	p := s.parts.partition()
	var leftOut map[string]bool
	r.Columns, leftOut = s.parts.columns(p, s.t.byTemplate)
	r.Slices = exactMatches(r.Columns)
	r.Warnings = append(r.Warnings, s.parts.warnings(r.Columns)...)
	r.WorstSlices = p.worst(s.clusters.names(), s.t.byTemplate)
	r.Seen = s.o.Train.report(p, s.t.byTemplate)
	r.Outcomes = s.packed(leftOut)
	r.Robustness = s.robust.report(s.outcomes.byID(), s.t.byTemplate, r.Metrics)
	r.Detectable = detectable(r.Metrics, s.t.clusterCount())
	return nil
}

// packed are the outcomes of all examples, of parts that are not left out.
func (s *scorer) packed(leftOut map[string]bool) *report.Outcomes {
	return s.outcomes.report(s.parts.names(leftOut))
}

// names are those of the templates, by their numbers.
func (c *clusterer) names() []string {
	out := make([]string, len(c.templates))
	for name, i := range c.templates {
		out[i] = name
	}
	return out
}

// clusterCount is how many clusters the examples come from.
func (t *tally) clusterCount() int {
	if !t.byTemplate {
		return t.n
	}
	return len(t.clusters)
}

// detectPower is the chance with which a detectable change is shown.
const detectPower = 0.8

// detectable is the least change between this run and another one that a two-sided test
// at the level of all intervals shows. The other run is taken to be right as often, on
// examples that have nothing to do with those of this one: runs of like models differ on
// fewer examples, and show smaller changes. Few templates show no change below that which
// none of them need have met: 1 − α^(1/templates), 71 points of three.
func detectable(m report.Metrics, clusters int) *report.Detectable {
	for _, name := range []string{"exact_match", "intent_accuracy"} {
		x := m[name]
		if x.Value == nil || clusters < 2 {
			continue
		}
		t := paired.Test{N: x.N, Clusters: clusters, DesignEffect: float64(x.N) / x.EffectiveN()}
		t.Losses = int(math.Round(*x.Value * (1 - *x.Value) * float64(x.N)))
		t.Gains = t.Losses
		const alpha = (1 - report.Level) / 2
		if change := max(t.Detectable(alpha, detectPower), 1-math.Pow(alpha, 1/float64(clusters))); change < 1 {
			return &report.Detectable{Metric: name, Change: change, Power: detectPower, Changed: float64(t.Losses+t.Gains) / float64(t.N)}
		}
	}
	return nil
}
