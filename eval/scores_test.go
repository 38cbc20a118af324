package eval

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval/report"
)

// scoresOracle is testdata/scores.json, which make_scores_oracle.py writes.
type scoresOracle struct {
	Cases []struct {
		Gold, Pred []dataset.Call
		Metrics    map[string]float64
	}
	Exact []struct{ K, N, Low, High float64 }
}

func readScores(t *testing.T) (s scoresOracle) {
	t.Helper()
	b, err := os.ReadFile("testdata/scores.json")
	if err == nil {
		err = json.Unmarshal(b, &s)
	}
	if err != nil || len(s.Cases) == 0 || len(s.Exact) == 0 {
		t.Fatalf("testdata/scores.json: %v", err)
	}
	return s
}

// scoreAs evaluates one answer to each of some gold examples, which get ids.
func scoreAs(t testing.TB, schema *action.Schema, gold []Gold, outputs []string) *report.Evaluation {
	t.Helper()
	var preds []dataset.Prediction
	for i := range gold {
		gold[i].ID = fmt.Sprint(i)
		preds = append(preds, dataset.Prediction{ID: gold[i].ID, Output: outputs[i]})
	}
	r, err := Evaluate(t.Context(), stream(gold), Predictions{Label: "run", Seq: stream(preds)}, Options{Schema: schema, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestScoresAgainstScikitLearn(t *testing.T) {
	for _, c := range readScores(t).Cases {
		var gold []Gold
		var outputs []string
		for i := range c.Gold {
			gold = append(gold, Gold{Example: dataset.Example{Text: "x", Call: &c.Gold[i]}})
			outputs = append(outputs, show(c.Pred[i:i+1]))
		}
		r := scoreAs(t, nil, gold, outputs)
		for name, want := range c.Metrics {
			if m := r.Metrics[name]; m.Value == nil || !near(*m.Value, want) || m.Low == nil || *m.Low > want || *m.High < want {
				t.Errorf("n = %d: %s is %s, scikit-learn has %v", len(gold), name, shown(m), want)
			}
		}
	}
}

func shown(m report.Metric) string {
	b, _ := json.Marshal(m)
	return string(b)
}

// pays is an example whose gold pays somebody for something.
func pays(to, of string) Gold {
	return Gold{Example: dataset.Example{Text: "pay " + to + " for " + of, Call: &dataset.Call{Name: "pay", Arguments: map[string]any{"to": to, "for": of}}}}
}

// TestSlotScores: the counts of MUC-5 as nervaluate defines them, by hand. An argument of
// a wrong or unread call is missing in gold's, and spurious in the answer's.
func TestSlotScores(t *testing.T) {
	none := Gold{Example: dataset.Example{Text: "hi", Call: &dataset.Call{Name: "none"}}}
	type want map[string]any // by metric; nil for one that is not defined
	for _, c := range []struct {
		name   string
		gold   []Gold
		output []string
		want   want
	}{
		{"one right, one partly", []Gold{pays("my mother", "rent")}, []string{`pay(to="mother", for="rent")`}, // COR 1, PAR 1
			want{"slot_f1": 0.5, "slot_f1_partial": 0.75, "slot_f1_keys": 1.0, "slot_precision": 0.5, "slot_recall": 0.5}},
		{"wrong", []Gold{pays("my mother", "rent")}, []string{`pay(to="rent", for="rent")`}, // COR 1, INC 1
			want{"slot_f1": 0.5, "slot_f1_partial": 0.5, "slot_f1_keys": 1.0}},
		{"missing and spurious", []Gold{pays("my mother", "rent")}, []string{`pay(to="my mother", on="friday")`}, // COR 1, MIS 1, SPU 1
			want{"slot_f1": 0.5, "slot_f1_partial": 0.5, "slot_f1_keys": 0.5, "slot_precision": 0.5, "slot_recall": 0.5}},
		{"another action", []Gold{pays("mom", "rent")}, []string{`send(to="mom")`}, // MIS 2, SPU 1
			want{"slot_f1": 0.0, "slot_precision": 0.0, "slot_recall": 0.0, "slot_f1_given_action": nil}},
		{"unread", []Gold{pays("mom", "rent")}, []string{`pay(to=`}, want{"slot_f1": 0.0, "slot_precision": nil, "slot_recall": 0.0, "valid_accuracy": nil}},
		{"no arguments anywhere", []Gold{none}, []string{`none()`}, want{"slot_f1": nil, "slot_f1_partial": nil, "slot_f1_keys": nil, "slot_precision": nil, "slot_recall": nil}},
		{"only spurious", []Gold{none}, []string{`none(why="x")`}, want{"slot_f1": 0.0, "slot_precision": 0.0, "slot_recall": nil}},
		{"readable ones", []Gold{pays("mom", "rent"), pays("mom", "rent"), pays("dad", "rent")}, []string{`pay(to="mom", for="rent")`, `pay(`, `pay(to="mom", for="rent")`},
			want{"valid_accuracy": 0.5, "exact_match": 1.0 / 3, "slot_gap": 1.0 / 3}},
	} {
		r := scoreAs(t, nil, c.gold, c.output)
		for name, v := range c.want {
			m := r.Metrics[name]
			if v == nil && m.Value != nil || v != nil && (m.Value == nil || !near(*m.Value, v.(float64))) {
				t.Errorf("%s: %s is %s, want %v", c.name, name, shown(m), v)
			}
		}
	}
}

// TestPartlyRight: only free text can be partly right.
func TestPartlyRight(t *testing.T) {
	schema := testSchema(t)
	gold := example("transfer_money", map[string]any{"amount": "50 USD", "recipient": "my old mother"})
	r := NewJudge(schema, "").Score(&gold, &dataset.Prediction{Output: `transfer_money(amount="5 USD", recipient="old mother teresa")`})
	for _, a := range r.Args {
		if want := map[string]ArgKind{"amount": INC, "recipient": PAR}[a.Param]; a.Kind != want {
			t.Errorf("%s is %v, want %v", a.Param, a.Kind, want)
		}
	}
}

// TestActionScores: the table of edge cases of precision, recall and F1 by action.
func TestActionScores(t *testing.T) {
	schema := testSchema(t)
	call := func(name string) Gold {
		return Gold{Example: dataset.Example{Text: "x", Call: &dataset.Call{Name: name}}}
	}
	r := scoreAs(t, schema, []Gold{call("none"), call("none"), call("get_statement")}, []string{"none()", `transfer_money(amount="5")`, "fly()"})
	labels := map[string]report.Label{}
	for _, l := range r.Intents {
		labels[l.Name] = l
	}
	value := func(p *float64) any {
		if p == nil {
			return nil
		}
		return *p
	}
	for name, want := range map[string][3]any{
		"none":           {1.0, 0.5, 2.0 / 3},
		"get_statement":  {nil, 0.0, 0.0}, // in gold, never predicted
		"transfer_money": {0.0, nil, 0.0}, // predicted, not in gold
	} {
		l := labels[name]
		if got := [3]any{value(l.Precision.Value), value(l.Recall.Value), value(l.F1.Value)}; got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if got := *r.Metrics["macro_f1"].Value; !near(got, 1.0/3) {
		t.Errorf("macro F1 is over the actions that gold has: %v", got)
	}
	if got := r.Metrics["action_coverage"]; !near(*got.Value, 2.0/3) || got.N != 3 || len(got.Warnings) > 0 {
		t.Errorf("action coverage: %s", shown(got))
	}
	if len(r.Spurious) != 1 || r.Spurious[0] != "transfer_money" || len(r.Untested) != 1 || r.Untested[0] != "transfer_money" {
		t.Errorf("spurious %v, untested %v", r.Spurious, r.Untested)
	}
	for name, want := range map[string]float64{"refusal_precision": 1, "refusal_recall": 0.5, "false_action_rate": 0.5, "false_refusal_rate": 0} {
		if got := r.Metrics[name]; got.Value == nil || !near(*got.Value, want) {
			t.Errorf("%s: %s, want %v", name, shown(got), want)
		}
	}
}

// TestIdentities: letter for letter implies right, and right implies the right actions, in
// every example; the gaps are what lies between.
func TestIdentities(t *testing.T) {
	schema := testSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		gold, preds := drawGold(t)
		for i := range gold {
			if rapid.Bool().Draw(t, "target") { // of another call, too
				gold[i].Target = rapid.SampledFrom([]string{"none()", "get_statement(account=savings)", "fly()", preds[i].Output}).Draw(t, "of")
			}
		}
		known := rapid.SampledFrom([]*action.Schema{schema, nil}).Draw(t, "schema")
		for i := range gold {
			r := NewJudge(known, "").Score(&gold[i], &preds[i])
			if raw := r.Raw != nil && *r.Raw; raw && r.Status != report.Correct || r.Status == report.Correct && !r.Action {
				t.Errorf("%s by %s: raw %v, %s, action %t", preds[i].Output, gold[i].Target, raw, r.Status, r.Action)
			}
		}
		r := evaluate(t, known, gold, preds)
		of := func(name string) float64 {
			if m := r.Metrics[name]; m.Value != nil {
				return *m.Value * float64(m.N)
			}
			return 0
		}
		if raw, exact, intent := of("exact_match_raw"), of("exact_match"), of("intent_accuracy"); raw > exact+1e-9 || exact > intent+1e-9 || !near(intent-exact, of("slot_gap")) {
			t.Errorf("raw %v, exact %v, intent %v, slot gap %v", raw, exact, intent, of("slot_gap"))
		}
		if r.Metrics["exact_match_raw"].N == len(gold) && !near(of("exact_match")-of("exact_match_raw"), of("formatting_gap")) {
			t.Error("the formatting gap is not exact_match less exact_match_raw")
		}
		if !near(of("refusal_recall")+of("false_action_rate"), float64(r.Metrics["refusal_recall"].N)) {
			t.Error("an answer to none is neither a refusal nor a false action")
		}
	})
}

// TestTargetWithoutSchema: the words of gold's target are right where no schema says what
// they mean.
func TestTargetWithoutSchema(t *testing.T) {
	gold := example("get_statement", map[string]any{"period": "2025-03"})
	gold.Target = `get_statement(period="march")`
	for output, want := range map[string]report.Status{gold.Target: report.Correct, `get_statement(period="2025-03")`: report.Correct, `get_statement(period="may")`: report.Wrong} {
		if r := NewJudge(nil, "").Score(&gold, &dataset.Prediction{Output: output}); r.Status != want {
			t.Errorf("%s: %s", output, r.Status)
		}
	}
}
