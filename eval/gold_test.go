package eval

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// TestGoldOfAnyForm: a call, a target, or no more than the action.
func TestGoldOfAnyForm(t *testing.T) {
	for in, want := range map[string]string{
		`{"text":"x","call":{"name":"pay","arguments":{"to":"bob"}},"intent":"other"}`:    `{"name":"pay","arguments":{"to":"bob"}}`,
		`{"text":"x","target":"pay(to=\"bob\")"}`:                                         `{"name":"pay","arguments":{"to":"bob"}}`,
		`{"text":"x","target":"pay(to=\"bob\"); stop()","intent":"pay"}`:                  `{"name":"pay","arguments":{"to":"bob"}} {"name":"stop","arguments":{}}`,
		`{"text":"x","target":"{\"name\":\"pay\",\"arguments\":{\"to\":\"bob\"}}"}`:       `{"name":"pay","arguments":{"to":"bob"}}`,
		`{"text":"x","target":"[{\"name\":\"pay\",\"arguments\":\"{}\"}]"}`:               `{"name":"pay","arguments":{}}`,
		`{"text":"x","intent":"pay","target":null,"slots":[{"name":"to","value":"bob"}]}`: `only {"name":"pay","arguments":{}}`,
		`{"text":"x","action":"pay","call":null}`:                                         `only {"name":"pay","arguments":{}}`,
		`{"id":7,"text":"x"}`:                `f:1: call is missing`,
		`{"text":"x","target":"pay to bob"}`: `f:1: field "target": "pay to bob" is no call, such as name(parameter="words"), nor JSON of one: byte 4: "(" expected`,
		`{"text":"x","intent":["pay"]}`:      `f:1: call is missing`,
	} {
		for g, err := range ReadGold(strings.NewReader(in), "f") {
			var got []string
			if g.IntentOnly {
				got = append(got, "only")
			}
			for _, c := range g.Want() {
				line, _ := c.AppendJSON(nil)
				got = append(got, string(line))
			}
			if err != nil {
				got = []string{err.Error()}
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s:\n%s, want\n%s", in, strings.Join(got, " "), want)
			}
		}
	}
}

// TestOutputsInJSON: a call in JSON is a call, whether it is the output or within it.
func TestOutputsInJSON(t *testing.T) {
	for _, output := range []string{`"output":"{\"name\": \"freeze\", \"arguments\": {\"card\": null}}"`, `"output":{"name":"freeze","arguments":"{}"}`, `"output":"[{\"function\":{\"name\":\"freeze\"}}]"`} {
		var p dataset.Prediction
		if err := json.Unmarshal([]byte(`{"id":"1",`+output+`}`), &p); err != nil {
			t.Fatal(err)
		}
		r := NewJudge(nil, "").Score(&Gold{Example: dataset.Example{ID: "1", Text: "x", Call: &dataset.Call{Name: "freeze"}}}, &p)
		if r.Status != "correct" {
			t.Errorf("%s: %+v", output, r)
		}
	}
}
