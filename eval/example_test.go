package eval_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/report"
)

const tools = `[{"type": "function", "function": {"name": "transfer_money", "parameters": {"type": "object", "properties": {
	"amount": {"type": "string", "format": "money"}, "recipient": {"type": "string"}}}}}]`

const gold = `{"id": "1", "text": "send $50 to mom", "call": {"name": "transfer_money", "arguments": {"amount": "50 USD", "recipient": "mom"}}}
{"id": "2", "text": "wire bob 20 dollars", "call": {"name": "transfer_money", "arguments": {"amount": "20 USD", "recipient": "bob"}}}
`

// Evaluate scores predictions against gold. Values are compared by what they
// mean: "50 bucks" is 50 USD.
func ExampleEvaluate() {
	predictions := `{"id": "1", "output": "transfer_money(amount=\"50 bucks\", recipient=\"mom\")"}
{"id": "2", "output": "transfer_money(amount=\"20 dollars\", recipient=\"rob\")"}
`
	schema, err := action.Parse([]byte(tools), "tools.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	scores, err := eval.Evaluate(context.Background(), eval.ReadGold(strings.NewReader(gold), "gold.jsonl"),
		eval.Predictions{Label: "int8", Seq: eval.ReadPredictions(strings.NewReader(predictions), "int8.jsonl")},
		eval.Options{Schema: schema, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	exact := scores.Metrics["exact_match"]
	fmt.Println(report.FormatValue(exact.Value, exact.Unit), "of", report.FormatCount(exact.N, exact.Of))
	for _, f := range scores.Failures {
		fmt.Printf("%s: %s\n", f.ID, f.Detail)
	}
	// Output:
	// 50.0 % of 2 prompts
	// 2: recipient is "rob", "bob" is wanted
}

// Compare pairs two runs on the same examples.
func ExampleCompare() {
	run := func(label, recipient string) eval.Predictions {
		return eval.Predictions{Label: label, Seq: eval.ReadPredictions(strings.NewReader(
			`{"id": "1", "output": "transfer_money(amount=\"$50\", recipient=\"mom\")"}
{"id": "2", "output": "transfer_money(amount=\"20 USD\", recipient=\"`+recipient+`\")"}
`), label)}
	}
	c, err := eval.Compare(context.Background(), eval.ReadGold(strings.NewReader(gold), "gold.jsonl"), run("fp32", "bob"), run("int8", "rob"), eval.Options{Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Verdict)
	for _, f := range c.Broken {
		fmt.Println("broken:", f.ID, f.Got)
	}
	// Output:
	// no difference found
	// broken: 2 transfer_money(amount="20 USD", recipient="rob")
}

// A Judge scores one prediction and says what is wrong with it.
func ExampleJudge_Score() {
	example := eval.Gold{Example: dataset.Example{ID: "1", Text: "send $50 to mom",
		Call: &dataset.Call{Name: "transfer_money", Arguments: map[string]any{"amount": "50 USD"}}}}
	r := eval.NewJudge(nil, "").Score(&example, &dataset.Prediction{ID: "1", Output: "none()"})
	fmt.Println(r.Status, r.Kinds, r.Detail)
	// Output: wrong [false_refusal] transfer_money → none
}

// McNemar says how likely a difference between two runs is by chance.
func ExampleMcNemar() {
	fmt.Printf("%.4f\n", eval.McNemar(1, 9)) // one broken, nine fixed
	// Output: 0.0215
}
