package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/filter"
	"github.com/slmkit/slmkit/eval/report"
)

// run evaluates lines of gold against outputs in their order.
func evaluated(t *testing.T, o Options, gold []string, outputs ...string) (*report.Evaluation, error) {
	t.Helper()
	var examples []Gold
	var predictions []dataset.Prediction
	for i, line := range gold {
		var g WideGold
		if err := json.Unmarshal([]byte(line), &g); err != nil {
			t.Fatal(err)
		}
		if g.ID == "" {
			g.ID = fmt.Sprint("e", i+1)
		}
		examples = append(examples, g.Gold)
		var p WidePrediction
		if err := json.Unmarshal([]byte(outputs[i]), &p); err != nil {
			t.Fatal(err)
		}
		p.ID = g.ID
		predictions = append(predictions, p.Prediction)
	}
	return Evaluate(t.Context(), stream(examples), Predictions{Label: "run", Seq: stream(predictions)}, o)
}

// transfers are gold with the further members source and meta.
var transfers = []string{
	`{"text":"send $5 to ann","call":{"name":"transfer_money","arguments":{"amount":"5 USD","recipient":"ann"}},"source":"web","meta":{"beta":true}}`,
	`{"text":"please send $6 to bob when you have the time","call":{"name":"transfer_money","arguments":{"amount":"6 USD","recipient":"bob"}},"source":"app"}`,
	`{"text":"my statement","call":{"name":"get_statement","arguments":{"account":"savings"}},"source":"web"}`,
	`{"text":"sing","call":{"name":"none","arguments":{}},"source":"app"}`,
}

var answers = []string{
	`{"output":"transfer_money(amount=\"5 USD\", recipient=\"ann\")","confidence":0.95}`,
	`{"output":"transfer_money(amount=\"7 USD\", recipient=\"bob\")","confidence":0.4,"node":"b"}`,
	`{"output":"get_statement(account=savings)","confidence":1}`,
	`{"output":"get_statement()","confidence":0.3,"node":"b"}`,
}

func named(t *testing.T, lines ...string) []filter.Named {
	t.Helper()
	out, err := filter.ParseFile([]byte(strings.Join(lines, "\n")), "s")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestColumns(t *testing.T) {
	r, err := evaluated(t, Options{Schema: testSchema(t), By: []string{"source", "meta.beta", "node", "confidence", "op"},
		Slices: named(t, `polite: text contains please`, `unsure: confidence < 0.5 and not intent = none`)}, transfers, answers...)
	if err != nil {
		t.Fatal(err)
	}
	value := func(metric, column, value string) string {
		m, choices := r.Find(metric, report.Selector{{Key: column, Value: value}})
		if m == nil {
			return fmt.Sprint("none of ", choices)
		}
		return fmt.Sprintf("%s of %d", report.FormatValue(m.Value, report.Fraction), m.N)
	}
	for _, c := range []struct{ metric, column, value, want string }{
		{"exact_match", "source", "web", "100.0 % of 2"},
		{"exact_match", "source", "app", "0.0 % of 2"},
		{"intent_accuracy", "source", "app", "50.0 % of 2"},
		{"slot_f1", "source", "web", "100.0 % of 3"},
		{"slot_f1", "source", "app", "50.0 % of 2"},
		{"exact_match", "meta.beta", "true", "100.0 % of 1"},
		{"exact_match", "node", "b", "0.0 % of 2"},
		{"exact_match", "confidence", "0.9-1", "100.0 % of 2"},
		{"exact_match", "length", "0-4", "66.7 % of 3"},
		{"exact_match", "intent", "transfer_money", "50.0 % of 2"},
		{"exact_match", "argument", "amount", "50.0 % of 2"},
		{"exact_match", "type", "money", "50.0 % of 2"},
		{"exact_match", "type", "enum", "100.0 % of 1"},
		{"exact_match", "slice", "polite", "0.0 % of 1"},
		{"intent_accuracy", "slice", "unsure", "100.0 % of 1"},
		{"exact_match", "source", "fax", "none of [app web]"},
	} {
		if got := value(c.metric, c.column, c.value); got != c.want {
			t.Errorf("%s[%s=%s] is %s, want %s", c.metric, c.column, c.value, got, c.want)
		}
	}
	if !slices.ContainsFunc(r.Outcomes.Kinds, func(kind string) bool { return strings.Contains(kind, "source=web") }) {
		t.Error("the outcomes do not know the column")
	}
	if _, ok := r.Slices["source=web"]; !ok {
		t.Errorf("%v", sortedKeys(r.Slices))
	}
}

// What fits no example is an error that says what is there.
func TestSelectionErrors(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{By: []string{"sorce"}}, `column "sorce": no record has it, did you mean "source"?`},
		{Options{By: []string{"parent.of.nothing"}}, `column "parent.of.nothing": no record has it`},
		{Options{Slices: named(t, "a: intent = transfer_mony")}, `slice "a": no example matches intent = transfer_mony; no intent is "transfer_mony", did you mean "transfer_money"?`},
		{Options{Slices: named(t, "a: action = transfer_mony")}, `no action is "transfer_mony", did you mean "transfer_money"?`},
		{Options{Slices: named(t, "a: has amout")}, `did you mean "amount"?`},
		{Options{Slices: named(t, "a: lenght > 3")}, `no record has a field "lenght", did you mean "length"?`},
		{Options{Slices: named(t, "b: length > 3", "a: length > 300")}, `slice "a": no example matches length > 300`},
	} {
		_, err := evaluated(t, c.o, transfers, answers...)
		var wrong *SelectionError
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	_, err := evaluated(t, Options{By: []string{"latency_ms"}}, transfers, answers...)
	if err == nil || err.Error() != `column "latency_ms": no record has it` {
		t.Errorf("%v, want no hint at the name itself", err)
	}
	r, err := evaluated(t, Options{By: []string{"op"}}, transfers, answers...)
	if err != nil || !slices.Contains(r.Warnings, "column op: no example has a value of it") {
		t.Errorf("%v %v, want a warning of a column without values", r, err)
	}
}

// Ranges come in the order of their numbers, and other values in that of text.
func TestOrderOfValues(t *testing.T) {
	got := slices.SortedFunc(slices.Values([]string{"x", "25 and more", "13-16", "5-8", "0.1-0.2", "0-0.1", ".yaml", "9-12"}), compareValues)
	if want := []string{".yaml", "0-0.1", "0.1-0.2", "5-8", "9-12", "13-16", "25 and more", "x"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Of a column with many values, the largest and the worst parts are kept.
func TestLongColumn(t *testing.T) {
	var gold, outputs []string
	for i := range 400 {
		source, answer := fmt.Sprint("s", 1000+i), "none()"
		if i == 399 {
			answer = "get_statement()" // the worst, and no larger than others
		}
		for range 1 + i%2 {
			gold = append(gold, fmt.Sprintf(`{"text":"sing","call":{"name":"none","arguments":{}},"source":%q}`, source))
			outputs = append(outputs, fmt.Sprintf(`{"output":%q}`, answer))
		}
	}
	gold[0] = strings.Replace(gold[0], "s1000", "s9999", 1)
	outputs[0] = `{"output":"get_statement()"}`
	r, err := evaluated(t, Options{By: []string{"source"}}, gold, outputs...)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(r.Columns, func(c report.Column) bool { return c.Name == "source" })
	c := r.Columns[i]
	has := func(value string) bool {
		return slices.ContainsFunc(c.Parts, func(p report.Part) bool { return p.Value == value })
	}
	if len(c.Parts) != maxParts || c.LeftOut != 200 || !has("s9999") || !has("s1399") || has("s1002") {
		t.Errorf("%d parts, %d left out, %t %t %t", len(c.Parts), c.LeftOut, has("s9999"), has("s1399"), has("s1002"))
	}
	if !slices.ContainsFunc(r.Warnings, func(w string) bool {
		return strings.Contains(w, "column source has 400 values: the 200 largest and worst")
	}) {
		t.Errorf("%q", r.Warnings)
	}
	if slices.ContainsFunc(r.Outcomes.Kinds, func(kind string) bool { return strings.Contains(kind, "source=s1002") }) {
		t.Error("the outcomes keep a part that is left out")
	}
}

// The F1 of a part is that of its arguments, and its interval is that of a ratio.
func TestSlotF1OfAPart(t *testing.T) {
	cells := []cell{{slots: slotCounts{cor: 3, pos: 4, act: 4}}, {slots: slotCounts{cor: 2, pos: 2, act: 3}}, {slots: slotCounts{cor: 5, pos: 5, act: 5}}, {slots: slotCounts{cor: 1, pos: 3, act: 2}}}
	m := slotF1(cells, false)
	if m.N != 14 || *m.Value != 2*11.0/28 || *m.Low >= *m.Value || *m.High <= *m.Value {
		t.Errorf("%+v", m)
	}
	if all := slotF1([]cell{{slots: slotCounts{cor: 3, pos: 3, act: 3}}, {slots: slotCounts{cor: 2, pos: 2, act: 2}}}, false); *all.Value != 1 || *all.Low > 0.6 || *all.High != 1 {
		t.Errorf("%+v %v", all, *all.Low)
	}
}

func TestWordCount(t *testing.T) {
	for s, want := range map[string]int{"": 0, " a  b ": 2, "été à\tParis\n": 3, "one": 1, "a b": 2} {
		if got := wordCount(s); got != want || got != len(strings.Fields(s)) {
			t.Errorf("%q: %d", s, got)
		}
	}
}
