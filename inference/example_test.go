package inference_test

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/grammar"
)

// open opens the bundled model.
func open() *inference.Model {
	m, err := inference.Open(context.Background(), "../testdata/models/banking", inference.Options{Precision: "int8", Threads: 1})
	if err != nil {
		panic(err)
	}
	return m
}

// Generate answers a stream of prompts in their order.
func ExampleModel_Generate() {
	m := open()
	defer m.Close()
	prompts := []string{"show my savings balance", "", "freeze my card please"}
	for out, err := range m.Generate(context.Background(), slices.Values(prompts), inference.Generation{}) {
		switch {
		case err != nil:
			fmt.Println("the stream has ended:", err)
		case out.Err != nil:
			fmt.Println("no answer:", out.Err)
		default:
			fmt.Println(out.Text)
		}
	}
	// Output:
	// check_balance(account=savings)
	// no answer: prompt is empty
	// freeze_account()
}

// A grammar limits what the model may write.
func ExampleGeneration_grammar() {
	m := open()
	defer m.Close()
	yesOrNo := grammar.New(grammar.Either(grammar.Text("yes"), grammar.Text("no")))
	for out, err := range m.Generate(context.Background(), slices.Values([]string{"is my card frozen"}), inference.Generation{Grammar: yesOrNo}) {
		fmt.Println(out.Text, err)
	}
	// Output: no <nil>
}

// A beam search returns several outputs, the likeliest first.
func ExampleGeneration_beams() {
	m := open()
	defer m.Close()
	for out, err := range m.Generate(context.Background(), slices.Values([]string{"show my balance"}), inference.Generation{Beams: 3}) {
		for _, s := range out.Sequences {
			fmt.Printf("%.1f %s\n", math.Abs(s.Score), s.Text) // minus the log probability a token
		}
		fmt.Println(err)
	}
	// Output:
	// 0.0 check_balance()
	// 1.3 none()
	// 2.7 bill_due()
	// <nil>
}

// FindFiles and Precisions look at a folder without loading a model.
func ExamplePrecisions() {
	names, err := inference.Precisions("../testdata/models/banking")
	fmt.Println(names, err)
	// Output: [fp32 int8] <nil>
}
