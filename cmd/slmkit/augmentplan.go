package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/augment"
	"github.com/slmkit/slmkit/dataset"
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
