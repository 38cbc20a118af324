package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/inference/calls"
	"github.com/slmkit/slmkit/prompts"
)

type testsOptions struct {
	pack    string
	model   modelOptions
	answers string
	out     string
	json    string
	free    bool
	strict  bool
}

func newTests(a *app) *cobra.Command {
	var o testsOptions
	c := &cobra.Command{
		Use:   "tests PACK (--model DIR | --answers PREDS | -o OUT)",
		Short: "ask a model the must-pass prompts of a pack",
		Long: `Asks a model the must-pass prompts of a pack, and says which of them it does not
answer as the pack wants: a few prompts that must never break, whatever happens
to the average. They are listed under "tests" in pack.yaml, in a file of
templates, or in tests/*.yaml:

  tests:
    - what is my balance: check_balance()
    - "send 50 to mom": transfer_money(amount="50", recipient="mom")
    - tell me a joke: none
    - text: my statement for march, please   # the same as keys
      action: get_statement
      arguments: {period: 2025-03}           # words of the prompt, or values
      grammar: must                          # the templates, too, must say it
    - text: to my mom
      history:                               # the turns before it
        - "transfer 50": transfer_money(amount="50")
        - to whom?
      call: transfer_money(amount="50", recipient="my mom")

A list of calls in place of one accepts each of them. Calls are compared as eval
compares them, by what their values mean. Relative dates count from the pack's
first reference date. No dataset that generate makes of the pack has a must-pass
prompt, and lint holds them against the grammar.

The model may write only valid calls of the pack, unless --free is given. For a
model that slmkit does not run, write the prompts to a file with -o, have them
answered, and hand over the answers with --answers.

--json writes the report that gate judges. One stage and one rule guard a
release:

  slmkit tests PACK --model DIR --json tests.json
  slmkit gate gate.yaml report.json --with tests.json    # must_pass == 1

Where the rule fails, gate lists each prompt with its place, what was wanted and
what was answered. A pack without tests is an error: nothing was checked.
With --strict, tests itself exits with 3 if a prompt fails.`,
		Example: "slmkit tests banking --model testdata/models/banking",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.pack = args[0]
			return runTests(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	o.model.optional(c)
	f.StringVar(&o.answers, "answers", "", "predictions for the prompts that -o has written, in place of a model")
	f.StringVarP(&o.out, "output", "o", "", "write the prompts as gold in JSON Lines, - for stdout")
	f.StringVar(&o.json, "json", "", "write the report as JSON, - for stdout")
	f.BoolVar(&o.free, "free", false, "let the model write anything, as infer does without --constrain")
	f.BoolVar(&o.strict, "strict", false, "exit with 3 if a prompt fails")
	return c
}

func runTests(ctx context.Context, a *app, o testsOptions) error {
	asks := o.model.dir != "" || o.answers != ""
	switch {
	case !asks && o.out == "":
		return usageError("name a model with --model, its answers with --answers, or a file for the prompts with -o")
	case o.model.dir != "" && o.answers != "":
		return usageError("either --model or --answers: both answer the prompts")
	case !asks && (o.json != "" || o.strict):
		return usageError("--json and --strict are about answers: name a model with --model, or its answers with --answers")
	}
	if err := keepApart([]string{o.out, o.json}, o.pack, o.model.dir, o.answers); err != nil {
		return err
	}
	p, err := prompts.Open(o.pack)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	gold, err := p.AppendTests(nil)
	switch {
	case err != nil:
		return err
	case len(gold) == 0:
		return fmt.Errorf("%s: has no tests, so nothing was checked: list prompts with their calls under tests in pack.yaml or in tests/*.yaml, see slmkit tests --help", o.pack)
	}
	outs := outputs{{o.out, func(w io.Writer) error { _, err := w.Write(gold); return err }}}
	var r *report.Tests
	if asks {
		if r, err = o.ask(ctx, a, p, gold); err != nil {
			return err
		}
		outs = append(outs, output{o.json, func(w io.Writer) error { return writeJSON(w, r) }})
	}
	if err := outs.write(a); err != nil {
		return err
	}
	table := outs.table(a)
	if r == nil {
		fmt.Fprintf(table, "%s must-pass prompts   %s    next: slmkit infer --model DIR --constrain %s %s -o answers.jsonl\n", text.Thousands(len(p.Tests())), o.out, o.pack, o.out)
		return nil
	}
	if err := render.TestsText(table, r); err != nil {
		return err
	}
	if names := outs.names(); names != "" {
		fmt.Fprintf(table, "%s    next: slmkit gate gate.yaml report.json --with %s\n", names, o.json)
	}
	if o.strict && len(r.Failed) > 0 {
		return &exitError{exitGateFailed, errors.New("")}
	}
	return nil
}

// ask scores the answers to the prompts.
func (o *testsOptions) ask(ctx context.Context, a *app, p *prompts.Pack, gold []byte) (*report.Tests, error) {
	answers, run, err := o.open(ctx, a, p, gold)
	if err != nil {
		return nil, err
	}
	folder := path.Base(filepath.ToSlash(o.pack))
	if filepath.IsLocal(o.pack) {
		folder = filepath.ToSlash(filepath.Clean(o.pack))
	}
	tests := eval.ReadGold(bytes.NewReader(gold), o.pack)
	r, err := eval.Tests(ctx, tests, answers, folder, eval.Options{Schema: p.Schema(), Currency: "USD"})
	if err != nil {
		return nil, scoringError(o.pack, err)
	}
	r.Tool, r.Pack, r.Run = "slmkit "+version(), p.ID(), run
	if o.answers != "" {
		r.Predictions = ptr(fileInfo(o.answers))
	}
	return r, nil
}

// open returns the answers of the file or of the model, and how they were made.
func (o *testsOptions) open(ctx context.Context, a *app, p *prompts.Pack, gold []byte) (eval.Predictions, *dataset.RunInfo, error) {
	if o.answers != "" {
		file := a.openPredictions(o.answers, 0)
		return file.Predictions, file.info(), nil
	}
	model, err := o.model.options()
	if err != nil {
		return eval.Predictions{}, nil, err
	}
	model.Hash = true
	m, err := calls.Open(ctx, o.model.dir, calls.Options{Model: model, Generation: o.model.generation(), Schema: p.Schema(), Constrain: !o.free, Reference: p.Reference()})
	if err != nil {
		return eval.Predictions{}, nil, err
	}
	defer m.Close()
	asked := asked(dataset.ReadJSONL[dataset.Prompt](bytes.NewReader(gold), o.pack))
	var answers []dataset.Prediction
	for answer, err := range m.Predict(ctx, asked) {
		if err != nil {
			return eval.Predictions{}, nil, err
		}
		answers = append(answers, answer)
	}
	run := &dataset.RunInfo{Tool: "slmkit " + version(), Model: o.model.dir, Precision: m.Precision, Runtime: m.Runtime, Threads: m.Threads(), Batch: m.Generation().Batch,
		Command: fmt.Sprintf("tests --free=%t --reference-date=%s", o.free, p.Reference().Format(time.DateOnly))}
	run.ModelHash, err = m.Hash()
	return predictions(o.model.dir, answers), run, err
}
