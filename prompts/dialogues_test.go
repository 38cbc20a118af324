package prompts

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// talks makes every derivation of a pack's dialogues: turns and target, sorted.
func talks(t testing.TB, p *Pack) []string {
	t.Helper()
	var out []string
	var w grammar.Walker
	for _, tpl := range p.Dialogues() {
		for i := range tpl.Compiled.Root.Derivations {
			if !w.Unrank(&tpl.Compiled, i) {
				continue
			}
			e, err := newMaker(p, grammar.Values{}).example(tpl, &w, p.Reference())
			if err != nil {
				t.Fatal(err)
			}
			e.Split = dataset.Train
			if err := e.Validate(); err != nil {
				t.Fatalf("%v: %v", e, err)
			}
			if err := p.Schema().Verify(&e); err != nil {
				t.Fatalf("%v: %v", e, err)
			}
			out = append(out, told(&e))
		}
	}
	slices.Sort(out)
	return out
}

// told writes the turns of an example, and its target.
func told(e *dataset.Example) string {
	var b strings.Builder
	for _, turn := range e.History {
		b.WriteString(turn.Text)
		if turn.Target != "" {
			fmt.Fprintf(&b, " [%s]", turn.Target)
		}
		b.WriteString(" | ")
	}
	return b.String() + e.Text + " → " + e.Target
}

const ordinary = `templates:
  - "pay {to=:ann}"
  - "pay {amount=:5} [to {to=:ann}]"
`

// asked makes to a parameter that may be missing.
func asked(dialogues string) map[string]string {
	return map[string]string{
		"actions.yaml": strings.Replace(base["actions.yaml"], "required: true", `required: true, ask: "To whom?"`, 1),
		"templates/t.yaml": "action: pay\n" + ordinary + dialogues +
			"---\naction: show\ntemplates: [\"show {account=checking:it}\"]\n---\naction: none\ntemplates: [sing]\n",
	}
}

func TestDialogues(t *testing.T) {
	for _, c := range []struct {
		name, dialogues string
		want            []string
	}{
		{"what is missing", "dialogues:\n  - - user: \"send {amount=:5}\"\n    - assistant: to whom?\n    - user: \"[to] {to=:bob}\"\n", []string{
			`send 5 [pay(amount="5")] | to whom? | bob → pay(to="bob", amount="5")`,
			`send 5 [pay(amount="5")] | to whom? | to bob → pay(to="bob", amount="5")`,
			`send 5 → pay(amount="5")`,
		}},
		{"confirmed and corrected", "dialogues:\n  - - user: \"send {amount=:5} to {to=:bob}\"\n    - assistant: \"{amount} to {to}, right?\"\n    - user: \"no, {amount=:6}\"\n    - assistant: [\"so {amount}?\"]\n    - user: \"yes\"\n", []string{
			`send 5 to bob [pay(to="bob", amount="5")] | 5 to bob, right? | no, 6 [pay(to="bob", amount="6")] | so 6? | yes → pay(to="bob", amount="6")`,
			`send 5 to bob [pay(to="bob", amount="5")] | 5 to bob, right? | no, 6 → pay(to="bob", amount="6")`,
			`send 5 to bob → pay(to="bob", amount="5")`,
		}},
		{"another action keeps nothing", "dialogues:\n  - - user: \"send {account=checking} {to=:bob}\"\n    - assistant: ok?\n    - user: \"what have i\"\n      action: show\n", []string{
			`send bob [pay(to="bob", account=checking)] | ok? | what have i → show()`,
			`send bob → pay(to="bob", account=checking)`,
		}},
		{"or what it says", "dialogues:\n  - - user: \"send {account=checking} {to=:bob}\"\n    - assistant: ok?\n    - user: \"what have i\"\n      action: show\n      keep: account\n", []string{
			`send bob [pay(to="bob", account=checking)] | ok? | what have i → show(account=checking)`,
			`send bob → pay(to="bob", account=checking)`,
		}},
		{"given up", "dialogues:\n  - turns:\n      - templates: {without: to}\n      - assistant: to whom?\n      - user: never mind\n        action: none\n", []string{
			`pay 5 [pay(amount="5")] | to whom? | never mind → none()`,
		}},
		{"templates first", "dialogues:\n  - - templates: {with: [amount, to]}\n    - assistant: \"to {to}?\"\n    - user: (yes|no, {to=:bob})\n", []string{
			`pay 5 to ann [pay(to="ann", amount="5")] | to ann? | no, bob → pay(to="bob", amount="5")`,
			`pay 5 to ann [pay(to="ann", amount="5")] | to ann? | yes → pay(to="ann", amount="5")`,
		}},
		{"a condition on turns", "dialogues:\n  - turns:\n      - user: \"send {amount=:5|6} to {to=:bob}\"\n      - assistant: ok?\n      - user: \"rather {amount=:6|7}\"\n    where: 1.amount < 2.amount and 1.amount != 6\n", []string{
			`send 5 to bob [pay(to="bob", amount="5")] | ok? | rather 6 → pay(to="bob", amount="6")`,
			`send 5 to bob [pay(to="bob", amount="5")] | ok? | rather 7 → pay(to="bob", amount="7")`,
			`send 5 to bob → pay(to="bob", amount="5")`,
		}},
		{"a shorthand", "ask:\n  to: {questions: \"to whom?\", answers: \"{to=:bob}\", no_answers: [sing]}\n  amount: {questions: \"how much?\", answers: \"{amount=:7}\", unless: urgent}\n", []string{
			`pay 5 [pay(amount="5")] | to whom? | bob → pay(to="bob", amount="5")`,
			`pay 5 [pay(amount="5")] | to whom? | sing → none()`,
			`pay ann [pay(to="ann")] | how much? | 7 → pay(to="ann", amount="7")`,
		}},
		{"names of optionals agree", "dialogues:\n  - - user: \"[x?: please] send {to=:bob}\"\n    - assistant: ok?\n    - user: \"yes [x?: please]\"\n", []string{
			`please send bob [pay(to="bob")] | ok? | yes please → pay(to="bob")`,
			`please send bob → pay(to="bob")`,
			`send bob [pay(to="bob")] | ok? | yes → pay(to="bob")`,
			`send bob → pay(to="bob")`,
		}},
	} {
		if diff := cmp.Diff(c.want, talks(t, load(t, asked(c.dialogues)))); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, diff)
		}
	}
}

// TestAskedParameter checks that a question becomes that of the parameter, so that calls may
// lack it.
func TestAskedParameter(t *testing.T) {
	files := asked("ask:\n  to: {questions: \"(to whom|who)?\", answers: \"{to=:bob}\"}\n")
	files["actions.yaml"] = base["actions.yaml"]
	p := load(t, files)
	if got := p.Schema().Action("pay").Params[0].Ask; got != "to whom?" {
		t.Errorf("the question is %q", got)
	}
}

func TestDialogueFaults(t *testing.T) {
	at := func(turns string) string { return "dialogues:\n  - - " + strings.ReplaceAll(turns, "\n", "\n    - ") + "\n" }
	for _, c := range []struct{ dialogues, want string }{
		{at("assistant: hi\nuser: \"{to}\""), `templates/t.yaml:6:7: a dialogue begins with the user, not with the assistant`},
		{at("user: \"{to}\"\nassistant: ok?"), `templates/t.yaml:7:7: a dialogue ends with the user, whose turn asks for the call, not with the assistant`},
		{at("user: \"{to}\"\nassistant: ok?\nassistant: ok?\nuser: yes"), `templates/t.yaml:8:7: two turns of the assistant follow each other: write them as one`},
		{at("user: \"{to}\""), `templates/t.yaml:6:5: a dialogue has at least two turns of the user: write one turn under templates`},
		{at("user: a\nuser: b\nuser: c\nuser: d\nuser: e"), `templates/t.yaml:6:5: 5 turns of the user are more than 4`},
		{at("user: \"{to}\"\nassistant: \"\"\nuser: yes"), `templates/t.yaml:7:18: assistant: the turn is empty: write what is said`},
		{at("user: \"{to}\"\nassistant: ok?\nuser: \"[yes]\""), `templates/t.yaml:8:14: the turn may be empty: something must be said in all of its alternatives`},
		{at("user: \"{to}\"\nassistant: \"{amount}?\"\nuser: yes"), `templates/t.yaml:7:19: the assistant repeats "amount", which no turn of the user before always says`},
		{at("user: \"{to} [{amount}]\"\nassistant: \"{amount}?\"\nuser: yes"), `templates/t.yaml:7:19: the assistant repeats "amount", which no turn of the user before always says`},
		{at("user: \"{to}\"\nassistant: \"{amuont}?\"\nuser: yes"), `templates/t.yaml:7:19: pay has no parameter "amuont", did you mean "amount"?`},
		{at("user: \"{to}\"\nassistant: \"{to:person}?\"\nuser: yes"), `templates/t.yaml:7:19: the assistant repeats what the user said: write {to} alone`},
		{at("user: \"{to}\"\nassistant: ok?\nuser: \"<yes>\""), `templates/t.yaml:8:14: rule "yes" is not defined`},
		{"dialogues:\n  - - user: \"{to}\"\n    - user: show\n      action: shwo\n", `templates/t.yaml:8:15: action "shwo" is not in actions.yaml, did you mean "show"?`},
		{"dialogues:\n  - - user: \"{to}\"\n      action: show\n    - user: show\n", `templates/t.yaml:7:15: action: the first turn asks for the document's action, pay`},
		{"dialogues:\n  - - user: \"{to}\"\n    - assistant: ok?\n      action: show\n    - user: show\n", `templates/t.yaml:8:15: action: belongs to a turn of the user`},
		{"dialogues:\n  - - user: \"{to}\"\n    - user: show\n      keep: to\n", `templates/t.yaml:8:13: keep: says what stays of the call where the turn names another action`},
		{"dialogues:\n  - - user: \"{to}\"\n    - user: show\n      action: show\n      keep: period\n", `templates/t.yaml:9:13: keep: "period" is not the same parameter in pay and show`},
		{"dialogues:\n  - - user: \"{to}\"\n    - user: \"show {to}\"\n      action: show\n", `templates/t.yaml:7:19: show has no parameter "to": there are account, period`},
		{at("user: \"{to}\"\ntemplates: {}"), `templates/t.yaml:7:7: templates: only the first turn can be the action's templates`},
		{at("templates: {with: urgent}\nuser: yes"), `templates/t.yaml:6:5: no template of pay can be the first turn, with urgent`},
		{at("templates: {with: urgnt}\nuser: yes"), `templates/t.yaml:6:25: pay has no parameter "urgnt", did you mean "urgent"?`},
		{"dialogues:\n  - - {user: a, assistant: b}\n", `templates/t.yaml:6:7: turn: one of user, assistant and templates says who speaks`},
		{at("assistant"), `templates/t.yaml:6:7: turn: user: … or assistant: … is wanted, not "assistant"`},
		{"dialogues: [hello]\n", `templates/t.yaml:5:13: dialogue: a list of turns is wanted, - user: … and - assistant: …, not "hello"`},
		{"dialogues:\n  - turns: [{user: \"{to}\"}, {user: b}]\n    where: 3.to != x\n", `templates/t.yaml:7:12: where "3.to != x": the left side is no parameter of pay, pay`},
		{"ask:\n  too: {questions: a, answers: b}\n", `templates/t.yaml:6:3: pay has no parameter "too", did you mean "to"?`},
		{"ask:\n  urgent: {questions: a}\n", `templates/t.yaml:6:3: ask urgent: answers is missing`},
		{"ask:\n  urgent: {questions: a, answers: \"[now]\"}\n", `templates/t.yaml:6:36: the turn may be empty: something must be said in all of its alternatives`},
		{"---\naction: none\ntemplates: [x]\nask: {}\n", `templates/t.yaml:6:1: dialogues and ask belong to one action that is not none: none`},
	} {
		files := map[string]string{"templates/t.yaml": "action: pay\ntemplates:\n  - \"pay {to}\"\n  - \"pay {to} {amount}\"\n" + c.dialogues}
		_, err := Load(withFiles(files), "test")
		if err == nil || err.Error() != c.want {
			t.Errorf("%s\n    %v\n    want\n    %s", c.dialogues, err, c.want)
		}
	}
}

// TestRequiredInDialogue checks that a call that ends a dialogue is whole.
func TestRequiredInDialogue(t *testing.T) {
	_, err := Load(withFiles(map[string]string{"templates/t.yaml": "action: pay\ntemplates: [\"pay {to}\"]\ndialogues:\n  - - user: \"send {amount}\"\n    - assistant: when?\n    - user: now\n"}), "test")
	want := `templates/t.yaml:4:5: pay requires "to", which the user may not have said at the end of the dialogue: add a turn that asks for it`
	if err == nil || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
}

// TestDialoguesOfBanking draws rows of the pack's dialogues. Each row is read back to its
// call and made again, a dialogue is in one split, and the rows do not depend on the
// number of workers.
func TestDialoguesOfBanking(t *testing.T) {
	p, err := Open("banking")
	if err != nil {
		t.Fatal(err)
	}
	all := 1.0
	plan, err := NewPlan(p, Options{N: 400, Seed: 3, Dialogues: &all})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	var rows [2][]dataset.Example
	for i, workers := range []int{1, 3} {
		set, err := Draw(ctx, plan, workers)
		if err != nil {
			t.Fatal(err)
		}
		for _, split := range dataset.Splits {
			for e, err := range set.Examples(ctx, split) {
				if err != nil {
					t.Fatal(err)
				}
				rows[i] = append(rows[i], e)
			}
		}
	}
	if diff := cmp.Diff(rows[0], rows[1]); diff != "" {
		t.Errorf("another number of workers: %s", diff)
	}
	r := NewParser(p)
	splits, texts, turns := map[string]dataset.Split{}, map[string]bool{}, map[int]int{}
	for _, e := range rows[0] {
		if err := e.Validate(); err != nil {
			t.Errorf("%s: %v", told(&e), err)
		}
		if err := p.Schema().Verify(&e); err != nil {
			t.Errorf("%s: %v", told(&e), err)
		}
		if texts[e.Input()] {
			t.Errorf("twice: %s", told(&e))
		}
		texts[e.Input()] = true
		first, _, _ := strings.Cut(e.Origin.Template, "+")
		if split, known := splits[first]; known && split != e.Split {
			t.Errorf("%s is in %s and %s", first, split, e.Split)
		}
		splits[first] = e.Split
		turns[len(e.History)]++
		if found := r.ParseTurn(e.History, e.Text, e.Reference()); len(found) == 0 || found[0].Target != e.Target {
			t.Errorf("%s: read as %v", told(&e), found)
		}
		again, err := p.Replay(e.Origin.Derivation, e.Reference())
		if again.Split = e.Split; err != nil || cmp.Diff(e, again) != "" {
			t.Errorf("%s: made again: %v %s", told(&e), err, cmp.Diff(e, again))
		}
	}
	if turns[0] == 0 || turns[2] < 200 || turns[4] == 0 {
		t.Errorf("rows by turns before: %v", turns)
	}
}

// TestRowsWithoutDialogues checks that a pack's rows of one turn do not depend on its
// dialogues, and how many rows those give.
func TestRowsWithoutDialogues(t *testing.T) {
	templates := "action: pay\ntemplates: [\"pay {to} {amount}\", \"{amount} for {to}\", \"send {to} {amount}\"]\n"
	dialogues := "dialogues:\n  - - templates: {}\n    - assistant: \"{amount} to {to}?\"\n    - user: (yes|no, {amount})\n"
	dialogues = strings.Replace(dialogues, "templates: {}", "templates: {with: [to, amount]}", 1)
	draw := func(files string, o Options) (one, several []string) {
		p := load(t, map[string]string{"templates/t.yaml": files})
		plan, err := NewPlan(p, o)
		if err != nil {
			t.Fatal(err)
		}
		set, err := Draw(context.Background(), plan, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, split := range dataset.Splits {
			for e, err := range set.Examples(context.Background(), split) {
				if err != nil {
					t.Fatal(err)
				}
				if row := string(split) + " " + told(&e); e.History == nil {
					one = append(one, row)
				} else {
					several = append(several, row)
				}
			}
		}
		slices.Sort(one)
		return one, several
	}
	o := Options{N: 80, Seed: 1}
	want, _ := draw(templates, o)
	o.Dialogues = new(float64)
	if got, several := draw(templates+dialogues, o); len(several) > 0 || !slices.Equal(want, got) {
		t.Errorf("%d rows of dialogues; rows of one turn: %s", len(several), cmp.Diff(want, got))
	}
	o.N, o.Dialogues = 100, nil
	if got, several := draw(templates+dialogues, o); len(several) != 20 || !slices.Equal(want, got) {
		t.Errorf("%d rows of dialogues; rows of one turn: %s", len(several), cmp.Diff(want, got))
	}
	o.Dialogues = new(float64)
	*o.Dialogues = 0.5
	if _, err := NewPlan(load(t, map[string]string{"templates/t.yaml": templates}), o); err == nil || !strings.Contains(err.Error(), "no dialogues") {
		t.Errorf("a pack without dialogues: %v", err)
	}
}

// TestDialogueOverlap checks that lint proves dialogues apart by what is behind their
// first turns.
func TestDialogueOverlap(t *testing.T) {
	p := load(t, asked("dialogues:\n  - - templates: {without: to}\n    - assistant: to whom?\n    - user: \"(no|{to=:bob})\"\n  - - templates: {without: to}\n    - assistant: to (whom|them)?\n    - user: no\n      action: none\n"))
	found, undecided, err := p.Overlaps(context.Background(), overlapSteps, 1)
	if err != nil || undecided > 0 || len(found) != 1 || found[0].Text != "… | to whom? | no" {
		t.Errorf("%v, %d undecided, %v", found, undecided, err)
	}
}

// TestParseTurn checks what does not matter to a reader of dialogues.
func TestParseTurn(t *testing.T) {
	p := load(t, asked("dialogues:\n  - - user: \"send {amount=:5} to {to=:Bob}\"\n    - assistant: \"{amount} to {to}?\"\n    - user: \"yes\"\n"))
	r := NewParser(p)
	turn := func(role dataset.Role, text string) dataset.Turn { return dataset.Turn{Role: role, Text: text} }
	history := []dataset.Turn{turn(dataset.Assistant, "hello"), turn(dataset.User, "SEND  5 to bob"), turn(dataset.Assistant, "5 to bob?")}
	if got := r.ParseTurn(history, "Yes!", time.Time{}); len(got) != 1 || told(&got[0]) != `SEND 5 to bob [pay(to="bob", amount="5")] | 5 to bob? | Yes → pay(to="bob", amount="5")` {
		t.Errorf("read as %v", got)
	}
	history[2].Text = "6 to bob?" // not what the user said
	if got := r.ParseTurn(history, "yes", time.Time{}); len(got) > 0 {
		t.Errorf("read as %v", got)
	}
	x, err := p.Explain(r.ParseTurn(append(history[:2:2], turn(dataset.Assistant, "5 to bob?")), "yes", time.Time{})[0].Origin.Derivation, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(x.Parts); got != "[{{amount} 5 1 5 6 5 0} {{to} Bob 1 10 13 bob 0}]" {
		t.Error(got)
	}
}
