package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/prompts"
)

type checkOptions struct {
	in      []string
	actions string
	splitBy string
	show    int
	json    bool
}

func newCheck(a *app) *cobra.Command {
	var o checkOptions
	c := &cobra.Command{
		Use:   "check DIR|FILE...",
		Short: "find bad records, duplicates and leaks between splits",
		Long: `Checks that a dataset is fit for training and testing. It reads examples from
JSON Lines or Parquet files, or from a folder of them, and looks for

  records that cannot be read, and slots whose words are not at their offsets
  calls that fit neither the action schema nor their target
  ids and texts that occur twice, and one text with two targets
  texts and templates that two splits share
  augmented copies in another split than the example they come from

A text after other turns ("history") is another text.

Exits with 1 if it finds any.`,
		Example: "slmkit check data",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.in = args
			return runCheck(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.actions, "actions", "", "action schema, a tool list or pack (default: actions.json beside the data, or the built-in pack that the rows are from)")
	f.StringVar(&o.splitBy, "split-by", "", "how the data was split; splits may share templates unless the value is template (default: from manifest.json beside the data, else template)")
	f.IntVar(&o.show, "show", 20, "print at most N faults")
	f.BoolVar(&o.json, "json", false, "print the summary as JSON")
	return c
}

func runCheck(ctx context.Context, a *app, o checkOptions) error {
	files, err := datasetFiles(o.in)
	if err != nil {
		return err
	}
	schema, where, err := a.findSchema(o.actions, o.in[0], a.firstRows(files))
	if err != nil {
		return err
	}
	var verify func(*dataset.Example) error
	if schema != nil {
		verify = schema.Verify
	} else if a.unreadable(files) == nil {
		return noSchema(o.in[0])
	}
	if o.splitBy == "" {
		made, err := dataset.FolderOf(o.in[0]).ReadManifest()
		if err != nil {
			return err
		}
		o.splitBy = made.SplitBy
	}
	if o.splitBy != "" && !slices.Contains(prompts.Splittings, prompts.Splitting(o.splitBy)) {
		return usageError("--split-by %q: template, text, value, combination or intent", o.splitBy)
	}
	shown := 0
	c := dataset.NewChecker(verify, o.splitBy != "" && o.splitBy != string(prompts.ByTemplate), func(fault string) {
		if shown++; shown <= o.show && !o.json {
			fmt.Fprintln(a.out, fault)
		}
	})
	for _, file := range files {
		for e, err := range export.Open(file, a.in) {
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case err == nil:
				c.Add(file, &e)
			case !c.Bad(err):
				return err
			}
		}
	}
	c.Finish()
	return a.sayChecked(o, &c.Summary, where)
}

// sayChecked prints the summary; faults are an error.
func (a *app) sayChecked(o checkOptions, s *dataset.Summary, where string) error {
	if o.json {
		if err := writeJSON(a.out, s); err != nil {
			return err
		}
	} else {
		var rows []string
		for _, split := range append(dataset.Splits, "") {
			if n := s.Rows[split]; n > 0 {
				rows = append(rows, strings.TrimSpace(string(split)+" "+text.Thousands(n)))
			}
		}
		if len(rows) == 0 {
			rows = []string{"no examples"}
		}
		if s.Later > 0 {
			rows = append(rows, text.Thousands(s.Later)+" of them after other turns")
		}
		a.say("%s   %s actions, %s templates   actions: %s", strings.Join(rows, "   "), text.Thousands(len(s.Actions)), text.Thousands(s.Templates), cmp.Or(where, "not known"))
	}
	switch {
	case s.Total() > 0:
		var kinds []string
		for _, k := range dataset.Faults {
			if n := s.Found[k]; n > 0 {
				kinds = append(kinds, text.Thousands(n)+" "+k)
			}
		}
		return fmt.Errorf("%s: found faults: %s: mend them, or make the data again", strings.Join(o.in, " "), strings.Join(kinds, ", "))
	case s.Examples == 0:
		return fmt.Errorf("%s: no examples", strings.Join(o.in, " "))
	}
	if !o.json {
		a.say("no faults in %s examples", text.Thousands(s.Examples))
	}
	return nil
}
