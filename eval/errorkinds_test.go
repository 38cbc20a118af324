package eval

import (
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// TestKindsOfErrors: each kind by the answer that has it, and whether a value was invented.
func TestKindsOfErrors(t *testing.T) {
	schema := paymentSchema(t)
	gold := `{"id":"1","text":"send fifty bucks from anna to uncle bob for rent, three times","call":{"name":"pay","arguments":{"to":"uncle bob","amount":"50 USD","note":"rent","copies":3}},"slots":[{"name":"amount","value":"fifty bucks"}]}`
	pay := func(more string) string { return `pay(to="uncle bob", amount="50 USD", copies=3` + more + `)` }
	for _, c := range []struct {
		output, kind string
		invented     bool
	}{
		{pay(`, note="rent"`), "", false},
		{pay(`, note="food"`), report.KindUngrounded, true},
		{pay(`, note="anna"`), report.KindValue, false},
		{pay(`, note="uncle bob"`), report.KindCopied, false},
		{pay(`, note="fifty bucks"`), report.KindCopied, false},
		{pay(`, note="rent,"`), "", false},
		{pay(`, note="for rent"`), report.KindSpan, false},
		{pay(``), report.KindMissingSlot, false},
		{pay(`, note="rent", speed=fast`), report.KindExtraSlot, false}, // no prompt needs to say a word of an enumeration
		{pay(`, note="rent", wait="P3D"`), report.KindExtraSlot, true},
		{`pay(to="uncle bob", amount="50 USD", note="rent", copies=7)`, report.KindUngrounded, true},
		{`pay(to="uncle bob", amount="50 USD", note="rent", copies=50)`, report.KindValue, false}, // derived: fifty
		{`pay(to="uncle bob", amount="5 USD", note="rent", copies=3)`, report.KindUngrounded, true},
		{`pay(to="uncle bob", amount="50 EUR", note="rent", copies=3)`, report.KindUngrounded, true},
		{`pay(to="uncle bob", amount="3 USD", note="rent", copies=3)`, report.KindValue, false},
		{`pay(to="uncle bob", amount="50 USD", note="rent", copies=many)`, report.KindType, true},
		{`send(to="zoe")`, report.KindWrongAction, true},
		{`send(to="uncle bob", from="anna")`, report.KindWrongAction, false},
		{`pay(to="uncle bob uncle bob uncle bob", amount="50 USD", note="rent", copies=3)`, report.KindLoop, true},
		{`pay(to="uncle bob"); pay(to="uncle bob"); pay(to="uncle bob")`, report.KindLoop, false},
		{`pay(to="uncle bob", amount="50 50 50 50 50 50`, report.KindLoop, false},
		{`pay(to="uncle bob", amount="50`, report.KindSyntax, false},
	} {
		r := judged(t, schema, gold, c.output)
		kind := ""
		if len(r.Kinds) > 0 {
			kind = r.Kinds[0]
		}
		if kind != c.kind || r.Ungrounded != c.invented || r.Loop != (c.kind == report.KindLoop) {
			t.Errorf("%s: %q (%s) invented %t loop %t, want %q %t", c.output, kind, r.Detail, r.Ungrounded, r.Loop, c.kind, c.invented)
		}
	}
}

// TestLoops: what repeats itself, and what only looks like it.
func TestLoops(t *testing.T) {
	for _, c := range []struct{ output, prompt, unit string }{
		{"to mom mom mom mom mom", "x", "mom"},
		{"f(a=1); f(a=1); f(a=1)", "x", "f(a=1);"},
		{"f(a=1); f(a=1)", "x", ""},
		{"f(a=1); f(a=2); f(a=3)", "x", ""},
		{"call 0000000", "x", ""}, // seven zeros are a number
		{"ha ha ha ha ha", "she said ha ha ha ha ha", ""},
		{strings.Repeat("x", 50_000), "x", "x"},
		{"", "", ""},
	} {
		if got := repeats(c.output, c.prompt); got != c.unit {
			t.Errorf("%.40s: %q, want %q", c.output, got, c.unit)
		}
	}
}

// TestTruncatedLoop: an output that was cut off because it repeats itself is counted as a
// loop, and its status stays.
func TestTruncatedLoop(t *testing.T) {
	gold := example("none", nil)
	r := NewJudge(testSchema(t), "").Score(&gold, &dataset.Prediction{Output: "none none none none", Truncated: true})
	if r.Status != report.Truncated || len(r.Kinds) != 2 || r.Kinds[0] != report.KindLoop || r.Kinds[1] != report.KindTruncated {
		t.Errorf("%s %v", r.Status, r.Kinds)
	}
}
