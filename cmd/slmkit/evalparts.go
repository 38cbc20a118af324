package main

import (
	"context"
	"io"
	"iter"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/filter"
	"github.com/slmkit/slmkit/export"
)

// partsOptions are the flags of eval that tell examples apart.
type partsOptions struct {
	by     []string
	slices []string
	file   string
	train  string
}

func (o *partsOptions) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringSliceVar(&o.by, "by", nil, "scores by a column of gold or predictions: template, confidence, or any member of the records")
	f.StringArrayVar(&o.slices, "slice", nil, `scores of the examples that a predicate picks out, 'NAME: PREDICATE'`)
	f.StringVar(&o.file, "slices", "", "a file with a 'NAME: PREDICATE' on each line")
	f.StringVar(&o.train, "train", "", "training rows, a file or folder: scores of what the model has seen and of what it has not")
}

// apply reads the predicates and the training rows into the options of an evaluation.
func (o *partsOptions) apply(ctx context.Context, a *app, to *eval.Options) error {
	to.By = o.by
	for _, text := range o.slices {
		s, err := filter.ParseNamed(text)
		if err != nil {
			return &exitError{exitUsage, err}
		}
		to.Slices = append(to.Slices, s)
	}
	if o.file != "" {
		data, err := os.ReadFile(o.file)
		if err != nil {
			return &exitError{exitUsage, err}
		}
		more, err := filter.ParseFile(data, o.file)
		if err != nil {
			return &exitError{exitUsage, err}
		}
		to.Slices = append(to.Slices, more...)
	}
	for i, s := range to.Slices {
		if slices.ContainsFunc(to.Slices[:i], func(other filter.Named) bool { return other.Name == s.Name }) {
			return usageError("slice %q is named twice: give each a name of its own", s.Name)
		}
	}
	var err error
	to.Train, err = o.training(ctx, a)
	return err
}

// training reads what a model has seen: the rows of a file, or those of the split train in
// a folder.
func (o *partsOptions) training(ctx context.Context, a *app) (*eval.Training, error) {
	if o.train == "" {
		return nil, nil
	}
	t := &eval.Training{Path: o.train}
	info, err := os.Stat(o.train)
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	err = a.eachRow(ctx, o.train, func(_ string, e *dataset.Example) error {
		if !info.IsDir() || e.Split == dataset.Train {
			t.Add(e)
		}
		return nil
	})
	if err == nil && t.Rows == 0 {
		return nil, usageError("--train %s: no training rows: name the file that the model was trained on", o.train)
	}
	return t, err
}

// wide reports whether a column or predicate needs members of records that are not read
// otherwise.
func (o *partsOptions) wide(options *eval.Options) bool {
	fields := slices.Clone(o.by)
	for _, s := range options.Slices {
		fields = append(fields, s.Expr.Fields()...)
	}
	return slices.ContainsFunc(fields, func(name string) bool { return !eval.InRecord(name) })
}

// wideGold yields gold with the further members of its records.
func wideGold(path string, stdin io.Reader) iter.Seq2[eval.Gold, error] {
	return func(yield func(eval.Gold, error) bool) {
		for g, err := range export.OpenRecords[eval.WideGold](path, stdin) {
			if !yield(g.Gold, err) {
				return
			}
		}
	}
}

// widePredictions yields predictions with the further members of their records.
func (a *app) widePredictions(path string, maxBad int) iter.Seq2[dataset.Prediction, error] {
	seq := dataset.Tolerate(export.OpenRecords[eval.WidePrediction](path, a.in), maxBad, func(err error) { a.warn("slmkit: skipped %v", err) })
	return func(yield func(dataset.Prediction, error) bool) {
		for p, err := range seq {
			if !yield(p.Prediction, err) {
				return
			}
		}
	}
}
