package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
)

var update = flag.Bool("update", false, "write the golden files")

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// goldenReport has something of everything, and words that no format may
// choke on.
func goldenReport(t *testing.T) *Report {
	t.Helper()
	var gold []Gold
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
	r, err := Evaluate(stream(gold), Predictions{"p.jsonl", stream(preds)}, Options{Schema: testSchema(t), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	r.Gold.Path, r.Predictions = "gold.jsonl", &FileInfo{Path: "p|1.jsonl"}
	return r
}

func TestGolden(t *testing.T) {
	r := goldenReport(t)
	rules, err := ParseRules([]byte("rules:\n  - exact_match >= 0.1\n  - f1[intent=none] >= 0.9\n  - low(intent_accuracy) >= 0.4\n  - size_mb <= 5\n"), "gate.yaml")
	if err != nil {
		t.Fatal(err)
	}
	v, err := rules.Judge([]*Report{r}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func(io.Writer) error{
		"eval.txt":  func(w io.Writer) error { return r.WriteTable(w, false) },
		"all.txt":   func(w io.Writer) error { return r.WriteTable(w, true) },
		"eval.md":   r.WriteMarkdown,
		"eval.xml":  r.WriteJUnit,
		"gate.txt":  v.WriteTable,
		"gate.md":   v.WriteMarkdown,
		"gate.xml":  v.WriteJUnit,
		"gate.json": func(w io.Writer) error { return json.NewEncoder(w).Encode(v) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		path := filepath.Join("testdata", "golden", name)
		if *update {
			if err := dataset.WriteFile(path, b.Bytes()); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), b.String()); diff != "" {
			t.Errorf("%s (go test ./eval -update writes it):\n%s", name, diff)
		}
	}
}

// fakeRunner takes a fixed time for each prompt and notes when it has its turn.
type fakeRunner struct {
	name string
	took time.Duration
	log  *[]string
	err  error
}

func (f *fakeRunner) Single(_ context.Context, prompts []string) ([]time.Duration, error) {
	*f.log = append(*f.log, f.name)
	return slices.Repeat([]time.Duration{f.took}, len(prompts)), f.err
}

func (f *fakeRunner) Batched(_ context.Context, prompts []string, batch int) (time.Duration, error) {
	return f.took * time.Duration(len(prompts)) / time.Duration(batch), f.err
}

func TestMeasure(t *testing.T) {
	var log []string
	a, b := &fakeRunner{"a", 4 * time.Millisecond, &log, nil}, &fakeRunner{"b", 2 * time.Millisecond, &log, nil}
	plan := Plan{Prompts: []string{"x", "y", "z"}, Batches: []int{1, 2}, MinRuns: 30, Rounds: 7}
	got, err := Measure(t.Context(), []Runner{a, b}, plan)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a", "b", "a", "b", "b", "a", "a", "b", "b", "a"}, log); diff != "" {
		t.Errorf("turns:\n%s", diff)
	}
	p50, rate := got[0].Metrics["latency_p50_ms"], got[1].Metrics["prompts_per_s"]
	if *p50.Value != 4 || p50.N != 32 || !near(*rate.Value, 1000) || *got[1].Batches[0].Throughput.Value != 500 {
		t.Errorf("p50 %+v, rate %+v", p50, rate)
	}
	var out bytes.Buffer
	got[0].Name, got[1].Name = "fp32", "int8"
	if err := NewBench(got, Machine{CPU: "cpu", Threads: 2}).WriteBench(&out); err != nil || !bytes.Contains(out.Bytes(), []byte("batch 2        500 /s")) {
		t.Errorf("%v\n%s", err, out.String())
	}
	a.err = errors.New("broken")
	if _, err := Measure(t.Context(), []Runner{a}, plan); !errors.Is(err, a.err) {
		t.Errorf("error %v, want %v", err, a.err)
	}
	if _, err := Measure(t.Context(), []Runner{b}, Plan{}); err == nil {
		t.Error("no prompts, and no error")
	}
	if drift(slices.Concat(slices.Repeat([]float64{1}, 20), slices.Repeat([]float64{2}, 20))) == "" {
		t.Error("a machine that halves its speed is not noticed")
	}
}
