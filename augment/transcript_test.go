package augment

import (
	"slices"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// TestTranscriptOfMarksBehindSpaces: a mark at the end goes with the space before it.
func TestTranscriptOfMarksBehindSpaces(t *testing.T) {
	ops, err := Find([]string{"transcript"})
	if err != nil {
		t.Fatal(err)
	}
	schema, err := action.Parse([]byte(`[{"name":"none"}]`), "tools.json")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"What is my balance ?": "what is my balance",
		"Freeze it . !":        "freeze it",
		"so , pay it ...":      "so pay it",
	} {
		e := dataset.Example{ID: "ex_1", Text: text, Target: "none()", Split: dataset.Train}
		e.SetCalls([]dataset.Call{{Name: "none", Arguments: map[string]any{}}})
		var got []string
		for c, err := range Run(func(yield func(dataset.Example, error) bool) { yield(e, nil) }, Options{Ops: ops, Seed: 1, Language: "en", Schema: schema}, &Stats{}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, c.Text)
		}
		if !slices.Equal(got, []string{text, want}) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
