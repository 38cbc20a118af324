package augment_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/slmkit/slmkit/augment"
	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

var schema, _ = action.New([]*action.Action{{Name: "transfer_money", Params: []*action.Param{
	{Name: "amount", Type: "string", Format: "money"}, {Name: "to", Type: "string"}}}})

var example = dataset.Example{ID: "ex_1", Split: dataset.Train, Text: "please send $50 to mom",
	Target: `transfer_money(amount="$50", to="mom")`,
	Call:   &dataset.Call{Name: "transfer_money", Arguments: map[string]any{"amount": "50 USD", "to": "mom"}},
	Slots:  []dataset.Slot{{Name: "amount", Value: "$50", Start: 12, End: 15}, {Name: "to", Value: "mom", Start: 19, End: 22}}}

// Run puts copies behind each example of a stream.
func ExampleRun() {
	in := func(yield func(dataset.Example, error) bool) { yield(example, nil) }
	ops, err := augment.Find([]string{"amount_form"})
	if err != nil {
		fmt.Println(err)
		return
	}
	var stats augment.Stats
	for e, err := range augment.Run(in, augment.Options{Seed: 1, Copies: 2, Ops: ops, Schema: schema}, &stats) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(e.Text, "→", e.Target)
	}
	fmt.Println(stats.Originals, "example,", stats.Copies, "copies")
	// Output:
	// please send $50 to mom → transfer_money(amount="$50", to="mom")
	// please send 50 dollars to mom → transfer_money(amount="50 dollars", to="mom")
	// please send 50 usd to mom → transfer_money(amount="50 usd", to="mom")
	// 1 example, 2 copies
}

// Apply applies one operation.
func ExampleApply() {
	ops, err := augment.Find([]string{"upper"})
	if err != nil {
		fmt.Println(err)
		return
	}
	e, err := augment.Apply(ops[0], example, rand.New(rand.NewPCG(1, 1)), schema)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.Text)
	fmt.Println(e.Target)
	// Output:
	// PLEASE SEND $50 TO MOM
	// transfer_money(amount="$50", to="MOM")
}
