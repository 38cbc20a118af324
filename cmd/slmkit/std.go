package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/table"
	"github.com/slmkit/slmkit/prompts"
)

func newStd(a *app) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "std [LIBRARY]",
		Short: "list the rules that packs share, with three wordings each",
		Long: `Lists the libraries that a pack takes with use: in its pack.yaml, and their
parts. With the name of one it lists its rules and lexicons: what each is for,
what must follow it, and three of its wordings. A template names a rule in angle
brackets, as in "<open> <want_v> see my bill <close>", and a lexicon in
a slot, as in {amount:small_money}. A library that does not exist is exit 2.`,
		Example: "slmkit std\nslmkit std std/en\nslmkit std std/en/none/weather",
		Args:    cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, l := range prompts.Libraries() {
				names = append(names, l.Name)
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return printLibraries(a, asJSON)
			}
			return printLibrary(a, args[0], asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the list as JSON")
	return c
}

// printLibraries lists the libraries by name.
func printLibraries(a *app, asJSON bool) error {
	libraries := prompts.Libraries()
	if asJSON {
		return writeJSON(a.out, libraries)
	}
	t := table.New(table.Names("library"), table.Numbers("rules"), table.Numbers("lexicons"), table.Numbers("negatives"), table.Text("what it is"))
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return text.Thousands(n)
	}
	for _, l := range libraries {
		t.Add(l.Name, number(l.Rules), number(l.Lexicons), number(l.Negatives), l.About)
	}
	if err := a.printTable(t); err != nil {
		return err
	}
	a.say("next: slmkit std %s", libraries[0].Name)
	return nil
}

// printLibrary lists what one library holds.
func printLibrary(a *app, name string, asJSON bool) error {
	entries, err := prompts.Library(name)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if asJSON {
		return writeJSON(a.out, entries)
	}
	t := table.New(table.Names("name"), table.Text("what it is"), table.Text("before"), table.Text("three wordings"))
	for _, e := range entries {
		t.Add(e.Name, e.About, e.Wants, strings.Join(e.Wordings, " · "))
	}
	if err := a.printTable(t); err != nil {
		return err
	}
	a.say("next: use: %s in pack.yaml", name)
	return nil
}
