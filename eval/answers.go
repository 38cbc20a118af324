package eval

import (
	"context"
	"iter"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// Answer is the score of one prediction that has Signals.
type Answer struct {
	Signals  *dataset.Signals
	Right    bool
	Asked    bool  // the example asks for an action other than none
	Acted    bool  // the prediction is no plain none()
	Named    bool  // the actions are those of the example
	Template int32 // a number for the template of the example
}

// Answers are the scores of single predictions: what a calibration is fitted to.
type Answers struct {
	Gold report.GoldInfo // without the file
	All  []Answer

	byTemplate bool // templates are more than single examples
}

// ScoreEach scores the predictions of a run one by one, as Evaluate does. It leaves out
// those without Signals.
func ScoreEach(ctx context.Context, gold iter.Seq2[Gold, error], run Predictions, o Options) (*Answers, error) {
	s := newScorer(o)
	out := &Answers{}
	_, print, err := scoreAll(ctx, gold, []Predictions{run}, o, true, s.judge, func(x *scored) {
		p, result := x.found[0], &x.results[0]
		s.add(x, 0)
		if p != nil && p.Signals != nil {
			out.All = append(out.All, Answer{Signals: p.Signals, Right: result.Status == report.Correct, Asked: !refuses(result.Want),
				Acted: !refuses(result.Got), Named: result.Action, Template: s.clusters.of(&x.gold.Example)})
		}
	})
	if err != nil {
		return nil, err
	}
	out.Gold = report.GoldInfo{Fingerprint: print.gold.String(), N: s.t.n, Templates: len(s.clusters.templates)}
	out.byTemplate = s.t.byTemplate
	return out, nil
}

// refuses reports whether actions are none alone.
func refuses(names []string) bool { return len(names) == 1 && names[0] == dataset.None }

// Trust says how far probabilities can be believed: see the metrics of these names.
type Trust struct{ ECE, Brier, AURC float64 }

// Trust scores probabilities of being right, one for each answer.
func (o *Answers) Trust(probabilities []float64) Trust {
	points := make([]point, len(o.All))
	for i, p := range probabilities {
		points[i] = point{confidence: p, right: o.All[i].Right}
	}
	prepare(points)
	w := newWeigher(points, 1)
	s := w.weigh(w.once())
	return Trust{s.ece, s.brier, s.aurc}
}

// Above returns the share of answers whose probability is at least least, and the
// share of those that are right.
func (o *Answers) Above(probabilities []float64, least float64) (share float64, right report.Metric) {
	var answered clustered
	for i, p := range probabilities {
		if p >= least {
			answered.add(o.All[i].Template, one(o.All[i].Right))
		}
	}
	return total(answered.groups()).n / float64(max(len(o.All), 1)), answered.proportion(o.byTemplate)
}

// Choose finds the probability below which answers must be withheld, so that at most
// maxRisk of the rest are wrong: the largest coverage that shows it.
func (o *Answers) Choose(probabilities []float64, maxRisk float64) *report.Abstention {
	var c calibration
	for i, p := range probabilities {
		c.add(p, o.All[i].Right, o.All[i].Template)
	}
	sortPoints(c.points)
	plan := planner{c.points, c.numberClusters(), o.byTemplate, len(c.points)}
	return plan.choose(maxRisk)
}
