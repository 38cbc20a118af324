package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/prompts/convert"
)

// TestReviewsComeBack: an example that a person leaves as it is comes back from each review
// format, with the turns before it.
func TestReviewsComeBack(t *testing.T) {
	schema, err := action.Load("../../testdata/models/banking-dialogues/actions.json")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		want := reviewedExample(t, schema)
		for _, format := range []string{"labelstudio", "argilla", "csv"} {
			var b bytes.Buffer
			if err := export.WriteReviews(&b, format, []export.Review{{Example: want}}); err != nil {
				t.Fatal(err)
			}
			file := leftAsItIs(t, format, b.Bytes())
			im, err := convert.Read([]string{"in." + format}, convert.Options{From: format, Schema: schema, ReadFile: func(string) ([]byte, error) { return file, nil }})
			if err != nil {
				t.Fatalf("%s: %v\n%s", format, err, file)
			}
			n := 0
			for got, err := range im.Examples() {
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s: %s", format, diff)
				}
				n++
			}
			if n != 1 {
				t.Errorf("%s: %d examples\n%s", format, n, file)
			}
		}
	})
}

// reviewedExample draws an example whose call has words of earlier turns.
func reviewedExample(t *rapid.T, schema *action.Schema) dataset.Example {
	words := rapid.String().Filter(func(s string) bool { return strings.TrimSpace(s) != "" && utf8.ValidString(s) })
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	e := dataset.Example{ID: "a", Ref: day.Format(time.DateOnly), Origin: &dataset.Origin{Kind: "human", Ops: []string{}}}
	const so = `transfer_money(amount="fifty bucks")`
	for range rapid.IntRange(0, 3).Draw(t, "turns") {
		turn := dataset.Turn{Role: rapid.SampledFrom([]dataset.Role{dataset.User, dataset.Assistant}).Draw(t, "role"), Text: words.Draw(t, "text")}
		if turn.Role == dataset.User && rapid.Bool().Draw(t, "asks") {
			raw, err := action.ParseTarget(so)
			if err != nil {
				t.Fatal(err)
			}
			calls, err := schema.ResolveSoFar(raw, day)
			if err != nil {
				t.Fatal(err)
			}
			turn.Target, turn.Call = so, &calls[0]
		}
		e.History = append(e.History, turn)
	}
	e.Text = rapid.SampledFrom([]string{"to my mom, from savings", "😀 “to” \"my mom\"; please", "my\nmom"}).Draw(t, "prompt")
	e.Target = `transfer_money(amount="fifty bucks", from_account=savings)`
	if strings.Contains(e.Text, "my mom") {
		e.Target = `transfer_money(amount="fifty bucks", from_account=savings, recipient="my mom")`
	}
	raw, err := action.ParseTarget(e.Target)
	if err != nil {
		t.Fatal(err)
	}
	calls, err := schema.Resolve(raw, day)
	if err != nil {
		t.Fatal(err)
	}
	e.SetCalls(calls)
	e.Slots = append([]dataset.Slot{}, action.Spans(e.Text, raw)...)
	return e
}

// leftAsItIs is a file of a format after somebody has accepted what it shows.
func leftAsItIs(t *rapid.T, format string, b []byte) []byte {
	var rows []map[string]any
	if format == "csv" {
		return b
	}
	if err := json.Unmarshal(b, &rows); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if format == "labelstudio" {
			row["annotations"] = row["predictions"]
			continue
		}
		responses := map[string]any{}
		for question, s := range maps.All(row["suggestions"].(map[string]any)) {
			responses[question] = []any{map[string]any{"value": s.(map[string]any)["value"]}}
		}
		row["responses"] = responses
	}
	b, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
