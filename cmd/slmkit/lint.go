package main

import (
	"errors"
	"fmt"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/inference/tokenizer"
	"github.com/slmkit/slmkit/prompts"
)

type lintOptions struct {
	strict              bool
	json                bool
	quick               bool
	tokenizer           string
	maxInput, maxTarget int
}

func newLint(a *app) *cobra.Command {
	var o lintOptions
	c := &cobra.Command{
		Use:   "lint PACK",
		Short: "find the faults of a pack before training does",
		Long: `Reads a pack and prints every fault with its file, line and column, and as
warnings what works but looks wrong: rules and lexicons that nothing uses,
templates written twice, what no dataset of a million rows would have, actions,
arguments and values that no template produces, characters that T5 cannot read
or write, and prompts that ask for two calls (--quick leaves these out): of two
actions, found by going through the two grammars side by side, so that no warning
is a proof, and of one action with other arguments, found by reading prompts drawn
from each template. Exits with 1 on errors, with --strict on warnings too.

With --tokenizer every word of templates, rules and lexicons is encoded: what
the model cannot write in a target is an error, what it cannot read a warning,
and so are templates whose prompts or targets may be longer than it takes.`,
		Example: "slmkit lint banking --tokenizer models/banking",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, name := range []string{"max-input", "max-target"} {
				if cmd.Flags().Changed(name) && o.tokenizer == "" {
					return usageError("--%s needs --tokenizer to count tokens with", name)
				}
			}
			if o.maxInput < 1 || o.maxTarget < 1 {
				return usageError("--max-input %d, --max-target %d: ask for at least one token", o.maxInput, o.maxTarget)
			}
			return runLint(a, args[0], o)
		},
	}
	f := c.Flags()
	f.BoolVar(&o.strict, "strict", false, "take warnings for errors")
	f.BoolVar(&o.quick, "quick", false, "do not look for prompts that ask for two calls")
	f.BoolVar(&o.json, "json", false, "print the faults as JSON")
	f.StringVar(&o.tokenizer, "tokenizer", "", "folder of the model, or a tokenizer.json, that prompts are written for")
	f.IntVar(&o.maxInput, "max-input", 512, "the most tokens of a prompt")
	f.IntVar(&o.maxTarget, "max-target", 128, "the most tokens of a target")
	return c
}

// vocabulary is that of --tokenizer, or what is known of T5's.
func (o *lintOptions) vocabulary() (prompts.Vocabulary, error) {
	if o.tokenizer == "" {
		return prompts.T5, nil
	}
	t, err := loadTokenizer(o.tokenizer)
	if err != nil {
		return prompts.Vocabulary{}, &exitError{exitUsage, err}
	}
	return prompts.Vocabulary{Name: o.tokenizer, Measure: countTokens(t), MaxInput: o.maxInput, MaxTarget: o.maxTarget, Errors: true}, nil
}

// countTokens counts the tokens of a text and finds the characters that come out
// as unknown.
func countTokens(t *tokenizer.Tokenizer) func(text string) ([]string, int) {
	var ids []int32
	lacks := func(text string) bool {
		ids = t.Encode(ids[:0], text)
		return slices.Contains(ids, t.Unknown())
	}
	return func(text string) (unknown []string, tokens int) {
		if !lacks(text) {
			return nil, len(ids)
		}
		tokens = len(ids)
		for _, c := range text {
			if c := string(c); lacks(c) && !slices.Contains(unknown, c) {
				unknown = append(unknown, c)
			}
		}
		if unknown == nil { // only together are they unknown
			unknown = []string{text}
		}
		return unknown, tokens
	}
}

func runLint(a *app, name string, o lintOptions) error {
	v, err := o.vocabulary()
	if err != nil {
		return err
	}
	p, err := prompts.Open(name)
	var faults prompts.Faults
	if err != nil && !errors.As(err, &faults) {
		return &exitError{exitUsage, err}
	}
	var text prompts.TextReport
	if p != nil {
		text = p.LintText(v)
		faults = append(p.Lint(), text.Faults...)
		if !o.quick {
			ambiguous, undecided := p.Ambiguous(runtime.GOMAXPROCS(0))
			faults = append(faults, ambiguous...)
			if undecided > 0 {
				a.warn("%s: pairs of templates that were too large to be told apart: %s", name, thousands(undecided))
			}
		}
	}
	if err := printFaults(a, faults, o.json); err != nil {
		return err
	}
	failed := 0
	for _, f := range faults {
		if o.strict || !f.Warning {
			failed++
		}
	}
	switch {
	case failed > 0:
		return fmt.Errorf("%s: faults: %s", name, thousands(failed))
	case !o.json:
		saySound(a, p, len(faults), text)
	}
	return nil
}

func printFaults(a *app, faults prompts.Faults, asJSON bool) error {
	if asJSON {
		return writeJSON(a.out, append(prompts.Faults{}, faults...))
	}
	for _, f := range faults {
		kind := "error"
		if f.Warning {
			kind = "warning"
		}
		fmt.Fprintf(a.out, "%s: %s\n", kind, f.Error())
	}
	return nil
}

// saySound sums up a pack without errors.
func saySound(a *app, p *prompts.Pack, warnings int, text prompts.TextReport) {
	a.say("%s: %s actions, %s templates, %s prompts, warnings: %s", p.ID(), thousands(len(p.Schema().Actions)), thousands(len(p.Templates())),
		power(p.Count("")), thousands(warnings))
	if in, out := text.Input, text.Target; in.Template != nil {
		a.say("longest: prompts may reach %s tokens (%s), targets %s (%s)", thousands(in.Tokens), in.Template.Place(), thousands(out.Tokens), out.Template.Place())
	}
}
