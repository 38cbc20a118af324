package prompts

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// TestGeneratorsAreRead: whatever a generator makes is read as a value of its
// type, and its words are found again by the parser.
func TestGeneratorsAreRead(t *testing.T) {
	for name, gen := range generators {
		if gen.build == nil {
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
		if len(splits["train"]) < 100 {
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

func TestCards(t *testing.T) {
	for v, want := range map[int64]string{424242424: "4242424242424242", 0: "4242420000000000"} {
		if got := string(grammar.WriteCard(nil, v)); got != want && v != 0 || len(got) != 16 {
			t.Errorf("card %d is %s, want %s", v, got, want)
		}
	}
	// ISO/IEC 7812-1: the sum over all digits, every second one doubled, ends in 0.
	for _, v := range []int64{0, 1, 123456789, 999999999} {
		sum := 0
		for i, c := range string(grammar.WriteCard(nil, v)) {
			d := int(c - '0')
			if i%2 == 0 {
				d = d*2/10 + d*2%10
			}
			sum += d
		}
		if sum%10 != 0 {
			t.Errorf("card %d: the digits sum to %d", v, sum)
		}
	}
}

func TestDecimals(t *testing.T) {
	p := load(t, map[string]string{
		"actions.yaml":         "go: {params: {x: {type: number}}}\n",
		"lexicons/people.yaml": "made: {decimal: {min: 0.5, max: 1.5, step: 0.25}}\n",
		"templates/t.yaml":     "action: go\ntemplates: ['{x:made}']\n",
	})
	got := strings.Join(all(t, p), ", ")
	if want := "0.5 → go(x=0.5), 0.50 → go(x=0.5), 0.75 → go(x=0.75), 0.75 → go(x=0.75), 1 → go(x=1), 1.00 → go(x=1), 1.25 → go(x=1.25), 1.25 → go(x=1.25), 1.5 → go(x=1.5), 1.50 → go(x=1.5)"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if _, err := action.Number("1.25"); err != nil {
		t.Error(err)
	}
	for _, wrong := range []string{"decimal: {step: 0}", "decimal: {min: 3, max: 2}", "decimal: {min: 0.001}", "decimal: {max: 1e6}", "person: {style: odd}"} {
		if _, err := Load(withFiles(map[string]string{"lexicons/people.yaml": "made: {" + wrong + "}\n", "templates/t.yaml": "action: pay\ntemplates: ['{to:made}']\n"}), "test"); err == nil {
			t.Errorf("%s loads", wrong)
		}
	}
}
