package main

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/prompts"
)

type generateOptions struct {
	pack      string
	out       string
	n         int
	seed      uint64
	formats   []string
	workers   int
	fractions []float64
	splitBy   []string
	strategy  string
	perIntent int
	cover     int
	shortfall bool
	dialogues float64 // share of rows, below 0 for the pack's
	folds     int
	fold      int // of folds, the one at hand, from 1
}

func newGenerate(a *app) *cobra.Command {
	var o generateOptions
	c := &cobra.Command{
		Use:   "generate PACK",
		Short: "draw prompts with their calls from a pack of templates",
		Long: `Makes a dataset from a pack of templates: different prompts, each with the call
that it asks for. PACK is the name of a built-in pack (banking) or a folder.
generate writes DIR/{train,dev,test}.jsonl, DIR/actions.json and
DIR/manifest.json. By default no template is in two splits. -o - writes the rows
of all splits to stdout.

--split-by says what no two splits may share: a template, only a text, the words
of an argument (value), an action's set of arguments (combination), or an action
(intent). With several, such as template,value, each dataset is written to a
folder of that name below DIR.

--folds 5 is for packs with few templates: it writes five datasets, DIR/fold-1
to DIR/fold-5. Their test splits share no template and have all templates
between them, so that models trained on each fold are tested on the whole pack.
Answer the test split of each fold with the model of that fold, then score all
answers together:

  cat DIR/fold-*/test.jsonl > gold.jsonl
  cat answers-*.jsonl > answers.jsonl
  slmkit eval gold.jsonl answers.jsonl --actions DIR/fold-1/actions.json

--dialogues 0.3 draws that share of the rows from the dialogues of the pack.
Such a row has the turns before the prompt in "history", and its call is what is
known after all of them. All turns of a dialogue are in one split.

--strategy says which prompts are drawn:
  weighted   by the weights in the pack
  even       templates and alternatives equally often
  uniform    every derivation equally often, so that large templates give most
  zipf       weighted, but the values of a lexicon by 1/rank
  diverse    every sentence structure equally often, however many values it has
  coverage   weighted, but each row is the one of eight candidates that pairs
             the most parts of its template with values that fewer than --cover
             rows have paired them with`,
		Example: "slmkit generate banking -n 5000 --seed 1 -o data",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.pack = args[0]
			if cmd.Flags().Changed("folds") {
				if err := o.checkFolds(cmd.Flags().Changed("split")); err != nil {
					return err
				}
			}
			return runGenerate(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	o.flags(f)
	f.StringVarP(&o.out, "output", "o", "", "folder to write to")
	f.IntVar(&o.folds, "folds", 0, "write this many datasets that test each template once, in place of one dataset")
	f.StringSliceVar(&o.formats, "format", []string{"jsonl"}, "formats to write: jsonl, parquet or both")
	f.IntVar(&o.workers, "workers", runtime.GOMAXPROCS(0), "cores to use; the rows do not depend on their number")
	_ = c.MarkFlagRequired("output")
	return c
}

// flags declares the flags that a plan depends on.
func (o *generateOptions) flags(f *pflag.FlagSet) {
	f.IntVarP(&o.n, "rows", "n", 5000, "rows of all splits together")
	f.Uint64Var(&o.seed, "seed", 1, "seed: the same seed gives the same bytes")
	f.Float64SliceVar(&o.fractions, "split", []float64{0.8, 0.1, 0.1}, "`shares` of train, dev and test")
	f.Lookup("split").DefValue = "[0.8,0.1,0.1]"
	f.StringSliceVar(&o.splitBy, "split-by", []string{string(prompts.ByTemplate)}, "what no two splits may share: template, text, value, combination or intent")
	f.StringVar(&o.strategy, "strategy", string(prompts.Weighted), "which prompts to draw: weighted, even, uniform, zipf, diverse or coverage")
	f.IntVar(&o.cover, "cover", 1, "with --strategy coverage: rows wanted for each pair of a template's part and a value")
	f.IntVar(&o.perIntent, "min-per-intent", 0, "fail if an action has fewer rows in a split")
	f.Float64Var(&o.dialogues, "dialogues", -1, "`share` of rows from dialogues, 0 to 1 (default: the pack's)")
	f.Lookup("dialogues").DefValue = "0" // pflag says no default then
	f.BoolVar(&o.shortfall, "allow-shortfall", false, "accept fewer rows if the templates cannot give more")
}

// plan plans a dataset with one splitting.
func (o *generateOptions) plan(p *prompts.Pack, splitBy string) (*prompts.Plan, error) {
	if len(o.fractions) != 3 {
		return nil, usageError("--split %v: give three shares, of train, dev and test", o.fractions)
	}
	var dialogues *float64
	if o.dialogues != -1 {
		dialogues = &o.dialogues
	}
	plan, err := prompts.NewPlan(p, prompts.Options{Dialogues: dialogues, N: o.n, Seed: o.seed, Fractions: [3]float64(o.fractions),
		SplitBy: splitBy, Folds: o.folds, Fold: o.fold, Strategy: o.strategy, MinPerIntent: o.perIntent, Cover: o.cover, AllowShortfall: o.shortfall})
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	return plan, nil
}

func runGenerate(ctx context.Context, a *app, o generateOptions) error {
	for _, f := range o.formats {
		if f != "jsonl" && f != "parquet" {
			return usageError("--format %q: jsonl or parquet", f)
		}
	}
	p, err := prompts.Open(o.pack)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if o.out == "-" {
		return o.stream(ctx, a, p)
	}
	root := o.out
	for o.fold = 1; o.fold <= o.folds; o.fold++ {
		o.out = filepath.Join(root, "fold-"+strconv.Itoa(o.fold))
		if err := o.write(ctx, a, p, o.splitBy[0]); err != nil {
			return err
		}
	}
	if o.folds > 0 {
		return nil
	}
	o.fold = 0
	for _, splitBy := range o.splitBy {
		if len(o.splitBy) > 1 {
			o.out = filepath.Join(root, splitBy)
		}
		if err := o.write(ctx, a, p, splitBy); err != nil {
			return err
		}
	}
	return nil
}

// checkFolds refuses what does not go with --folds.
func (o *generateOptions) checkFolds(split bool) error {
	switch {
	case o.folds < 2:
		return usageError("--folds %d: ask for at least 2", o.folds)
	case split:
		return usageError("--folds %d gives each split its share of templates: leave --split out", o.folds)
	case len(o.splitBy) != 1:
		return usageError("--folds %d: name one --split-by, template", o.folds)
	}
	return nil
}

// command is the command line, as far as the rows depend on it and the manifest does not say it elsewhere.
func (o *generateOptions) command() string {
	c := "generate -n " + strconv.Itoa(o.n)
	if o.dialogues >= 0 {
		c += " --dialogues " + strconv.FormatFloat(o.dialogues, 'f', -1, 64)
	}
	if o.folds > 0 {
		c += fmt.Sprintf(" --folds %d (fold %d)", o.folds, o.fold)
	}
	return c
}

// draw plans a dataset and chooses its rows.
func (o *generateOptions) draw(ctx context.Context, p *prompts.Pack, splitBy string) (*prompts.Plan, *prompts.Set, error) {
	plan, err := o.plan(p, splitBy)
	if err != nil {
		return nil, nil, err
	}
	set, err := prompts.Draw(ctx, plan, o.workers)
	return plan, set, err
}

// write makes the dataset of one splitting.
func (o *generateOptions) write(ctx context.Context, a *app, p *prompts.Pack, splitBy string) error {
	start := time.Now()
	plan, set, err := o.draw(ctx, p, splitBy)
	if err != nil {
		return err
	}
	m := dataset.Manifest{PackVersion: p.Version, Rows: map[string]int{}, Templates: map[string]int{}, SplitBy: splitBy, Strategy: o.strategy, Coverage: (*dataset.Coverage)(set.Coverage),
		RunInfo: dataset.RunInfo{Tool: "slmkit " + version(), Command: o.command(), Pack: p.Name + "@" + p.Hash(), Seed: &o.seed}}
	for _, action := range plan.Actions {
		m.Actions = append(m.Actions, dataset.ActionRows(action))
	}
	w, err := export.CreateDatasetFolder(o.out, o.formats, map[string]string{"pack": m.Pack, "seed": strconv.FormatUint(o.seed, 10), "tool": m.Tool})
	if err != nil {
		return err
	}
	defer w.Close()
	total := 0
	for _, split := range dataset.Splits {
		templates, err := writeSplit(ctx, w, set, split, o.workers)
		if err != nil {
			return err
		}
		m.Rows[string(split)], m.Templates[string(split)] = set.Len(split), templates
		total += set.Len(split)
	}
	if err := w.Commit(p.Schema().Tools(), m); err != nil {
		return err
	}
	if err := passCosts(o.pack, o.out); err != nil {
		return err
	}
	o.sayPack(a, p, plan)
	a.say("  train %s   dev %s   test %s      templates %s / %s / %s%s", text.Thousands(m.Rows["train"]), text.Thousands(m.Rows["dev"]), text.Thousands(m.Rows["test"]),
		text.Thousands(m.Templates["train"]), text.Thousands(m.Templates["dev"]), text.Thousands(m.Templates["test"]), heldOut[prompts.Splitting(splitBy)])
	if c := set.Coverage; c != nil {
		a.say("  parts and values: %s of %s pairs, %s in %d rows or more", text.Thousands(c.Pairs), text.Thousands(c.Of), text.Thousands(c.Often), c.Times)
	}
	o.warnShortfall(a, total)
	a.say("%s/{train,dev,test}.%s   %.2f s    next: slmkit check %s", o.out, strings.Join(o.formats, ","), time.Since(start).Seconds(), o.out)
	return nil
}

// heldOut says, for the summary, what no two splits share.
var heldOut = map[prompts.Splitting]string{
	prompts.ByTemplate:    ", none in two splits",
	prompts.ByValue:       ", no value of dev or test in another split",
	prompts.ByCombination: ", no combination of arguments in two splits",
	prompts.ByIntent:      ", no intent but none in two splits",
}

// writeSplit writes the rows of one split and returns how many templates they
// were made from.
func writeSplit(ctx context.Context, w *export.DatasetFolder, set *prompts.Set, split dataset.Split, workers int) (templates int, err error) {
	if err := w.Begin(split); err != nil {
		return 0, err
	}
	seen := map[string]bool{}
	for c, err := range set.ReusedChunks(ctx, split, workers) {
		if err != nil {
			return 0, err
		}
		for i := range c.Examples {
			seen[c.Examples[i].Origin.Template] = true
		}
		if err := w.Write(split, c.Examples, c.JSONL); err != nil {
			return 0, err
		}
	}
	return len(seen), nil
}
