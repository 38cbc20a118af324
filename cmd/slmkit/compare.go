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
	gold, base, new string
	json, md        string
}

func newCompare(a *app) *cobra.Command {
	var o compareOptions
	c := &cobra.Command{
		Use:   "compare GOLD BASE NEW",
		Short: "say whether one run is better than another on the same examples",
		Long: `Decides whether a new run of a model is better than an old one. It compares both
runs, example by example, with the same gold.

It prints the change in each metric with its interval (Newcombe's for pairs, a
paired bootstrap for F1), McNemar's exact test, and examples that the new run fixes
or breaks. A run is a file of predictions, or label=file.

The verdict is better or worse if the whole interval of the change lies on one
side of zero. Otherwise it is "no difference found", which does not mean that
there is none. Unless both runs have one prediction for each example, the exit status
is 5.`,
		Example: "slmkit compare data/test.jsonl fp32=fp32.jsonl int8=int8.jsonl",
		Args:    cobra.ExactArgs(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.gold, o.base, o.new = args[0], args[1], args[2]
			return runCompare(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	o.scoringOptions.flags(c)
	f.StringVar(&o.json, "json", "", "write the comparison that gate reads as JSON, - for stdout")
	f.StringVar(&o.md, "md", "", "write the comparison as Markdown")
	return c
}

func runCompare(ctx context.Context, a *app, o compareOptions) error {
	if err := distinct(o.gold, o.base, o.new); err != nil {
		return err
	}
	g, err := openGold(ctx, a, o.gold, o.scoringOptions)
	if err != nil {
		return err
	}
	base, fresh := a.openPredictions(o.base, o.maxBad), a.openPredictions(o.new, o.maxBad)
	c, err := eval.Compare(ctx, g.seq, base.Predictions, fresh.Predictions, g.options)
	if err != nil {
		return scoringError(o.gold, err)
	}
	c.Tool, c.Gold.FileInfo, c.Base.FileInfo, c.New.FileInfo = "slmkit "+version(), fileInfo(o.gold), fileInfo(base.path), fileInfo(fresh.path)
	if c.Base.SHA256 != "" && c.Base.SHA256 == c.New.SHA256 {
		c.Warnings = append(c.Warnings, fmt.Sprintf("%s and %s have the same content: nothing can differ", base.path, fresh.path))
	}
	outs := outputs{{o.json, func(w io.Writer) error { return writeJSON(w, c) }}, {o.md, func(w io.Writer) error { return render.ComparisonMarkdown(w, c) }}}
	if err := outs.write(a); err != nil {
		return err
	}
	for _, w := range c.Warnings {
		a.warn("slmkit compare: %s", w)
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
