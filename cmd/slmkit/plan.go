package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/table"
	"github.com/slmkit/slmkit/prompts"
)

func newPlan(a *app) *cobra.Command {
	var o generateOptions
	var asJSON, values bool
	c := &cobra.Command{
		Use:   "plan PACK",
		Short: "say what generate would make, before anything is made",
		Long: `Shows what dataset generate would make, without making it. For each action it
prints how many rows and templates every split would get, how many prompts the
action's templates hold, and which share of those prompts would be used. -v adds
a line for each template, and --values says how often each parameter and its
values can be expected. Words that a parameter cannot read are not counted; lint
names them. The command warns of actions that are tested with one template or
none, whose scores say little about other wordings. It takes the flags of
generate and fails where generate would, for example if the templates hold fewer
prompts than are asked for.`,
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
	if err == nil {
		a.planWarnings(p, plan, o.pack, o.splitBy[0])
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
	t := table.New(table.Numbers("train"), table.Numbers("dev"), table.Numbers("test"), table.Numbers("templates"), table.Numbers("prompts"),
		table.Numbers("used"), table.Names("action"))
	for _, c := range plan.Actions {
		t.Add(text.Thousands(c.Rows[0]), text.Thousands(c.Rows[1]), text.Thousands(c.Rows[2]), fmt.Sprintf("%d/%d/%d", c.Templates[0], c.Templates[1], c.Templates[2]),
			power(c.Space), used(c), planned(c))
	}
	if err := a.printTable(t); err != nil {
		return err
	}
	if a.verbose {
		if err := a.planTemplates(plan); err != nil {
			return err
		}
	}
	n := map[dataset.Split]int{}
	for _, c := range plan.Actions {
		if len(c.Kinds) > 0 {
			var kinds []string
			for _, kind := range slices.Sorted(maps.Keys(c.Kinds)) {
				kinds = append(kinds, kind+" "+text.Thousands(c.Kinds[kind]))
			}
			a.say("%s by kind: %s", c.Action, strings.Join(kinds, "   "))
		}
		for i, split := range dataset.Splits {
			n[split] += c.Rows[i]
		}
	}
	a.say("%s: %s rows, train %s   dev %s   test %s, of %s prompts", p.ID(), text.Thousands(plan.Total), text.Thousands(n[dataset.Train]),
		text.Thousands(n[dataset.Dev]), text.Thousands(n[dataset.Test]), power(plan.Space))
	return nil
}

// planTemplates prints a row for each template.
func (a *app) planTemplates(plan *prompts.Plan) error {
	t := table.New(table.Numbers("rows"), table.Names("split"), table.Names("template"), table.Numbers("prompts"), table.Text("text"))
	for _, p := range plan.Templates() {
		t.Add(text.Thousands(p.Rows), string(p.Split), p.Template, power(p.Space), p.Text)
	}
	fmt.Fprintln(a.out)
	return a.printTable(t)
}

// planned names the rows of an action: those of one turn, or those of dialogues.
func planned(c prompts.ActionPlan) string {
	if c.Dialogues {
		return c.Action + ", in dialogues"
	}
	return c.Action
}

// actionsOf counts the actions of a plan.
func actionsOf(plan *prompts.Plan) int {
	names := map[string]bool{}
	for _, c := range plan.Actions {
		names[c.Action] = true
	}
	return len(names)
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
	t := table.New(table.Names("parameter"), table.Numbers("rows"), table.Numbers("values"), table.Numbers("in no row"), table.Names("most"), table.Names("least"))
	for _, p := range plan.Values() {
		name := p.Action + "." + p.Param
		if len(p.Values) == 0 {
			t.Add(name, "none")
			continue
		}
		most, least := p.Values[0], p.Values[len(p.Values)-1]
		t.Add(name, fmt.Sprintf("%.0f", p.Rows), text.Thousands(len(p.Values)), fmt.Sprintf("%.0f", p.Unseen),
			rows(most.Rows)+" "+most.Value, rows(least.Rows)+" "+least.Value)
	}
	fmt.Fprintln(a.out)
	return a.printTable(t)
}

// rows writes how many rows can be expected: 28.8, or two digits of less than one.
func rows(n float64) string {
	if n < 1 {
		return fmt.Sprintf("%.2g", n)
	}
	return fmt.Sprintf("%.1f", n)
}
