package eval

import (
	"encoding/json"
	"strings"
	"testing"

	check "github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval/report"
)

const payments = `[
 {"name": "none", "parameters": {"type": "object", "properties": {}}},
 {"name": "pay", "parameters": {"type": "object", "required": ["to"], "properties": {
   "to": {"type": "string"}, "amount": {"type": "string", "format": "money"}, "note": {"type": "string"},
   "copies": {"type": "integer", "default": 1}, "speed": {"type": "string", "enum": ["slow", "fast"], "default": "slow"}, "wait": {"type": "string", "format": "duration", "default": "PT60M"}}}},
 {"name": "send", "parameters": {"type": "object", "properties": {"to": {"type": "string"}, "from": {"type": "string"}, "speed": {"type": "string", "enum": ["slow", "fast"], "default": null}}}}]`

func paymentSchema(t testing.TB) *action.Schema {
	t.Helper()
	s, err := action.Parse([]byte(payments), "payments.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// judged scores an output against a record of gold.
func judged(t testing.TB, schema *action.Schema, record, output string) Result {
	t.Helper()
	var g Gold
	if err := json.Unmarshal([]byte(record), &g); err != nil {
		t.Fatalf("%s: %v", record, err)
	}
	if err := g.Validate(); err != nil {
		t.Fatalf("%s: %v", record, err)
	}
	return NewJudge(schema, "").Score(&g, &dataset.Prediction{ID: "1", Output: output})
}

// TestSeveralRightAnswers: what a record of gold accepts beside its call.
func TestSeveralRightAnswers(t *testing.T) {
	schema := paymentSchema(t)
	record := func(more string) string {
		return `{"id":"1","text":"pay mom 50 dollars","call":{"name":"pay","arguments":{"to":"mom","amount":"50 USD"}}` + more + `}`
	}
	for _, c := range []struct {
		name, record, output string
		right                bool
	}{
		{"the call itself", record(`,"references":["send(to=\"mom\")"]`), `pay(to="mom", amount="50")`, true},
		{"a target", record(`,"references":["send(to=\"mom\")"]`), `send(to="Mom")`, true},
		{"a call", record(`,"references":[{"name":"send","arguments":{"to":"mom"}}]`), `send(to="mom")`, true},
		{"a list of calls", record(`,"references":[[{"name":"send","arguments":{"to":"mom"}},{"name":"pay","arguments":{"to":"mom"}}]]`), `pay(to="mom"); send(to="mom")`, true},
		{"half of a list", record(`,"references":[[{"name":"send","arguments":{"to":"mom"}},{"name":"pay","arguments":{"to":"mom"}}]]`), `send(to="mom")`, false},
		{"none of them", record(`,"references":["send(to=\"mom\")","none()"]`), `send(to="dad")`, false},
		{"a refusal", record(`,"references":["none()"]`), `none()`, true},
		{"a column of text", record(`,"references":"[\"send(to=\\\"mom\\\")\"]"`), `send(to="mom")`, true},
		{"no mixture of two", record(`,"references":["pay(to=\"dad\", amount=\"60\")"]`), `pay(to="dad", amount="50")`, false},
		{"null", record(`,"references":null,"accept":null,"ordered":null`), `pay(to="mom", amount="50")`, true},

		{"one of several values", record(`,"accept":{"amount":["60 USD",70]}`), `pay(to="mom", amount="60 dollars")`, true},
		{"a number", record(`,"accept":{"amount":["60 USD",70]}`), `pay(to="mom", amount="70")`, true},
		{"none of several values", record(`,"accept":{"amount":["60 USD",70]}`), `pay(to="mom", amount="80")`, false},
		{"values do not make it optional", record(`,"accept":{"amount":["60 USD"]}`), `pay(to="mom")`, false},
		{"left out", record(`,"accept":{"amount":[null]}`), `pay(to="mom")`, true},
		{"not left out", record(`,"accept":{"amount":[null]}`), `pay(to="mom", amount="50")`, true},
		{"left out, but wrong where given", record(`,"accept":{"amount":[null]}`), `pay(to="mom", amount="51")`, false},
		{"an empty text is no null", record(`,"accept":{"amount":[""]}`), `pay(to="mom")`, false},
		{"given beside the call", record(`,"accept":{"note":["rent"]}`), `pay(to="mom", amount="50", note="Rent")`, true},
		{"not given beside the call", record(`,"accept":{"note":["rent"]}`), `pay(to="mom", amount="50")`, true},
		{"given otherwise", record(`,"accept":{"note":["rent"]}`), `pay(to="mom", amount="50", note="food")`, false},
		{"another argument", record(`,"accept":{"note":["rent"]}`), `pay(to="rent", amount="50")`, false},

		{"a default written out", record(""), `pay(to="mom", amount="50", copies=1, speed=slow, wait="1 hour")`, true},
		{"not the default", record(""), `pay(to="mom", amount="50", copies=2)`, false},
		{"a default left out", `{"id":"1","text":"x","call":{"name":"pay","arguments":{"to":"mom","copies":1}}}`, `pay(to="mom")`, true},
		{"no default left out", `{"id":"1","text":"x","call":{"name":"pay","arguments":{"to":"mom","copies":2}}}`, `pay(to="mom")`, false},
		{"a null is no default", `{"id":"1","text":"x","call":{"name":"send","arguments":{"to":"mom"}}}`, `send(to="mom", speed=slow)`, false},
		{"both leave the default out", `{"id":"1","text":"x","call":{"name":"pay","arguments":{"to":"mom"}}}`, `pay(to="mom")`, true},
	} {
		r := judged(t, schema, c.record, c.output)
		if (r.Status == report.Correct) != c.right {
			t.Errorf("%s: %s %v %s, want right %t", c.name, r.Status, r.Kinds, r.Detail, c.right)
		}
		if r.Status == report.Correct && (len(r.Kinds) > 0 || !r.Action) {
			t.Errorf("%s: right, but %+v", c.name, r)
		}
	}
}

// TestOrderOfCalls: calls are in any order, also with defaults and values left out, unless
// gold asks for one.
func TestOrderOfCalls(t *testing.T) {
	schema := paymentSchema(t)
	calls := `{"id":"1","text":"x","calls":[{"name":"pay","arguments":{"to":"mom","copies":1}},{"name":"pay","arguments":{"to":"dad"}}]`
	there, back := `pay(to="mom"); pay(to="dad", copies=1)`, `pay(to="dad", copies=1); pay(to="mom")`
	for _, c := range []struct {
		more, output, kind string
	}{
		{``, there, ""}, {``, back, ""}, {`,"ordered":false`, back, ""}, {`,"ordered":true`, there, ""}, {`,"ordered":true`, back, report.KindOrder},
		{`,"ordered":true`, `pay(to="dad"); pay(to="sue")`, report.KindUngrounded},
		{`,"accept":[{"note":["x"]},{"to":["father"]}]`, `pay(to="father"); pay(to="mom", note="x")`, ""},
		{`,"accept":[null,{"to":[null]}]`, `pay(); pay(to="mom")`, ""},
	} {
		r := judged(t, schema, calls+c.more+"}", c.output)
		got := ""
		if len(r.Kinds) > 0 {
			got = r.Kinds[0]
		}
		if got != c.kind {
			t.Errorf("%s %s: %q %s, want %q", c.more, c.output, got, r.Detail, c.kind)
		}
	}
}

// TestFaultyAlternatives: what cannot be read is told by its field.
func TestFaultyAlternatives(t *testing.T) {
	for more, want := range map[string]string{
		`"references":"send(to=1)"`:            `field "references": a list of targets or calls is wanted`,
		`"references":["send(to="]`:            `field "references": reference 1:`,
		`"references":[7]`:                     `field "references": reference 1: 7 is neither a target nor a call`,
		`"references":[{"to":"mom"}]`:          `field "references": reference 1: {"to":"mom"} is no call`,
		`"accept":["x"]`:                       `field "accept": an object of lists is wanted`,
		`"accept":{"to":"mom"}`:                `field "accept": an object of lists is wanted`,
		`"accept":{"to":[["a","b"]]}`:          `field "accept": to: a value is text, a number, true, false, or null`,
		`"accept":[{"to":["a"]},{"to":["a"]}]`: `accept has values for 2 calls, and the record has 1`,
		`"ordered":"yes"`:                      `field "ordered": true or false is wanted`,
	} {
		var g Gold
		err := json.Unmarshal([]byte(`{"id":"1","text":"x","call":{"name":"pay"},`+more+`}`), &g)
		if err == nil {
			err = g.Validate()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", more, err, want)
		}
	}
}

// TestMisfitOfAlternatives: gold that accepts what the schema does not have is told.
func TestMisfitOfAlternatives(t *testing.T) {
	r := judged(t, paymentSchema(t), `{"id":"1","text":"x","call":{"name":"pay","arguments":{"to":"mom"}},"accept":{"colour":["red"]}}`, `none()`)
	if r.Gold != "pay has no parameter colour" {
		t.Errorf("%q", r.Gold)
	}
}

// TestFingerprintOfAlternatives: gold that accepts more is other gold.
func TestFingerprintOfAlternatives(t *testing.T) {
	seen := map[fingerprint]string{}
	for _, more := range []string{``, `,"ordered":true`, `,"references":["none()"]`, `,"references":["pay()"]`, `,"accept":{"to":["mom"]}`, `,"accept":{"to":[null]}`} {
		var g Gold
		if err := json.Unmarshal([]byte(`{"id":"1","text":"x","call":{"name":"pay"}`+more+"}"), &g); err != nil {
			t.Fatal(err)
		}
		var print goldPrint
		print.add(&g)
		f := print.gold
		if other, ok := seen[f]; ok {
			t.Errorf("%q and %q have one fingerprint", more, other)
		}
		seen[f] = more
	}
}

// TestGoldSchema: what is gold is so by its JSON Schema, and what is faulty is not.
func TestGoldSchema(t *testing.T) {
	raw, err := json.Marshal(GoldSchema())
	if err != nil {
		t.Fatal(err)
	}
	doc, err := check.UnmarshalJSON(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	c := check.NewCompiler()
	if err := c.AddResource("gold.json", doc); err != nil {
		t.Fatal(err)
	}
	shape, err := c.Compile("gold.json")
	if err != nil {
		t.Fatal(err)
	}
	for record, want := range map[string]bool{
		`{"text":"x","call":{"name":"pay","arguments":{"to":"mom"}}}`: true,
		`{"id":7,"text":"x","action":"pay","references":null}`:        true,
		`{"text":"x","target":"pay()","references":["none()",{"name":"pay"},[{"name":"pay"},{"name":"send","arguments":{}}]],"accept":{"to":["mom",1,true,null]},"ordered":true}`: true,
		`{"text":"x","calls":[{"name":"pay"},{"name":"pay"}],"accept":[null,{"to":["mom"]}]}`:                                                                                     true,
		`{"text":"x","references":"none()"}`:   false,
		`{"text":"x","references":[7]}`:        false,
		`{"text":"x","accept":{"to":"mom"}}`:   false,
		`{"text":"x","accept":{"to":[["a"]]}}`: false,
		`{"text":"x","ordered":"yes"}`:         false,
		`{"call":{"name":"pay"}}`:              false,
		`{"text":"x","call":{"arguments":{}}}`: false,
	} {
		value, err := check.UnmarshalJSON(strings.NewReader(record))
		if err != nil {
			t.Fatal(err)
		}
		if err := shape.Validate(value); (err == nil) != want {
			t.Errorf("%s: %v", record, err)
		}
	}
}
