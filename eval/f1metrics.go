package eval

import (
	"slices"

	"github.com/slmkit/slmkit/eval/report"
)

// sums are the counts of a run, or of a replicate of the bootstrap.
type sums struct {
	all, given slotCounts // of all arguments, and of those of examples whose actions are right
	intents    []delta
}

// f1Metric is a metric of counts whose interval is that of the bootstrap: an F1, or a
// part or a mean of such.
type f1Metric struct {
	name string
	of   func(*sums) float64 // NaN where it is not defined
}

var f1Metrics = []f1Metric{
	{"slot_f1", func(s *sums) float64 { return s.all.f1(s.all.cor) }},
	{"slot_f1_partial", func(s *sums) float64 { return s.all.f1(s.all.cor + s.all.par/2) }},
	{"slot_f1_keys", func(s *sums) float64 { return s.all.f1(s.all.both) }},
	{"slot_f1_given_action", func(s *sums) float64 { return s.given.f1(s.given.cor) }},
	{"slot_precision", func(s *sums) float64 { return s.all.cor / s.all.act }},
	{"slot_recall", func(s *sums) float64 { return s.all.cor / s.all.pos }},
	{"macro_f1", func(s *sums) float64 { return meanOver(s.intents, delta.f1, evenly) }},
	{"weighted_f1", func(s *sums) float64 { return meanOver(s.intents, delta.f1, delta.support) }},
	{"balanced_accuracy", func(s *sums) float64 { return meanOver(s.intents, delta.recall, evenly) }},
}

func (d delta) support() float64 { return d.tp + d.fn }

func (d delta) recall() float64 { return d.tp / (d.tp + d.fn) }

func evenly(delta) float64 { return 1 }

// meanOver is the mean of a score of the actions that gold has, NaN where it has none.
func meanOver(counts []delta, score, weight func(delta) float64) float64 {
	sum, n := 0.0, 0.0
	for _, c := range counts {
		if c.support() > 0 {
			sum += weight(c) * score(c)
			n += weight(c)
		}
	}
	return sum / n
}

// totals are the counts of the whole run.
func (t *tally) totals() *sums {
	s := &sums{all: t.slotAll, given: t.slotGiven, intents: make([]delta, len(t.intentIndex))}
	for _, c := range t.clusters {
		c.intents.addTo(s.intents)
	}
	return s
}

// addF1s adds the metrics of f1Metrics with the intervals of their replicates.
func (t *tally) addF1s(m report.Metrics, d drawn) {
	s, ofSlots, ofPrompts := t.totals(), t.slotSpread(), newSpread(t.shares[intentRight].groups(), t.byTemplate)
	for _, f := range f1Metrics {
		n, of, from := s.all.pos, "slots", ofSlots
		switch f.name {
		case "slot_f1_given_action":
			n = s.given.pos
		case "slot_precision":
			n, of = s.all.act, "predicted slots"
		case "macro_f1", "weighted_f1", "balanced_accuracy":
			n, of, from = float64(t.n), "prompts", ofPrompts
		}
		m[f.name] = withInterval(f.of(s), d.f1s[f.name], int(n), of, from)
	}
}

// coverSchema notes which actions of a schema gold does not have, and which of those the
// predictions do.
func (t *tally) coverSchema(r *report.Evaluation, actions []string) {
	for _, name := range actions {
		if c := t.intents[name]; c == nil || c.support == 0 {
			r.Untested = append(r.Untested, name)
		}
	}
	if n := len(actions); n > 0 {
		r.Metrics["action_coverage"] = report.Metric{Value: report.Finite(float64(n-len(r.Untested)) / float64(n)), N: n, Of: "actions"}
	}
	for _, name := range sortedKeys(t.intents) {
		if c := t.intents[name]; c.support == 0 && (len(actions) == 0 || slices.Contains(actions, name)) {
			r.Spurious = append(r.Spurious, name)
		}
	}
}
