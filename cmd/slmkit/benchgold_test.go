package main

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/report"
)

// Scores are those of the answers that were timed, at each batch size those that were
// given there. A precision with the weights and answers of the first has changed nothing
// for certain.
func TestBenchScoresWhatItTimed(t *testing.T) {
	g := &benchGold{file: &goldFile{}, path: filepath.Join(t.TempDir(), "gold.jsonl")}
	if err := os.WriteFile(g.path, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	right, wrong := benchOutput{Text: "pay()", Tokens: []int32{1}}, benchOutput{Text: "lock()", Tokens: []int32{2}}
	arm := func(name string) *benchClient {
		return &benchClient{arm: benchArm{name: name}, answers: map[int]map[string]benchOutput{}, first: map[string]benchOutput{}, changed: map[string]bool{}}
	}
	base, odd, same := arm("fp32"), arm("int8"), arm("fp32/2-threads")
	odd.answers[8] = map[string]benchOutput{}
	for i := range 40 {
		text := "prompt " + strconv.Itoa(i)
		g.examples = append(g.examples, eval.Gold{Example: dataset.Example{ID: strconv.Itoa(i), Text: text, Target: "pay()", Calls: []dataset.Call{{Name: "pay"}}}})
		base.first[text], odd.first[text], same.first[text] = right, right, right
		odd.answers[8][text] = right
		if i < 10 { // batches change these answers
			odd.answers[8][text], odd.changed[text] = wrong, true
		}
	}
	rows := []report.Precision{{Name: "fp32", ModelHash: "a"}, {Name: "int8", ModelHash: "b"}, {Name: "fp32/2-threads", ModelHash: "a"}}
	for i := range rows {
		rows[i].Metrics, rows[i].Batches = report.Metrics{}, []report.Batch{{Size: 8}}
	}
	info, err := g.score(t.Context(), []*benchClient{base, odd, same}, rows)
	if err != nil || info.N != 40 {
		t.Fatalf("%+v, %v", info, err)
	}
	value := func(ms report.Metrics, name string, want float64) {
		t.Helper()
		if m := ms[name]; m.Value == nil || *m.Value != want {
			t.Errorf("%s %+v, want %v", name, m, want)
		}
	}
	for i := range rows {
		value(rows[i].Metrics, "exact_match", 1)
	}
	value(rows[0].Batches[0].Metrics, "exact_match", 1)
	value(rows[1].Batches[0].Metrics, "exact_match", 0.75)
	value(rows[1].Batches[0].Metrics, "regressions", 10)
	value(rows[1].Metrics, "regressions", 0)
	if m := rows[1].Metrics["exact_match_delta"]; *m.Low == 0 {
		t.Errorf("other weights gave the same 40 answers, and its change is %+v for certain", m)
	}
	if m := rows[2].Metrics["exact_match_delta"]; *m.Low != 0 || *m.High != 0 {
		t.Errorf("the same weights gave the same answers, and the change may be %v to %v", *m.Low, *m.High)
	}
	if _, there := rows[0].Metrics["exact_match_delta"]; there {
		t.Error("the first precision has a change against itself")
	}
}
