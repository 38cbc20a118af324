package action_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

const tools = `[{"type": "function", "function": {"name": "transfer_money", "parameters": {
  "type": "object",
  "properties": {
    "amount":  {"type": "string", "format": "money"},
    "to":      {"type": "string", "format": "person"},
    "account": {"type": "string", "enum": ["checking", "savings"]},
    "on":      {"type": "string", "format": "date"}},
  "required": ["amount", "to"]}}}]`

// From what a model wrote to a call with values that a program can use.
func ExampleSchema_Resolve() {
	schema, err := action.Parse([]byte(tools), "tools.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	raw, err := action.ParseTarget(`transfer_money(amount="fifty bucks", to="Mom", account=savings, on="next friday")`)
	if err != nil {
		fmt.Println(err)
		return
	}
	today := time.Date(2025, 6, 16, 0, 0, 0, 0, time.UTC)
	calls, err := schema.Resolve(raw, today)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(calls[0].Name, calls[0].Arguments)
	// Output: transfer_money map[account:savings amount:50 USD on:2025-06-27 to:mom]
}

// Errors say of which kind they are.
func ExampleSchema_Resolve_errors() {
	schema, err := action.Parse([]byte(tools), "tools.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, target := range []string{`buy_house()`, `transfer_money(to="mom")`, `transfer_money(amount="lots", to="mom")`} {
		raw, err := action.ParseTarget(target)
		if err == nil {
			_, err = schema.Resolve(raw, time.Time{})
		}
		fmt.Println(errors.Is(err, action.ErrUnknownAction), errors.Is(err, action.ErrMissingParam), errors.Is(err, action.ErrValue), err)
	}
	// Output:
	// true false false unknown action "buy_house"
	// false true false transfer_money: "amount": required parameter is missing
	// false false true transfer_money: amount: "lots" is not an amount of money: value does not fit
}

func ExampleSchema_Target() {
	schema, err := action.Parse([]byte(tools), "tools.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	target, err := schema.Target([]action.RawCall{{Name: "transfer_money", Args: []action.RawArg{
		{Name: "account", Text: "savings"}, {Name: "to", Text: `"Big" Al`}, {Name: "amount", Text: "$5"},
	}}})
	fmt.Println(target, err)
	// Output: transfer_money(amount="$5", to="""Big"" Al", account=savings) <nil>
}

func ExampleSchema_Verify() {
	schema, err := action.Parse([]byte(tools), "tools.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	e := dataset.Example{Text: "send mom $5", Target: `transfer_money(amount="$5", to="mom")`,
		Call:  &dataset.Call{Name: "transfer_money", Arguments: map[string]any{"amount": "5 USD", "to": "mom"}},
		Slots: []dataset.Slot{{Name: "to", Value: "mom", Start: 5, End: 8}, {Name: "amount", Value: "$5", Start: 9, End: 11}}}
	fmt.Println(schema.Verify(&e))
	e.Slots[1].Value = "$6"
	fmt.Println(schema.Verify(&e))
	// Output:
	// <nil>
	// slot "amount": "$6" means 6 USD, the call says 5 USD
}

func ExampleMoney() {
	for _, said := range []string{"fifty bucks", "$1,200.50", "half a grand", "12 euros"} {
		amount, err := action.Money(said)
		fmt.Println(amount, err)
	}
	// Output:
	// 50 USD <nil>
	// 1200.50 USD <nil>
	// 500 <nil>
	// 12 EUR <nil>
}

func ExampleDate() {
	today := time.Date(2025, 6, 16, 0, 0, 0, 0, time.UTC) // a monday
	for _, said := range []string{"tomorrow", "next friday", "march 3rd", "in two weeks"} {
		day, err := action.Date(said, today)
		fmt.Println(day, err)
	}
	// Output:
	// 2025-06-17 <nil>
	// 2025-06-27 <nil>
	// 2025-03-03 <nil>
	// 2025-06-30 <nil>
}

func ExamplePeriod() {
	today := time.Date(2025, 6, 16, 0, 0, 0, 0, time.UTC)
	for _, said := range []string{"march", "last 3 months", "this year"} {
		period, err := action.Period(said, today)
		fmt.Println(period, err)
	}
	// Output:
	// 2025-03 <nil>
	// 2025-03-01/2025-05-31 <nil>
	// 2025 <nil>
}

func ExampleTime() {
	clock, err := action.Time("half past seven in the evening")
	fmt.Println(clock, err)
	// Output: 19:30 <nil>
}
