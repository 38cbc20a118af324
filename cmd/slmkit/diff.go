package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/table"
)

type diffOptions struct {
	old, new string
	json     bool
	exitCode bool
}

// difference is what diff prints as JSON.
type difference struct {
	Same      int                  `json:"same"`
	Removed   int                  `json:"removed"`
	Added     int                  `json:"added"`
	Moved     int                  `json:"moved"`
	Changed   int                  `json:"changed"`
	Templates []dataset.Difference `json:"templates"`
}

func newDiff(a *app) *cobra.Command {
	var o diffOptions
	c := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "show in which rows two datasets differ, by template",
		Long: `Shows what a change of a pack or its options did to a dataset. It compares two
datasets, folders or files, row by row. For each template it counts the rows
that only one dataset has, that moved to another split, or that changed. Two
rows with the same id are the same row; the id of a generated row is a hash of
its text and target. After an edit of a template, only the rows of that template
should differ.

Exits with 0, or with --exit-code with 1 if there is a difference.`,
		Example: "slmkit diff before after",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.old, o.new = args[0], args[1]
			return runDiff(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.BoolVar(&o.json, "json", false, "print the differences as JSON")
	f.BoolVar(&o.exitCode, "exit-code", false, "exit with 1 if there is a difference")
	return c
}

func runDiff(ctx context.Context, a *app, o diffOptions) error {
	d := dataset.NewDiffer()
	if err := a.eachRow(ctx, o.old, d.Old); err != nil {
		return err
	}
	if err := a.eachRow(ctx, o.new, d.New); err != nil {
		return err
	}
	all, each := d.Differences()
	if o.json {
		if each == nil {
			each = []dataset.Difference{}
		}
		if err := writeJSON(a.out, difference{d.Same, all.Removed, all.Added, all.Moved, all.Changed, each}); err != nil {
			return err
		}
	} else {
		a.sayDifferences(d.Same, all, each)
	}
	if o.exitCode && len(each) > 0 {
		return &exitError{exitFailed, errors.New("")}
	}
	return nil
}

func (a *app) sayDifferences(same int, all dataset.Difference, each []dataset.Difference) {
	if len(each) == 0 {
		a.say("no difference in %s rows", text.Thousands(same))
		return
	}
	t := table.New(table.Numbers("removed"), table.Numbers("added"), table.Numbers("moved"), table.Numbers("changed"), table.Names("template"))
	for _, d := range each {
		t.Add(text.Thousands(d.Removed), text.Thousands(d.Added), text.Thousands(d.Moved), text.Thousands(d.Changed), d.From)
	}
	if !a.quiet {
		_ = a.printTable(t) // as for all that is printed
	}
	a.say("%s rows are the same; %s removed, %s added, %s moved to another split, %s changed, of %s templates",
		text.Thousands(same), text.Thousands(all.Removed), text.Thousands(all.Added), text.Thousands(all.Moved), text.Thousands(all.Changed), text.Thousands(len(each)))
}
