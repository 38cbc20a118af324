package grammar_test

import (
	"fmt"
	"strconv"

	"github.com/slmkit/slmkit/inference/grammar"
	"github.com/slmkit/slmkit/inference/tokenizer"
)

// payment allows none(), or pay(…) with a whole number that the prompt has.
func payment() *grammar.Grammar {
	amount := grammar.Quote(func(words string) bool {
		_, err := strconv.Atoi(words)
		return err == nil
	})
	pay := grammar.Sequence(grammar.Text(`pay("`), amount, grammar.Text(`")`))
	return grammar.New(grammar.Either(grammar.Text("none()"), grammar.When(amount, pay)))
}

// A grammar says of a whole output whether it is allowed for a prompt.
func ExampleGrammar_Match() {
	g := payment()
	for _, output := range []string{`pay("20")`, `pay("200")`, `pay(`, `none()`} {
		at, ok := g.Match("give 20 to ann", output)
		fmt.Println(output, ok, at)
	}
	_, ok := g.Match("give it to ann", `pay("20")`)
	fmt.Println("without a number in the prompt:", ok)
	// Output:
	// pay("20") true 9
	// pay("200") false 7
	// pay( false 4
	// none() true 6
	// without a number in the prompt: false
}

// A cursor follows an output token by token and says which tokens may come next.
func ExampleCursor() {
	t, err := tokenizer.Load("../../testdata/models/banking/tokenizer.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	texts, end := t.Texts(), int32(1)
	c := payment().Start(grammar.NewVocabulary(t, []int32{end}), tokenizer.View{Source: "give 20 to ann", Text: "give 20 to ann"}, new(grammar.Buffers))
	for {
		ids := c.Allowed()
		var may []string
		for _, id := range ids {
			may = append(may, texts[id])
		}
		fmt.Printf("%q\n", may)
		id := ids[len(ids)-1] // a model would take the likeliest
		if id == end {
			break
		}
		c.Advance(id)
	}
	// Output:
	// [" none(" " pay"]
	// ["("]
	// ["\""]
	// ["2"]
	// ["0"]
	// ["\")"]
	// [""]
}
