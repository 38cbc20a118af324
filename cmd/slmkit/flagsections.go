package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// section is the annotation of a flag that has the title under which help lists it.
const section = "section"

// addSection adds flags that help lists under a title, in the order in which they are
// registered.
func addSection(f *pflag.FlagSet, title string, register func(*pflag.FlagSet)) {
	own := pflag.NewFlagSet(title, pflag.ContinueOnError)
	own.SortFlags = false
	register(own)
	own.VisitAll(func(flag *pflag.Flag) {
		_ = own.SetAnnotation(flag.Name, section, []string{title}) // fails for unknown flags alone
	})
	f.SortFlags = false
	f.AddFlagSet(own)
}

// flagSections are the flags of a command as help lists them.
func flagSections(c *cobra.Command) string {
	var titles []string
	sections := map[string]*pflag.FlagSet{}
	c.LocalFlags().VisitAll(func(flag *pflag.Flag) {
		title := "Flags"
		if of := flag.Annotations[section]; of != nil {
			title = of[0]
		}
		if sections[title] == nil {
			sections[title] = pflag.NewFlagSet(title, pflag.ContinueOnError)
			sections[title].SortFlags = c.Flags().SortFlags
			titles = append(titles, title)
		}
		sections[title].AddFlag(flag)
	})
	var b strings.Builder
	for _, title := range titles {
		fmt.Fprintf(&b, "%s:\n%s\n", title, sections[title].FlagUsagesWrapped(helpWidth))
	}
	return b.String()
}
