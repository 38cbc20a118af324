package export

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
)

// dialogue is an example after other turns: a call that is not whole, and words.
func dialogue() dataset.Example {
	e := dataset.Example{ID: "d", Split: dataset.Test, Text: "to bob", Target: `pay(amount="$5", to="bob")`,
		Slots: []dataset.Slot{{Name: "to", Value: "bob", Start: 3, End: 6}},
		History: []dataset.Turn{{Role: dataset.User, Text: "pay $5", Target: `pay(amount="$5")`}, {Role: dataset.Assistant, Text: "to whom?"},
			{Role: dataset.User, Text: "sing", Target: "none()"}, {Role: dataset.Assistant, Text: "I cannot. To whom?"}},
		Call: &dataset.Call{Name: "pay", Arguments: map[string]any{"amount": "5 USD", "to": "bob"}}}
	return e
}

// TestDialogueFormats: chat formats have the turns as messages, and a call so far as a
// call of a tool that says what is missing. Formats without turns leave the example out.
func TestDialogueFormats(t *testing.T) {
	schema := formatSchema(t)
	schema.Action("pay").Param("to").Ask = "to whom?"
	chat := func(call, tool string) string {
		return `{"role":"user","content":"pay $5"},{"role":"assistant",` + call + `},{"role":"tool",` + tool + `},{"role":"assistant","content":"to whom?"},` +
			`{"role":"user","content":"sing"},{"role":"assistant","content":"I cannot. To whom?"},{"role":"user","content":"to bob"}`
	}
	openai := func(id, arguments string) string {
		return `"tool_calls":[{"id":"` + id + `","type":"function","function":{"name":"pay","arguments":"` + strings.ReplaceAll(arguments, `"`, `\"`) + `"}}]`
	}
	trl := func(arguments string) string {
		return `"content":"","tool_calls":[{"type":"function","function":{"name":"pay","arguments":` + arguments + `}}]`
	}
	const part, full = `{"amount":"5 USD"}`, `{"amount":"5 USD","to":"bob"}`
	messages := chat(trl(part), `"content":"missing: to","name":"pay"`)
	for format, want := range map[string]string{
		"openai":         `{"messages":[` + chat(openai("call_0", part), `"content":"missing: to","tool_call_id":"call_0"`) + `,{"role":"assistant",` + openai("call_1", full) + `}],"tools"`,
		"trl":            `{"messages":[` + messages + `,{"role":"assistant",` + trl(full) + `}],"tools"`,
		"trl-completion": `{"prompt":[` + messages + `],"completion":[{"role":"assistant",` + trl(full) + `}],"tools"`,
		"tsv":            "text\ttarget\n\"user: pay $5 | assistant: to whom? | user: sing | assistant: I cannot. To whom? | call: pay(amount=\"\"$5\"\") | user: to bob\"\t",
		"labelstudio": `[
{"data":{"id":"d","history":[{"role":"user","text":"pay $5","target":"pay(amount=\"$5\")"},{"role":"assistant","text":"to whom?"},{"role":"user","text":"sing","target":"none()"},{"role":"assistant","text":"I cannot. To whom?"}],"text":"to bob"`,
		"argilla": `[
{"id":"d","fields":{"history":[{"role":"user","content":"pay $5"},{"role":"assistant","content":"to whom?"},{"role":"user","content":"sing"},{"role":"assistant","content":"I cannot. To whom?"}],"text":"to bob"},"metadata":{"answer":"pay(amount=\"$5\", to=\"bob\")","turns":"[{\"role\":\"user\",\"text\":\"pay $5\",`,
		"csv":  "id,text,target,reference_date,confidence,why,history\nd,to bob,\"pay(amount=\"\"$5\"\", to=\"\"bob\"\")\",,,,\"[{\"\"role\"\":\"\"user\"\",",
		"xlam": "", "rasa": "", "snips": "", "top": "", "massive": "",
	} {
		path := filepath.Join(t.TempDir(), "out.x")
		left := map[string]int{}
		to, err := Create(path, io.Discard, Options{Format: format, Schema: schema, Card: Card{Language: "en"}, LeftOut: func(_ *dataset.Example, why string) { left[why]++ }})
		if err != nil {
			t.Fatal(err)
		}
		err = to.Write([]dataset.Example{dialogue()})
		if err == nil {
			err = to.Commit()
		}
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil || want != "" && !strings.HasPrefix(string(b), want) {
			t.Errorf("%s (%v):\n%.900s, want\n%s", format, err, b, want)
		}
		if diff := cmp.Diff(map[bool]map[string]int{true: {}, false: {string(severalTurns): 1}}[want != ""], left); diff != "" {
			t.Errorf("%s: left out: %s", format, diff)
		}
	}
	dir := filepath.Join(t.TempDir(), "bfcl")
	to, err := Create(dir, io.Discard, Options{Format: "bfcl", Schema: schema})
	if err != nil {
		t.Fatal(err)
	}
	if err := to.Write([]dataset.Example{dialogue()}); err != nil {
		t.Fatal(err)
	}
	if err := to.Commit(); err != nil {
		t.Fatal(err)
	}
	for name, text := range filesIn(t, dir) {
		if strings.Contains(name, "BFCL") && !strings.Contains(name, "possible_answer") && !strings.Contains(text, `{"role":"assistant","content":"I cannot. To whom?"},{"role":"user","content":"to bob"}]]`) {
			t.Errorf("%s: %.500s", name, text)
		}
	}
	bad := dialogue()
	bad.History = slices.Clone(bad.History)
	bad.History[0].Target = `pay(amount=`
	to, err = Create(filepath.Join(t.TempDir(), "x.jsonl"), io.Discard, Options{Format: "openai", Schema: schema})
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	if err := to.Write([]dataset.Example{bad}); err == nil || !strings.Contains(err.Error(), `history: target pay(amount=`) {
		t.Errorf("%v", err)
	}
}
