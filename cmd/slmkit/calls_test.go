package main

import (
	"os"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/inference/calls"
	"github.com/slmkit/slmkit/prompts"
)

func contents(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestTargetsAreAllowed: the grammar allows every target that the pack makes.
func TestTargetsAreAllowed(t *testing.T) {
	p, err := prompts.Open("banking")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := prompts.NewPlan(p, prompts.Options{N: 3000, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	set, err := prompts.Draw(t.Context(), plan, 2)
	if err != nil {
		t.Fatal(err)
	}
	g := calls.Grammar(p.Schema())
	for e, err := range set.Examples(t.Context(), dataset.Train) {
		if err != nil {
			t.Fatal(err)
		}
		if at, ok := g.Match(e.Text, e.Target); !ok {
			t.Errorf("%q: %s is refused at byte %d", e.Text, e.Target, at)
		}
	}
	for prompt, target := range map[string]string{
		"pay 5 dollars to ann":    `transfer_money(amount="5 dollars", recipient="bob")`,
		"pay 5 dollars to bob":    `transfer_money(amount="bob")`,
		"is it the 3rd, checking": `check_balance(account=chequing)`,
		"order 3 boxes":           `order_checks(quantity=x)`,
		"show":                    `check_balance(account=checking, account=savings)`,
		"hello":                   `check_balance(`,
		"two":                     `none(); `,
		"":                        ``,
	} {
		if _, ok := g.Match(prompt, target); ok {
			t.Errorf("%q: %q is allowed", prompt, target)
		}
	}
}
