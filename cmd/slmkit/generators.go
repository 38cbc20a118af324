package main

import (
	"github.com/slmkit/slmkit/eval/table"
	"github.com/slmkit/slmkit/prompts"
)

// printGenerators lists the generators of lexicons, each with its options.
func printGenerators(a *app) error {
	t := table.New(table.Names("generator"), table.Names("option"), table.Text("what it says"))
	for _, g := range prompts.Generators() {
		t.Add(g.Name, "", g.About)
		for _, o := range g.Options {
			t.Add("", o.Name, o.About)
		}
	}
	return a.printTable(t)
}
