package report_test

import (
	"fmt"

	"github.com/slmkit/slmkit/eval/report"
)

// Decode tells the kinds of reports apart.
func ExampleDecode() {
	for _, data := range []string{
		`{"kind": "eval", "metrics": {"exact_match": {"value": 0.94, "low": 0.92, "high": 0.96, "n": 600, "of": "prompts"}}}`,
		`{"kind": "bench", "metrics": {}, "precisions": [{"precision": "int8", "metrics": {"size_mb": {"value": 1.65}}}]}`,
	} {
		r, err := report.Decode([]byte(data), "report.json")
		if err != nil {
			fmt.Println(err)
			return
		}
		switch r := r.(type) {
		case *report.Evaluation:
			m := r.Metrics["exact_match"]
			fmt.Println("exact match", report.FormatValue(m.Value, m.Unit), "of", report.FormatCount(m.N, m.Of))
		case *report.Bench:
			m, _ := r.Find("size_mb", report.Selector{{Key: "precision", Value: "int8"}})
			fmt.Println("size", report.FormatValue(m.Value, report.Megabyte))
		}
	}
	// Output:
	// exact match 94.0 % of 600 prompts
	// size 1.65 MB
}
