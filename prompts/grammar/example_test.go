package grammar_test

import (
	"fmt"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// lights is the template (turn|switch) on [the] {n} light<s>, whose slot is a number
// from 1 to 3.
func lights() *grammar.Template {
	words := func(s string) *grammar.Node { return grammar.Literal(s) }
	number := grammar.Number(1, 3, 1, grammar.NumberForm{Style: grammar.Spelled})
	return &grammar.Template{
		Actions: []string{"turn_on"},
		Slots:   []grammar.Slot{{Param: &action.Param{Name: "n", Type: "integer"}}},
		Root: grammar.Sequence(
			grammar.OneOf(words("turn"), words("switch")), words(" on "), grammar.OneOf(words("the "), words("")),
			grammar.SlotNode(0, number), words(" light"), grammar.PluralNode("", "s")),
	}
}

// A tree counts its derivations, and a Walker makes each of them.
func ExampleWalker_Unrank() {
	t := lights()
	fmt.Println(t.Root.Size(), "derivations")
	var w grammar.Walker
	for _, number := range []uint64{0, 5, 11} {
		w.Unrank(t, number)
		fmt.Printf("%s: digits %v, slot %q\n", w.Text, w.Digits, w.Words(0))
	}
	// Output:
	// 12 derivations
	// turn on the one light: digits [0 0 0], slot "one"
	// switch on the two lights: digits [1 0 1], slot "two"
	// switch on three lights: digits [1 1 2], slot "three"
}

// A Parser finds the derivations that write a text.
func ExampleParser_Parse() {
	t := lights()
	p := grammar.NewParser(grammar.NewIndex([]*grammar.Template{t}), time.Time{})
	p.Parse(t, "switch on two lights", time.Time{}, func(w *grammar.Walker) bool {
		fmt.Printf("digits %v, slot %q\n", w.Digits, w.Words(0))
		return false // go on
	})
	// Output:
	// digits [1 1 1], slot "two"
}
