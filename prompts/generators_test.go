package prompts

import (
	"fmt"
	"testing"
	"time"

	"github.com/slmkit/slmkit/prompts/generators"
)

// TestGeneratorsAreRead: whatever a generator makes is read as a value of its
// type, and its words are found again by the parser.
func TestGeneratorsAreRead(t *testing.T) {
	for name, gen := range generators.All {
		if gen.Build == nil {
			continue // a pattern has no type
		}
		kind := "{format: " + name + "}"
		if name == "integer" || name == "number" || name == "decimal" {
			kind = "{type: number}"
		}
		p := load(t, map[string]string{
			"actions.yaml":         "go: {params: {x: " + kind + "}}\n",
			"lexicons/people.yaml": "made: {" + name + ": {}}\n",
			"templates/t.yaml":     "action: go\ntemplates: ['say {x:made} now']\n",
		})
		splits, _ := rows(t, p, Options{N: 400, Seed: 3, AllowShortfall: true, Fractions: [3]float64{1, 0, 0}}, 1)
		r := NewParser(p)
		few := 100
		if name == "duration" { // quarters of an hour up to two
			few = 40
		}
		if len(splits["train"]) < few {
			t.Errorf("%s: only %d values", name, len(splits["train"]))
		}
		for _, e := range splits["train"] {
			if len(e.Slots) != 1 {
				t.Fatalf("%s: %q has no slot", name, e.Text)
			}
			ref, _ := time.Parse(time.DateOnly, e.Ref)
			found := r.Parse(e.Text, ref)
			if len(found) == 0 || fmt.Sprint(found[0].Want()) != fmt.Sprint(e.Want()) {
				t.Errorf("%s: %q is %v, read as %v", name, e.Text, e.Want(), found)
			}
		}
	}
}
