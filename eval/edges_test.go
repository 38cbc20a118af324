package eval

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/leak"
	"github.com/slmkit/slmkit/eval/report"
)

// Records that no file reader lets through must not end in a panic, but in an
// error that names them.
func TestBadRecordsAreNamed(t *testing.T) {
	call := &dataset.Call{Name: "none"}
	good := Gold{Example: dataset.Example{ID: "e1", Text: "x", Call: call}}
	ok := dataset.Prediction{ID: "e1", Output: "none()"}
	number := func(v float64) *float64 { return &v }
	for _, c := range []struct {
		name string
		gold Gold
		pred dataset.Prediction
		want string
	}{
		{"no call", Gold{Example: dataset.Example{ID: "e1", Text: "x"}}, dataset.Prediction{ID: "e1", Output: "oops"}, `gold example 1, id "e1": there is no call`},
		{"no call, only the intent", Gold{Example: dataset.Example{ID: "e1"}, IntentOnly: true}, ok, `gold example 1, id "e1": there is no call`},
		{"no id", Gold{Example: dataset.Example{Text: "x", Call: call}}, ok, `gold example 1, id "": the id is missing`},
		{"confidence NaN", good, dataset.Prediction{ID: "e1", Confidence: number(math.NaN())}, `run: prediction "e1": confidence NaN`},
		{"confidence -1", good, dataset.Prediction{ID: "e1", Confidence: number(-1)}, `run: prediction "e1": confidence -1`},
		{"latency NaN", good, dataset.Prediction{ID: "e1", LatencyMS: number(math.NaN())}, `run: prediction "e1": latency_ms NaN`},
		{"prediction without id", good, dataset.Prediction{Output: "none()"}, `run: prediction "": id is missing`},
	} {
		t.Run(c.name, func(t *testing.T) {
			gold, run := []Gold{c.gold}, Predictions{"run", stream([]dataset.Prediction{c.pred})}
			if _, err := Evaluate(t.Context(), stream(gold), run, Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Evaluate: error %v, want %q", err, c.want)
			}
			if _, err := Compare(t.Context(), stream(gold), run, run, Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Compare: error %v, want %q", err, c.want)
			}
		})
	}
}

// ending is a context that ends after it has been asked a number of times.
type ending struct {
	context.Context
	left, after int
}

func (c *ending) Err() error {
	if c.left--; c.left < 0 {
		c.after++
		return context.Canceled
	}
	return nil
}

func (*ending) Deadline() (time.Time, bool) { return time.Time{}, false }

// run is n examples of as many templates with their predictions.
func manyExamples(n int) (gold []Gold, preds []dataset.Prediction) {
	for i := range n {
		id, confidence := fmt.Sprint(i), float64(i%10)/10
		gold = append(gold, Gold{Example: dataset.Example{ID: id, Text: "x", Call: &dataset.Call{Name: "pay", Arguments: map[string]any{"to": "bob"}},
			Origin: &dataset.Origin{Template: id}}})
		preds = append(preds, dataset.Prediction{ID: id, Output: []string{`pay(to="bob")`, "none()"}[i%2], Confidence: &confidence})
	}
	return gold, preds
}

// A context that ends at any point of the work stops it at once: it is asked no
// second time.
func TestEndedContextStopsTheWork(t *testing.T) {
	const n = 40
	gold, preds := manyExamples(n)
	run := func() Predictions { return Predictions{"run", stream(preds)} }
	for name, score := range map[string]func(context.Context) error{
		"Evaluate": func(ctx context.Context) error { _, err := Evaluate(ctx, stream(gold), run(), Options{}); return err },
		"Compare": func(ctx context.Context) error {
			_, err := Compare(ctx, stream(gold), run(), run(), Options{})
			return err
		},
	} {
		whole := &ending{Context: t.Context(), left: math.MaxInt}
		if err := score(whole); err != nil {
			t.Fatal(err)
		}
		asked := math.MaxInt - whole.left
		if asked < 2*n+2*replicates {
			t.Errorf("%s asks the context %d times in %d examples and %d replicates for each interval", name, asked, n, replicates)
		}
		for _, left := range []int{0, 1, n, 2*n + 1, 2*n + replicates/2, 2*n + replicates + 10, asked - 1} {
			ctx := &ending{Context: t.Context(), left: left}
			if err := score(ctx); !errors.Is(err, context.Canceled) || ctx.after > 1 {
				t.Errorf("%s, ended after %d of %d: error %v, asked %d times more", name, left, asked, err, ctx.after)
			}
		}
	}
}

// No number makes a statistic panic.
func TestStatisticsTakeAnyNumber(t *testing.T) {
	number := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{0, 1, -1, math.NaN(), math.Inf(1), math.Inf(-1)}))
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := number.Draw(t, "a"), number.Draw(t, "b"), number.Draw(t, "c")
		Wilson(a, b, c)
		if p := McNemar(rapid.IntRange(-3, 40).Draw(t, "b"), rapid.IntRange(-3, 40).Draw(t, "c")); !(p >= 0 && p <= 1) {
			t.Errorf("p = %v", p)
		}
		interval(a, []float64{b, c}, z95)
		interval(a, nil, z95)
		withInterval(a, nil, 0, "prompts", spread{})
		tQuantile(rapid.IntRange(-2, 3).Draw(t, "df"))
	})
	if r := Leaks(nil); len(r.Metrics) != 0 {
		t.Errorf("no pairs have metrics: %+v", r.Metrics)
	}
	if r := Leaks(make([]leak.Pair, 1)); r.Metrics["leak_exact"].Value != nil {
		t.Errorf("no rows share something: %+v", r.Metrics)
	}
}

// FuzzScore: no output and no call makes the judge panic, with a schema and
// without one, and what is written as gold wants it is correct.
func FuzzScore(f *testing.F) {
	for _, s := range []string{`pay(to="bob")`, "none()", "pay(", "pay(to=1); pay(to=2)", "", "a(b=c); ;", `get_statement(account=savings, period="march")`} {
		f.Add(s, "bob", true)
	}
	schema := testSchema(f)
	f.Fuzz(func(t *testing.T, output, value string, typed bool) {
		g := Gold{Example: dataset.Example{ID: "e", Text: "send " + value, Call: &dataset.Call{Name: "transfer_money", Arguments: map[string]any{"recipient": value}}}}
		p := &dataset.Prediction{ID: "e", Output: output}
		if typed {
			p.Output, p.Calls = "", []dataset.Call{{Name: output, Arguments: map[string]any{value: []any{output}, output: nil}}}
		}
		for _, judge := range []*Judge{NewJudge(schema, ""), NewJudge(nil, "EUR")} {
			for _, gold := range []*Gold{&g, {}} {
				r := judge.Score(gold, p)
				if (r.Status == report.Correct) != (len(r.Kinds) == 0) {
					t.Errorf("%q: %s with %v", output, r.Status, r.Kinds)
				}
				judge.Score(gold, nil)
			}
		}
	})
}
