package action

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

func TestVerify(t *testing.T) {
	s := mustParse(t)
	args := func(kv ...any) map[string]any {
		m := map[string]any{"to": "mom"}
		for i := 0; i < len(kv); i += 2 {
			m[kv[i].(string)] = kv[i+1]
		}
		return m
	}
	for _, c := range []struct {
		name, target string
		args         map[string]any
		slot         dataset.Slot
		want         string
	}{
		{"good", `pay(to="Mom", amount="fifty bucks")`, args("amount", "50 USD"), dataset.Slot{Name: "amount", Value: "fifty bucks"}, ""},
		{"no target", "", args(), dataset.Slot{Name: "to", Value: "mom"}, ""},
		{"enumeration in any words", `pay(to="mom", account=credit_card)`, args("account", "credit_card"), dataset.Slot{Name: "account", Value: "plastic"}, ""},
		{"call", `pay(to="mom")`, args("amount", "fifty"), dataset.Slot{Name: "to", Value: "mom"}, "is not canonical"},
		{"syntax", `pay(to="mom"`, args(), dataset.Slot{Name: "to", Value: "mom"}, `byte 12: "," or ")" expected`},
		{"target", `pay(to=7, x=1)`, args(), dataset.Slot{Name: "to", Value: "mom"}, `unknown parameter "x"`},
		{"another value", `pay(to="dad")`, args(), dataset.Slot{Name: "to", Value: "mom"}, "asks for [{pay map[to:dad]}], the example for [{pay map[to:mom]}]"},
		{"another argument", `pay(to="mom", times=2)`, args(), dataset.Slot{Name: "to", Value: "mom"}, "asks for"},
		{"another name", `none()`, args(), dataset.Slot{Name: "to", Value: "mom"}, "asks for"},
		{"more calls", `pay(to="mom"); none()`, args(), dataset.Slot{Name: "to", Value: "mom"}, "asks for"},
		{"unknown slot", `pay(to="mom")`, args(), dataset.Slot{Name: "x", Value: "mom"}, `slot "x": pay has no such argument`},
		{"slot without argument", `pay(to="mom")`, args(), dataset.Slot{Name: "amount", Value: "$5"}, `slot "amount": pay has no such argument`},
		{"slot of no value", `pay(to="mom", amount="$5")`, args("amount", "5 USD"), dataset.Slot{Name: "amount", Value: "lots"}, `slot "amount": "lots" is not an amount`},
		{"slot of another value", `pay(to="mom")`, args(), dataset.Slot{Name: "to", Value: "dad"}, `slot "to": "dad" means dad, the call says mom`},
	} {
		e := dataset.Example{Text: "x", Target: c.target, Call: &dataset.Call{Name: "pay", Arguments: c.args}, Slots: []dataset.Slot{c.slot}}
		err := s.Verify(&e)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// TestVerifyRefusesSlotsOfNoCall: an example that Validate has not seen may say
// anything.
func TestVerifyRefusesSlotsOfNoCall(t *testing.T) {
	s := mustParse(t)
	pay := &dataset.Call{Name: "pay", Arguments: map[string]any{"to": "mom"}}
	for _, e := range []dataset.Example{
		{Text: "x", Call: pay, Slots: []dataset.Slot{{Name: "to", Value: "mom", Call: 1}}},
		{Text: "x", Call: pay, Slots: []dataset.Slot{{Name: "to", Value: "mom", Call: -1}}},
		{Text: "x", Slots: []dataset.Slot{{Name: "to", Value: "mom"}}},
	} {
		if err := s.Verify(&e); err == nil || !strings.Contains(err.Error(), "there is no call") {
			t.Errorf("%+v: error %v", e, err)
		}
	}
}

// FuzzVerify: no example that JSON can hold brings Verify down, validated or not.
func FuzzVerify(f *testing.F) {
	for _, seed := range []string{
		`{"text":"x","target":"pay(to=\"mom\")","call":{"name":"pay","arguments":{"to":"mom"}},"slots":[{"name":"to","value":"mom","start":0,"end":3}]}`,
		`{"calls":[{"name":"pay"},{}],"slots":[{"call":2}],"reference_date":"2025-02-30"}`,
		`{"slots":[{"call":-1}]}`,
		`{"call":{"name":"pay","arguments":{"amount":{"a":[null]},"to":1e308}},"target":"pay(amount=\"$\")"}`,
	} {
		f.Add([]byte(seed))
	}
	s := mustParse(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var e dataset.Example
		if json.Unmarshal(data, &e) != nil {
			return
		}
		if err := s.Verify(&e); err == nil && e.Validate() == nil && len(e.Want()) == 0 {
			t.Error("an example without a call passes")
		}
	})
}
