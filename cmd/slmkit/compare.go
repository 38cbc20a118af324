package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/render"
)

type compareOptions struct {
	scoringOptions
	gold, base            string
	runs                  []string
	json, md, html, junit string
	explain               string
}

func newCompare(a *app) *cobra.Command {
	var o compareOptions
	c := &cobra.Command{
		Use:   "compare GOLD BASE NEW...",
		Short: "say whether one run is better than another on the same examples",
		Long: `Decides whether a new run of a model is better than an old one. It compares both
runs, example by example, with the same gold. Of several new runs, each is
compared with BASE. A run is a file of predictions, or label=file.

The verdict is that of all main metrics: exact match, intent, slots F1, false
actions and invalid outputs. It is better or worse if a metric changed beyond
chance, and mixed if metrics did both. Holm's correction allows for the number
of metrics and runs: if nothing changed, a verdict is given in at most 5 % of
comparisons. Otherwise it is "no difference found", which does not mean that
there is none. Intervals are those of gate's no_worse, and of a paired bootstrap
for F1; few templates make them wide.

churn is the share of answers that mean something else than before, right or
wrong. "shared" lines name what broken examples have in common more often than
chance explains: an action, parameter, value, template, operation, confusion,
kind of error or length. Where predictions have margins (infer --margins),
broken examples are split into coin flips, of which neither run was sure, and
damage.

gate takes rules on what --json writes, such as low(exact_match_delta) >= -0.01
and churn <= 0.02, or of one of several runs exact_match_delta[run=int8] >=
-0.01. A rule without a run is about the worst of them.

Unless all runs have one prediction for each example, the exit status is 5.`,
		Example: `slmkit compare data/test.jsonl fp32=fp32.jsonl int8=int8.jsonl --html compare.html
slmkit compare data/test.jsonl fp32=fp32.jsonl int8=int8.jsonl int4=int4.jsonl`,
		Args: cobra.MinimumNArgs(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.gold, o.base, o.runs = args[0], args[1], args[2:]
			if o.explain != "" {
				return runExplainRuns(cmd.Context(), a, o)
			}
			return runCompare(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	o.scoringOptions.flags(c)
	f.StringVar(&o.json, "json", "", "write the comparison that gate reads as JSON, - for stdout")
	f.StringVar(&o.html, "html", "", "write the comparison as one HTML page with pictures")
	f.StringVar(&o.md, "md", "", "write the comparison as Markdown")
	f.StringVar(&o.explain, "explain", "", "say why the answer of each run to the example with this id is right or wrong, and no more")
	f.StringVar(&o.junit, "junit", "", "write the comparison as JUnit XML: a test case for each metric, and for each action that got worse")
	return c
}

func runCompare(ctx context.Context, a *app, o compareOptions) error {
	inputs := append([]string{o.gold, o.base}, o.runs...)
	if err := distinct(inputs...); err != nil {
		return err
	}
	for i, arg := range inputs {
		_, inputs[i] = labelled(arg)
	}
	if err := keepApart([]string{o.json, o.html, o.md, o.junit}, append(inputs, o.actions)...); err != nil {
		return err
	}
	g, err := openGold(ctx, a, o.gold, o.scoringOptions)
	if err != nil {
		return err
	}
	base := a.openPredictions(o.base, o.maxBad)
	var files []predictionsFile
	var runs []eval.Predictions
	labels := map[string]bool{base.Label: true}
	for _, arg := range o.runs {
		f := a.openPredictions(arg, o.maxBad)
		if labels[f.Label] {
			return usageError("two runs are called %s: name them apart, such as int8=%s", f.Label, f.path)
		}
		labels[f.Label] = true
		files, runs = append(files, f), append(runs, f.Predictions)
	}
	c, err := eval.CompareAll(ctx, g.seq, base.Predictions, runs, g.options)
	if err != nil {
		return scoringError(o.gold, err)
	}
	c.Tool, c.Gold.FileInfo, c.Base.FileInfo = "slmkit "+version(), fileInfo(o.gold), fileInfo(base.path)
	for i, r := range c.Runs() {
		r.New.FileInfo = fileInfo(files[i].path)
		if c.Base.SHA256 != "" && c.Base.SHA256 == r.New.SHA256 {
			r.Warnings = append(r.Warnings, fmt.Sprintf("%s and %s have the same content: nothing can differ", base.path, files[i].path))
		}
	}
	outs := outputs{
		{o.json, func(w io.Writer) error { return writeJSON(w, c) }},
		{o.html, func(w io.Writer) error { return render.ComparisonHTML(w, c) }},
		{o.md, func(w io.Writer) error { return render.ComparisonMarkdown(w, c) }},
		{o.junit, func(w io.Writer) error { return render.ComparisonJUnit(w, c) }},
	}
	if err := outs.write(a); err != nil {
		return err
	}
	warned := map[string]bool{}
	for _, r := range c.Runs() {
		for _, w := range r.Warnings {
			if !warned[w] {
				warned[w] = true
				a.warn("slmkit compare: %s", w)
			}
		}
	}
	table := outs.table(a)
	if err := render.ComparisonText(table, c, tableWidth(table)); err != nil {
		return err
	}
	if names := outs.names(); names != "" {
		fmt.Fprintln(table, names)
	}
	return nil
}
