package export

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
)

// reviewRows are prompts to review: with characters outside the BMP, without an answer, after
// other turns, and with a list value.
func reviewRows() []Review {
	sure := 0.25
	fit, _ := formatRows()
	var rows []Review
	for _, e := range append(fit[:3:3], dialogue()) {
		rows = append(rows, Review{Example: e, Confidence: &sure, Why: "unsure", Model: "banking@1"})
	}
	return append(rows, Review{Example: dataset.Example{ID: "open", Text: "what now"}, Why: "template none"})
}

// readReview is a prompt as a tool for reviews reads it.
type readReview struct {
	ID, Text, Action string
	History          []string
	Slots            []dataset.Slot
}

// TestReviewsAreRead: Label Studio's and Argilla's own code takes the files, and reads in them
// what was written (testdata/make_reviews.py).
func TestReviewsAreRead(t *testing.T) {
	rows := reviewRows()
	files := map[string][]byte{"labelstudio.xml": LabelStudioConfig(formatSchema(t))}
	for _, format := range []string{"labelstudio", "argilla"} {
		var b bytes.Buffer
		if err := WriteReviews(&b, format, rows); err != nil {
			t.Fatal(err)
		}
		files[format+".json"] = b.Bytes()
	}
	for name, want := range files {
		path := filepath.Join("testdata", "reviews", name)
		if *update {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what is written (%v): run go test ./export -run TestReviewsAreRead -update, then testdata/make_reviews.py", path, err)
		}
	}
	var said struct {
		LabelStudio, Argilla []readReview
	}
	b, err := os.ReadFile("testdata/reviews.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &said); err != nil {
		t.Fatal(err)
	}
	var want []readReview
	for i := range rows {
		r := &rows[i]
		read := readReview{ID: r.ID, Text: r.Text, Action: r.Intent(), History: []string{}, Slots: []dataset.Slot{}}
		for _, turn := range r.History {
			read.History = append(read.History, string(turn.Role)+": "+turn.Text)
		}
		for _, s := range reviewSpans(r) {
			read.Slots = append(read.Slots, dataset.Slot{Name: s.name, Value: s.value, Start: s.start, End: s.end})
		}
		want = append(want, read)
	}
	for tool, got := range map[string][]readReview{"Label Studio": said.LabelStudio, "Argilla": said.Argilla} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s read something else (-written +read):\n%s", tool, diff)
		}
	}
}
