package augment

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
)

// TestHistory: what was said before stays as it was said, and so do the values that the
// call has from there. The same answer after other turns is not the same prompt.
func TestHistory(t *testing.T) {
	question := func(said string) dataset.Example {
		e := mark(t, "to [recipient=my mom], please")
		e.Target = `transfer_money(amount="$5", recipient="my mom")`
		e.Call.Arguments["amount"] = "5 USD"
		e.History = []dataset.Turn{{Role: dataset.User, Text: said, Target: `transfer_money(amount="$5")`}, {Role: dataset.Assistant, Text: "to whom?"}}
		e.ID = e.Fingerprint()
		return e
	}
	in := []dataset.Example{question("transfer $5"), question("send $5")}
	seq := func(yield func(dataset.Example, error) bool) {
		for _, e := range in {
			if !yield(e, nil) {
				return
			}
		}
	}
	var stats Stats
	copies := map[string]int{} // by what was said first
	for e, err := range Run(seq, Options{Schema: schema(t), Ops: named(t, "upper"), Copies: 1}, &stats) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Origin == nil || e.Origin.Parent == "" {
			continue
		}
		copies[e.History[0].Text]++
		if diff := cmp.Diff(in[0].History[1:], e.History[1:]); diff != "" || e.History[0].Target != in[0].History[0].Target {
			t.Errorf("history: %s", diff)
		}
		if err := schema(t).Verify(&e); err != nil {
			t.Errorf("%s: %v", e.Target, err)
		}
	}
	if len(copies) != 2 {
		t.Errorf("copies of %v: both dialogues have one (%+v)", copies, stats)
	}
}
