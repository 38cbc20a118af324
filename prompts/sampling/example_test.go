package sampling_test

import (
	"context"
	"fmt"
	"time"

	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/sampling"
)

// A Supply gives different prompts of one template, the same ones in every run.
func ExampleSupply() {
	words := grammar.OneOf(grammar.Literal("tea"), grammar.Literal("Tea"), grammar.Literal("coffee"))
	t := &grammar.Template{Actions: []string{"order"}, Hash: 1, Root: grammar.Sequence(
		grammar.Literal("some "), words, grammar.OneOf(grammar.Literal(" please"), grammar.Literal("")))}
	days := sampling.Calendar{First: time.Date(2025, time.June, 16, 0, 0, 0, 0, time.UTC), Days: 1}
	x := sampling.NewSelector(grammar.NewIndex([]*grammar.Template{t}), days, nil, nil)
	s := sampling.NewSupply(t, 7, 6)
	s.Fill(context.Background(), x)
	fmt.Println(s.Got, "of", t.Root.Size(), "derivations: tea and Tea are one text")
	var w grammar.Walker
	for row := range s.Got {
		s.Walk(&w, s.Candidate(row))
		fmt.Println(len(w.Digits), "choices")
	}
	// Output:
	// 4 of 6 derivations: tea and Tea are one text
	// 2 choices
	// 2 choices
	// 2 choices
	// 2 choices
}
