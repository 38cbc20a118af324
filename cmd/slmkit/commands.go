package main

import "github.com/spf13/cobra"

func init() { cobra.EnableCommandSorting = false } // help keeps the order of addCommands

// addCommands adds the subcommands in the order in which help shows them.
func addCommands(root *cobra.Command, a *app) {
	add := func(title string, commands ...*cobra.Command) {
		root.AddGroup(&cobra.Group{ID: title, Title: title + ":"})
		for _, c := range commands {
			c.GroupID = title
		}
		root.AddCommand(commands...)
	}
	add("Packs of templates", newInit(a), newWatch(a), newLint(a), newParse(a), newTests(a), newTriage(a), newExpand(a), newPlan(a), newGenerate(a), newExplain(a), newImport(a), newStd(a), newSchema(a))
	add("Datasets", newCheck(a), newLeaks(a), newDiff(a), newAugment(a), newExport(a))
	add("Models", newInfer(a), newServe(a), newCalibrate(a), newBench(a), newCost(a), newVerify(a), newModel(a), newTokenize(a), newPackage(a), newDoctor(a))
	add("Verdicts", newEval(a), newCompare(a), newGate(a))
	add("Other", newRun(a), newMan(a))
	root.SetCompletionCommandGroupID("Other")
	root.SetHelpCommandGroupID("Other")
}
