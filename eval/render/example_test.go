package render_test

import (
	"fmt"
	"os"

	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
)

// A report that was read from a file is printed for a terminal of 80 columns.
func ExampleEvaluationText() {
	r, err := report.Decode([]byte(`{"kind": "eval", "metrics": {
		"exact_match": {"value": 0.875, "low": 0.837, "high": 0.905, "n": 591, "of": "prompts"},
		"latency_p50_ms": {"value": 0.4545, "low": 0.4217, "high": 0.5512, "n": 591, "of": "prompts"}},
		"confusions": [{"want": "dispute_charge", "got": "cancel_transfer", "n": 3}]}`), "report.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = render.EvaluationText(os.Stdout, r.(*report.Evaluation), false, 80)
	// Output:
	//                   value     95 % interval   n
	// exact match      87.5 %       83.7 – 90.5   591 prompts
	// latency p50   0.4545 ms   0.4217 – 0.5512
	// worst    dispute_charge → cancel_transfer  3
}
