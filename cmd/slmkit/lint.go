package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/prompts"
)

type lintOptions struct {
	strict bool
	json   bool
	quick  bool
}

func newLint(a *app) *cobra.Command {
	var o lintOptions
	c := &cobra.Command{
		Use:   "lint PACK",
		Short: "find the faults of a pack before training does",
		Long: `Reads a pack and prints every fault with its file, line and column, and as
warnings what works but looks wrong: rules and lexicons that nothing uses,
templates written twice, actions, arguments and values that no template
produces, and prompts that templates of two actions can write, found by going
through the two grammars side by side (--quick leaves this out). Exits with 1 on
errors, with --strict on warnings too.`,
		Example: "slmkit lint banking",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return runLint(a, args[0], o) },
	}
	c.Flags().BoolVar(&o.strict, "strict", false, "take warnings for errors")
	c.Flags().BoolVar(&o.quick, "quick", false, "do not look for prompts of two actions")
	c.Flags().BoolVar(&o.json, "json", false, "print the faults as JSON")
	return c
}

func runLint(a *app, name string, o lintOptions) error {
	p, err := prompts.Open(name)
	var faults prompts.Faults
	if err != nil && !errors.As(err, &faults) {
		return &exitError{exitUsage, err}
	}
	failed := len(faults)
	if p != nil {
		faults = p.Lint()
		if !o.quick {
			ambiguous, undecided := p.Ambiguous(runtime.GOMAXPROCS(0))
			faults = append(faults, ambiguous...)
			if undecided > 0 {
				a.warn("%s: pairs of templates that were too large to be told apart: %s", name, thousands(undecided))
			}
		}
		if o.strict {
			failed = len(faults)
		}
	}
	if o.json {
		b, err := json.MarshalIndent(append(prompts.Faults{}, faults...), "", "  ")
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s\n", b)
	} else {
		for _, f := range faults {
			kind := "error"
			if f.Warning {
				kind = "warning"
			}
			fmt.Fprintf(a.out, "%s: %s\n", kind, f.Error())
		}
	}
	switch {
	case failed > 0:
		return fmt.Errorf("%s: faults: %s", name, thousands(failed))
	case !o.json:
		a.say("%s: %s actions, %s templates, %s prompts, warnings: %s", p.ID(), thousands(len(p.Schema().Actions)), thousands(len(p.Templates())),
			power(p.Count("")), thousands(len(faults)))
	}
	return nil
}
