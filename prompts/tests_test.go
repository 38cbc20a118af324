package prompts_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts"
)

// TestMustPassPromptsAreDrawnNever: the datasets of a pack have all prompts but those of
// its tests, whatever their case and the marks at their end.
func TestMustPassPromptsAreDrawnNever(t *testing.T) {
	files := fstest.MapFS{
		"pack.yaml":        {Data: []byte("reference_date: 2026-06-01\ntests:\n  - SHOW  it now!: show\n  - open it: none\n")},
		"actions.yaml":     {Data: []byte("show: {}")},
		"templates/a.yaml": {Data: []byte("action: show\ntemplates: ['(show|open|read) it [now] (!|.|)']")},
	}
	for _, strategy := range []prompts.Strategy{prompts.Weighted, prompts.Uniform, prompts.Covering} {
		p, err := prompts.Load(files, "p")
		if err != nil {
			t.Fatal(err)
		}
		plan, err := prompts.NewPlan(p, prompts.Options{N: 18, AllowShortfall: true, SplitBy: "text", Strategy: string(strategy)})
		if err != nil {
			t.Fatal(err)
		}
		set, err := prompts.Draw(context.Background(), plan, 2)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, split := range dataset.Splits {
			for e, err := range set.Examples(context.Background(), split) {
				if err != nil {
					t.Fatal(err)
				}
				if n++; strings.TrimRight(e.Text, ".!") == "show it now" || strings.TrimRight(e.Text, ".!") == "open it" {
					t.Errorf("%v: %q is a must-pass prompt", strategy, e.Text)
				}
			}
		}
		if n != 12 { // of 18
			t.Errorf("%v: %d rows, want the 12 others", strategy, n)
		}
	}
}

// TestTestsAreGold: must-pass prompts are written as records of gold, with all calls that
// are right.
func TestTestsAreGold(t *testing.T) {
	p, err := prompts.Load(fstest.MapFS{
		"pack.yaml":        {Data: []byte("reference_date: 2026-06-01\n")},
		"actions.yaml":     {Data: []byte("book: {params: {day: {format: date, required: true, ask: 'when?'}, seats: {type: integer}}}")},
		"templates/a.yaml": {Data: []byte("action: book\ntemplates: ['book {day=:today}']\ntests: {book it: book}")},
		"tests/t.yaml":     {Data: []byte("tests:\n- {text: for tomorrow, action: book, arguments: {day: 2026-06-02}}\n- two for tomorrow: ['book(seats=2, day=\"tomorrow\")', none]\n- {text: for two, history: [a table for friday: 'book(day=\"friday\")', 'for how many?'], call: 'book(day=\"friday\", seats=2)'}\n")},
	}, "p")
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.AppendTests(nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(got)), "\n")
	for i, want := range [][]string{
		{`"text":"book it","target":"book()","call":{"name":"book","arguments":{}}`, `"template":"templates/a.yaml:3"`},
		{`"target":"book(day=\"2026-06-02\")"`, `"arguments":{"day":"2026-06-02"}`, `"reference_date":"2026-06-01"`, `"template":"tests/t.yaml:2"`},
		{`"target":"book(day=\"tomorrow\", seats=2)"`, `"arguments":{"day":"2026-06-02","seats":2}`, `"references":["none()"]`, `"template":"tests/t.yaml:3"`},
		{`"history":[{"role":"user","text":"a table for friday","target":"book(day=\"friday\")","call":{"name":"book","arguments":{"day":"2026-06-05"}}},{"role":"assistant","text":"for how many?"}]`, `"target":"book(day=\"friday\", seats=2)"`},
	} {
		for _, part := range want {
			if i >= len(lines) || !strings.Contains(lines[i], part) {
				t.Errorf("line %d of\n%s\nhas no %s", i+1, got, part)
			}
		}
	}
}

// TestMustPassDialoguesAreDrawnNever: no dataset has a dialogue in which the user says what
// a test says, whatever the assistant says between.
func TestMustPassDialoguesAreDrawnNever(t *testing.T) {
	p, err := prompts.Load(fstest.MapFS{
		"pack.yaml":        {Data: []byte("reference_date: 2026-06-01\ndialogues: 1\n")},
		"actions.yaml":     {Data: []byte("pay: {params: {to: {format: person, required: true, ask: 'to whom?'}}}")},
		"lexicons/l.yaml":  {Data: []byte("to: [tim, kim]")},
		"templates/a.yaml": {Data: []byte("action: pay\ntemplates: ['pay {to}']\ndialogues:\n- - user: pay\n  - assistant: '(to whom|who)?'\n  - user: '{to}'\n")},
		"tests/t.yaml":     {Data: []byte("tests: [{text: Tim, history: [pay: pay, 'whom?'], call: 'pay(to=\"Tim\")'}]")},
	}, "p")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := prompts.NewPlan(p, prompts.Options{N: 100, AllowShortfall: true, SplitBy: "text", Fractions: [3]float64{1}})
	if err != nil {
		t.Fatal(err)
	}
	set, err := prompts.Draw(context.Background(), plan, 1)
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for e, err := range set.Examples(context.Background(), dataset.Train) {
		if err != nil {
			t.Fatal(err)
		}
		if len(e.History) > 0 {
			n[e.Text]++
		}
	}
	if n["tim"] != 0 || n["kim"] == 0 {
		t.Errorf("dialogues that end with: %v, want kim's and none of tim's", n)
	}
}
