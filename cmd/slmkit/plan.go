package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts"
)

func newPlan(a *app) *cobra.Command {
	var o generateOptions
	var asJSON bool
	c := &cobra.Command{
		Use:   "plan PACK",
		Short: "say what generate would make, before anything is made",
		Long: `Prints for each action of a pack how many rows and templates each split would
get and how many prompts its templates hold; with -v for each template too. It
takes the flags of generate, and fails like it where more rows are asked for than
there can be.`,
		Example: "slmkit plan banking -n 5000",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			o.pack = args[0]
			return runPlan(a, o, asJSON)
		},
	}
	f := c.Flags()
	o.flags(f)
	f.BoolVar(&asJSON, "json", false, "print the plan as JSON")
	return c
}

func runPlan(a *app, o generateOptions, asJSON bool) error {
	p, err := prompts.Open(o.pack)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if len(o.splitBy) != 1 {
		return usageError("--split-by %s: plan one at a time", strings.Join(o.splitBy, ","))
	}
	short := o
	short.shortfall = true // to print the plan before it is refused
	plan, err := short.plan(p, o.splitBy[0])
	if err != nil {
		return err
	}
	if asJSON {
		err = a.planJSON(plan)
	} else {
		err = a.planTable(p, plan)
	}
	if err == nil && !o.shortfall {
		_, err = o.plan(p, o.splitBy[0])
	}
	return err
}

func (a *app) planJSON(plan *prompts.Plan) error {
	out := struct {
		*prompts.Plan
		Templates []prompts.TemplatePlan `json:"templates"`
	}{plan, plan.Templates()}
	return writeJSON(a.out, out)
}

func (a *app) planTable(p *prompts.Pack, plan *prompts.Plan) error {
	w := tabwriter.NewWriter(a.out, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "train\tdev\ttest\ttemplates\tprompts\t   action\n")
	for _, c := range plan.Actions {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d/%d/%d\t%s\t   %s\n", thousands(c.Rows[0]), thousands(c.Rows[1]), thousands(c.Rows[2]),
			c.Templates[0], c.Templates[1], c.Templates[2], power(c.Space), c.Action)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if a.verbose {
		fmt.Fprint(w, "\nrows\tsplit\ttemplate\tprompts\t   text\n")
		for _, t := range plan.Templates() {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t   %s\n", thousands(t.Rows), t.Split, t.Template, power(t.Space), t.Text)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	n := map[dataset.Split]int{}
	for _, c := range plan.Actions {
		for i, split := range dataset.Splits {
			n[split] += c.Rows[i]
		}
	}
	a.say("%s: %s rows, train %s   dev %s   test %s, of %s prompts", p.ID(), thousands(plan.Total), thousands(n[dataset.Train]),
		thousands(n[dataset.Dev]), thousands(n[dataset.Test]), power(plan.Space))
	return nil
}
