package main

import (
	"errors"
	"strconv"

	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
	"github.com/slmkit/slmkit/inference/calibration"
)

// refusals are the thresholds whose effect on prompts that ask for no action is told.
var refusals = []float64{0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99}

// fittedScope fits the probability that a prompt asks for one of the actions to the answers
// that are no none(). It is nil if they are too few of either kind.
func fittedScope(answers *eval.Answers) (*calibration.Scope, error) {
	var samples []calibration.Sample
	named, outside, refused := 0, 0, 0
	for _, a := range answers.All {
		switch {
		case a.Acted:
			samples = append(samples, calibration.Sample{Signals: a.Signals, Right: a.Asked, Cluster: a.Template})
		case !a.Asked:
			refused++
		}
		if !a.Asked {
			outside++
		}
		if a.Asked && a.Named {
			named++
		}
	}
	held, err := calibration.HeldOut(samples, calibration.ScopeFeatures)
	if errors.Is(err, calibration.ErrFew) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c, err := calibration.Fit(samples, calibration.ScopeFeatures)
	if err != nil {
		return nil, err
	}
	s := &calibration.Scope{N: len(samples), Features: calibration.ScopeFeatures, Calibrator: *c}
	for _, below := range refusals {
		kept, withheld, i := 0, refused, 0
		for _, a := range answers.All {
			if !a.Acted {
				continue
			}
			switch p := held[i]; {
			case a.Asked && a.Named && p >= below:
				kept++
			case !a.Asked && p < below:
				withheld++
			}
			i++
		}
		s.Points = append(s.Points, calibration.ScopePoint{Below: below, Kept: float64(kept) / float64(max(named, 1)), Refused: float64(withheld) / float64(max(outside, 1))})
	}
	return s, nil
}

// scopeTable tells what becomes of prompts at each threshold.
func scopeTable(s *calibration.Scope) *table.Table {
	share := func(v float64) string { return report.FormatValue(&v, report.Fraction) }
	t := table.New(table.Names("refuse below"), table.Numbers("right actions kept"), table.Numbers("others refused"))
	for _, p := range s.Points {
		t.Add(strconv.FormatFloat(p.Below, 'g', -1, 64), share(p.Kept), share(p.Refused))
	}
	return t
}
