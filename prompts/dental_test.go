package prompts

import (
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// TestDental: a small pack from nothing lints without a warning, and its rows are what
// patients would write: appointments lie ahead, in the hours of the clinic.
func TestDental(t *testing.T) {
	p := open(t, "testdata/dental")
	faults := lint(t, p)
	ambiguous, _, err := p.Ambiguous(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(faults, ambiguous...) {
		t.Error(f)
	}
	splits, _ := rows(t, p, Options{N: 280, Seed: 5, SplitBy: "text"}, 2)
	slots := map[string]int{}
	for _, split := range dataset.Splits {
		for _, e := range splits[split] {
			checkRow(t, p, e, split)
			for _, call := range e.Want() {
				for name, v := range call.Arguments {
					slots[name]++
					switch name {
					case "day", "new_day", "old_day":
						if v.(string) < e.Ref {
							t.Errorf("%q of %s is on %s", e.Text, e.Ref, v)
						}
					case "time":
						if v.(string) < "08:00" || v.(string) > "18:00" {
							t.Errorf("%q is at %s", e.Text, v)
						}
					}
				}
			}
		}
	}
	for _, name := range []string{"day", "new_day", "old_day", "time", "patient", "at_most", "length", "treatment"} {
		if slots[name] == 0 {
			t.Errorf("no row sets %s", name)
		}
	}
}
