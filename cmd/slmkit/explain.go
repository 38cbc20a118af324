package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/prompts"
)

type explainOptions struct {
	id   string
	in   []string
	pack string
	json bool
}

func newExplain(a *app) *cobra.Command {
	var o explainOptions
	c := &cobra.Command{
		Use:   "explain ID [DIR|FILE...]",
		Short: "say how a row was made, and make it again",
		Long: `Shows how a row of a dataset was made. The row is named by its id, or by the
first characters of the id. explain looks for it in JSON Lines or Parquet files
or in folders of them (by default in the folder data).

It prints the template that made the row, with file and line, and the words that
each rule and slot of the template wrote. Then it makes the row again from its
derivation alone, and exits with 1 if the pack no longer makes that row.`,
		Example: "slmkit explain ex_5f0c data",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.id, o.in = args[0], args[1:]
			if len(o.in) == 0 {
				o.in = []string{"data"}
			}
			return runExplain(cmd.Context(), a, o)
		},
	}
	c.Flags().StringVar(&o.pack, "pack", "", "pack that made the row (default: the built-in pack that the row names)")
	c.Flags().BoolVar(&o.json, "json", false, "print the explanation as JSON")
	return c
}

func runExplain(ctx context.Context, a *app, o explainOptions) error {
	e, file, err := a.findRow(ctx, o)
	if err != nil {
		return err
	}
	if e.Origin == nil || e.Origin.Derivation == "" {
		return fmt.Errorf("%s: example %s does not say how it was made: it has no origin.derivation", file, e.ID)
	}
	if o.pack == "" {
		o.pack, _, _ = strings.Cut(e.Origin.Pack, "@")
	}
	p, err := prompts.Open(o.pack)
	if err != nil {
		return usageError("%v: name the pack with --pack", err)
	}
	x, err := p.Explain(e.Origin.Derivation, e.Reference())
	if err != nil {
		return err
	}
	if o.json {
		err := writeJSON(a.out, struct {
			Example  *dataset.Example `json:"example"`
			File     string           `json:"file"`
			Template string           `json:"template"`
			Text     string           `json:"template_text"`
			Parts    []prompts.Part   `json:"parts"`
			Again    *dataset.Example `json:"made_again"`
		}{e, file, x.Template.Place(), x.Template.Text, x.Parts, &x.Example})
		if err != nil {
			return err
		}
	} else {
		a.sayExplained(e, file, x)
	}
	return a.sayAgain(e, &x.Example, o.json)
}

// findRow returns the only row whose id begins as asked for.
func (a *app) findRow(ctx context.Context, o explainOptions) (*dataset.Example, string, error) {
	files, err := datasetFiles(o.in)
	if err != nil {
		return nil, "", err
	}
	var found *dataset.Example
	where := ""
	for _, file := range files {
		for e, err := range export.Open(file, a.in) {
			switch {
			case ctx.Err() != nil:
				return nil, "", ctx.Err()
			case err != nil:
				return nil, "", err
			case !strings.HasPrefix(e.ID, o.id) || found != nil && found.ID == e.ID:
			case found != nil:
				return nil, "", usageError("id %s fits several rows, such as %s and %s: write more of it", o.id, found.ID, e.ID)
			default:
				found, where = &e, file
			}
		}
	}
	if found == nil {
		return nil, "", fmt.Errorf("no row %s in %s", o.id, strings.Join(o.in, " "))
	}
	return found, where, nil
}

func (a *app) sayExplained(e *dataset.Example, file string, x *prompts.Explanation) {
	a.say("%s   %s   %s", e.ID, e.Split, file)
	for _, t := range e.History {
		a.say("  %s: %s", t.Role, t.Text)
	}
	a.say("  %s", e.Text)
	a.say("  %s", e.Target)
	a.say("  templates/%s   %s", x.Template.Place(), x.Template.Text)
	a.sayParts(x, &x.Example)
}

// sayAgain compares a row with what its derivation makes.
func (a *app) sayAgain(e, again *dataset.Example, quiet bool) error {
	id := e.ID
	if e.Origin.Parent != "" {
		id = e.Origin.Parent
	}
	switch {
	case again.ID != id:
		return fmt.Errorf("example %s: the pack now makes %q with %s of it: was a rule or lexicon edited?", e.ID, again.Text, again.Target)
	case quiet:
	case e.Origin.Parent != "":
		a.say("a copy of %s, %q, by %s", id, again.Text, strings.Join(e.Origin.Ops, ", "))
	default:
		a.say("made again from %s: the same", e.Origin.Derivation)
	}
	return nil
}
