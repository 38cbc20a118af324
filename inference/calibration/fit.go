package calibration

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/slmkit/slmkit/dataset"
)

// Sample is an output whose score is known.
type Sample struct {
	Signals *dataset.Signals
	Right   bool
	Cluster int32 // outputs for prompts of one template share a cluster
}

// MinSamples is how many right and how many wrong outputs a fit wants at least.
const MinSamples = 10

// ErrFew is wrapped by the error of samples that are too few of either kind.
var ErrFew = errors.New("too few samples")

// fewError counts the samples of each kind.
type fewError struct{ message string }

func (e fewError) Error() string { return e.message }

func (e fewError) Unwrap() error { return ErrFew }

// Fit returns the Calibrator that makes the samples likeliest. It weighs features: Features,
// or ScopeFeatures where Sample.Right says that a prompt asks for an action.
func Fit(samples []Sample, features []string) (*Calibrator, error) {
	points, err := pointsOf(samples, len(features))
	if err != nil {
		return nil, err
	}
	return fit(points, none)
}

// HeldOut returns a probability for each sample, from a Calibrator that was fitted
// without the samples of its cluster: five folds of clusters.
func HeldOut(samples []Sample, features []string) ([]float64, error) {
	points, err := pointsOf(samples, len(features))
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(points))
	for fold := range folds {
		c, err := fit(points, fold)
		if err != nil {
			return nil, err
		}
		for i, p := range points {
			if p.fold == fold {
				out[i] = c.weigh(p.x)
			}
		}
	}
	return out, nil
}

const folds = 5

// none is the fold that no sample is in.
const none = -1

// point is a sample as the regression sees it.
type point struct {
	x     []float64
	right float64 // 0 or 1
	fold  int
}

// pointsOf returns the samples with the first k features.
func pointsOf(samples []Sample, k int) ([]point, error) {
	points, right := make([]point, len(samples)), 0
	for i, s := range samples {
		if s.Signals == nil {
			return nil, fmt.Errorf("sample %d has no signals", i)
		}
		points[i] = point{x: features(s.Signals)[:k], fold: int(dataset.KeyHash(uint64(s.Cluster), "fold") % folds)}
		if s.Right {
			right++
			points[i].right = 1
		}
	}
	if wrong := len(samples) - right; right < MinSamples || wrong < MinSamples {
		return nil, fewError{fmt.Sprintf("%d answers are right and %d wrong: a calibration wants %d of each at least: use more examples, some easier and some harder", right, wrong, MinSamples)}
	}
	return points, nil
}

// ridge draws the weights of standardized features towards 0, about as much as one
// sample more or less does.
const ridge = 1

// fit finds the likeliest weights by Newton's method, from the points that are not
// in a fold. It standardizes the features first.
func fit(points []point, but int) (*Calibrator, error) {
	mean, deviation := standard(points, but)
	k := len(mean)
	w, z := make([]float64, k+1), make([]float64, k+1)
	for range 50 {
		gradient, hessian := mat.NewVecDense(k+1, nil), mat.NewSymDense(k+1, nil)
		for f := range k {
			gradient.SetVec(f, -ridge*w[f])
			hessian.SetSym(f, f, ridge)
		}
		for _, p := range points {
			if p.fold == but {
				continue
			}
			for f := range k {
				z[f] = (p.x[f] - mean[f]) / deviation[f]
			}
			z[k] = 1
			chance := 1 / (1 + math.Exp(-floats.Dot(w, z)))
			gradient.AddScaledVec(gradient, p.right-chance, mat.NewVecDense(k+1, z))
			hessian.SymRankOne(hessian, chance*(1-chance)+1e-9, mat.NewVecDense(k+1, z))
		}
		var step mat.VecDense
		if err := step.SolveVec(hessian, gradient); err != nil {
			return nil, fmt.Errorf("the calibration does not converge: %w", err)
		}
		size := mat.Norm(&step, 2)
		floats.AddScaled(w, min(1, 5/size), step.RawVector().Data) // longer steps overshoot
		if size < 1e-8 {
			break
		}
	}
	c := &Calibrator{Bias: w[k], Weights: w[:k]}
	for f := range k {
		c.Weights[f] /= deviation[f]
		c.Bias -= c.Weights[f] * mean[f]
	}
	return c, nil
}

// standard returns the mean and the standard deviation of each feature, over the
// points that are not in a fold.
func standard(points []point, but int) (mean, deviation []float64) {
	k := len(points[0].x)
	mean, deviation = make([]float64, k), make([]float64, k)
	var column []float64
	for f := range k {
		column = column[:0]
		for _, p := range points {
			if p.fold != but {
				column = append(column, p.x[f])
			}
		}
		if mean[f], deviation[f] = stat.MeanStdDev(column, nil); !(deviation[f] > 1e-9) {
			deviation[f] = 1 // the feature is the same everywhere
		}
	}
	return mean, deviation
}
