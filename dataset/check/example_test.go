package check_test

import (
	"context"
	"fmt"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/check"
)

func ExampleChecker() {
	c := check.New(check.Options{Show: 1})
	call := &dataset.Call{Name: "none"}
	c.Add(check.Row{File: "train.jsonl", Line: 1, Example: &dataset.Example{ID: "a", Split: dataset.Train, Text: "hello", Call: call}})
	c.Add(check.Row{File: "test.jsonl", Line: 1, Example: &dataset.Example{ID: "b", Split: dataset.Test, Text: "Hello!", Call: call}})
	r, err := c.Finish(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range r.Of(check.TextLeak).Findings {
		fmt.Printf("%s:%d: %s: %s\n", f.File, f.Line, f.Kind, f.Detail)
	}
	fmt.Println(r.Count(check.Fault), "fault in", r.Examples, "examples")
	// Output:
	// test.jsonl:1: text leak: the text is also in train, but for its form
	// 1 fault in 2 examples
}
