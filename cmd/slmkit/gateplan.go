package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/eval/render"
)

func newGatePlan(a *app) *cobra.Command {
	var json string
	c := &cobra.Command{
		Use:   "plan RULES PILOT [BASELINE]",
		Short: "say how many examples the no_worse rules of a gate need",
		Long: `Says how many examples, and how many templates, each no_worse rule needs to be
decided, and what loss the examples of a pilot can rule out.

The pilot is a report of compare, or the reports of eval of a run and its
baseline. With the report of one run, plan takes a second run to be independent
of it, which asks for more examples than runs of like models need. All numbers
are for two runs that do not differ, with the alpha and power of the gate file.
More templates count for more than more examples of the same templates.`,
		Example: "slmkit gate plan gate.yaml int8.json fp32.json",
		Args:    cobra.RangeArgs(2, 3),
		RunE: func(_ *cobra.Command, args []string) error {
			return runGatePlan(a, gateOptions{rules: args[0], report: args[1], baselines: args[2:], json: json})
		},
	}
	c.Flags().StringVar(&json, "json", "", "write the plan as JSON, - for stdout")
	return c
}

func runGatePlan(a *app, o gateOptions) error {
	rules, reports, baselines, err := o.readAtLook(a)
	if err != nil {
		return err
	}
	p, err := rules.Plan(reports, baselines)
	if err != nil {
		return reportError(err)
	}
	outs := outputs{{o.json, func(w io.Writer) error { return writeJSON(w, p) }}}
	if err := outs.write(a); err != nil {
		return err
	}
	table := outs.table(a)
	return render.PlanText(table, p, tableWidth(table))
}
