package eval

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// TestAppendWant: the fast way makes the bytes of encoding/json, on which the fingerprints
// of older reports depend.
func TestAppendWant(t *testing.T) {
	for _, calls := range [][]dataset.Call{
		{{Name: "none", Arguments: map[string]any{}}},
		{{Name: "none"}},
		{{Name: "a", Arguments: map[string]any{"to": "zoë \"x\"\n\u2028", "amount": 2.5, "big": json.Number("12345678901234567890"), "yes": true, "list": []any{1.0, "<"}}}, {Name: "b", Arguments: map[string]any{}}},
		{{Name: "a", Arguments: map[string]any{"q": "1 < 2 & 3 > 2"}}},
	} {
		want, err := json.Marshal(calls)
		if got := appendWant(nil, calls); err != nil || string(got) != string(want) {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := appendWant(nil, []dataset.Call{{Name: "a", Arguments: map[string]any{"x": math.NaN()}}}); len(got) == 0 {
		t.Error("a NaN leaves nothing to hash")
	}
}
