package leak_test

import (
	"context"
	"fmt"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/leak"
)

func ExampleFinder() {
	finder := leak.NewFinder(0.8, 1)
	for _, e := range []dataset.Example{
		{ID: "a", Split: dataset.Train, Text: "what is my balance on the card please"},
		{ID: "b", Split: dataset.Train, Text: "freeze my card"},
		{ID: "c", Split: dataset.Test, Text: "Freeze my card!"},
		{ID: "d", Split: dataset.Test, Text: "what is my balance on the cards please"},
	} {
		if err := finder.Add("data.jsonl", &e); err != nil {
			fmt.Println(err)
			return
		}
	}
	pairs, err := finder.Pairs(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range pairs {
		for _, kind := range []leak.Kind{leak.Exact, leak.Near} {
			count := p.Counts[kind]
			fmt.Printf("%s %s: %d of %d, %q\n", p.Name(), kind, count.K, count.N, count.Matches[0].To.Text)
		}
	}
	// Output:
	// train/test exact: 1 of 2, "Freeze my card!"
	// train/test near: 2 of 2, "Freeze my card!"
}

func ExampleSimilarity() {
	fmt.Printf("%.2f\n", leak.Similarity("show my savings account", "show my saving account"))
	// Output: 0.70
}

func ExampleDelexicalise() {
	fmt.Println(leak.Delexicalise(&dataset.Example{Text: "send $5 to mom",
		Slots: []dataset.Slot{{Name: "amount", Value: "$5", Start: 5, End: 7}, {Name: "to", Value: "mom", Start: 11, End: 14}}}))
	// Output: send {amount} to {to}
}
