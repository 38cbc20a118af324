package cost_test

import (
	"fmt"

	"github.com/slmkit/slmkit/eval/cost"
)

// New estimates what each place of a table of prices costs a month.
func ExampleNew() {
	prices, err := cost.Builtin().Only([]string{"lambda-x86", "ml.t3.medium"})
	if err != nil {
		fmt.Println(err)
		return
	}
	e, err := cost.New(cost.Workload{Requests: 10_000, LatencyMS: 1000, MeasuredMB: 2048}, prices, "function-url")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range e.Options {
		fmt.Printf("%s: %.3f %s\n", o.Name, o.Total, e.Currency)
	}
	fmt.Printf("%s is cheaper from %.0f requests on\n", e.Options[1].Name, *e.Options[1].BreakEven)
	// Output:
	// lambda-x86: 0.335 USD
	// ml.t3.medium: 36.000 USD
	// ml.t3.medium is cheaper from 1073557 requests on
}

// WhitePaper shows the slip in a published sum.
func ExampleWhitePaper() {
	for _, s := range cost.WhitePaper()[:3] {
		fmt.Printf("%s: written %.3f, is %.3f\n", s.Item, s.Written, s.Is)
	}
	// Output:
	// compute: written 0.333, is 0.333
	// requests: written 0.200, is 0.002
	// function: written 0.533, is 0.335
}
