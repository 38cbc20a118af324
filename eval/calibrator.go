package eval

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"math"
	"os"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// Calibrator gives the probability that an output is right from how sure the
// model was of it: a logistic regression (Platt 1999) on Features.
type Calibrator struct {
	Bias    float64   `json:"bias"`
	Weights []float64 `json:"weights"` // of Features
}

// Features names what a Calibrator weighs.
var Features = []string{"logit_probability", "logit_min", "logit_margin", "logit_removed"}

// features are the log odds of signals: 0.99 and 0.9999 are as far apart as 0.01
// and 0.0001.
func features(s *dataset.Signals) []float64 {
	return []float64{logit(math.Exp(s.LogProb)), logit(s.Min), logit(s.Margin), logit(s.Removed)}
}

// logit is log p/(1−p), of p kept so far from 0 and 1 as a float32's rounding is.
func logit(p float64) float64 {
	p = min(max(p, 1e-7), 1-1e-7)
	return math.Log(p / (1 - p))
}

// Probability is that of the output being right.
func (c *Calibrator) Probability(s *dataset.Signals) float64 {
	return c.weigh(features(s))
}

func (c *Calibrator) weigh(x []float64) float64 {
	return 1 / (1 + math.Exp(-c.Bias-floats.Dot(c.Weights, x)))
}

// Calibrated is a Calibrator with what it was fitted on.
type Calibrated struct {
	Precision   string           `json:"precision"`
	Constrained bool             `json:"constrained"` // outputs were kept to a schema
	ModelHash   string           `json:"model_hash"`
	Tool        string           `json:"tool"`
	Gold        *report.GoldInfo `json:"gold"`
	N           int              `json:"n"`
	Features    []string         `json:"features"`
	Calibrator  Calibrator       `json:"calibrator"`
	// Scores of the model's own probability, and of the calibrated one for
	// examples that it was not fitted on: five folds of templates.
	Before CalibrationScores `json:"before"`
	After  CalibrationScores `json:"after"`
	Points []OperatingPoint  `json:"operating_points"`
}

// CalibrationScores say how far probabilities can be believed: see Metrics.
type CalibrationScores struct {
	ECE   float64 `json:"ece"`
	Brier float64 `json:"brier"`
	AURC  float64 `json:"aurc"`
}

// OperatingPoint is what becomes of predictions if those below a confidence are
// withheld.
type OperatingPoint struct {
	Below    float64       `json:"below"`
	Answered float64       `json:"answered"` // share of all
	Right    report.Metric `json:"right"`    // share of those answered
}

// operatingPoints are the thresholds that are told.
var operatingPoints = []float64{0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99}

const calibrationFolds = 5

// fewToCalibrate is the least number of right and of wrong answers.
const fewToCalibrate = 10

// sample is an example that a calibrator is fitted on.
type sample struct {
	x       []float64
	right   float64
	cluster int32
	fold    int
	own     float64 // the model's own probability
	p       float64 // that of a calibrator that has not seen the example
}

// Calibrate fits a Calibrator to predictions with Signals.
func Calibrate(ctx context.Context, gold iter.Seq2[Gold, error], run Predictions, o Options) (*Calibrated, error) {
	s := newScorer(o)
	var print fingerprint
	var samples []sample
	_, err := join(ctx, gold, []Predictions{run}, o, true, func(g *Gold, found []*dataset.Prediction) {
		print.add(g)
		p := found[0]
		result := s.score(g, p)
		if p == nil || p.Signals == nil {
			return
		}
		cluster := s.clusters.of(&g.Example)
		samples = append(samples, sample{x: features(p.Signals), own: math.Exp(p.Signals.LogProb), right: one(result.Status == report.Correct),
			cluster: cluster, fold: int(dataset.KeyHash(uint64(cluster), "fold") % calibrationFolds)})
	})
	if err != nil {
		return nil, err
	}
	right := 0
	for _, s := range samples {
		right += int(s.right)
	}
	if wrong := len(samples) - right; right < fewToCalibrate || wrong < fewToCalibrate {
		return nil, fmt.Errorf("%s: %d answers are right and %d wrong: a calibration wants %d of each at least: use more examples, some easier and some harder",
			run.Label, right, wrong, fewToCalibrate)
	}
	c := &Calibrated{N: len(samples), Features: Features, Gold: &report.GoldInfo{Fingerprint: print.String(), N: s.t.n, Templates: len(s.clusters.templates)}}
	if c.Calibrator, err = fit(samples, -1); err != nil {
		return nil, err
	}
	for fold := range calibrationFolds {
		held, err := fit(samples, fold)
		if err != nil {
			return nil, err
		}
		for i := range samples {
			if samples[i].fold == fold {
				samples[i].p = held.weigh(samples[i].x)
			}
		}
	}
	c.Before = calibrationScores(samples, func(s *sample) float64 { return s.own })
	c.After = calibrationScores(samples, func(s *sample) float64 { return s.p })
	for _, below := range operatingPoints {
		var answered clustered
		for _, s := range samples {
			if s.p >= below {
				answered.add(s.cluster, s.right)
			}
		}
		if n := answered.total().n; n > 0 {
			c.Points = append(c.Points, OperatingPoint{below, n / float64(len(samples)), answered.proportion(s.t.byTemplate)})
		}
	}
	return c, nil
}

func calibrationScores(samples []sample, confidence func(*sample) float64) CalibrationScores {
	points := make([]point, len(samples))
	for i := range samples {
		points[i] = point{confidence: confidence(&samples[i]), right: samples[i].right == 1}
	}
	sortPoints(points)
	s := weigh(points, func(int32) int { return 1 })
	return CalibrationScores{ECE: s.ece, Brier: s.brier, AURC: s.aurc}
}

// ridge holds weights of standardized features near 0, as one example more or
// less does.
const ridge = 1

// fit finds the likeliest weights by Newton's method, from the samples that are
// not of a fold. Features are standardized for it.
func fit(samples []sample, but int) (Calibrator, error) {
	k := len(Features)
	mean, deviation, column := make([]float64, k), make([]float64, k), []float64(nil)
	for f := range k {
		column = column[:0]
		for _, s := range samples {
			if s.fold != but {
				column = append(column, s.x[f])
			}
		}
		if mean[f], deviation[f] = stat.MeanStdDev(column, nil); !(deviation[f] > 1e-9) {
			deviation[f] = 1 // the feature is the same in all
		}
	}
	w, z := make([]float64, k+1), make([]float64, k+1)
	for range 50 {
		gradient, hessian := mat.NewVecDense(k+1, nil), mat.NewSymDense(k+1, nil)
		for f := range k {
			gradient.SetVec(f, -ridge*w[f])
			hessian.SetSym(f, f, ridge)
		}
		for _, s := range samples {
			if s.fold == but {
				continue
			}
			for f := range k {
				z[f] = (s.x[f] - mean[f]) / deviation[f]
			}
			z[k] = 1
			p := 1 / (1 + math.Exp(-floats.Dot(w, z)))
			gradient.AddScaledVec(gradient, s.right-p, mat.NewVecDense(k+1, z))
			hessian.SymRankOne(hessian, p*(1-p)+1e-9, mat.NewVecDense(k+1, z))
		}
		var step mat.VecDense
		if err := step.SolveVec(hessian, gradient); err != nil {
			return Calibrator{}, fmt.Errorf("the calibration does not converge: %w", err)
		}
		size := mat.Norm(&step, 2)
		floats.AddScaled(w, min(1, 5/size), step.RawVector().Data) // far steps overshoot
		if size < 1e-8 {
			break
		}
	}
	c := Calibrator{Bias: w[k], Weights: w[:k]}
	for f := range k {
		c.Weights[f] /= deviation[f]
		c.Bias -= c.Weights[f] * mean[f]
	}
	return c, nil
}

// Calibrations is a file beside a model.
type Calibrations []*Calibrated

// ReadCalibrations reads a file; one that is not there has none.
func ReadCalibrations(path string) (all Calibrations, err error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, fmt.Errorf("%s: %w: make it again with slmkit calibrate", path, err)
	}
	for i, c := range all {
		if c == nil || !slices.Equal(c.Features, Features) || len(c.Calibrator.Weights) != len(Features) {
			return nil, fmt.Errorf("%s: calibration %d is not of the features %v: make it again with slmkit calibrate", path, i+1, Features)
		}
	}
	return all, nil
}

// For returns the calibration of a precision, nil where there is none.
func (all Calibrations) For(precision string, constrained bool) *Calibrated {
	for _, c := range all {
		if c.Precision == precision && c.Constrained == constrained {
			return c
		}
	}
	return nil
}

// With returns the calibrations with one more, in place of that of its kind.
func (all Calibrations) With(c *Calibrated) Calibrations {
	return append(slices.DeleteFunc(slices.Clone(all), func(old *Calibrated) bool {
		return old.Precision == c.Precision && old.Constrained == c.Constrained
	}), c)
}
