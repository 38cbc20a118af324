package leak

import (
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// TestDialogues: an answer after another question is another prompt.
func TestDialogues(t *testing.T) {
	after := func(split dataset.Split, said, question, text string) *dataset.Example {
		e := example(split, text)
		e.History = []dataset.Turn{{Role: dataset.User, Text: said, Target: "pay()"}, {Role: dataset.Assistant, Text: question}}
		return e
	}
	for _, c := range []struct {
		name string
		test *dataset.Example
		want [kinds]int
	}{
		{"the same dialogue", after(dataset.Test, "pay", "To whom?", "To {to:mom}!"), [kinds]int{Exact: 1, Template: 1, Values: 1, SlotValue: 1, Near: 1}},
		{"another value", after(dataset.Test, "send some money please", "to whom?", "to {to:dad}"), [kinds]int{Template: 1}},
		{"another question", after(dataset.Test, "book a table at a restaurant", "who comes with you?", "to {to:mom}"), [kinds]int{Values: 1, SlotValue: 1}},
		{"no turns", example(dataset.Test, "to {to:mom}"), [kinds]int{Values: 1, SlotValue: 1}},
	} {
		f := NewFinder(0.8, 9)
		for _, e := range []*dataset.Example{after(dataset.Train, "pay", "to whom?", "to {to:mom}"), c.test} {
			if err := f.Add("f", e); err != nil {
				t.Fatal(err)
			}
		}
		ps, err := f.Pairs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range Kinds {
			if got := ps[0].Counts[k].K; got != c.want[k] {
				t.Errorf("%s: %s %d, want %d", c.name, k, got, c.want[k])
			}
		}
	}
}
