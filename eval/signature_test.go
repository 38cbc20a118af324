package eval

import (
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// The signature changes with everything that scores depend on, and with nothing else.
func TestSignature(t *testing.T) {
	sign := func(change func(*Gold, *Options)) report.Signature {
		g := Gold{Example: dataset.Example{ID: "1", Text: "pay bob 5", Target: `pay(to="bob")`, Ref: "2025-06-16",
			Call: &dataset.Call{Name: "pay", Arguments: map[string]any{"to": "bob"}}, Slots: []dataset.Slot{{Name: "to", Value: "bob", Start: 4, End: 7}}}}
		o := Options{Schema: testSchema(t)}
		change(&g, &o)
		r, err := Evaluate(t.Context(), stream([]Gold{g}), Predictions{"p", stream([]dataset.Prediction{{ID: "1", Output: "none()"}})}, o)
		if err != nil {
			t.Fatal(err)
		}
		return *r.Signature
	}
	plain := sign(func(*Gold, *Options) {})
	if same := sign(func(g *Gold, o *Options) {
		o.Seed, o.MinN, o.Currency, g.Split = 7, 3, "USD", dataset.Dev
		o.Schema.Actions[0].Description = "other words"
	}); same != plain {
		t.Errorf("%v and %v differ", same, plain)
	}
	for what, change := range map[string]func(*Gold, *Options){
		"gold":            func(g *Gold, _ *Options) { g.Text = "pay bob 6" },
		"accepted words":  func(g *Gold, _ *Options) { g.Slots[0].Value = "rob" },
		"reference dates": func(g *Gold, _ *Options) { g.Ref = "2025-06-17" },
		"actions":         func(_ *Gold, o *Options) { o.Schema = nil },

		"currency": func(_ *Gold, o *Options) { o.Currency = "EUR" },
	} {
		other := sign(change)
		if got := plain.Differs(&other); !strings.HasPrefix(got, what+" ") || strings.Contains(got, ", ") && what != "gold" {
			t.Errorf("another %s: the signatures differ in %q", what, got)
		}
	}
}
