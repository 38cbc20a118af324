package calls

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference"
)

// dialogue is a prompt of several turns.
var dialogue = Prompt{ID: "a", Text: "to my mom", History: []dataset.Turn{
	{Role: dataset.User, Text: "transfer 50 dollars", Target: `transfer_money(amount="50 dollars")`},
	{Role: dataset.Assistant, Text: "to whom?"},
}}

const wholeDialogue = `user: transfer 50 dollars | assistant: to whom? | call: transfer_money(amount="50 dollars") | user: to my mom`

// TestDialogue: the model reads the turns before a prompt, quotes words of any of them,
// and the record says what it read.
func TestDialogue(t *testing.T) {
	m := open(t, bundled, Options{Constrain: true})
	alone := Prompt{ID: "b", Text: wholeDialogue}
	got := collect(t, m.Predict(t.Context(), stream(dialogue, alone, Prompt{ID: "c", Text: "", History: dialogue.History}, Prompt{ID: "d", Text: "x", NotUTF8: true, History: dialogue.History})))
	if got[0].Text != "to my mom" || got[0].Input != wholeDialogue || m.Input(dialogue) != wholeDialogue || got[0].TurnsLeftOut != 0 {
		t.Errorf("%+v", got[0])
	}
	if got[1].Input != "" || got[0].Output != got[1].Output {
		t.Errorf("%s is not the answer to the string that the model reads, %s", got[0].Output, got[1].Output)
	}
	raw, err := action.ParseTarget(got[0].Output)
	if err != nil {
		t.Fatal(err)
	}
	for _, arg := range raw[0].Args {
		if arg.Quoted && !strings.Contains(wholeDialogue, arg.Text) {
			t.Errorf("%s: %q is nowhere in the dialogue", got[0].Output, arg.Text)
		}
	}
	if got[2].Error != inference.ErrEmpty.Error() || got[3].Error != inference.ErrNotUTF8.Error() || got[3].Input != "" {
		t.Errorf("%+v %+v", got[2], got[3])
	}
}

// TestLongDialogue: what is too long loses its oldest turns, and the call so far stays.
func TestLongDialogue(t *testing.T) {
	turns := []dataset.Turn{{Role: dataset.User, Text: "hello there"}, {Role: dataset.Assistant, Text: "what can I do for you today"}}
	long := Prompt{Text: dialogue.Text, History: append(turns, dialogue.History...)}
	full := dataset.Input(long.History, long.Text, dataset.InputTurns)
	for left := range 6 {
		var want string
		limit := 1
		m := open(t, bundled, Options{})
		if left <= 4 {
			want = dataset.Input(long.History, long.Text, 4-left)
			limit = len(m.Tokenizer.Encode(nil, want))
		}
		m = open(t, bundled, Options{Generation: inference.Generation{MaxInput: limit}})
		p := collect(t, m.Predict(t.Context(), stream(long)))[0]
		if left == 5 {
			if !strings.Contains(p.Error, inference.ErrTooLong.Error()) {
				t.Errorf("%+v", p)
			}
			continue
		}
		if p.Input != want || p.TurnsLeftOut != left || p.Error != "" || left == 0 && want != full {
			t.Errorf("%d turns left out, want %d: %s", p.TurnsLeftOut, left, p.Input)
		}
	}
}

// TestCallSoFarInOrder: a call that an application wrote is read as targets have it.
func TestCallSoFarInOrder(t *testing.T) {
	m := open(t, bundled, Options{})
	for so, want := range map[string]string{
		`transfer_money(recipient="mom", to_account="savings", amount="5")`: `transfer_money(amount="5", to_account=savings, recipient="mom")`,
		`fly(to="rome")`: `fly(to="rome")`,
		`not a call`:     `not a call`,
	} {
		p := dialogue
		p.History = slices.Clone(p.History)
		p.History[0].Target = so
		if got := m.Input(p); !strings.Contains(got, "| call: "+want+" | user:") {
			t.Errorf("%s, want %s", got, want)
		}
		if p.History[0].Target != so {
			t.Error("the caller's history changed")
		}
	}
}

// TestMissing: a call may lack what the assistant asks for, and the record names it.
func TestMissing(t *testing.T) {
	schema, err := action.Load(filepath.Join(bundled, "actions.json"))
	if err != nil {
		t.Fatal(err)
	}
	transfer := schema.Action("transfer_money")
	transfer.Param("amount").Required = true
	strict := Grammar(schema)
	transfer.Param("amount").Ask = "how much?"
	asking := Grammar(schema)
	const output = `transfer_money(recipient="mom")`
	if _, ok := strict.Match("send money to mom", output); ok {
		t.Error("what nobody asks for is left out")
	}
	if _, ok := asking.Match("send money to mom", output); !ok {
		t.Error("what the assistant asks for must be given")
	}
	m := open(t, bundled, Options{Schema: schema})
	for text, want := range map[string][]string{
		output: {"amount"},
		`transfer_money(amount="$5", recipient="mom")`:                     nil,
		`transfer_money(recipient="mom"); transfer_money(recipient="dad")`: {"amount"},
		`transfer_money(recipient=`:                                        nil,
	} {
		p := m.prediction(question{Prompt: Prompt{Text: "x"}}, inference.Output{Text: text})
		if diff := cmp.Diff(want, p.Missing); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
	transfer.Param("amount").Ask = ""
	if p := m.prediction(question{Prompt: Prompt{Text: "x"}}, inference.Output{Text: output}); p.Call != nil || !slices.Equal(p.Missing, []string{"amount"}) {
		t.Errorf("a call that lacks what it must have: %+v", p)
	}
}

// TestDialoguesLearnt: the bundled model of dialogues answers what was asked for, takes a
// correction, keeps the call where it is confirmed, and follows a change of mind.
func TestDialoguesLearnt(t *testing.T) {
	m := open(t, "../../testdata/models/banking-dialogues", Options{Constrain: true})
	whole := []dataset.Turn{
		{Role: dataset.User, Text: "send 50 to my mom", Target: `transfer_money(amount="50", recipient="my mom")`},
		{Role: dataset.Assistant, Text: "50 to my mom, is that right?"},
	}
	want := map[string]string{
		"to my mom":                   `transfer_money(amount="50 dollars", recipient="my mom")`,
		"no, make it 60":              `transfer_money(amount="60", recipient="my mom")`,
		"yes please":                  `transfer_money(amount="50", recipient="my mom")`,
		"actually what's my balance?": `check_balance()`,
	}
	prompts := []Prompt{dialogue, {Text: "no, make it 60", History: whole}, {Text: "yes please", History: whole}, {Text: "actually what's my balance?", History: whole}}
	for _, p := range collect(t, m.Predict(t.Context(), stream(prompts...))) {
		if p.Output != want[p.Text] {
			t.Errorf("%q: %s, not %s", p.Text, p.Output, want[p.Text])
		}
	}
}
