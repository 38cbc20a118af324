package action

import (
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// TestVerifyHistory: the call so far is held to the schema and to its target, but may
// lack what the dialogue says later.
func TestVerifyHistory(t *testing.T) {
	s := mustParse(t)
	call := &dataset.Call{Name: "pay", Arguments: map[string]any{"amount": "50 USD"}}
	for target, want := range map[string]string{
		`pay(amount="fifty bucks")`: "",
		``:                          "",
		`pay(amount="fifty"`:        "history: turn 1: ",
		`fly(to="rome")`:            `history: turn 1: target fly(to="rome"): unknown action "fly"`,
		`pay(amount="$5")`:          `history: turn 1: target pay(amount="$5") asks for`,
	} {
		turn := dataset.Turn{Role: dataset.User, Text: "fifty bucks", Target: target, Call: call}
		e := dataset.Example{Text: "to mom", Target: `pay(to="mom", amount="fifty bucks")`, History: []dataset.Turn{turn, {Role: dataset.Assistant, Text: "to whom?"}},
			Call:  &dataset.Call{Name: "pay", Arguments: map[string]any{"amount": "50 USD", "to": "mom"}},
			Slots: []dataset.Slot{{Name: "to", Value: "mom", Start: 3, End: 6}}}
		if err := s.Verify(&e); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", target, err, want)
		}
	}
}
