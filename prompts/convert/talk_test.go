package convert_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/prompts/convert"
)

// talkRow is a row of messages about a tool that asks for what calls lack.
func talkRow(messages string) string {
	return `{"messages":[` + messages + `],"tools":[{"type":"function","function":{"name":"pay","parameters":{"type":"object","properties":{` +
		`"amount":{"type":"string","format":"money","x-ask":"how much?"},"to":{"type":"string","x-ask":"to whom?"}},"required":["amount","to"]}}}]}`
}

const (
	asks    = `{"role":"user","content":"pay fifty bucks"},`
	partial = `{"role":"assistant","tool_calls":[{"type":"function","function":{"name":"pay","arguments":"{\"amount\":\"50 USD\"}"}}]},{"role":"tool","content":"missing: to"},`
	toWhom  = `{"role":"assistant","content":"To whom?"},`
	toMom   = `{"role":"user","content":"to my mom"},{"role":"assistant","content":null,"tool_calls":[{"type":"function","function":{"name":"pay","arguments":{"amount":"50 USD","to":"My Mom"}}}]}`
	done    = `,{"role":"tool","content":"ok"},{"role":"assistant","content":"Done."}`
	thanks  = `,{"role":"user","content":"thanks"},{"role":"assistant","content":"You are welcome."}`
	change  = `,{"role":"user","content":"no, to dad"},{"role":"assistant","tool_calls":[{"function":{"name":"pay","arguments":{"amount":"50 USD","to":"dad"}}}]}`
	broken  = `,{"role":"user","content":"again"},{"role":"assistant","tool_calls":[{"function":{"name":"pay","arguments":"{"}}]}`
)

// TestConversations: each prompt with a call becomes an example after the turns before it.
// What it takes from an earlier prompt has the words of that prompt.
func TestConversations(t *testing.T) {
	for _, c := range []struct {
		name, messages string
		inputs         []string
		targets        []string
		notes          string
	}{
		{"a question in words", asks + toWhom + toMom,
			[]string{"user: pay fifty bucks | assistant: To whom? | user: to my mom"},
			[]string{`pay(amount="fifty bucks", to="my mom")`}, "answered in words before a call"},
		{"a call that lacks something", asks + partial + toWhom + toMom,
			[]string{"pay fifty bucks", `user: pay fifty bucks | assistant: To whom? | call: pay(amount="fifty bucks") | user: to my mom`},
			[]string{`pay(amount="fifty bucks")`, `pay(amount="fifty bucks", to="my mom")`}, ""},
		{"a change of mind, and thanks", asks + partial + toWhom + toMom + done + change + thanks,
			[]string{"pay fifty bucks", `user: pay fifty bucks | assistant: To whom? | call: pay(amount="fifty bucks") | user: to my mom`,
				`user: pay fifty bucks | assistant: To whom? | user: to my mom | assistant: Done. | call: pay(amount="fifty bucks", to="my mom") | user: no, to dad`,
				`assistant: To whom? | user: to my mom | assistant: Done. | user: no, to dad | call: pay(amount="fifty bucks", to="dad") | user: thanks`},
			[]string{`pay(amount="fifty bucks")`, `pay(amount="fifty bucks", to="my mom")`, `pay(amount="fifty bucks", to="dad")`, `none()`}, ""},
		{"an answer that cannot be read", strings.TrimSuffix(asks+partial+toWhom, ",") + broken,
			[]string{"pay fifty bucks"}, []string{`pay(amount="fifty bucks")`}, "a later prompt without an answer that can be read is left out"},
		{"no answer at the end", asks + partial + toWhom + `{"role":"user","content":"to my mom"}`,
			[]string{"pay fifty bucks"}, []string{`pay(amount="fifty bucks")`}, "a later prompt without an answer that can be read is left out"},
	} {
		im, err := readRows("openai", talkRow(c.messages), convert.Options{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var inputs, targets []string
		for _, e := range examples(t, im) {
			inputs, targets = append(inputs, e.Input()), append(targets, e.Target)
			if err := im.Schema().Verify(&e); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if diff := cmp.Diff(c.inputs, inputs) + cmp.Diff(c.targets, targets); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		var notes []string
		for _, n := range im.Notes {
			notes = append(notes, n.Text)
		}
		if all := strings.Join(notes, "\n"); c.notes == "" && all != "" && !strings.Contains(all, "what follows the last answer") || !strings.Contains(all, c.notes) {
			t.Errorf("%s: notes %q, want %q", c.name, all, c.notes)
		}
	}
}

// TestRequiredInConversations: what the tool asks for stays required although calls lack it.
func TestRequiredInConversations(t *testing.T) {
	im, err := readRows("openai", talkRow(asks+partial+toWhom+toMom), convert.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if p := im.Schema().Action("pay").Param("to"); !p.Required || p.Ask != "to whom?" {
		t.Errorf("%+v", p)
	}
	missing := im.Schema().Missing(*examples(t, im)[0].Call)
	if len(missing) != 1 || missing[0].Name != "to" {
		t.Errorf("missing %v", missing)
	}
}
