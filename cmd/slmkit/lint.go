package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"

	"github.com/slmkit/slmkit/dataset/text"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/inference/tokenizer"
	"github.com/slmkit/slmkit/prompts"
)

type lintOptions struct {
	strict              bool
	json                bool
	quick               bool
	against             string
	common              int
	tokenizer           string
	maxInput, maxTarget int
}

func newLint(a *app) *cobra.Command {
	var o lintOptions
	c := &cobra.Command{
		Use:   "lint PACK",
		Short: "find the faults of a pack before training does",
		Long: `Finds the faults of a pack before it makes training data. It prints every error
with its file, line and column. If there is no error, it warns of what looks
wrong:

  - rules and lexicons that nothing uses, and templates written twice
  - parts that no dataset of a million rows would contain
  - actions, arguments and values that no template produces
  - words that their parameter cannot read, and templates that have no others
  - amounts and dates in figures that another locale reads as other values
  - digits before a colon that are read as a weight and may be text, such as 9:15
  - characters that T5 cannot read or write
  - prompts that ask for two different calls (--quick skips this check)

A must-pass prompt of the pack (see slmkit tests) that the grammar reads as
another call is an error.

--against holds the templates against messages of people, in a file that triage
reads: text, JSON Lines, Parquet, a table or another tool's file. A
template that is one of them is an error: what it fixes are all the words of the
message but for values, with nothing of what may be left out. So is an
alternative that can be a whole prompt. The case and marks do not count. Values
are those of the message's slots or call, or words that the template's slots can
write. Templates with at most --common-words words of their own, such as "stop"
or "play {song}", are commonplace and only counted.

Prompts of two actions are found by comparing the grammars of their templates:
if there is no such warning, there is no such prompt. Prompts of one action with
different arguments are looked for in a sample from each template.

--tokenizer encodes every word of the templates, rules and lexicons with a
model's tokenizer. A word of a target that the model cannot write is then an
error. Warnings name words that the model cannot read, and templates whose
prompts or targets may have more tokens than --max-input or --max-target.

Exits with 1 if there are errors, and with --strict also if there are warnings.`,
		Example: `slmkit lint banking --tokenizer models/banking
slmkit lint mypack --against messages.jsonl`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, name := range []string{"max-input", "max-target"} {
				if cmd.Flags().Changed(name) && o.tokenizer == "" {
					return usageError("--%s needs --tokenizer to count tokens with", name)
				}
			}
			switch {
			case cmd.Flags().Changed("common-words") && o.against == "":
				return usageError("--common-words needs --against, messages to hold the templates against")
			case o.common < 0:
				return usageError("--common-words %d: 0 or more", o.common)
			}
			if o.maxInput < 1 || o.maxTarget < 1 {
				return usageError("--max-input %d, --max-target %d: ask for at least one token", o.maxInput, o.maxTarget)
			}
			return runLint(cmd.Context(), a, args[0], o)
		},
	}
	f := c.Flags()
	f.BoolVar(&o.strict, "strict", false, "treat warnings as errors")
	f.BoolVar(&o.quick, "quick", false, "skip the search for prompts that ask for two calls")
	f.BoolVar(&o.json, "json", false, "print the faults as JSON")
	f.StringVar(&o.against, "against", "", "messages of people that no template may be, - for stdin")
	f.IntVar(&o.common, "common-words", 3, "a template with at most N words of its own may be a message")
	f.StringVar(&o.tokenizer, "tokenizer", "", "model folder or tokenizer.json to encode the words with")
	f.IntVar(&o.maxInput, "max-input", 512, "most tokens of a prompt")
	f.IntVar(&o.maxTarget, "max-target", 128, "most tokens of a target")
	return c
}

// vocabulary returns the vocabulary of --tokenizer, by default what is built in of
// T5's.
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

// countTokens returns a function that counts the tokens of a text and finds the
// characters that the tokenizer does not know.
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

func runLint(ctx context.Context, a *app, name string, o lintOptions) error {
	v, err := o.vocabulary()
	if err != nil {
		return err
	}
	p, err := prompts.Open(name)
	var faults prompts.Faults
	if err != nil && !errors.As(err, &faults) {
		return &exitError{exitUsage, err}
	}
	var lengths prompts.TextReport
	if p != nil {
		if faults, lengths, err = lintPack(ctx, a, p, name, v, o.quick); err != nil {
			return err
		}
		faults = append(faults, lintCosts(name, p.Schema())...)
		faults = append(faults, p.LintTests()...)
		copied, err := o.lintAgainst(ctx, a, p)
		if err != nil {
			return err
		}
		faults = append(faults, copied...)
	}
	if err := printFaults(a, faults, o.json); err != nil {
		return err
	}
	failed, notes := 0, 0
	for _, f := range faults {
		switch {
		case f.Note:
			notes++
		case o.strict || !f.Warning:
			failed++
		}
	}
	switch {
	case failed > 0:
		return fmt.Errorf("%s: faults: %s", name, text.Thousands(failed))
	case !o.json:
		saySound(a, p, len(faults)-notes, lengths)
	}
	return nil
}

// lintPack finds the faults of a pack that loads.
func lintPack(ctx context.Context, a *app, p *prompts.Pack, name string, v prompts.Vocabulary, quick bool) (prompts.Faults, prompts.TextReport, error) {
	faults, err := p.Lint(ctx)
	if err != nil {
		return nil, prompts.TextReport{}, err
	}
	lengths, err := p.LintText(ctx, v)
	if err != nil {
		return nil, lengths, err
	}
	faults = append(faults, lengths.Faults...)
	if quick {
		return faults, lengths, nil
	}
	ambiguous, undecided, err := p.Ambiguous(ctx, runtime.GOMAXPROCS(0))
	if undecided > 0 {
		a.warn("%s: pairs of templates that were too large to be told apart: %s", name, text.Thousands(undecided))
	}
	return append(faults, ambiguous...), lengths, err
}

func printFaults(a *app, faults prompts.Faults, asJSON bool) error {
	if asJSON {
		return writeJSON(a.out, append(prompts.Faults{}, faults...))
	}
	for _, f := range faults {
		writeFault(a.out, f)
	}
	return nil
}

// writeFault writes a fault on a line, behind how grave it is.
func writeFault(w io.Writer, f *prompts.Fault) {
	kind := "error"
	switch {
	case f.Note:
		kind = "note"
	case f.Warning:
		kind = "warning"
	}
	fmt.Fprintf(w, "%s: %s\n", kind, f.Error())
}

// saySound sums up a pack without errors.
func saySound(a *app, p *prompts.Pack, warnings int, lengths prompts.TextReport) {
	a.say("%s: %s actions, %s templates, %s prompts, warnings: %s", p.ID(), text.Thousands(len(p.Schema().Actions)), text.Thousands(len(p.Templates())),
		power(p.Count("")), text.Thousands(warnings))
	if in, out := lengths.Input, lengths.Target; in.Template != nil {
		a.say("longest: prompts may reach %s tokens (%s), targets %s (%s)", text.Thousands(in.Tokens), in.Template.Place(), text.Thousands(out.Tokens), out.Template.Place())
	}
}
