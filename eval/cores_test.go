package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// madeRun writes gold of several templates and predictions, of which a tenth is wrong, in
// the order of gold.
func madeRun(n int) (gold, predictions []byte) {
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		amount := fmt.Sprint("$", 1+rng.IntN(500))
		e := dataset.Example{ID: fmt.Sprint("e", i), Split: dataset.Test, Text: fmt.Sprintf("please send %s to bob %d", amount, i), Ref: "2025-06-16",
			Target: fmt.Sprintf(`transfer_money(amount="%s", recipient="bob")`, amount),
			Call:   &dataset.Call{Name: "transfer_money", Arguments: map[string]any{"amount": amount[1:] + " USD", "recipient": "bob"}},
			Slots:  []dataset.Slot{{Name: "amount", Value: amount, Start: 12, End: 12 + len(amount)}, {Name: "recipient", Value: "bob", Start: 16 + len(amount), End: 19 + len(amount)}},
			Origin: &dataset.Origin{Pack: "p@1", Template: fmt.Sprint("t.yaml:", rng.IntN(100)), Ops: []string{}}}
		gold, _ = e.AppendJSON(gold)
		gold = append(gold, '\n')
		output := e.Target
		switch rng.IntN(40) {
		case 0:
			output = "none()"
		case 1:
			output = strings.Replace(output, "bob", "ann", 1)
		case 2:
			output = strings.TrimSuffix(output, ")")
		case 3:
			output = `get_statement(account=savings)`
		}
		confidence, latency := rng.Float64(), 2+rng.Float64()
		line, _ := json.Marshal(dataset.Prediction{ID: e.ID, Text: e.Text, Output: output, Confidence: &confidence, LatencyMS: &latency})
		predictions = append(append(predictions, line...), '\n')
	}
	return gold, predictions
}

// TestSameOnAnyNumberOfCores: a report and a comparison have the same bytes on one core
// and on several, and from a stream that is read record by record.
func TestSameOnAnyNumberOfCores(t *testing.T) {
	gold, predictions := madeRun(5000)
	others := bytes.Replace(predictions, []byte("ann"), []byte("bob"), 20)
	o := Options{Schema: testSchema(t), Seed: 1}
	open := func(b []byte, stream bool) io.Reader {
		if stream {
			return io.MultiReader(bytes.NewReader(b))
		}
		return bytes.NewReader(b)
	}
	var want []byte
	for _, c := range []struct {
		cores  int
		stream bool
	}{{1, true}, {1, false}, {2, false}, {7, false}, {2, true}} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(c.cores))
		run := func(b []byte) Predictions { return Predictions{"run", ReadPredictions(open(b, c.stream), "p")} }
		r, err := Evaluate(t.Context(), ReadGold(open(gold, c.stream), "g"), run(predictions), o)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Compare(t.Context(), ReadGold(open(gold, c.stream), "g"), run(predictions), run(others), o)
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal([]any{r, d})
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%d cores, stream %t: another report", c.cores, c.stream)
		}
	}
}

// TestFirstFaultOnAnyNumberOfCores: of several bad lines the first in the file is
// reported.
func TestFirstFaultOnAnyNumberOfCores(t *testing.T) {
	gold, predictions := madeRun(5000)
	lines := bytes.SplitAfter(predictions, []byte("\n"))
	for _, i := range []int{1999, 2000, 4000} {
		lines[i] = []byte("{\n")
	}
	for _, cores := range []int{1, 2, 7} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		run := Predictions{"run", ReadPredictions(bytes.NewReader(bytes.Join(lines, nil)), "p.jsonl")}
		_, err := Evaluate(t.Context(), ReadGold(bytes.NewReader(gold), "g"), run, Options{})
		var line *dataset.LineError
		if !errors.As(err, &line) || line.Line != 2000 {
			t.Errorf("%d cores: %v", cores, err)
		}
	}
}

// TestInterruptedEvaluation: Evaluate ends with its context while cores are at work.
func TestInterruptedEvaluation(t *testing.T) {
	gold, predictions := madeRun(3000)
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	counted := func(seq iter.Seq2[Gold, error]) iter.Seq2[Gold, error] {
		return func(yield func(Gold, error) bool) {
			for g, err := range seq {
				if n++; n == 2000 {
					cancel()
				}
				if !yield(g, err) {
					return
				}
			}
		}
	}
	run := Predictions{"run", ReadPredictions(bytes.NewReader(predictions), "p")}
	if _, err := Evaluate(ctx, counted(ReadGold(bytes.NewReader(gold), "g")), run, Options{}); !errors.Is(err, context.Canceled) || n > 2001 {
		t.Errorf("%v after %d examples", err, n)
	}
}

// BenchmarkEvaluate scores 20,000 examples from their JSON, with all intervals.
func BenchmarkEvaluate(b *testing.B) {
	const n = 20_000
	gold, predictions := madeRun(n)
	schema := testSchema(b)
	b.ReportAllocs()
	for b.Loop() {
		run := Predictions{"run", ReadPredictions(bytes.NewReader(predictions), "p")}
		if _, err := Evaluate(b.Context(), ReadGold(bytes.NewReader(gold), "g"), run, Options{Schema: schema}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n*b.N), "ns/example")
}
