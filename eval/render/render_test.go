package render_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
)

var update = flag.Bool("update", false, "write the golden files")

// goldenReport has something of everything, and words that no format may
// choke on.
func goldenReport(t *testing.T) *report.Evaluation {
	t.Helper()
	var gold []eval.Gold
	var preds []dataset.Prediction
	outputs := []string{`get_statement(account=savings, period="march")`, `get_statement(account=checking)`, "none()", "oops | <b>\x01", ""}
	for i := range 40 {
		g := example("get_statement", map[string]any{"account": "savings", "period": "2025-03"}, dataset.Slot{Name: "period", Value: "march"})
		if i%4 == 0 {
			g = example("none", map[string]any{})
		}
		g.ID, g.Origin = fmt.Sprintf("ex_%d", i), &dataset.Origin{Template: fmt.Sprintf("t.yaml:%d", i/4), Ops: []string{"typo:2"}[:i%2]}
		confidence, ms := float64(i)/40, float64(1+i%7)
		gold = append(gold, g)
		preds = append(preds, dataset.Prediction{ID: g.ID, Output: outputs[min(i%7, 4)], Confidence: &confidence, LatencyMS: &ms})
	}
	r, err := eval.Evaluate(t.Context(), stream(gold), eval.Predictions{Label: "p.jsonl", Seq: stream(preds)}, eval.Options{Schema: testSchema(t), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	r.Gold.Path, r.Predictions = "gold.jsonl", &report.FileInfo{Path: "p|1.jsonl"}
	return r
}

func TestGolden(t *testing.T) {
	r := goldenReport(t)
	rules, err := gate.ParseRules([]byte("rules:\n  - exact_match >= 0.1\n  - f1[intent=none] >= 0.9\n  - low(intent_accuracy) >= 0.4\n  - size_mb <= 5\n"), "gate.yaml")
	if err != nil {
		t.Fatal(err)
	}
	v, err := rules.Judge([]report.Report{r}, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkGolden(t, map[string]func(io.Writer) error{
		"eval.txt":   func(w io.Writer) error { return render.EvaluationText(w, r, false, 80) },
		"all.txt":    func(w io.Writer) error { return render.EvaluationText(w, r, true, 80) },
		"narrow.txt": func(w io.Writer) error { return render.EvaluationText(w, r, false, 40) },
		"eval.md":    func(w io.Writer) error { return render.EvaluationMarkdown(w, r, report.Beside{}) },
		"eval.xml":   func(w io.Writer) error { return render.EvaluationJUnit(w, r) },
		"gate.txt":   func(w io.Writer) error { return render.VerdictText(w, v, 0) },
		"gate80.txt": func(w io.Writer) error { return render.VerdictText(w, v, 80) },
		"gate.md":    func(w io.Writer) error { return render.VerdictMarkdown(w, v) },
		"gate.xml":   func(w io.Writer) error { return render.VerdictJUnit(w, v) },
		"gate.json":  func(w io.Writer) error { return json.NewEncoder(w).Encode(v) },
	})
}

// checkGolden compares what is written with the golden files of these names.
func checkGolden(t *testing.T, files map[string]func(io.Writer) error) {
	t.Helper()
	for name, write := range files {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		golden(t, name, b.String())
	}
}

// golden compares a text with that of a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := dataset.WriteFile(path, []byte(got)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (go test ./eval/render -update writes it):\n%s", name, diff)
	}
}

const tools = `[
 {"type":"function","function":{"name":"none","parameters":{"type":"object","properties":{}}}},
 {"type":"function","function":{"name":"get_statement","parameters":{"type":"object","properties":{
   "account":{"type":"string","enum":["checking","savings"]},"period":{"type":"string","format":"period"}}}}}]`

func testSchema(t testing.TB) *action.Schema {
	t.Helper()
	s, err := action.Parse([]byte(tools), "tools")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func example(name string, args map[string]any, slots ...dataset.Slot) eval.Gold {
	return eval.Gold{Example: dataset.Example{Text: "send fifty bucks to mom for march", Call: &dataset.Call{Name: name, Arguments: args}, Slots: slots, Ref: "2025-06-16"}}
}

// stream yields a slice as a stream.
func stream[T any](items []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range items {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// FuzzReport: a report of any kind that is read can be judged, and printed in
// every format.
func FuzzReport(f *testing.F) {
	f.Add([]byte(`{"metrics": {"exact_match": {"value": 0.9, "n": 600}, "size_mb": 3}, "gold": {"fingerprint": "1", "n": 600}}`))
	f.Add([]byte(`{"metrics": {}, "precisions": [{"precision": "int8", "batches": [{"batch": 1}]}, {}], "machine": {"cpu": "x"}}`))
	f.Add([]byte(`{"metrics": {"exact_match": null}, "errors": [{"id": "a"}], "confusions": [{"want": "a", "got": "b", "n": 0}]}`))
	f.Add([]byte(`{"kind": "compare", "metrics": {}, "verdict": "no difference found", "changes": [{"metric": "exact_match", "delta": {"low": 1}}]}`))
	f.Add([]byte(`{"kind": "compare", "metrics": {"churn": 1}, "verdict": "worse", "changes": [{"metric": "x", "verdict": "worse", "p": 0.01}], "shared": [{"by": "action"}], "intents": [{"intent": "a", "verdict": "worse"}], "broken": [{"id": "a", "parts": {"token": 1}}], "flip_margins": {}, "more_runs": [{"new": {"label": "b"}, "table": {"OnlyBase": -1}}]}`))
	f.Add([]byte(`{"kind": "leaks", "metrics": {}, "pairs": [{"pair": "train/test"}], "found": [{"metric": "leak_exact", "matches": [{}]}]}`))
	f.Add([]byte(`{"kind": "bench", "metrics": {"latency_p50_ms": null}}`))
	f.Add([]byte(`{"metrics": {}, "intents": [{"name": "a", "support": 1}], "latency_cdf_ms": [1, -1, 2], "calibration": {"bins": [{}]}}`))
	rules, err := gate.ParseRules([]byte("rules: [exact_match >= 0.5, exact_match >= baseline, size_mb <= 4]"), "gate.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := report.Decode(data, "r.json")
		if err != nil {
			return
		}
		_, _ = rules.Judge([]report.Report{r}, []report.Report{r})
		for _, print := range printers(r) {
			if err := print(io.Discard); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// printers print a report in every format of its kind, and beside another.
func printers(r report.Report) []func(io.Writer) error {
	page := &report.Evaluation{Metrics: report.Metrics{"exact_match": {}}, Gold: r.Basis().Gold}
	if beside, err := report.PutBeside(page, []report.Report{r}); err == nil {
		return append(printersOf(r), func(w io.Writer) error { return render.EvaluationHTML(w, page, render.Extras{Beside: beside}) },
			func(w io.Writer) error { return render.EvaluationMarkdown(w, page, beside) })
	}
	return printersOf(r)
}

func printersOf(r report.Report) []func(io.Writer) error {
	switch r := r.(type) {
	case *report.Evaluation:
		return []func(io.Writer) error{
			func(w io.Writer) error { return render.EvaluationText(w, r, true, 60) },
			func(w io.Writer) error { return render.EvaluationMarkdown(w, r, report.Beside{}) },
			func(w io.Writer) error { return render.EvaluationHTML(w, r, render.Extras{}) },
			func(w io.Writer) error { return render.EvaluationJUnit(w, r) },
			func(w io.Writer) error { return render.EvaluationOpenMetrics(w, r) },
		}
	case *report.Comparison:
		return []func(io.Writer) error{
			func(w io.Writer) error { return render.ComparisonText(w, r, 60) },
			func(w io.Writer) error { return render.ComparisonMarkdown(w, r) },
			func(w io.Writer) error { return render.ComparisonHTML(w, r) },
			func(w io.Writer) error { return render.ComparisonJUnit(w, r) },
		}
	case *report.Bench:
		return []func(io.Writer) error{func(w io.Writer) error { return render.BenchText(w, r, true, 60) },
			func(w io.Writer) error { return render.BenchText(w, r, false, 60) },
			func(w io.Writer) error { return render.BenchMarkdown(w, r) },
			func(w io.Writer) error { return render.BenchHTML(w, r) },
			func(w io.Writer) error { return render.BenchOpenMetrics(w, r) }}
	case *report.Tests:
		return []func(io.Writer) error{func(w io.Writer) error { return render.TestsText(w, r) }}
	case *report.Leaks:
		return []func(io.Writer) error{func(w io.Writer) error { return render.LeaksText(w, r, 60) }}
	}
	return nil
}

// An action whose answers are all wrong is not green, however many other failures fill
// the list, and of several calls the wrong one is blamed.
func TestJUnitOfEveryAction(t *testing.T) {
	var gold []eval.Gold
	var preds []dataset.Prediction
	add := func(output string, names ...string) {
		e := dataset.Example{ID: fmt.Sprint("ex_", len(gold)), Text: "x"}
		for _, name := range names {
			e.Calls = append(e.Calls, dataset.Call{Name: name})
		}
		if len(names) == 1 {
			e.Call, e.Calls = &e.Calls[0], nil
		}
		gold, preds = append(gold, eval.Gold{Example: e}), append(preds, dataset.Prediction{ID: e.ID, Output: output})
	}
	for i := range 60 {
		for range 10 {
			add("oops", fmt.Sprint("broken_", i))
		}
	}
	add("first(); third()", "first", "second")
	add("right()", "right")
	add("right(); extra()", "alone", "right")
	add("over(); right()", "over")
	r, err := eval.Evaluate(t.Context(), stream(gold), eval.Predictions{Label: "p", Seq: stream(preds)}, eval.Options{Skipped: func() int { return 2 }})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := render.EvaluationJUnit(&b, r); err != nil {
		t.Fatal(err)
	}
	var suites struct {
		Cases []struct {
			Name    string `xml:"name,attr"`
			Failure *struct {
				Message string `xml:"message,attr"`
			} `xml:"failure"`
			Error *struct{} `xml:"error"`
		} `xml:"testsuite>testcase"`
	}
	if err := xml.Unmarshal(b.Bytes(), &suites); err != nil {
		t.Fatal(err)
	}
	red := map[string]bool{}
	for _, c := range suites.Cases {
		red[c.Name] = c.Failure != nil || c.Error != nil
	}
	for i := range 60 {
		if !red[fmt.Sprint("broken_", i)] {
			t.Errorf("broken_%d is green, and none of its answers is right", i)
		}
	}
	for name, want := range map[string]bool{"first": false, "second": true, "right": false, "alone": true, "over": true, "records of gold": true} {
		if got, ok := red[name]; !ok || got != want {
			t.Errorf("%s: red %v, want %v", name, got, want)
		}
	}
}
