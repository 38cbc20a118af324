package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts"
)

func newPlan(a *app) *cobra.Command {
	var o generateOptions
	var asJSON, values bool
	c := &cobra.Command{
		Use:   "plan PACK",
		Short: "say what generate would make, before anything is made",
		Long: `Prints how many rows and templates of each action every split would get, how many
prompts the action's templates hold, and which share of them would be used. -v
adds a line for each template, and --values says how often each parameter and its
values can be expected. The command takes the flags of generate and fails where
generate would, for example if the templates hold fewer prompts than are asked
for.`,
		Example: "slmkit plan banking -n 5000",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			o.pack = args[0]
			return runPlan(a, o, asJSON, values)
		},
	}
	f := c.Flags()
	o.flags(f)
	f.BoolVar(&values, "values", false, "print how many rows each parameter and its values can expect")
	f.BoolVar(&asJSON, "json", false, "print the plan as JSON")
	return c
}

func runPlan(a *app, o generateOptions, asJSON, values bool) error {
	p, err := prompts.Open(o.pack)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if len(o.splitBy) != 1 {
		return usageError("--split-by %s: name one splitting, since a plan has one", strings.Join(o.splitBy, ","))
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
	if err == nil && values && !asJSON {
		err = a.planValues(plan)
	}
	if err == nil && !o.shortfall {
		_, err = o.plan(p, o.splitBy[0])
	}
	return err
}

func (a *app) planJSON(plan *prompts.Plan) error {
	out := struct {
		*prompts.Plan
		Templates  []prompts.TemplatePlan `json:"templates"`
		Parameters []prompts.ParamPlan    `json:"parameters"`
	}{plan, plan.Templates(), plan.Values()}
	return writeJSON(a.out, out)
}

func (a *app) planTable(p *prompts.Pack, plan *prompts.Plan) error {
	w := tabwriter.NewWriter(a.out, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "train\tdev\ttest\ttemplates\tprompts\tused\t   action\n")
	for _, c := range plan.Actions {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d/%d/%d\t%s\t%s\t   %s\n", thousands(c.Rows[0]), thousands(c.Rows[1]), thousands(c.Rows[2]),
			c.Templates[0], c.Templates[1], c.Templates[2], power(c.Space), used(c), c.Action)
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
		if len(c.Kinds) > 0 {
			var kinds []string
			for _, kind := range slices.Sorted(maps.Keys(c.Kinds)) {
				kinds = append(kinds, kind+" "+thousands(c.Kinds[kind]))
			}
			a.say("%s by kind: %s", c.Action, strings.Join(kinds, "   "))
		}
		for i, split := range dataset.Splits {
			n[split] += c.Rows[i]
		}
	}
	a.say("%s: %s rows, train %s   dev %s   test %s, of %s prompts", p.ID(), thousands(plan.Total), thousands(n[dataset.Train]),
		thousands(n[dataset.Dev]), thousands(n[dataset.Test]), power(plan.Space))
	return nil
}

// used is the share of an action's prompts that a plan takes.
func used(c prompts.ActionPlan) string {
	space, _ := c.Space.Float64()
	share := 100 * float64(c.Rows[0]+c.Rows[1]+c.Rows[2]) / space
	if share < 0.1 {
		return "<0.1 %"
	}
	return fmt.Sprintf("%.1f %%", share)
}

// planValues prints a line for each parameter.
func (a *app) planValues(plan *prompts.Plan) error {
	w := tabwriter.NewWriter(a.out, 0, 0, 3, ' ', 0)
	fmt.Fprint(w, "\nparameter\trows\tvalues\tin no row\tmost\tleast\n")
	for _, p := range plan.Values() {
		name := p.Action + "." + p.Param
		if len(p.Values) == 0 {
			fmt.Fprintf(w, "%s\tnone\n", name)
			continue
		}
		most, least := p.Values[0], p.Values[len(p.Values)-1]
		fmt.Fprintf(w, "%s\t%.0f\t%s\t%.0f\t%.1f %s\t%.2g %s\n", name, p.Rows, thousands(len(p.Values)), p.Unseen, most.Rows, most.Value, least.Rows, least.Value)
	}
	return w.Flush()
}
