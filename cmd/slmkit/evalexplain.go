package main

import (
	"context"
	"io"
	"slices"

	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/render"
)

// runExplainAnswers says why the answers to some examples are right or wrong.
func runExplainAnswers(ctx context.Context, a *app, o evalOptions) error {
	if err := distinct(o.gold, o.preds); err != nil {
		return err
	}
	if o.html != "" || o.md != "" || o.junit != "" || o.openmetrics != "" || o.outcomes != "" {
		return usageError("--explain prints a few examples: leave out --html, --md, --junit, --openmetrics and --outcomes")
	}
	_, preds := labelled(o.preds)
	if err := keepApart([]string{o.json}, o.gold, preds, o.actions); err != nil {
		return err
	}
	g, err := openGold(ctx, a, o.gold, o.scoringOptions)
	if err != nil {
		return err
	}
	var ids []string
	for _, id := range o.explain {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	run := a.openPredictions(o.preds, o.maxBad)
	list, err := eval.Explain(ctx, g.seq, run.Predictions, g.options, ids)
	if err != nil {
		return scoringError(o.gold, err)
	}
	outs := outputs{{o.json, func(w io.Writer) error { return writeJSON(w, list) }}}
	if err := outs.write(a); err != nil {
		return err
	}
	table := outs.table(a)
	return render.ExplanationsText(table, list, tableWidth(table))
}
