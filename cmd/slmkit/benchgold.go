package main

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/measure"
	"github.com/slmkit/slmkit/eval/report"
)

// benchGold is the gold set on which bench scores the precisions that it times.
type benchGold struct {
	file     *goldFile
	path     string
	examples []eval.Gold

	signature *report.Signature // of the scores, once there are some
}

// readBenchGold reads a gold set, nil where none is named.
func readBenchGold(ctx context.Context, a *app, o *benchOptions) (*benchGold, error) {
	if o.gold == "" {
		return nil, nil
	}
	file, err := openGold(ctx, a, o.gold, scoringOptions{actions: o.actions, currency: "USD", seed: 1, minN: 30})
	if err != nil {
		return nil, err
	}
	g := &benchGold{file: file, path: o.gold}
	for e, err := range file.seq {
		if err != nil {
			return nil, err
		}
		g.examples = append(g.examples, e)
	}
	if len(g.examples) == 0 {
		return nil, scoringError(o.gold, eval.ErrNoExamples)
	}
	return g, nil
}

// texts returns the first distinct prompts, those that are timed.
func (g *benchGold) texts() []string {
	var out []string
	seen := map[string]bool{}
	for i := range g.examples {
		if text := g.examples[i].Text; text != "" && !seen[text] && len(out) < benchPrompts {
			out, seen[text] = append(out, text), true
		}
	}
	return out
}

// seq yields the examples.
func (g *benchGold) seq() iter.Seq2[eval.Gold, error] {
	return func(yield func(eval.Gold, error) bool) {
		for _, e := range g.examples {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// score has each precision answer the gold prompts, and puts its accuracy, and what
// changed against the first precision, beside its times.
func (g *benchGold) score(ctx context.Context, clients []*benchClient, rows []report.Precision) (*report.GoldInfo, error) {
	var info *report.GoldInfo
	var base []dataset.Prediction
	for i, c := range clients {
		answers, err := g.answers(ctx, c)
		if err != nil {
			return nil, err
		}
		r, err := eval.Evaluate(ctx, g.seq(), predictions(c.precision, answers), g.file.options)
		if err != nil {
			return nil, scoringError(g.path, err)
		}
		put(rows[i].Metrics, r.Metrics, "exact_match", "intent_accuracy")
		if i == 0 {
			base, info, g.signature = answers, r.Gold, r.Signature
			info.FileInfo = fileInfo(g.path)
			continue
		}
		changes, err := eval.Compare(ctx, g.seq(), predictions(clients[0].precision, base), predictions(c.precision, answers), g.file.options)
		if err != nil {
			return nil, scoringError(g.path, err)
		}
		put(rows[i].Metrics, changes.Metrics, "exact_match_delta", "regressions", "fixes")
	}
	return info, nil
}

// put copies metrics by their names.
func put(to, from report.Metrics, names ...string) {
	for _, name := range names {
		if m, ok := from[name]; ok {
			to[name] = m
		}
	}
}

func predictions(label string, answers []dataset.Prediction) eval.Predictions {
	return eval.Predictions{Label: label, Seq: func(yield func(dataset.Prediction, error) bool) {
		for _, p := range answers {
			if !yield(p, nil) {
				return
			}
		}
	}}
}

// goldBatch is how many gold prompts a worker answers at a time, and goldChunk how
// many it is sent at once.
const (
	goldBatch = 32
	goldChunk = 1024
)

// answers has the gold prompts answered. A prompt that is empty is an error.
func (g *benchGold) answers(ctx context.Context, c *benchClient) ([]dataset.Prediction, error) {
	out := make([]dataset.Prediction, 0, len(g.examples))
	for chunk := range slices.Chunk(g.examples, goldChunk) {
		var texts []string
		for i := range chunk {
			if chunk[i].Text == "" {
				return nil, errors.New(g.path + ": " + chunk[i].ID + ": no text to answer")
			}
			texts = append(texts, chunk[i].Text)
		}
		answer, err := c.ask(ctx, benchRequest{How: measure.Offline, Prompts: texts, Batch: goldBatch})
		if err != nil {
			return nil, err
		}
		for i, o := range answer.Outputs {
			out = append(out, dataset.Prediction{ID: chunk[i].ID, Text: texts[i], Output: o.Text, Tokens: o.Tokens, Truncated: o.Truncated})
		}
	}
	return out, nil
}
