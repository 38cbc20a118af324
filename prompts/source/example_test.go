package source_test

import (
	"fmt"

	"github.com/slmkit/slmkit/prompts/source"
)

// Notes gathers the faults of a file, each with its place.
func ExampleNotes() {
	var notes source.Notes
	for _, d := range notes.Documents("rules/hello.yaml", []byte("hi: [hello, hey]\nhi: 3\n")) {
		for _, p := range notes.Pairs(d, d.Root, "rules") {
			fmt.Println(p.Key, source.Describe(p.Value))
		}
	}
	fmt.Println(notes.Errors)
	// Output:
	// hi a list
	// rules/hello.yaml:2:1: rules: "hi" is written twice
}
