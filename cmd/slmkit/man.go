package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func newMan(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "man DIR",
		Short:   "write the manual pages of all commands",
		Long:    "Writes a manual page for each command to the folder DIR, for man to show.",
		Example: "slmkit man /usr/local/share/man/man1",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o777); err != nil {
				return err
			}
			root := cmd.Root()
			root.DisableAutoGenTag = true // the same pages whatever the day
			if err := doc.GenManTree(root, &doc.GenManHeader{Title: "SLMKIT", Section: "1", Source: "slmkit"}, args[0]); err != nil {
				return err
			}
			a.say("%s: manual pages of slmkit and its commands", args[0])
			return nil
		},
	}
}
