package calibration

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/inference/regular"
)

// Path returns where the calibrations of a model's folder are kept.
func Path(dir string) string { return filepath.Join(dir, "calibration.json") }

// Entry is a Calibrator with the data it was fitted on and the scores before and
// after the fit.
type Entry struct {
	Precision   string     `json:"precision"`
	Constrained bool       `json:"constrained"` // outputs were limited by a grammar
	ModelHash   string     `json:"model_hash"`
	Tool        string     `json:"tool"`
	Gold        *Gold      `json:"gold"`
	N           int        `json:"n"` // outputs it was fitted on
	Features    []string   `json:"features"`
	Calibrator  Calibrator `json:"calibrator"`
	Before      Scores     `json:"before"` // of the model's own probabilities
	After       Scores     `json:"after"`  // of those of HeldOut
	Points      []Point    `json:"operating_points"`
	Chosen      *Choice    `json:"chosen,omitempty"`  // for a wanted risk, where one was asked for
	Scope       *Scope     `json:"scope,omitempty"`   // nil where the data had too few prompts that ask for no action
	Answers     *Answers   `json:"answers,omitempty"` // nil in files of slmkit 0.1
}

// Gold is the examples on which the outputs were scored.
type Gold struct {
	Path        string `json:"path"`
	SHA256      string `json:"sha256,omitempty"`
	Fingerprint string `json:"fingerprint"`
	N           int    `json:"n"`
	Templates   int    `json:"templates"`
}

// Scores say how far probabilities can be believed. Lower is better.
type Scores struct {
	ECE   float64 `json:"ece"`   // expected calibration error (Guo et al. 2017)
	Brier float64 `json:"brier"` // mean squared error
	AURC  float64 `json:"aurc"`  // area under the risk-coverage curve (Geifman and El-Yaniv 2017)
}

// Point describes the outputs that remain if those below a probability are withheld.
type Point struct {
	Below    float64 `json:"below"`
	Answered float64 `json:"answered"` // share of all outputs
	Right    Share   `json:"right"`    // share of those answered
}

// Choice is the threshold that keeps a wanted risk with the most answers. Its numbers are
// those of HeldOut's probabilities.
type Choice struct {
	MaxRisk  float64  `json:"max_risk"`          // wanted share of wrong answers among those given
	Below    *float64 `json:"below"`             // the threshold, nil where none is known to keep the risk
	Answered float64  `json:"answered"`          // share of all outputs
	Risk     *float64 `json:"risk"`              // share of wrong ones among those answered
	Bound    *float64 `json:"risk_bound"`        // one-sided 95 % upper bound of it
	Why      string   `json:"why_not,omitempty"` // there is no threshold
}

// Share is a share with its 95 % interval; what is not known is nil.
type Share struct {
	Value    *float64 `json:"value"`
	Low      *float64 `json:"low"`
	High     *float64 `json:"high"`
	N        int      `json:"n"` // what Of counts
	Of       string   `json:"of,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

// Entries are the calibrations of one model.
type Entries []*Entry

// maxFile is more bytes than a file of calibrations has.
const maxFile = 1 << 24

// Read reads a file of calibrations. If there is no file, there are none.
func Read(path string) (all Entries, err error) {
	b, err := regular.Read(path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := regular.Decode(b, &all); err != nil {
		return nil, fmt.Errorf("%s%w: make it again with slmkit calibrate", path, err)
	}
	for i, e := range all {
		if e == nil || !e.readable() {
			return nil, fmt.Errorf("%s: calibration %d does not have the features %v, or is damaged: make it again with slmkit calibrate", path, i+1, Features)
		}
	}
	return all, nil
}

// readable reports whether a calibration weighs features that are known.
func (e *Entry) readable() bool {
	return slices.Equal(e.Features, Features) && len(e.Calibrator.Weights) == len(Features) && (e.Scope == nil || e.Scope.readable()) && (e.Answers == nil || e.Answers.readable())
}

// Write writes a file of calibrations, whole or not at all.
func (all Entries) Write(path string) error { return dataset.WriteJSON(path, all) }

// For returns the calibration of a precision, with or without a grammar, nil if
// there is none.
func (all Entries) For(precision string, constrained bool) *Entry {
	for _, e := range all {
		if e.Precision == precision && e.Constrained == constrained {
			return e
		}
	}
	return nil
}

// With returns the calibrations with e in place of the one for the same precision
// and constraint, if there is one.
func (all Entries) With(e *Entry) Entries {
	return append(slices.DeleteFunc(slices.Clone(all), func(old *Entry) bool {
		return old.Precision == e.Precision && old.Constrained == e.Constrained
	}), e)
}
