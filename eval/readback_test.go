package eval

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// What Evaluate and Compare write is read: every number is within the range that the
// schema of reports gives it, whatever the answers are.
func TestReportsAreRead(t *testing.T) {
	outputs := []string{`transfer_money(amount="fifty bucks", recipient="mom")`, `transfer_money(amount="5 USD", recipient="dad")`, `get_statement(account=savings)`, "none()", "oops", ""}
	for seed := range uint64(12) {
		rng := rand.New(rand.NewPCG(seed, 6))
		n := []int{1, 2, 40, 150}[seed%4]
		worst := int(seed) % len(outputs)
		var gold []Gold
		var base, new []dataset.Prediction
		for i := range n {
			g := example("transfer_money", map[string]any{"amount": "50 USD", "recipient": "mom"}, dataset.Slot{Name: "amount", Value: "fifty bucks"})
			if rng.IntN(4) == 0 {
				g = example("none", map[string]any{})
			}
			g.ID = fmt.Sprint(i)
			if seed%2 == 0 {
				g.Origin = &dataset.Origin{Template: fmt.Sprint(i / 7), Ops: []string{"typo:1"}[:i%2]}
			}
			gold = append(gold, g)
			for _, to := range []*[]dataset.Prediction{&base, &new} {
				confidence, ms := rng.Float64(), 1+rng.Float64()
				p := dataset.Prediction{ID: g.ID, Output: outputs[min(rng.IntN(len(outputs)), worst)], LatencyMS: &ms}
				if seed%3 > 0 {
					p.Confidence = &confidence
				}
				*to = append(*to, p)
			}
		}
		o := Options{Schema: testSchema(t), Seed: seed}
		e, err := Evaluate(t.Context(), stream(gold), Predictions{"p", stream(new)}, o)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Compare(t.Context(), stream(gold), Predictions{"b", stream(base)}, Predictions{"n", stream(new)}, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []report.Report{e, c} {
			data, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := report.Decode(data, "r"); err != nil {
				t.Errorf("seed %d, %d examples: %v", seed, n, err)
			}
		}
	}
}
