package main

import (
	"errors"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/augment"
	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/export"
)

// planData returns the file of a plan, which is built in or at a path, and where the files
// that it names are.
func planData(named string) (data []byte, dir string, err error) {
	if slices.Contains(augment.PlanNames(), named) {
		return augment.PlanYAML(named), "", nil
	}
	data, err = os.ReadFile(named)
	if errors.Is(err, os.ErrNotExist) {
		return nil, "", usageError("--plan %q: neither a file nor one of %s", named, strings.Join(augment.PlanNames(), ", "))
	}
	return data, filepath.Dir(named), err
}

// readPlan reads a plan, which is built in or a file. Its faults are those of a
// configuration.
func readPlan(named string) (*augment.Plan, error) {
	data, dir, err := planData(named)
	if err != nil {
		return nil, err
	}
	p, err := augment.ParsePlan(data, named, func(file string) ([]byte, error) {
		if !filepath.IsAbs(file) {
			file = filepath.Join(dir, file)
		}
		return os.ReadFile(file)
	})
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	return p, nil
}

// printPlan prints the file of a plan.
func (a *app) printPlan(named string) error {
	data, _, err := planData(named)
	if err != nil {
		return err
	}
	_, err = a.out.Write(data)
	return err
}

// readFlags checks the flags that say what gets copies.
func (o *augmentOptions) readFlags(flags *pflag.FlagSet) error {
	for _, s := range o.splits {
		if !slices.Contains(dataset.Splits, dataset.Split(s)) {
			return usageError("--splits: %q is none of train, dev, test", s)
		}
		o.Options.Splits = append(o.Options.Splits, dataset.Split(s))
	}
	if flags.Changed("copies") && o.Copies < 1 || flags.Changed("max-ops") && o.MaxOps < 1 {
		return usageError("--copies %d --max-ops %d: at least 1 of each", o.Copies, o.MaxOps)
	}
	return nil
}

// choose reads what the flags say of the plan, and warns of copies of test rows.
func (o *augmentOptions) choose(a *app) error {
	known := slices.Concat(augment.Ops, o.Plan.Lexicons)
	for _, name := range o.ops {
		if !slices.ContainsFunc(known, func(op augment.Op) bool { return op.Name == name }) {
			_, err := augment.Find([]string{name})
			return usageError("--ops: %v", err)
		}
	}
	if len(o.ops) > 0 {
		o.Plan.Only(o.ops)
	}
	o.EachOp = o.asTest
	if !o.asTest && (slices.Contains(o.Options.Splits, dataset.Test) || o.Options.Splits == nil && o.Plan.Copies[dataset.Test] > 0) {
		a.warn("slmkit augment: test examples get copies: scores on them are not scores on what people write: --as-test makes a slice of each operation")
	}
	return nil
}

// beside yields the examples of the other splits that are beside a file of a dataset, such
// as test.jsonl beside train.jsonl; nil where there are none. It passes over bad records.
func beside(path string) iter.Seq2[dataset.Example, error] {
	dir, file := filepath.Split(path)
	ext := filepath.Ext(file)
	if !slices.Contains(dataset.Splits, dataset.Split(strings.TrimSuffix(file, ext))) {
		return nil
	}
	var others []string
	for _, s := range dataset.Splits {
		other := filepath.Join(dir, string(s)+ext)
		if _, err := os.Stat(other); err == nil && string(s)+ext != file {
			others = append(others, other)
		}
	}
	if len(others) == 0 {
		return nil
	}
	return func(yield func(dataset.Example, error) bool) {
		for _, other := range others {
			for e, err := range export.Open(other, nil) {
				if err == nil && !yield(e, nil) {
					return
				}
			}
		}
	}
}
