package eval

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval/report"
)

// inTurn is an example that is message n of the user.
func inTurn(id string, n int) Gold {
	e := dataset.Example{ID: id, Text: "to mom", Target: `pay(to="mom")`, Call: &dataset.Call{Name: "pay", Arguments: map[string]any{"to": "mom"}},
		Slots: []dataset.Slot{{Name: "to", Value: "mom", Start: 3, End: 6}}}
	for range n - 1 {
		e.History = append(e.History, dataset.Turn{Role: dataset.User, Text: "pay 50 dollars to bob"}, dataset.Turn{Role: dataset.Assistant, Text: "to whom? Ann?"})
	}
	return Gold{Example: e}
}

// TestTurns: reports say how well each turn of a dialogue is answered, if there is one.
func TestTurns(t *testing.T) {
	var gold []Gold
	var answers []dataset.Prediction
	for i := range 30 {
		g := inTurn(fmt.Sprint(i), 1+i%3)
		gold = append(gold, g)
		p := dataset.Prediction{ID: g.ID, Text: g.Text, Output: g.Target}
		if i%3 == 2 {
			p.Output = `pay(to="bob")`
		}
		answers = append(answers, p)
	}
	seq := func(gold []Gold) func(func(Gold, error) bool) {
		return func(yield func(Gold, error) bool) {
			for _, g := range gold {
				if !yield(g, nil) {
					return
				}
			}
		}
	}
	r, err := Evaluate(t.Context(), seq(gold), Predictions{Label: "run", Seq: predictionSeq(answers)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(r.Columns, func(c report.Column) bool { return c.Name == turnColumn })
	if i < 0 {
		t.Fatal("there is no column of turns")
	}
	got := map[string]string{}
	for _, p := range r.Columns[i].Parts {
		got[p.Value] = fmt.Sprintf("%g of %d", *p.Metrics["exact_match"].Value, p.Size())
	}
	if diff := cmp.Diff(map[string]string{"1": "1 of 10", "2": "1 of 10", "3": "0 of 10"}, got); diff != "" {
		t.Error(diff)
	}
	if m := r.Slices["turn=3"]; m.Value == nil || *m.Value != 0 {
		t.Errorf("slice turn=3: %+v", m)
	}
	if f := r.Failures[0]; !strings.HasPrefix(f.Text, "user: pay 50 dollars to bob | assistant: ") {
		t.Errorf("a failure does not show the dialogue: %s", f.Text)
	}
	var single []Gold
	for _, g := range gold {
		g.History = nil
		single = append(single, g)
	}
	for by, want := range map[string]bool{"": false, turnColumn: true} {
		o := Options{}
		if by != "" {
			o.By = []string{by}
		}
		r, err := Evaluate(t.Context(), seq(single), Predictions{Label: "run", Seq: predictionSeq(answers)}, o)
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.ContainsFunc(r.Columns, func(c report.Column) bool { return c.Name == turnColumn }); got != want {
			t.Errorf("without dialogues, by %q: a column of turns: %t", by, got)
		}
	}
	answers[1].Input = "user: something else | user: to mom"
	var wrong *IncomparableError
	if _, err := Evaluate(t.Context(), seq(gold), Predictions{Label: "run", Seq: predictionSeq(answers)}, Options{}); !errors.As(err, &wrong) || wrong.Text.N != 1 {
		t.Errorf("an answer after other turns: %v", err)
	}
	answers[1].TurnsLeftOut = 1
	if _, err := Evaluate(t.Context(), seq(gold), Predictions{Label: "run", Seq: predictionSeq(answers)}, Options{}); err != nil {
		t.Errorf("an answer without the oldest turns: %v", err)
	}
}

func predictionSeq(all []dataset.Prediction) func(func(dataset.Prediction, error) bool) {
	return func(yield func(dataset.Prediction, error) bool) {
		for _, p := range all {
			if !yield(p, nil) {
				return
			}
		}
	}
}

// TestGroundedInTurns: a value may be one of an earlier turn.
func TestGroundedInTurns(t *testing.T) {
	schema, err := action.Parse([]byte(`{"tools":[{"type":"function","function":{"name":"pay","parameters":{"type":"object","properties":{
		"to":{"type":"string"},"amount":{"type":"string","format":"money"}}}}}]}`), "t")
	if err != nil {
		t.Fatal(err)
	}
	j := NewJudge(schema, "")
	for output, want := range map[string]bool{
		`pay(to="bob")`: false, `pay(to="Ann")`: false, `pay(to="mom", amount="$50")`: false, `pay(to="mom", amount="50 dollars")`: false,
		`pay(to="eve")`: true, `pay(to="mom", amount="$51")`: true,
	} {
		g, alone := inTurn("a", 2), inTurn("a", 1)
		if got := j.Score(&g, &dataset.Prediction{ID: "a", Output: output}).Ungrounded; got != want {
			t.Errorf("%s: ungrounded %t", output, got)
		}
		if !j.Score(&alone, &dataset.Prediction{ID: "a", Output: output}).Ungrounded {
			t.Errorf("%s: grounded in a dialogue that the prompt is not of", output)
		}
	}
}

// TestExplainDialogue: an explanation shows the turns, and slots where they are.
func TestExplainDialogue(t *testing.T) {
	g := inTurn("a", 2)
	x := NewJudge(nil, "").Explain(&g, nil)
	if want := "user: pay 50 dollars to bob | assistant: to whom? Ann? | user: to [to: mom]"; x.Marked != want || x.Text != g.Input() {
		t.Errorf("%s, want %s", x.Marked, want)
	}
	s := inInput(&g.Example)[0]
	if got, _ := dataset.Span(g.Input(), s.Start, s.End); got != "mom" {
		t.Errorf("the slot is at %q", got)
	}
}

// TestMissingInGold: a call lacks what the dialogue has not said yet. An answer that lacks
// it too is right, and one that invents it is wrong.
func TestMissingInGold(t *testing.T) {
	schema, err := action.Parse([]byte(`{"tools":[{"type":"function","function":{"name":"pay","parameters":{"type":"object","properties":{
		"to":{"type":"string"},"amount":{"type":"string","format":"money"}},"required":["to","amount"]}}}]}`), "t")
	if err != nil {
		t.Fatal(err)
	}
	g := inTurn("a", 1)
	for output, want := range map[string]report.Status{`pay(to="mom")`: report.Correct, `pay(to="mom", amount="$5")`: report.Wrong, `pay()`: report.Wrong} {
		if r := NewJudge(schema, "").Score(&g, &dataset.Prediction{ID: "a", Output: output}); r.Status != want || r.Gold != "" {
			t.Errorf("%s: %s %s, want %s", output, r.Status, r.Gold, want)
		}
	}
}
