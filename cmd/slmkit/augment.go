package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/augment"
	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/table"
)

type augmentOptions struct {
	in, out string
	actions string
	splits  []string
	ops     []string
	plan    string
	print   bool
	fit     string
	json    string
	asTest  bool
	maxBad  int
	list    bool
	augment.Options
}

func newAugment(a *app) *cobra.Command {
	var o augmentOptions
	c := &cobra.Command{
		Use:   "augment IN",
		Short: "add noisy and reworded copies of examples",
		Long: `Adds copies of examples that read as hurried people write, so that a model
learns to understand such prompts.

It writes every example of IN and, after it, copies with typing errors, other
case and punctuation, contractions, fillers, politeness, short forms or another
way to write an amount. A copy keeps the split and the call of its example, and
the slots follow their words. In the copy, origin.parent names the example and
origin.ops the operations. Only examples of --splits get copies.

A plan says which operations are chosen, how often, how many a copy gets, and
what they leave alone: --print shows that of --plan, to copy and change. The
schema of such files is that of slmkit schema plan.

--fit estimates from prompts that people wrote, which need no labels, how often
people do what the operations do, and writes a plan with these rates: what
people do more than IN does. It prints for each feature of a prompt how often
the rows of IN have it, what the plan is to reach, what copies by it reach,
and how often people's prompts have it, with a 95 % interval. Without IN, the
copies are to do all that people do. Operations that no feature tells of share
what is left of the plan.

With --as-test each example of the test split gets a copy by each operation
alone. slmkit eval then says of each operation what it costs a model.

Most operations know English words; typing errors and case suit any language.
The language is that of --language, else that of the action schema's locale.
Without either, examples of a pack are English, and the words of other examples
decide.`,
		Example: "slmkit augment data/train.jsonl -o data/train-augmented.jsonl --seed 1\nslmkit augment data/train.jsonl --fit messages.jsonl -o plan.yaml",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case o.list:
				return listOps(a.out)
			case o.print:
				return a.printPlan(o.plan)
			}
			if len(args) > 0 {
				o.in = args[0]
			}
			if o.fit != "" {
				if err := o.readFlags(cmd.Flags()); err != nil {
					return err
				}
				return a.fitPlan(cmd.Context(), o, cmd.Flags())
			}
			if o.json != "" {
				return usageError("--json is for the table of --fit")
			}
			if len(args) != 1 || o.out == "" {
				return usageError("name an input file, and an output with -o: see slmkit augment --help")
			}
			if err := o.readFlags(cmd.Flags()); err != nil {
				return err
			}
			return runAugment(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVarP(&o.out, "output", "o", "", "file to write, - for stdout")
	f.Uint64Var(&o.Seed, "seed", 1, "seed: the same seed gives the same bytes")
	f.StringVar(&o.plan, "plan", "typed", "plan: "+strings.Join(augment.PlanNames(), ", ")+", or a YAML file")
	f.BoolVar(&o.print, "print", false, "print the file of the plan and stop")
	f.StringVar(&o.fit, "fit", "", "prompts of people, in a format that slmkit triage reads:\nwrite --plan with their rates to -o, or stdout, and stop")
	f.StringVar(&o.json, "json", "", "with --fit: write its table as JSON, - for stdout")
	f.BoolVar(&o.asTest, "as-test", false, "make a test: a copy of each example of the test split by\neach operation of the plan alone")
	f.IntVar(&o.Copies, "copies", 0, "copies of each example (default: as the plan says)")
	f.IntVar(&o.MaxOps, "max-ops", 0, "most operations on one copy, each number as likely as\nthe others (default: as the plan says)")
	f.StringSliceVar(&o.ops, "ops", nil, "operations to choose from, each as likely as the others\n(default: those of the plan; see --list)")
	f.StringSliceVar(&o.splits, "splits", nil, "splits whose examples get copies\n(default: as the plan says, train)")
	f.StringVar(&o.Language, "language", "", "language of all examples, such as en (default: that of the schema's locale)")
	f.StringVar(&o.actions, "actions", "", "action schema, a tool list or pack (default: actions.json beside IN, or the built-in pack that the rows are from)")
	f.IntVar(&o.maxBad, "max-bad-records", 0, "skip at most N bad records")
	f.BoolVar(&o.list, "list", false, "list the operations and stop")
	return c
}

func runAugment(ctx context.Context, a *app, o augmentOptions) error {
	start := time.Now()
	if err := overwrites(o.in, o.out); err != nil {
		return err
	}
	var err error
	if o.Plan, err = readPlan(o.plan); err != nil {
		return err
	}
	if err := o.choose(a); err != nil {
		return err
	}
	schema, where, err := a.findSchema(o.actions, o.in, a.firstRows([]string{o.in}))
	if err != nil {
		return err
	}
	if schema == nil {
		return cmp.Or(a.unreadable([]string{o.in}), noSchema(o.in))
	}
	o.Schema = schema
	out, err := dataset.Create(o.out, a.out)
	if err != nil {
		return err
	}
	defer out.Close()
	in, err := a.twice(ctx, o.in)
	if err != nil {
		return err
	}
	defer in.Close()
	if changesCalls(o.Plan) {
		if o.Source, err = sourceOf(in, o.actions, schema); err != nil {
			return err
		}
	}
	bad := map[string]bool{}
	seq := dataset.Tolerate(in.examples(), o.maxBad, func(err error) {
		if !bad[err.Error()] { // the stream is read twice
			bad[err.Error()] = true
			a.warn("slmkit augment: skipped %v", err)
		}
	})
	o.Against = beside(o.in)
	var stats augment.Stats
	rows, err := writeCopies(ctx, out, o.out, augment.Convert(seq, o.Options, &stats, lineOf))
	if err != nil {
		return err
	}
	if stats.Originals == 0 {
		return fmt.Errorf("%s: no examples", o.in)
	}
	if err := out.Commit(); err != nil {
		return err
	}
	if err := a.accompany(o.in, o.out, fmt.Sprintf("augment --seed %d", o.Seed), rows); err != nil {
		return err
	}
	a.sayTo(o.out, "%s examples and %s copies   %s   %.2f s   actions: %s", text.Thousands(stats.Originals), text.Thousands(stats.Copies), o.out, time.Since(start).Seconds(), where)
	if a.verbose {
		if err := a.sayOps(o.out, &stats); err != nil {
			return err
		}
	}
	a.sayLeftOut(&o, &stats, len(bad))
	if o.asTest {
		a.sayTo(o.out, "  next: slmkit infer --model DIR %s -o answers.jsonl, then slmkit eval %s answers.jsonl", o.out, o.out)
	}
	return nil
}

// rowLine is a row as a line of JSON.
type rowLine struct {
	split dataset.Split
	json  []byte
}

// lineOf writes a row as a line.
func lineOf(e *dataset.Example) (rowLine, error) {
	line, err := e.AppendJSON(make([]byte, 0, 768))
	return rowLine{e.Split, append(line, '\n')}, err
}

// writeCopies writes rows to the file at a path, and counts those of each split.
func writeCopies(ctx context.Context, out io.Writer, path string, lines iter.Seq2[rowLine, error]) (map[dataset.Split]int, error) {
	rows := map[dataset.Split]int{}
	for line, err := range lines {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		rows[line.split]++
		if _, err := out.Write(line.json); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return rows, nil
}

// sayLeftOut says which examples got few copies, and which copies and records are left
// out.
func (a *app) sayLeftOut(o *augmentOptions, stats *augment.Stats, bad int) {
	if stats.Foreign > 0 && o.Language == "" {
		a.sayTo(o.out, "  %s examples are not in English and got only typing errors and case: say --language en if they are", text.Thousands(stats.Foreign))
	}
	dropped := 0
	for _, n := range stats.Dropped {
		dropped += n
	}
	if same, unchanged := stats.Same(), stats.LeftOut[augment.Unchanged]; same+unchanged+bad > 0 {
		a.sayTo(o.out, "  left out: %s that say what another row says, %s that nothing changed%s", count(same, "copy", "copies"), text.Thousands(unchanged),
			strings.Repeat(fmt.Sprintf(", %d bad records", bad), min(1, bad)))
	}
	if dropped > 0 {
		a.sayTo(o.out, "  taken back: %s whose slots or call would have become wrong", count(dropped, "change", "changes"))
	}
}

// listOps prints the operations by phase.
func listOps(w io.Writer) error {
	t := table.New(table.Names("phase"), table.Names("operation"), table.Names("contract"), table.Names("language"), table.Text(""))
	for phase := augment.Calls; phase <= augment.Marks; phase++ {
		for _, op := range augment.Ops {
			if op.Phase == phase {
				t.Add(phase.String(), op.Name, string(op.Contract), cmp.Or(op.Language, "any"), op.About)
			}
		}
	}
	return t.Write(w, tableWidth(w))
}

// sayOps prints how often each operation was applied, on stderr where the data
// goes to stdout.
func (a *app) sayOps(out string, stats *augment.Stats) error {
	w := a.out
	if out == "-" {
		w = a.err
	}
	t := table.Table{Columns: []table.Column{table.Names(""), table.Numbers("applied"), table.Numbers("dropped")}, Indent: 2}
	for _, op := range slices.Sorted(maps.Keys(stats.Applied)) {
		t.Add(op, text.Thousands(stats.Applied[op]), text.Thousands(stats.Dropped[op]))
	}
	return t.Write(w, tableWidth(w))
}
