package main

import "github.com/spf13/cobra"

// commands lists the subcommands in the order in which help shows them.
func commands(a *app) []*cobra.Command {
	return []*cobra.Command{
		newLint(a),
		newParse(a),
		newExplain(a),
		newSchema(a),
		newPlan(a),
		newGenerate(a),
		newAugment(a),
		newCheck(a),
		newLeaks(a),
		newDiff(a),
		newExport(a),
		newImport(a),
		newInfer(a),
		newCalibrate(a),
		newVerify(a),
		newModel(a),
		newTokenize(a),
		newEval(a),
		newCompare(a),
		newGate(a),
		newBench(a),
		newCost(a),
		newDoctor(a),
		newRun(a),
		newMan(a),
	}
}
