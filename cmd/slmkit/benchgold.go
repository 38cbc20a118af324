package main

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
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

// texts returns the distinct prompts.
func (g *benchGold) texts() []string {
	var out []string
	seen := map[string]bool{}
	for i := range g.examples {
		if text := g.examples[i].Input(); text != "" && !seen[text] {
			out, seen[text] = append(out, text), true
		}
	}
	return out
}

// parse reads an answer as a call, as an assistant does before it acts.
func (g *benchGold) parse(text string) {
	raw, err := action.ParseTarget(text)
	if schema := g.file.options.Schema; err == nil && schema != nil {
		_, _ = schema.Resolve(raw, time.Time{}) // answers that cannot be read are scored elsewhere
	}
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

// score scores the answers that were timed, and puts the accuracy of each precision, and
// what changed against the first, beside its times. Prompts that no timed scenario asked
// are asked now.
func (g *benchGold) score(ctx context.Context, clients []*benchClient, rows []report.Precision) (*report.GoldInfo, error) {
	var info *report.GoldInfo
	base, err := g.predictions(ctx, clients[0], 0)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		s := goldScore{g, clients[0].arm.name, base, clients[i], &rows[i], i > 0}
		of, err := s.of(ctx, 0, rows[i].Metrics)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			info, g.signature = of.Gold, of.Signature
			info.FileInfo = fileInfo(g.path)
		}
		for b := range rows[i].Batches {
			batch := &rows[i].Batches[b]
			if batch.Metrics == nil {
				batch.Metrics = report.Metrics{}
			}
			if len(clients[i].changed) == 0 { // batches do not matter
				put(batch.Metrics, rows[i].Metrics, scored...)
			} else if _, err := s.of(ctx, batch.Size, batch.Metrics); err != nil {
				return nil, err
			}
		}
		if i > 0 && rows[i].ModelHash == rows[0].ModelHash {
			settle(&rows[i])
		}
	}
	return info, nil
}

// scored are the metrics that gold gives to a row.
var scored = []string{"exact_match", "intent_accuracy", "exact_match_delta", "regressions", "fixes"}

// goldScore scores a precision against the first.
type goldScore struct {
	*benchGold
	baseName string
	base     []dataset.Prediction
	client   *benchClient
	row      *report.Precision
	compared bool // it is not the first
}

// flipsListed is how many examples that a precision breaks or mends are listed.
const flipsListed = 100

// of scores the answers at a batch size.
func (s *goldScore) of(ctx context.Context, batch int, into report.Metrics) (*report.Evaluation, error) {
	answers, err := s.predictions(ctx, s.client, batch)
	if err != nil {
		return nil, err
	}
	r, err := eval.Evaluate(ctx, s.seq(), predictions(s.client.arm.name, answers), s.file.options)
	if err != nil {
		return nil, scoringError(s.path, err)
	}
	put(into, r.Metrics, scored...)
	if !s.compared {
		return r, nil
	}
	changes, err := eval.Compare(ctx, s.seq(), predictions(s.baseName, s.base), predictions(s.client.arm.name, answers), s.file.options)
	if err != nil {
		return nil, scoringError(s.path, err)
	}
	put(into, changes.Metrics, scored...)
	if batch == 0 {
		s.row.Broken, s.row.Fixed = changes.Broken[:min(flipsListed, len(changes.Broken))], changes.Fixed[:min(flipsListed, len(changes.Fixed))]
	}
	return r, nil
}

// settle says of a row that has the weights of the first, wherever it gave the same
// answers, that nothing changed for certain.
func settle(row *report.Precision) {
	all := []report.Metrics{row.Metrics}
	for i := range row.Batches {
		all = append(all, row.Batches[i].Metrics)
	}
	for _, ms := range all {
		broken, fixed, change := ms["regressions"], ms["fixes"], ms["exact_match_delta"]
		if broken.Value != nil && fixed.Value != nil && *broken.Value+*fixed.Value == 0 {
			zero := 0.0
			change.Value, change.Low, change.High = &zero, &zero, &zero
			ms["exact_match_delta"] = change
		}
	}
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

// goldBatch is how many gold prompts that were not timed a worker answers at a time, and
// goldChunk how many it is sent at once.
const (
	goldBatch = 32
	goldChunk = 1024
)

// predictions are the answers to the gold prompts that were given at a batch size, and
// the first ones where there are none.
func (g *benchGold) predictions(ctx context.Context, c *benchClient, batch int) ([]dataset.Prediction, error) {
	if err := g.complete(ctx, c); err != nil {
		return nil, err
	}
	out := make([]dataset.Prediction, 0, len(g.examples))
	for i := range g.examples {
		e := &g.examples[i]
		input := e.Input()
		o, ok := c.answers[batch][input]
		if !ok {
			o = c.first[input]
		}
		out = append(out, dataset.Prediction{ID: e.ID, Text: e.Text, Output: o.Text, Tokens: o.Tokens, Truncated: o.Truncated})
	}
	return out, nil
}

// complete has the prompts answered that were not yet. One that is empty is an error.
func (g *benchGold) complete(ctx context.Context, c *benchClient) error {
	var open []string
	seen := map[string]bool{}
	for i := range g.examples {
		text := g.examples[i].Input()
		if text == "" {
			return errors.New(g.path + ": " + g.examples[i].ID + ": no text to answer")
		}
		if _, ok := c.first[text]; !ok && !seen[text] {
			open, seen[text] = append(open, text), true
		}
	}
	for chunk := range slices.Chunk(open, goldChunk) {
		if _, err := c.ask(ctx, benchRequest{How: measure.Offline, Prompts: chunk, Batch: goldBatch}); err != nil {
			return err
		}
	}
	return nil
}
