package calibration

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"github.com/slmkit/slmkit/dataset"
)

// Calibrator gives the probability that an output is right. It is
// 1 / (1 + exp(−Bias − Σ Weights·Features)).
type Calibrator struct {
	Bias    float64   `json:"bias"`
	Weights []float64 `json:"weights"` // of Features or ScopeFeatures, in their order
}

// Features names what a Calibrator of right outputs weighs: the log odds, log p/(1−p), of
// the probability of the output and of the other signals.
var Features = []string{"logit_probability", "logit_min", "logit_margin", "logit_removed"}

// ScopeFeatures names what the Calibrator of a Scope weighs. How near the model was to a
// refusal says nothing of whether an output is right, as a refusal may be right, too.
var ScopeFeatures = append(slices.Clip(Features), "logit_refusal")

// features returns the features of signals, those of ScopeFeatures. As log odds, 0.99 and 0.9999 are as far
// apart as 0.01 and 0.0001.
func features(s *dataset.Signals) []float64 {
	return []float64{logit(math.Exp(s.LogProb)), logit(s.Min), logit(s.Margin), logit(s.Removed), logit(s.Refusal)}
}

// logit returns log p/(1−p). It keeps p as far from 0 and 1 as a float32 can tell.
func logit(p float64) float64 {
	p = min(max(p, 1e-7), 1-1e-7)
	return math.Log(p / (1 - p))
}

// Probability returns the probability that an output with these signals is right, or that
// its prompt asks for an action if the Calibrator is that of a Scope, from 0 to 1.
func (c *Calibrator) Probability(s *dataset.Signals) float64 { return c.weigh(features(s)) }

func (c *Calibrator) weigh(x []float64) float64 {
	return 1 / (1 + math.Exp(-c.Bias-floats.Dot(c.Weights, x[:len(c.Weights)])))
}
