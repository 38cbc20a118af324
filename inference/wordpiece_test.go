package inference

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// wordPiece is a folder of the tiny model in a layout, with the tokenizer of a
// Chinese T5: BERT's WordPiece.
func wordPiece(t *testing.T, layout string) string {
	dir := folder(t, layout, "tokenizer.json")
	link(t, "tokenizer/testdata/wordpiece.json", filepath.Join(dir, "tokenizer.json"))
	return dir
}

// TestWordPiece compares the answers of a model with a WordPiece tokenizer with what
// Hugging Face's tokenizer and the graphs in ONNX Runtime give one by one.
func TestWordPiece(t *testing.T) {
	want := readOracle(t, filepath.Join(tiny, "wordpiece.jsonl"))
	if len(want) < 14 {
		t.Fatalf("%d answers to compare with", len(want))
	}
	for layout := range layouts {
		m := open(t, wordPiece(t, layout), Options{Threads: 1})
		for i, got := range collect(t, m.Generate(t.Context(), slices.Values(texts(want)), Generation{Batch: 5, MaxNewTokens: want[0].MaxNewTokens})) {
			if w := want[i]; got.Err != nil || !slices.Equal(got.Tokens, w.Tokens) || got.Text != w.Output {
				t.Errorf("%s, %q: %v %q %v, want %v %q", layout, w.Text, got.Tokens, got.Text, got.Err, w.Tokens, w.Output)
			}
		}
	}
}

// TestWordPieceReads checks that different prompts reach the model as the ids that
// Hugging Face's tokenizer gives.
func TestWordPieceReads(t *testing.T) {
	m := open(t, wordPiece(t, "packed"), Options{Threads: 1})
	data, err := os.ReadFile(filepath.Join(tiny, "wordpiece.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		var want struct {
			Text string
			IDs  []int32
		}
		if err := json.Unmarshal([]byte(line), &want); err != nil {
			t.Fatal(err)
		}
		if got := m.Tokenizer.Encode(nil, want.Text); want.IDs != nil && !slices.Equal(got, want.IDs) {
			t.Errorf("%q: %v, want %v", want.Text, got, want.IDs)
		}
	}
}
