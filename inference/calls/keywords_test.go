package calls

import (
	"testing"

	"github.com/slmkit/slmkit/dataset/action"
)

// TestKeywords: with --constrain, an output has only the values that the schema's
// keywords admit.
func TestKeywords(t *testing.T) {
	schema, err := action.Parse([]byte(`[{"name": "order", "parameters": {"type": "object", "properties": {
		"city": {"enum": ["Oslo", "New York, NY", ""]},
		"size": {"type": "integer", "enum": [1, 2, 10]},
		"fast": {"type": "boolean", "const": true},
		"code": {"type": "string", "pattern": "^[A-Z]{2}[0-9]+$"},
		"name": {"type": "string", "minLength": 3, "maxLength": 8},
		"note": {"type": "string", "minLength": 1},
		"long": {"type": "string", "minLength": 10, "maxLength": 280},
		"pin": {"type": "string", "pattern": "^(?=[0-9])[0-9]{4}$"},
		"step": {"type": "integer", "multipleOf": 5, "exclusiveMinimum": 0}}}}]`), "t")
	if err != nil {
		t.Fatal(err)
	}
	g := Grammar(schema)
	const prompt = `order AB123 to "Jo" Jonathan Maximilian's, pin 12 or 13 or 14`
	for target, want := range map[string]bool{
		`order(city=Oslo)`:           true,
		`order(city="Oslo")`:         false,
		`order(city="New York, NY")`: true,
		`order(city=New York, NY)`:   false,
		`order(city="")`:             true,
		`order(size=10)`:             true,
		`order(size=3)`:              false,
		`order(fast=true)`:           true,
		`order(fast=false)`:          false,
		`order(code="AB123")`:        true,
		`order(code="123")`:          false,
		`order(code="AB")`:           false,
		`order(name="Jonathan")`:     true,
		`order(name="Jo")`:           false,
		`order(name="Maximilian")`:   false,
		`order(note="Jo")`:           true,
		`order(long="order AB123 to ""Jo"" Jonathan Maximilian's, pin 12 or 13 or 14")`: true,
		`order(long="or 14")`:                false,
		`order(pin="AB123")`:                 true, // Go has no lookahead: not enforced
		`order(step=15)`:                     true,
		`order(step=12)`:                     false,
		`order(step=0)`:                      false,
		`order(city=Oslo, size=2, step=5)`:   true,
		`order(city=Oslo); order(step=1000)`: true,
	} {
		if _, ok := g.Match(prompt, target); ok != want {
			t.Errorf("%s: allowed %t, want %t", target, ok, want)
		}
		if raw, err := action.ParseTarget(target); want && err == nil {
			if _, err := schema.Resolve(raw, AnyDay); err != nil {
				t.Errorf("%s is allowed and does not resolve: %v", target, err)
			}
		}
	}
}
