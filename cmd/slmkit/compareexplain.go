package main

import (
	"context"
	"fmt"

	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/table"
)

// runExplainRuns says of each run, the base run first, why its answer to one example is
// right or wrong.
func runExplainRuns(ctx context.Context, a *app, o compareOptions) error {
	if o.json != "" || o.html != "" || o.md != "" || o.junit != "" {
		return usageError("--explain prints one example: leave out --json, --html, --md and --junit")
	}
	if o.gold == "-" {
		return usageError("--explain reads GOLD once for each run: name a file")
	}
	for i, arg := range append([]string{o.base}, o.runs...) {
		g, err := openGold(ctx, a, o.gold, o.scoringOptions)
		if err != nil {
			return err
		}
		run := a.openPredictions(arg, o.maxBad)
		list, err := eval.Explain(ctx, g.seq, run.Predictions, g.options, []string{o.explain})
		if err != nil {
			return scoringError(o.gold, err)
		}
		fmt.Fprintf(a.out, "%s%s\n", map[bool]string{true: "\n"}[i > 0], table.Plain(run.Label))
		if err := render.ExplanationsText(a.out, list, tableWidth(a.out)); err != nil {
			return err
		}
	}
	return nil
}
