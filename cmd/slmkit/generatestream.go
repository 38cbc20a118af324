package main

import (
	"context"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts"
)

// stream writes the rows of all splits to stdout, as JSON Lines.
func (o *generateOptions) stream(ctx context.Context, a *app, p *prompts.Pack) error {
	switch {
	case o.folds > 0 || len(o.splitBy) > 1:
		return usageError("-o -: several datasets need a folder: name one with -o")
	case len(o.formats) > 1 || o.formats[0] != "jsonl":
		return usageError("-o -: stdout takes JSON Lines: name a folder with -o for --format parquet")
	}
	plan, set, err := o.draw(ctx, p, o.splitBy[0])
	if err != nil {
		return err
	}
	total := 0
	for _, split := range dataset.Splits {
		for c, err := range set.ReusedChunks(ctx, split, o.workers) {
			if err != nil {
				return err
			}
			if _, err := a.out.Write(c.JSONL); err != nil {
				return err
			}
		}
		total += set.Len(split)
	}
	o.sayPack(a, p, plan)
	o.warnShortfall(a, total)
	return nil
}

// sayPack says what the rows are drawn from.
func (o *generateOptions) sayPack(a *app, p *prompts.Pack, plan *prompts.Plan) {
	a.sayTo(o.out, "%s: %d actions, %s templates, %s prompts", p.Name, actionsOf(plan), text.Thousands(len(p.Templates())), power(plan.Space))
}

// warnShortfall says where the templates gave fewer rows than were asked for.
func (o *generateOptions) warnShortfall(a *app, rows int) {
	if rows < o.n {
		a.warn("slmkit generate: %d rows of the %d asked for: the templates give no more", rows, o.n)
	}
}
