package check

import (
	"context"
	"fmt"
	"math"

	"github.com/slmkit/slmkit/dataset"
)

// Statistics describe the rows of a dataset as a whole.
type Statistics struct {
	Splits  []SplitStatistics `json:"splits"`            // in the order of dataset.Splits; rows without a split come last
	Classes []Class           `json:"classes"`           // the one with most rows first
	Balance Balance           `json:"balance"`           // of the classes in the training split, or of all rows where there is none
	Drifts  []Drift           `json:"drifts"`            // of dev and test from train
	Unseen  []Unseen          `json:"unseen"`            // in dev and test
	Noise   *LabelNoise       `json:"noise,omitempty"`   // nil where there are no labels to look at
	Sampled []string          `json:"sampled,omitempty"` // what comes from a sample, in a sentence each
}

// SplitStatistics describe the rows of a split.
type SplitStatistics struct {
	Split     dataset.Split `json:"split"`
	Rows      int           `json:"rows"`
	Lengths   Lengths       `json:"lengths"`
	Diversity Diversity     `json:"diversity"`
	Effective Effective     `json:"effective"`
}

// statistics computes the statistics of all rows, and reports what is unusual about them.
func statistics(ctx context.Context, c *Checker) error {
	d, err := describeAll(ctx, c)
	if err != nil {
		return err
	}
	s := &Statistics{Classes: classesOf(d)}
	c.result.Statistics = s
	s.Balance = balanceOf(s.Classes)
	s.ofSplits(d)
	each := make([]float64, noSplit)
	for k := range each {
		if one := s.Split(splitAt(k)); one != nil {
			each[k] = one.Effective.PerGroup
		}
	}
	values := valuesOf(d)
	for k := 1; k < noSplit; k++ {
		if len(d.bySplit[0]) > 0 && len(d.bySplit[k]) > 0 {
			s.Drifts = append(s.Drifts, driftsOf(d, values, k, each[0], each[k])...)
		}
	}
	s.Unseen = unseenOf(d, values)
	doubts, err := s.labelNoise(ctx, d)
	if err != nil {
		return err
	}
	s.report(c, d, doubts)
	return nil
}

// ofSplits computes what each split says alone.
func (s *Statistics) ofSplits(d *described) {
	for k, rows := range d.bySplit {
		if len(rows) == 0 {
			continue
		}
		sample := d.sampleOf(rows, mostDiverse)
		if len(sample) < len(rows) {
			s.sampled("diversity of %s is that of %d of its %d rows", splitName(k), len(sample), len(rows))
		}
		s.Splits = append(s.Splits, SplitStatistics{splitAt(k), len(rows), lengthsOf(d, rows), diversityOf(d, sample), effectiveOf(d, rows)})
	}
}

func (s *Statistics) sampled(format string, args ...any) {
	s.Sampled = append(s.Sampled, fmt.Sprintf(format, args...))
}

// Split returns the statistics of a split, nil where it has no rows.
func (s *Statistics) Split(name dataset.Split) *SplitStatistics {
	for i := range s.Splits {
		if s.Splits[i].Split == name {
			return &s.Splits[i]
		}
	}
	return nil
}

// effectiveNumber is how many equally frequent things are as diverse as these: the
// exponential of the entropy of their shares (Hill's number of order 1).
func effectiveNumber(counts []int) float64 {
	n, h := 0, 0.0
	for _, c := range counts {
		n += c
	}
	for _, c := range counts {
		if p := float64(c) / float64(n); p > 0 {
			h -= p * math.Log(p)
		}
	}
	return math.Exp(h)
}
