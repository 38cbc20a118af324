package calls_test

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/calls"
)

// A program answers a prompt with a typed call that is valid by the schema, and the
// calibrated probability that it is right.
func Example() {
	ctx := context.Background()
	m, err := calls.Open(ctx, "../../testdata/models/banking", calls.Options{
		Model: inference.Options{Precision: "int8"}, Constrain: true, Confidence: true})
	if err != nil {
		panic(err)
	}
	defer m.Close()
	p, err := m.Answer(ctx, "send fifty bucks to my landlord")
	if err != nil {
		panic(err)
	}
	fmt.Println(p.Call.Name, p.Call.Arguments, *p.Confidence > 0.9)
	// Output: transfer_money map[amount:50 USD recipient:my landlord] true
}

// Predict answers a stream of prompts.
func ExampleModel_Predict() {
	ctx := context.Background()
	m, err := calls.Open(ctx, "../../testdata/models/banking", calls.Options{Model: inference.Options{Precision: "int8"}})
	if err != nil {
		panic(err)
	}
	defer m.Close()
	prompts := func(yield func(calls.Prompt, error) bool) {
		for i, text := range []string{"freeze my card please", "", "how much money is in my checking account"} {
			if !yield(calls.Prompt{ID: fmt.Sprint(i), Text: text}, nil) {
				return
			}
		}
	}
	for p, err := range m.Predict(ctx, prompts) {
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s %q %q\n", p.ID, p.Output, p.Error)
	}
	// Output:
	// 0 "freeze_account()" ""
	// 1 "" "prompt is empty"
	// 2 "check_balance(account=checking)" ""
}

// The grammar of a schema says which outputs are calls, without a model.
func ExampleGrammar() {
	schema, err := action.Load(filepath.FromSlash("../../testdata/models/banking/actions.json"))
	if err != nil {
		panic(err)
	}
	g := calls.Grammar(schema)
	for _, output := range []string{"check_balance(account=savings)", "check_balance(account=mine)", "order_checks(quantity=2)"} {
		at, ok := g.Match("how much is in my savings", output)
		fmt.Println(output, ok, at)
	}
	// Output:
	// check_balance(account=savings) true 30
	// check_balance(account=mine) false 22
	// order_checks(quantity=2) true 24
}
