package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/filter"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/export"
)

// scoringOptions are the flags that commands which score predictions share.
type scoringOptions struct {
	actions  string
	currency string
	seed     uint64
	minN     int
	maxBad   int
	costs    string // of eval alone; others find the table beside the schema
	wide     bool   // read all members of records
}

func (o *scoringOptions) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.actions, "actions", "", "action schema, a tool list or pack (default: actions.json beside GOLD, or the built-in pack that the rows are from)")
	f.StringVar(&o.currency, "currency", "USD", "currency of amounts that name none")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the bootstrap: the same seed gives the same intervals")
	f.IntVar(&o.minN, "min-n", 30, "warn of numbers that come from fewer than N examples")
	f.IntVar(&o.maxBad, "max-bad-records", 0, "skip at most N bad records of each file; their examples count as wrong")
}

type evalOptions struct {
	scoringOptions
	parts                 partsOptions
	explain               []string
	outcomes              string
	abstention            abstentionOptions
	gold, preds           string
	with                  []string
	json, html, md, junit string
	openmetrics           string
}

func newEval(a *app) *cobra.Command {
	var o evalOptions
	c := &cobra.Command{
		Use:   "eval GOLD PREDS",
		Short: "score predictions against gold",
		Long: `Scores a model's predictions against gold examples, and writes a report.
Predictions are JSON Lines with "id" and "output" or "call". Gold is JSON Lines
or Parquet. The ids say which prediction answers which example.

Calls are compared by what their values mean: "march" is 2025-03 if the
example's reference date says so. Every number comes with its n and a 95 %
interval, which takes into account that examples of one template are alike. If
predictions have a "confidence", the report says how reliable it is. If they
have a "latency_ms", the report has its percentiles. Gold with an "action" in
place of a call is scored by the action only.

Gold may accept more than its call: "references" are further answers, "accept"
has further values of arguments, and null among them for one that may be left
out. slmkit schema gold has all of it. A table of costs says which mistakes are
dear, and from which cost on an answer is dangerous: costs in a pack.yaml,
costs.yaml beside the action schema, or --costs.

--by COLUMN and --slice 'NAME: PREDICATE' add the scores of parts of the
examples, by any member of the records of gold or predictions, and gate takes
them: exact_match[COLUMN=VALUE] and exact_match[slice=NAME]. The language of
predicates:

` + filter.Grammar + `

FIELD is text, length (in words), intent, argument, slots, calls, split,
template, op, kind, confidence, or a member of the records. Parts that are
surely worse than the rest are searched for over all columns. --train shows how
answers suffer where the template, the values or their combination are not in
the training rows. Augmented copies of gold are held against their originals.

Numbers of the confidence, with -v and in the reports:
  ece_excess   calibration error above what chance alone gives at this n. Gate on it
               (ece has the chance in it); where it is above 0.02, run calibrate.
  ece_mass     the error over bins of as many answers each; ece has bins of equal
               width. Where they differ, most answers have nearly one confidence.
  brier, nll   mean squared error, and log loss, of the confidence. Compare them over
               runs on the same gold: nll punishes wrong answers that seemed sure.
  auroc        chance that a right answer is surer than a wrong one. Near 50 % the
               confidence tells nothing: a threshold on it does not help.
  aurc, e_aurc mean risk if ever less sure answers are given, and how much of it a
               better ranking would save. Where e_aurc is small, train the model.

--max-risk 0.02 finds the confidence below which answers must be withheld, so
that at most 2 % of the rest are wrong: the largest coverage whose risk has an
upper bound of 2 % at 95 % confidence (Clopper and Pearson), with templates in
place of examples.
A threshold is optimistic on the examples it was chosen on. Choose it on a dev
set, and test it:
  slmkit eval data/dev.jsonl dev-int8.jsonl --max-risk 0.02 --json dev.json
  slmkit eval data/test.jsonl int8.jsonl --threshold-from dev.json
With the report of another precision as --threshold-from, the coverage is that
before and after quantisation. infer --abstain-below withholds the answers.

A missing prediction counts as wrong. The exit status is 5 if the id of a
prediction is not in gold, if two predictions have one id, or if no prediction
fits.`,
		Example: "slmkit eval data/test.jsonl int8.jsonl --json report.json --html report.html",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(o.explain) > 0 {
				return cobra.MinimumNArgs(2)(cmd, args)
			}
			return cobra.ExactArgs(2)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.gold, o.preds = args[0], args[1]
			if len(o.explain) > 0 {
				o.explain = append(o.explain, args[2:]...)
				return runExplainAnswers(cmd.Context(), a, o)
			}
			o.abstention.named = cmd.Flags().Changed("abstain-below")
			if err := checkMaxRisk(cmd, o.abstention.maxRisk); err != nil {
				return err
			}
			return runEval(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	o.scoringOptions.flags(c)
	f.StringVar(&o.costs, "costs", "", "what mistakes cost, a YAML table or a pack (default: costs.yaml beside the action schema, or costs in the pack's pack.yaml)")
	o.parts.flags(c)
	f.StringVar(&o.outcomes, "outcomes", "", "write what became of each example to a .parquet, .csv or .jsonl file")
	f.StringSliceVar(&o.explain, "explain", nil, "say why the answers to the examples with these ids are right or wrong, and no more; further ids may follow")
	o.abstention.flags(c)
	f.StringVar(&o.json, "json", "", "write the report as JSON, - for stdout")
	f.StringVar(&o.html, "html", "", "write the report as one HTML page with pictures and all examples")
	f.StringVar(&o.md, "md", "", "write the report as Markdown")
	f.StringVar(&o.junit, "junit", "", "write the report as JUnit XML, with a test case for each action")
	f.StringVar(&o.openmetrics, "openmetrics", "", "write the metrics as OpenMetrics text, which Prometheus reads, - for stdout")
	f.StringSliceVar(&o.with, "with", nil, "reports to show beside this one in HTML and Markdown, from other runs on the same gold or from bench; for HTML also a verdict of gate --json")
	return c
}

// inputs are the files that eval reads.
func (o *evalOptions) inputs() []string {
	_, preds := labelled(o.preds)
	return append([]string{o.gold, preds, o.actions, o.costs, o.parts.file, o.parts.train, o.abstention.from}, o.with...)
}

// distinct refuses a file that is named twice: gold as its own predictions are all right,
// and a run compared with itself is as good.
func distinct(args ...string) error {
	for i, arg := range args {
		_, path := labelled(arg)
		for _, other := range args[:i] {
			if _, first := labelled(other); samePath(first, path) {
				return usageError("%s is named twice: gold, and the predictions of each run, are files of their own", path)
			}
		}
	}
	return nil
}

func runEval(ctx context.Context, a *app, o evalOptions) error {
	if err := distinct(o.gold, o.preds); err != nil {
		return err
	}
	if err := keepApart([]string{o.json, o.html, o.md, o.junit, o.openmetrics, o.outcomes}, o.inputs()...); err != nil {
		return err
	}
	if len(o.with) > 0 && o.html == "" && o.md == "" {
		return usageError("--with: reports are shown beside this one on a page: name it with --html or --md")
	}
	others, err := readBeside(a, o.with)
	if err != nil {
		return err
	}
	var how eval.Options
	if err := o.parts.apply(ctx, a, &how); err != nil {
		return err
	}
	o.wide = o.parts.wide(&how)
	g, err := openGold(ctx, a, o.gold, o.scoringOptions)
	if err != nil {
		return err
	}
	g.options.By, g.options.Slices, g.options.Train = how.By, how.Slices, how.Train
	if err := o.abstention.put(a, &g.options); err != nil {
		return err
	}
	run := a.openPredictions(o.preds, o.maxBad)
	if o.wide {
		run.Seq = a.widePredictions(run.path, o.maxBad)
	}
	var examples *render.Examples
	if o.html != "" {
		examples = render.NewExamples()
		g.options.Each = func(s eval.Scored) error { examples.Add(s.Example()); return nil }
	}
	rows, err := createOutcomes(a, o.outcomes, &g.options)
	if err != nil {
		return err
	}
	defer rows.discard()
	r, err := eval.Evaluate(ctx, g.seq, run.Predictions, g.options)
	if err != nil {
		return scoringError(o.gold, err)
	}
	if err := o.abstention.found(r); err != nil {
		return fmt.Errorf("%s: %w", o.preds, err)
	}
	r.Tool, r.Gold.FileInfo, r.Predictions, r.Run = "slmkit "+version(), fileInfo(o.gold), ptr(fileInfo(run.path)), run.info()
	if g.schema != "" {
		r.Schema = ptr(fileInfo(g.schema))
	}
	if r.Costs != nil {
		r.Costs.FileInfo = fileInfo(g.costs)
	}
	beside, err := report.PutBeside(r, others.reports)
	if err != nil {
		return reportError(err)
	}
	outs := outputs{
		{o.json, func(w io.Writer) error { return writeJSON(w, r) }},
		{o.html, func(w io.Writer) error {
			return render.EvaluationHTML(w, r, render.Extras{Beside: beside, Verdict: others.verdict, Examples: examples})
		}},
		{o.md, func(w io.Writer) error { return render.EvaluationMarkdown(w, r, beside) }},
		{o.junit, func(w io.Writer) error { return render.EvaluationJUnit(w, r) }},
		{o.openmetrics, func(w io.Writer) error { return render.EvaluationOpenMetrics(w, r) }},
	}
	if err := rows.finish(); err != nil {
		return fmt.Errorf("%s: %w", o.outcomes, err)
	}
	if err := outs.write(a); err != nil {
		return err
	}
	if err := rows.commit(); err != nil {
		return err
	}
	table := outs.table(a)
	if err := render.EvaluationText(table, r, a.verbose, tableWidth(table)); err != nil {
		return err
	}
	for _, w := range append(r.Warnings, r.Abstention.Cautions()...) {
		a.warn("slmkit eval: %s", w)
	}
	if names := strings.TrimSpace(outs.names() + "  " + o.outcomes); names != "" {
		fmt.Fprintf(table, "%s", names)
		if o.json != "" && o.json != "-" {
			fmt.Fprintf(table, "    next: slmkit gate gate.yaml %s", o.json)
		}
		fmt.Fprintln(table)
	}
	return nil
}

// scoringError gives the errors of scoring their exit codes and places.
func scoringError(gold string, err error) error {
	var wrong *eval.IncomparableError
	var selection *eval.SelectionError
	switch {
	case errors.As(err, &selection):
		return &exitError{exitUsage, err}
	case errors.As(err, &wrong):
		return &exitError{exitIncomparable, err}
	case errors.Is(err, eval.ErrNoExamples):
		return fmt.Errorf("%s: no examples: there is nothing to score", gold)
	}
	return err
}

// goldFile is an open file of gold examples, with the action schema that fits them.
type goldFile struct {
	seq     iter.Seq2[eval.Gold, error]
	schema  string // where it was found, "" where there is none
	costs   string // likewise
	options eval.Options
}

func openGold(ctx context.Context, a *app, path string, o scoringOptions) (*goldFile, error) {
	if err := cmp.Or(atLeast(0, "--min-n", o.minN), atLeast(0, "--max-bad-records", o.maxBad)); err != nil {
		return nil, err
	}
	currency, err := action.Currency(o.currency)
	if err != nil {
		return nil, usageError("--currency %q: no currency that is known; give its code, such as EUR", o.currency)
	}
	bad := 0
	g := &goldFile{options: eval.Options{Currency: currency, Seed: o.seed, MinN: o.minN, Skipped: func() int { return bad }}}
	if g.options.Schema, g.schema, err = a.findSchema(o.actions, path, a.firstRows([]string{path})); err != nil {
		return nil, err
	}
	if g.options.Costs, g.costs, err = findCosts(o.costs, g.schema, g.options.Schema); err != nil {
		return nil, err
	}
	records := export.OpenRecords[eval.Gold](path, a.in)
	if o.wide {
		records = wideGold(path, a.in)
	}
	seq := dataset.Tolerate(eval.Numbered(records), o.maxBad, func(err error) { bad++; a.warn("slmkit: skipped %v", err) })
	g.seq = untilDone(ctx, seq)
	return g, nil
}

// predictionsFile is an open file of predictions, which the command line names as
// path or label=path.
type predictionsFile struct {
	eval.Predictions
	path string
}

func (a *app) openPredictions(arg string, maxBad int) predictionsFile {
	label, path := labelled(arg)
	seq := export.OpenRecords[dataset.Prediction](path, a.in)
	seq = dataset.Tolerate(seq, maxBad, func(err error) { a.warn("slmkit: skipped %v", err) })
	return predictionsFile{eval.Predictions{Label: label, Seq: seq}, path}
}

// labelled splits label=path. A file whose name has a "=" is a path.
func labelled(arg string) (label, path string) {
	label, path, ok := strings.Cut(arg, "=")
	if _, err := os.Stat(arg); !ok || err == nil {
		return arg, arg
	}
	return label, path
}

// info reads PREDICTIONS.run.json, which says how the predictions were made. It
// returns nil if there is no such file.
func (p *predictionsFile) info() *dataset.RunInfo {
	b, err := os.ReadFile(p.path + ".run.json")
	if err != nil {
		return nil
	}
	var info dataset.RunInfo
	if json.Unmarshal(b, &info) != nil {
		return nil
	}
	return &info
}

func fileInfo(path string) report.FileInfo {
	info := report.FileInfo{Path: path}
	if path != "-" {
		info.SHA256, _ = dataset.HashFile(path) // "" where it is a pipe that is gone, or a built-in pack
	}
	return info
}

func ptr[T any](v T) *T { return &v }

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
