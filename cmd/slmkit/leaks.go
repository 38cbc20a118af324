package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/check"
	"github.com/slmkit/slmkit/dataset/leak"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/prompts/convert"
)

type leaksOptions struct {
	in   []string
	from string
	near float64
	show int
	max  []string
	json string
}

func newLeaks(a *app) *cobra.Command {
	var o leaksOptions
	c := &cobra.Command{
		Use:   "leaks DIR|FILE...",
		Short: "measure what the splits of a dataset share",
		Long: `Measures how much the splits of any dataset share, from slmkit or not: a test is
honest only if the model has not seen its prompts in training. The command reads
what check reads: JSON Lines, Parquet, tables and other tools' files. A row
needs nothing but "text"; the ways that look at arguments or templates need rows
that have them. For each pair of splits, leaks counts in six ways the rows of
the second that the first has as well:

  exact       the same text, whatever its case and its last punctuation
  template    the same text except for the words of arguments
  origin      made by the same template of a pack
  values      the same words of all arguments
  slot_value  the same words of one argument
  near        nearly the same text

A record without a split belongs to the split that its file is named after:
train.jsonl, validation.jsonl, test-00000-of-00001.parquet.

Two texts are nearly the same if the sets of their sequences of four letters
have a Jaccard index of at least --near. MinHash finds them; it misses one pair
in a thousand at 0.8. Each pair found is then compared in full, so that there
are no false alarms.

The command fails (exit 3) if a share is larger than --max allows. slmkit gate
judges the report that --json writes: leak_template[pair=train/test] <= 1 %. A
rule without a pair is about the pair that shares most.`,
		Example: "slmkit leaks data --max template=0,near=5%",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.in = args
			return runLeaks(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.from, "from", "", fromUsage)
	f.Float64Var(&o.near, "near", 0.8, "least similarity of two texts that are nearly the same, above 0.5 and at most 1")
	f.IntVar(&o.show, "show", 1, "matches to show for each kind and pair of splits")
	f.StringSliceVar(&o.max, "max", nil, "largest shares that pass, e.g. exact=0,template=1%")
	f.StringVar(&o.json, "json", "", "write the report that gate reads as JSON, - for stdout")
	return c
}

func runLeaks(ctx context.Context, a *app, o leaksOptions) error {
	if err := keepApart([]string{o.json}, o.in...); err != nil {
		return err
	}
	switch {
	case o.from != "" && convert.Find(o.from) == nil:
		return usageError("--from %q is none of %s", o.from, convert.Names())
	case !(o.near > 0.5 && o.near <= 1):
		return usageError("--near %v: above 0.5, to 1", o.near)
	}
	rules, err := o.rules()
	if err != nil {
		return err
	}
	finder := leak.NewFinder(o.near, max(o.show, 0))
	files, err := foreignFiles(o.in)
	if err != nil {
		return err
	}
	if _, err := a.eachForeign(ctx, files, o.from, func(r check.Row) error { return addToLeaks(finder, r) }, func(err error) error { return err }); err != nil {
		return err
	}
	pairs, err := finder.Pairs(ctx)
	if err != nil {
		return err
	}
	if len(pairs) == 0 {
		return fmt.Errorf("%s: has rows of one split only: there is nothing to compare", strings.Join(o.in, " "))
	}
	r := eval.Leaks(pairs)
	r.Tool = "slmkit " + version()
	outs := outputs{{o.json, func(w io.Writer) error { return writeJSON(w, r) }}}
	if err := outs.write(a); err != nil {
		return err
	}
	table := outs.table(a)
	if err := render.LeaksText(table, r, tableWidth(table)); err != nil {
		return err
	}
	return o.judge(table, rules, r)
}

// addToLeaks takes a row of any dataset, which needs no more than a text and a split.
func addToLeaks(finder *leak.Finder, r check.Row) error {
	if r.ID == "" {
		r.ID = strconv.Itoa(r.Line)
	}
	err := r.Sound()
	if r.Text == "" {
		err = errors.New("text is empty")
	}
	if err != nil {
		return &dataset.LineError{File: r.File, Line: r.Line, Err: err}
	}
	if err := finder.Add(r.File, r.Example); err != nil {
		return fmt.Errorf("%s: example %s: %w", r.File, r.ID, err)
	}
	return nil
}

// rules turns --max into rules of a gate.
func (o *leaksOptions) rules() (*gate.Rules, error) {
	rules := &gate.Rules{File: "--max"}
	for _, limit := range o.max {
		name, bound, ok := strings.Cut(limit, "=")
		if !ok || !slices.ContainsFunc(leak.Kinds, func(k leak.Kind) bool { return k.String() == name }) {
			return nil, usageError("--max %q: a limit is KIND=SHARE with a kind of %s", limit, kindNames())
		}
		r, err := gate.ParseRule("leak_" + name + " <= " + bound)
		if err != nil {
			return nil, usageError("--max %q: %w", limit, err)
		}
		r.File, r.Line = "--max", 1
		rules.List = append(rules.List, r)
	}
	return rules, nil
}

func kindNames() string {
	var names []string
	for _, k := range leak.Kinds {
		names = append(names, k.String())
	}
	return strings.Join(names, ", ")
}

func (o *leaksOptions) judge(w io.Writer, rules *gate.Rules, r *report.Leaks) error {
	if len(rules.List) == 0 {
		return nil
	}
	v, err := rules.Judge([]report.Report{r}, nil)
	if err != nil {
		return reportError(err)
	}
	fmt.Fprintln(w)
	if err := render.VerdictText(w, v, tableWidth(w)); err != nil {
		return err
	}
	return verdictError(v)
}
