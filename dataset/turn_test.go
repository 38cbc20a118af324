package dataset

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// dialogue is an example with the turns before it.
func dialogue() Example {
	e := Example{ID: "a", Text: "to my mom", Target: `transfer_money(amount="50", recipient="my mom")`,
		History: []Turn{
			{Role: User, Text: "transfer 50", Target: `transfer_money(amount="50")`, Call: &Call{Name: "transfer_money", Arguments: map[string]any{"amount": "50 USD"}}},
			{Role: Assistant, Text: "to whom?"},
		},
		Call:  &Call{Name: "transfer_money", Arguments: map[string]any{"amount": "50 USD", "recipient": "my mom"}},
		Slots: []Slot{{Name: "recipient", Value: "my mom", Start: 3, End: 9}}}
	return e
}

func TestInput(t *testing.T) {
	user := func(text, target string) Turn { return Turn{Role: User, Text: text, Target: target} }
	assistant := func(text string) Turn { return Turn{Role: Assistant, Text: text} }
	for _, c := range []struct {
		name    string
		history []Turn
		text    string
		want    string
	}{
		{"none", nil, "pay\nbob", "pay\nbob"},
		{"one turn", dialogue().History, "to my mom", `user: transfer 50 | assistant: to whom? | call: transfer_money(amount="50") | user: to my mom`},
		{"no call yet", []Turn{user("hi", ""), assistant("hello")}, "pay bob", "user: hi | assistant: hello | user: pay bob"},
		{"line breaks", []Turn{user("a\r\nb", "f(x=\"a\nb\")")}, "c\nd", `user: a  b | call: f(x="a b") | user: c d`},
		{"two messages", []Turn{user("transfer", "")}, "50 to bob", "user: transfer | user: 50 to bob"},
		{"none is no call", []Turn{user("a", "f()"), assistant("b"), user("c", "none()"), assistant("d")}, "e", "user: a | assistant: b | user: c | assistant: d | call: f() | user: e"},
		{"the latest call", []Turn{user("a", "f()"), assistant("b"), user("c", "g()"), assistant("d")}, "e", "user: a | assistant: b | user: c | assistant: d | call: g() | user: e"},
		{"a turn without a call does not end it", []Turn{user("a", "f()"), user("b", "")}, "c", "user: a | user: b | call: f() | user: c"},
		{"the last four", []Turn{user("1", "f()"), assistant("2"), user("3", ""), assistant("4"), user("5", ""), assistant("6")}, "7",
			"user: 3 | assistant: 4 | user: 5 | assistant: 6 | call: f() | user: 7"},
	} {
		e := Example{History: c.history, Text: c.text}
		p := Prompt{History: c.history, Text: c.text}
		if got := e.Input(); got != c.want || p.Input() != got {
			t.Errorf("%s:\n%s\n%s, want\n%s", c.name, got, p.Input(), c.want)
		}
	}
	if got := Input(dialogue().History, "x", 0); got != `call: transfer_money(amount="50") | user: x` {
		t.Errorf("without turns: %s", got)
	}
}

// TestHistoryOfAnyWriter: the same history, as different writers have it.
func TestHistoryOfAnyWriter(t *testing.T) {
	const plain = `[{"role":"user","text":"transfer 50","target":"pay(amount=50)","call":{"name":"pay","arguments":{"amount":50}}},{"role":"assistant","text":"to whom?"}]`
	const call = `{"name":"pay","arguments":{"amount":50}}`
	for name, in := range map[string]string{
		"our own":             plain,
		"as text":             `"` + strings.ReplaceAll(plain, `"`, `\"`) + `"`,
		"content":             strings.ReplaceAll(plain, `"text"`, `"content"`),
		"other roles":         strings.NewReplacer(`"user"`, `"Customer"`, `"assistant"`, `"bot"`).Replace(plain),
		"a call alone":        `[{"role":"human","text":"transfer 50","call":` + call + `},{"role":"agent","text":"to whom?"}]`,
		"a prediction's":      `[{"role":"user","text":"transfer 50","output":"pay(amount=50)","call":` + call + `},{"role":"model","text":"to whom?"}]`,
		"ShareGPT":            `[{"from":"system","value":"be kind"},{"from":"human","value":"transfer 50","call":` + call + `},{"from":"gpt","value":"to whom?"}]`,
		"the assistant calls": `[{"role":"user","content":"transfer 50"},{"role":"assistant","content":null,"tool_calls":[{"type":"function","function":{"name":"pay","arguments":"{\"amount\":50}"}}]},{"role":"tool","content":"{}"},{"role":"assistant","content":"to whom?"}]`,
		"it calls and asks":   `[{"role":"user","content":"transfer 50"},{"role":"assistant","content":"to whom?","tool_calls":[` + call + `]}]`,
		"lists":               `{"role":["user","assistant"],"text":["transfer 50","to whom?"],"target":["pay(amount=50)",null],"call":[` + call + `,null]}`,
		"parts":               strings.NewReplacer(`"text":"transfer 50"`, `"content":[{"type":"text","text":"transfer 50"}]`, `"text":"to whom?"`, `"content":[{"text":"to whom?"}]`, `"user"`, `" User "`).Replace(plain),
		"nulls":               `[null,` + plain[1:len(plain)-1] + `,{"role":null,"text":null}]`,
	} {
		for _, record := range []Record{&Example{}, &Prompt{}, &Text{}} {
			line := `{"id":"1","text":"bob","target":"pay()","call":{"name":"pay"},"history":` + in + `}`
			if err := Decode([]byte(line), record); err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			var turns []Turn
			switch r := record.(type) {
			case *Example:
				turns = r.History
			case *Prompt:
				turns = r.History
			case *Text:
				turns = r.History
			}
			if got, err := AppendHistory(nil, turns); err != nil || string(got) != plain {
				t.Errorf("%s, %T (%v):\n%s, want\n%s", name, record, err, got, plain)
			}
		}
	}
	var e Example
	if err := Decode([]byte(`{"id":"1","text":"d","call":{"name":"x"},"history":["a","b","c"]}`), &e); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Turn{{Role: Assistant, Text: "a"}, {Role: User, Text: "b"}, {Role: Assistant, Text: "c"}}, e.History); diff != "" {
		t.Error(diff)
	}
}

func TestHistoriesThatAreNone(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`7`, `field "history": a JSON number where a list of turns is wanted`},
		{`"hello"`, `field "history": a JSON string where a list of turns is wanted`},
		{`[7]`, `field "history": a JSON number where a turn, an object with role and text, is wanted`},
		{`[{"role":"user","text":7}]`, `field "history.text": a JSON number where text is wanted`},
		{`[{"role":"user","content":[7]}]`, `field "history.content": a JSON number where a part with text is wanted`},
		{`[{"role":"user","content":[{"text":7}]}]`, `field "history.content.text": a JSON number where text is wanted`},
		{`[{"role":"user","content":[{"type":"image_url"}]}]`, `field "history.content": a part without text, which a model of text cannot read`},
		{`{"role":"user"}`, `field "history.role": a JSON string where a list is wanted`},
		{`[{"role":"narrator","text":"a"}]`, `history: turn 1: role "narrator" is neither user nor assistant`},
		{`[{"text":"a"},{"role":"user","text":"b"}]`, `history: turn 1: role "" is neither user nor assistant`},
		{`[{"role":"user","text":"a"},{"role":"assistant","text":" "}]`, `history: turn 2: text is empty`},
		{`[{"role":"user","text":"a","call":{"arguments":{}}}]`, `history: turn 1: call has no name`},
	} {
		for _, record := range []Record{&Example{}, &Prompt{}, &Text{}} {
			err := Decode([]byte(`{"id":"1","text":"a","call":{"name":"x"},"history":`+c.in+`}`), record)
			if err == nil || err.Error() != c.want {
				t.Errorf("%s, %T: %v, want %s", c.in, record, err, c.want)
			}
		}
	}
	for want, turn := range map[string]Turn{
		"history: turn 1: has a call and no target, which is what the model reads of it": {Role: User, Text: "a", Call: &Call{Name: "x"}},
		"history: turn 1: a call belongs to the turn of the user that asked for it":      {Role: Assistant, Text: "a", Target: "x()"},
		"history: turn 1: text is not UTF-8":                                             {Role: User, Text: "\xff"},
	} {
		e := dialogue()
		e.History = []Turn{turn}
		if err := e.Validate(); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestHistoryIsOfTheID: the same prompt after other turns is another example.
func TestHistoryIsOfTheID(t *testing.T) {
	seen := map[string]string{}
	for name, change := range map[string]func(*Example){
		"as it is":  func(*Example) {},
		"none":      func(e *Example) { e.History = nil },
		"role":      func(e *Example) { e.History[1].Role = User },
		"text":      func(e *Example) { e.History[1].Text += "!" },
		"call":      func(e *Example) { e.History[0].Target = "transfer_money()" },
		"fewer":     func(e *Example) { e.History = e.History[1:] },
		"in target": func(e *Example) { e.History, e.Target = nil, e.Target+"\x00\x01usertransfer 50" },
	} {
		e := dialogue()
		change(&e)
		id := e.Fingerprint()
		if other, ok := seen[id]; ok {
			t.Errorf("%s and %s have the same id", name, other)
		}
		seen[id] = name
	}
}

func TestCloneHistory(t *testing.T) {
	e := dialogue()
	c := e.Clone()
	c.History[0].Call.Arguments["amount"], c.History[1].Text = "1 USD", "who?"
	if diff := cmp.Diff(dialogue(), e); diff != "" {
		t.Errorf("the clone shares what can be changed: %s", diff)
	}
}

// TestPlainTarget: what is written of a call without a target can be read as target
// syntax, so quotes are doubled and lists are text.
func TestPlainTarget(t *testing.T) {
	calls := []Call{{Name: "a", Arguments: map[string]any{"t": `say "hi"`, "n": 2.5, "b": true, "l": []any{"x"}}}, {Name: "b"}}
	if got, want := plainTarget(calls), `a(b=true, l="[""x""]", n=2.5, t="say ""hi"""); b()`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestInputHasEveryCharacter: the words of the prompt are at the end of the input,
// one character for each, so that spans of one are spans of the other.
func TestInputHasEveryCharacter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawExample(t)
		if got, want := e.Input(), lineBreaks.Replace(e.Text); len(e.History) > 0 && !strings.HasSuffix(got, "user: "+want) || len(e.History) == 0 && got != e.Text {
			t.Fatalf("%q does not end in %q", got, want)
		}
	})
}

// TestInputIsThePythons: a trainer that follows the recipe's Python makes the same string
// (testdata/make_inputs.py).
func TestInputIsThePythons(t *testing.T) {
	data, err := os.ReadFile("testdata/inputs.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		var row struct {
			History     []Turn
			Text, Input string
			Turns       int
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		if got := Input(row.History, row.Text, row.Turns); got != row.Input {
			t.Errorf("%s\n%q, and %q in Python", line, got, row.Input)
		}
		n++
	}
	if n < 100 {
		t.Errorf("%d dialogues", n)
	}
}
