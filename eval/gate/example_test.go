package gate_test

import (
	"fmt"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
)

// Rules are read and checked first, then judged by a report. The interval of
// intent_accuracy holds 0.95, so its rule cannot be decided.
func Example() {
	rules, err := gate.ParseRules([]byte("rules:\n  - exact_match >= 90 %\n  - low(intent_accuracy) >= 0.95\n"), "gate.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	scores, err := report.Decode([]byte(`{"metrics": {
		"exact_match": {"value": 0.94, "low": 0.92, "high": 0.96, "n": 600},
		"intent_accuracy": {"value": 0.96, "low": 0.94, "high": 0.98, "n": 600}}}`), "report.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	verdict, err := rules.Judge([]report.Report{scores}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range verdict.Outcomes {
		fmt.Println(o.Status, o.Rule)
	}
	fmt.Println(verdict.Summary())
	// Output:
	// pass exact_match >= 0.9
	// inconclusive low(intent_accuracy) >= 0.95
	// inconclusive: 1 of 2 rules: gate.yaml:3
}

// A misspelt metric is an error with its place, not a rule that never applies.
func ExampleParseRules() {
	_, err := gate.ParseRules([]byte("rules:\n  - exact_mach >= 0.9\n"), "gate.yaml")
	fmt.Println(err)
	// Output: gate.yaml:2: rule "exact_mach >= 0.9": unknown metric "exact_mach", did you mean "exact_match"?
}
