package eval

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval/report"
)

const tools = `[
 {"type":"function","function":{"name":"none","parameters":{"type":"object","properties":{}}}},
 {"type":"function","function":{"name":"get_statement","parameters":{"type":"object","properties":{
   "account":{"type":"string","enum":["checking","savings"]},"period":{"type":"string","format":"period"}}}}},
 {"type":"function","function":{"name":"transfer_money","parameters":{"type":"object","properties":{
   "amount":{"type":"string","format":"money"},"recipient":{"type":"string","format":"person"}},"required":["amount"]}}}]`

func testSchema(t testing.TB) *action.Schema {
	t.Helper()
	s, err := action.Parse([]byte(tools), "tools")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func example(name string, args map[string]any, slots ...dataset.Slot) Gold {
	return Gold{Example: dataset.Example{ID: "e", Text: "send fifty bucks to mom for march", Call: &dataset.Call{Name: name, Arguments: args}, Slots: slots, Ref: "2025-06-16"}}
}

func TestScore(t *testing.T) {
	transfer := example("transfer_money", map[string]any{"amount": "50 USD", "recipient": "mom"}, dataset.Slot{Name: "amount", Value: "fifty bucks"})
	statement := example("get_statement", map[string]any{"account": "savings", "period": "2025-03"}, dataset.Slot{Name: "period", Value: "march"})
	none := example("none", nil)
	for _, c := range []struct {
		name   string
		gold   Gold
		output string
		status report.Status
		kind   string
	}{
		{"same words", transfer, `transfer_money(amount="fifty bucks", recipient="mom")`, report.Correct, ""},
		{"same meaning", transfer, `transfer_money(recipient="Mom", amount="$50.00")`, report.Correct, ""},
		{"default currency", transfer, `transfer_money(amount="50", recipient="mom")`, report.Correct, ""},
		{"other currency", transfer, `transfer_money(amount="50 EUR", recipient="mom")`, report.Wrong, report.KindUngrounded},
		{"other sign", transfer, `transfer_money(amount="-50", recipient="mom")`, report.Wrong, ""},
		{"missing", transfer, `transfer_money(amount="fifty bucks")`, report.Wrong, report.KindMissingSlot},
		{"invented name", transfer, `transfer_money(amount="fifty bucks", recipient="zoe")`, report.Wrong, report.KindUngrounded},
		{"extra", none, `get_statement()`, report.Wrong, report.KindFalseAction},
		{"refused", transfer, `none()`, report.Wrong, report.KindFalseRefusal},
		{"period by meaning", statement, `get_statement(account=savings, period="2025-03")`, report.Correct, ""},
		{"wrong enum", statement, `get_statement(account=checking, period="march")`, report.Wrong, report.KindValue},
		{"no such enum", statement, `get_statement(account=gold, period="march")`, report.Wrong, report.KindType},
		{"twice", statement, `get_statement(account=savings, account=savings, period="march")`, report.Wrong, report.KindDuplicateSlot},
		{"unknown parameter", statement, `get_statement(account=savings, period="march", x=1)`, report.Wrong, report.KindUnknownSlot},
		{"unknown action", statement, `fly()`, report.Wrong, report.KindUnknownAction},
		{"two calls", statement, `get_statement(account=savings, period="march"); none()`, report.Wrong, report.KindExtraCall},
		{"syntax", statement, `get_statement(account=`, report.Invalid, report.KindSyntax},
		{"empty", statement, ``, report.Invalid, report.KindEmpty},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := NewJudge(testSchema(t), "").Score(&c.gold, &dataset.Prediction{ID: "e", Output: c.output})
			if r.Status != c.status {
				t.Fatalf("status %s, want %s: %+v", r.Status, c.status, r)
			}
			if c.kind != "" && (len(r.Kinds) == 0 || r.Kinds[0] != c.kind) {
				t.Errorf("kinds %v, want %s first", r.Kinds, c.kind)
			}
		})
	}
}

// The order of the predicted calls must not matter, also where a greedy
// matching would pick the wrong pair.
func TestScoreCallsInAnyOrder(t *testing.T) {
	g := Gold{Example: dataset.Example{ID: "e", Text: "x", Calls: []dataset.Call{
		{Name: "transfer_money", Arguments: map[string]any{"amount": "5 USD"}},
		{Name: "transfer_money", Arguments: map[string]any{"amount": "5 USD", "recipient": "mom"}}}}}
	a, b := `transfer_money(amount="5")`, `transfer_money(amount="5", recipient="mom")`
	for _, output := range []string{a + "; " + b, b + "; " + a} {
		if r := NewJudge(testSchema(t), "").Score(&g, &dataset.Prediction{Output: output}); r.Status != report.Correct {
			t.Errorf("%s: %s %v", output, r.Status, r.Kinds)
		}
	}
}

// drawGold draws examples and predictions for them, some right, some not.
func drawGold(t *rapid.T) ([]Gold, []dataset.Prediction) {
	names := []string{"none", "get_statement", "transfer_money"}
	n := rapid.IntRange(1, 40).Draw(t, "n")
	var gold []Gold
	var preds []dataset.Prediction
	for i := range n {
		name := rapid.SampledFrom(names).Draw(t, "gold")
		e := dataset.Example{ID: fmt.Sprint("id", i), Text: "x", Call: &dataset.Call{Name: name, Arguments: map[string]any{}},
			Origin: &dataset.Origin{Template: rapid.SampledFrom([]string{"a:1", "a:2", "b:1", ""}).Draw(t, "template")}}
		if name == "get_statement" {
			e.Call.Arguments["account"] = rapid.SampledFrom([]string{"checking", "savings"}).Draw(t, "account")
		}
		if name == "transfer_money" {
			e.Call.Arguments["amount"] = "5 USD"
		}
		output := rapid.SampledFrom([]string{"none()", "get_statement(account=savings)", `transfer_money(amount="5")`, "(", "fly()", show(e.Want())}).Draw(t, "output")
		confidence := rapid.Float64Range(0, 1).Draw(t, "confidence")
		gold = append(gold, Gold{Example: e})
		preds = append(preds, dataset.Prediction{ID: e.ID, Output: output, Confidence: &confidence})
	}
	return gold, preds
}

func evaluate(t interface {
	rapid.TB
	Context() context.Context
}, schema *action.Schema, gold []Gold, preds []dataset.Prediction) *report.Evaluation {
	r, err := Evaluate(t.Context(), stream(gold), Predictions{Label: "run", Seq: stream(preds)}, Options{Schema: schema, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestProperties(t *testing.T) {
	schema := testSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		gold, preds := drawGold(t)
		r := evaluate(t, schema, gold, preds)
		for name, m := range r.Metrics {
			if m.Value == nil || m.Low == nil {
				continue
			}
			least, most := 0.0, 1.0
			switch known, _ := report.Lookup(name); {
			case known.Signed:
				least = -1
			case known.Unit == report.Nats:
				most = math.Inf(1)
			}
			if *m.Low > *m.Value+1e-12 || *m.High < *m.Value-1e-12 || *m.Low < least || *m.High > most {
				t.Errorf("%s: %v is not in %v – %v", name, *m.Value, *m.Low, *m.High)
			}
		}
		if raw, exact, intent := *r.Metrics["exact_match_raw"].Value, *r.Metrics["exact_match"].Value, *r.Metrics["intent_accuracy"].Value; raw > exact || exact > intent {
			t.Errorf("raw %v, exact %v, intent %v are not in order", raw, exact, intent)
		}
		rng := rand.New(rand.NewPCG(1, uint64(len(gold))))
		rng.Shuffle(len(preds), func(i, j int) { preds[i], preds[j] = preds[j], preds[i] })
		if diff := cmp.Diff(r, evaluate(t, schema, gold, preds)); diff != "" {
			t.Errorf("the order of predictions matters:\n%s", diff)
		}
		rng.Shuffle(len(gold), func(i, j int) { gold[i], gold[j] = gold[j], gold[i] })
		other := evaluate(t, schema, gold, preds)
		for name, m := range r.Metrics {
			if o := other.Metrics[name]; (m.Value == nil) != (o.Value == nil) || m.Value != nil && !near(*m.Value, *o.Value) {
				t.Errorf("%s depends on the order of gold", name)
			}
		}
		if r.Gold.Fingerprint != other.Gold.Fingerprint {
			t.Error("the fingerprint depends on the order of gold")
		}
	})
}

func TestPerfectPredictions(t *testing.T) {
	schema := testSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		gold, preds := drawGold(t)
		for i := range preds {
			preds[i].Output = show(gold[i].Want())
		}
		r := evaluate(t, schema, gold, preds)
		for _, name := range []string{"exact_match", "intent_accuracy", "macro_f1", "slot_f1"} {
			if m := r.Metrics[name]; m.Value != nil && *m.Value != 1 {
				t.Errorf("%s is %v", name, *m.Value)
			}
		}
		if *r.Metrics["invalid_rate"].Value != 0 || len(r.Failures) > 0 {
			t.Error("there are errors")
		}
		c, err := Compare(t.Context(), stream(gold), Predictions{"a", stream(preds)}, Predictions{"b", stream(preds)}, Options{Schema: schema})
		if err != nil || c.Verdict != report.Same || c.P != 1 {
			t.Errorf("a run differs from itself: %+v, %v", c, err)
		}
	})
}

func lines(s ...string) *strings.Reader { return strings.NewReader(strings.Join(s, "\n") + "\n") }

func TestJoin(t *testing.T) {
	gold := []string{`{"id":"a","text":"x","call":{"name":"none","arguments":{}}}`, `{"id":"b","text":"y","call":{"name":"none","arguments":{}}}`}
	for _, c := range []struct {
		name        string
		gold, preds []string
		want        string // of the error, "" for none
	}{
		{"missing", gold, []string{`{"id":"b","output":"none()"}`}, ""},
		{"disjoint", gold, []string{`{"id":"c","output":"none()"}`}, "2 of 2 examples have no prediction: a, b; 1 prediction is for no example: c: predict the same file"},
		{"extra", gold, []string{`{"id":"a","output":""}`, `{"id":"b","output":""}`, `{"id":"c","output":""}`}, "1 prediction is for no example: c"},
		{"duplicate", gold, []string{`{"id":"a","output":""}`, `{"id":"a","output":""}`, `{"id":"b","output":""}`}, "1 id has several predictions: a: keep one prediction of each id"},
		{"other text", gold, []string{`{"id":"a","text":"z","output":""}`, `{"id":"b","output":""}`}, "1 prediction was made for another text: a"},
		{"gold twice", append(gold, gold[0]), []string{`{"id":"a","output":""}`, `{"id":"b","output":""}`}, "1 id occurs twice in gold: a: give each example of gold an id of its own"},
		{"no gold", nil, []string{`{"id":"a","output":""}`}, "no examples"},
		{"no predictions", gold, nil, "preds: has no predictions: answer the 2 examples of gold first"},
		{"confidence", gold, []string{`{"id":"a","output":"","confidence":2}`}, "preds:1: confidence 2 is not from 0 to 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Evaluate(t.Context(), ReadGold(lines(c.gold...), "gold"), Predictions{"preds", ReadPredictions(lines(c.preds...), "preds")}, Options{})
			switch {
			case c.want == "" && err != nil:
				t.Fatal(err)
			case c.want == "":
				if *r.Metrics["exact_match"].Value != 0.5 || len(r.Warnings) < 1 || !strings.Contains(r.Warnings[len(r.Warnings)-1], "1 of 2 examples have no prediction") {
					t.Errorf("%v, warnings %q", *r.Metrics["exact_match"].Value, r.Warnings)
				}
				if *r.Metrics["missing"].Value != 1 || *r.Metrics["coverage"].Value != 0.5 || *r.Metrics["skipped"].Value != 0 {
					t.Errorf("missing %v, coverage %v", *r.Metrics["missing"].Value, *r.Metrics["coverage"].Value)
				}
			case err == nil || !strings.Contains(err.Error(), c.want):
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestIntentOnlyGold(t *testing.T) {
	gold := lines(`{"text":"x","action":"get_statement","slots":[{"name":"of another schema","value":"v"}]}`, `{"text":"y","action":"none"}`)
	preds := lines(`{"id":"1","output":"get_statement(account=savings)"}`, `{"id":"2","output":"get_statement()"}`)
	r, err := Evaluate(t.Context(), ReadGold(gold, "gold"), Predictions{"p", ReadPredictions(preds, "p")}, Options{Schema: testSchema(t)})
	if err != nil {
		t.Fatal(err)
	}
	if got := *r.Metrics["intent_accuracy"].Value; got != 0.5 {
		t.Errorf("intent_accuracy %v, want 0.5", got)
	}
	for _, name := range []string{"exact_match", "slot_f1", "exact_match_raw"} {
		if r.Metrics[name].Value != nil {
			t.Errorf("%s has a value", name)
		}
	}
}

// Examples of one template count for less than as many independent ones.
func TestTemplatesWidenIntervals(t *testing.T) {
	width := func(template func(i int) string) float64 {
		var c clustered
		var names clusterer
		for i := range 200 {
			e := dataset.Example{ID: fmt.Sprint(i), Origin: &dataset.Origin{Template: template(i)}}
			c.add(names.of(&e), one(i/20%2 == 0)) // templates of 20 are right or wrong together
		}
		m := c.proportion(true)
		return *m.High - *m.Low
	}
	alike, apart := width(func(i int) string { return fmt.Sprint(i / 20) }), width(func(i int) string { return fmt.Sprint(i) })
	if alike < 3*apart {
		t.Errorf("10 templates of 20 give ±%.3f, 200 of 1 ±%.3f", alike/2, apart/2)
	}
	if m := (&clustered{templates: []group{{10, 5, 5}}}).proportion(true); m.Low != nil {
		t.Error("one template gives an interval")
	}
}

func TestCompare(t *testing.T) {
	var gold []Gold
	var base, fresh []dataset.Prediction
	for i := range 60 {
		id := fmt.Sprint(i)
		gold = append(gold, Gold{Example: dataset.Example{ID: id, Text: "x", Call: &dataset.Call{Name: "none"}}})
		was, is := "none()", "none()"
		if i < 20 {
			was = "get_statement()"
		}
		if i == 30 {
			is = "("
		}
		base = append(base, dataset.Prediction{ID: id, Output: was})
		fresh = append(fresh, dataset.Prediction{ID: id, Output: is})
	}
	c, err := Compare(t.Context(), stream(gold), Predictions{"base", stream(base)}, Predictions{"new", stream(fresh)}, Options{Schema: testSchema(t)})
	if err != nil {
		t.Fatal(err)
	}
	if c.Verdict != report.Better || c.Table != (report.PairedCounts{Both: 39, OnlyBase: 1, OnlyNew: 20}) || len(c.Fixed) != 20 || len(c.Broken) != 1 {
		t.Errorf("%s %+v, %d fixed, %d broken", c.Verdict, c.Table, len(c.Fixed), len(c.Broken))
	}
	if !near(*c.Metrics["exact_match_delta"].Value, 19.0/60) || !near(c.P, McNemar(1, 20)) || *c.Metrics["regressions"].Value != 1 {
		t.Errorf("%+v", c.Metrics)
	}
	_, err = Compare(t.Context(), stream(gold), Predictions{"base", stream(base[1:])}, Predictions{"new", stream(fresh)}, Options{})
	var wrong *IncomparableError
	if !errors.As(err, &wrong) || wrong.Missing.N != 1 {
		t.Errorf("a missing prediction gives %v", err)
	}
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	back, err := report.Decode(data, "c.json")
	if err != nil || *back.Headline()["fixes"].Value != 20 {
		t.Errorf("a gate cannot read a comparison: %v", err)
	}
}

// A record of gold that was passed over is an example that nobody answered right: to
// leave it out would let a file with the hard half cut off pass.
func TestSkippedGoldCountsAsWrong(t *testing.T) {
	gold := []string{`{"id":"a","text":"x","call":{"name":"none","arguments":{}}}`, `{"id":"b","text":"y","call":{"name":"none","arguments":{}}}`}
	preds := []string{`{"id":"a","output":"none()"}`, `{"id":"b","error":"out of memory"}`, `{"id":"lost","output":"none()"}`}
	fingerprints := map[string]bool{}
	for _, skipped := range []int{2, 3} {
		o := Options{Skipped: func() int { return skipped }}
		n := 2 + skipped
		r, err := Evaluate(t.Context(), ReadGold(lines(gold...), "gold"), Predictions{"preds", ReadPredictions(lines(preds...), "preds")}, o)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]float64{"exact_match": 1 / float64(n), "intent_accuracy": 1 / float64(n), "coverage": 1 / float64(n), "skipped": float64(skipped), "failed": 1, "missing": 0} {
			if m := r.Metrics[name]; m.Value == nil || !near(*m.Value, want) || m.N != n {
				t.Errorf("%s is %v of %d, want %v of %d", name, report.FormatValue(m.Value, report.Ratio), m.N, want, n)
			}
		}
		if r.Gold.N != n || r.Statuses[report.Failed] != n-1 || r.Kinds[0].Kind != report.KindSkipped || r.Kinds[0].N != skipped {
			t.Errorf("n %d, statuses %v, kinds %v", r.Gold.N, r.Statuses, r.Kinds)
		}
		c, err := Compare(t.Context(), ReadGold(lines(gold...), "gold"), Predictions{"a", ReadPredictions(lines(preds...), "preds")}, Predictions{"b", ReadPredictions(lines(preds...), "preds")}, o)
		if err != nil {
			t.Fatal(err)
		}
		if c.Table.Neither != float64(n-1) || c.Gold.N != n || c.Gold.Fingerprint != r.Gold.Fingerprint {
			t.Errorf("compare: %v, gold %v, not %v", c.Table, c.Gold, r.Gold)
		}
		fingerprints[r.Gold.Fingerprint] = true
	}
	if len(fingerprints) != 2 {
		t.Error("gold with two and with three bad records has one fingerprint")
	}
}

// Confidences and latencies of some predictions are not those of all, which may be the
// harder ones.
func TestPartsSayWhatTheyCover(t *testing.T) {
	half := 0.5
	var gold []Gold
	var all, some []dataset.Prediction
	for i := range 60 {
		id := fmt.Sprint(i)
		gold = append(gold, Gold{Example: dataset.Example{ID: id, Text: "x", Target: "none()", Call: &dataset.Call{Name: "none"}}})
		p := dataset.Prediction{ID: id, Output: "none()", Confidence: &half, LatencyMS: &half}
		all = append(all, p)
		if i%3 == 0 {
			p.Confidence, p.LatencyMS = nil, nil
		}
		if i != 1 {
			some = append(some, p)
		}
	}
	whole, part := evaluate(t, nil, gold, all), evaluate(t, nil, gold, some)
	for _, name := range []string{"brier", "ece", "aurc", "batch_latency_p50_ms", "batch_latency_p99_ms"} {
		if c := whole.Metrics[name].Coverage; c != nil {
			t.Errorf("%s of all examples covers %v", name, *c)
		}
		m := part.Metrics[name]
		if m.Coverage == nil || !near(*m.Coverage, 39.0/60) || !slices.Contains(m.Warnings, "covers 65.0 % of the examples") {
			t.Errorf("%s: coverage %v, warnings %q", name, m.Coverage, m.Warnings)
		}
	}
	for name := range part.Metrics { // a benchmark's names are a benchmark's
		if strings.HasPrefix(name, "latency_") || name == "prompts_per_s" {
			t.Errorf("eval reports %s", name)
		}
	}
	if m := part.Metrics["exact_match_raw"]; m.N != 60 || *m.Value != 59.0/60 {
		t.Errorf("a missing prediction does not count in exact_match_raw: %v of %d", *m.Value, m.N)
	}
}
