package eval

import (
	"encoding/json"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval/report"
)

const measures = `[{"type": "function", "function": {"name": "measure", "parameters": {"type": "object", "properties": {
	"value": {"type": "number"}, "count": {"type": "integer"}, "note": {"type": "string"}, "price": {"type": "string", "format": "money"},
	"unit": {"type": "string", "enum": ["m", "km"]}}}}}]`

// TestEquality: a prediction is right where its call means gold's, with a schema and
// without one.
func TestEquality(t *testing.T) {
	schema, err := action.Parse([]byte(measures), "measures.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text   string
		gold   map[string]any
		output string
		right  bool
		words  bool // right also by words alone, without a schema
	}{
		{"6.02e23", map[string]any{"value": 6.02e23}, `measure(value=6.02e23)`, true, true},
		{"1e-9", map[string]any{"value": 1e-9}, `measure(value=0.000000001)`, true, true},
		{"0.3", map[string]any{"value": 0.3}, `measure(value=0.30000000000000004)`, true, true},
		{"0.3", map[string]any{"value": 0.3}, `measure(value=0.30001)`, false, false},
		{"a card", map[string]any{"count": 4111111111111111.0}, `measure(count=4111111111111111)`, true, true},
		{"a card", map[string]any{"count": 4111111111111111.0}, `measure(count=4111111111111112)`, false, false},
		{"an id", map[string]any{"count": json.Number("1729583746120937473")}, `measure(count=1729583746120937473)`, true, true},
		{"an id", map[string]any{"count": json.Number("1729583746120937473")}, `measure(count=1729583746120937472)`, false, false},
		{"five", map[string]any{"count": 5.0}, `measure(count=5.0)`, true, true},
		{"five", map[string]any{"count": 5.0}, `measure(count=5, note=null)`, true, true},
		{"five", map[string]any{"count": 5.0, "note": nil, "other": nil}, `measure(count=5)`, true, true},
		{"five", map[string]any{"count": 5.0}, `measure(count=5, note="null")`, false, false},
		{"note Ｔｏｋｙｏ", map[string]any{"note": "ｔｏｋｙｏ"}, `measure(note="Tokyo")`, true, true},
		{"note J…", map[string]any{"note": "j…"}, `measure(note="J...")`, true, true},
		{"½ cup", map[string]any{"note": "½ cup"}, `measure(note="1/2 cup")`, true, true},
		{"O’Brien", map[string]any{"note": "o’brien"}, `measure(note="O'Brien")`, true, true},
		{"9–5", map[string]any{"note": "9–5"}, `measure(note="9-5")`, true, true},
		{"a\u00a0b", map[string]any{"note": "a b"}, `measure(note="a  b")`, true, true},
		{"Tokyo", map[string]any{"note": "tokyo"}, `measure(note="Kyoto")`, false, false},
		{"€1.200,50", map[string]any{"price": "1200.50 EUR"}, `measure(price="€1.200,50")`, true, false},
		{"５０ dollars", map[string]any{"price": "50 USD"}, `measure(price="50 dollars")`, true, false},
	} {
		example := dataset.Example{ID: "1", Text: c.text, Call: &dataset.Call{Name: "measure", Arguments: c.gold}}
		prediction := &dataset.Prediction{ID: "1", Output: c.output}
		for known, want := range map[*action.Schema]bool{schema: c.right, nil: c.words} {
			got := NewJudge(known, "").Score(&Gold{Example: example}, prediction)
			if (got.Status == report.Correct) != want {
				t.Errorf("%v and %s (schema %t): %s %v %s, want right %t", c.gold, c.output, known != nil, got.Status, got.Kinds, got.Detail, want)
			}
		}
	}
}

// TestGroundedAsTokenized: words that a tokenizer makes of the prompt's are grounded.
func TestGroundedAsTokenized(t *testing.T) {
	schema, err := action.Parse([]byte(measures), "measures.json")
	if err != nil {
		t.Fatal(err)
	}
	for output, want := range map[string]string{
		`measure(note="Tokyo tower")`: report.KindSpan, `measure(note="Osaka")`: report.KindUngrounded,
	} {
		example := dataset.Example{ID: "1", Text: "note Ｔｏｋｙｏ tower", Call: &dataset.Call{Name: "measure", Arguments: map[string]any{"note": "ｔｏｋｙｏ"}}}
		got := NewJudge(schema, "").Score(&Gold{Example: example}, &dataset.Prediction{ID: "1", Output: output})
		if len(got.Kinds) != 1 || got.Kinds[0] != want {
			t.Errorf("%s: %v, want %s", output, got.Kinds, want)
		}
	}
}

// TestTextAsTokenized: a prediction that repeats the prompt as a tokenizer has it was made
// for that prompt.
func TestTextAsTokenized(t *testing.T) {
	gold := []Gold{{Example: dataset.Example{ID: "1", Text: "pay  Zoë’s “Ｔｏｋｙｏ”", Call: &dataset.Call{Name: "pay"}}}}
	for said, lines := range map[string]bool{"pay Zoe\u0308's \"Tokyo\"": true, "pay Kyoto": false} {
		run := Predictions{"run", stream([]dataset.Prediction{{ID: "1", Text: said, Output: "pay()"}})}
		if _, err := Evaluate(t.Context(), stream(gold), run, Options{}); (err == nil) != lines {
			t.Errorf("%q: %v", said, err)
		}
	}
}
