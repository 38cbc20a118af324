package tokenizer

import (
	"io"
	"log"
	"os"
	"path/filepath"
	"slices"
	"testing"

	sugarme "github.com/sugarme/tokenizer"
	"github.com/sugarme/tokenizer/pretrained"
)

// figures are how many strings of an oracle a tokenizer has the same ids for, has the
// same texts for, and panics at.
type figures struct{ ids, texts, panics int }

// TestSugarme measures sugarme/tokenizer as a whole on the oracles: doc.go says what
// comes of it. A version with other figures needs other words there, and one that is
// right on all strings of a kind should serve that kind.
func TestSugarme(t *testing.T) {
	want := map[string]figures{
		"unigram": {92, 10, 0}, "unigram_first": {80, 99, 0}, "unigram_always": {80, 12, 0}, "unigram_never": {94, 99, 0},
		"bpe": {161, 182, 0}, "bpe_prefix": {157, 182, 1},
		"wordpiece": {194, 239, 7}, "wordpiece_cased": {214, 242, 7}, "wordpiece_t5": {212, 242, 6}, "wordpiece_accents": {209, 239, 7},
	}
	if os.Getenv("SLMKIT_TOKENIZER_ORACLE") != "" {
		t.Skip("the figures are those of the committed oracles")
	}
	log.SetOutput(io.Discard)
	defer log.SetOutput(os.Stderr)
	for _, layout := range layouts {
		head, lines := readOracle(t, layout)
		path := filepath.Join(t.TempDir(), "tokenizer.json")
		if err := os.WriteFile(path, head.variant(t, layout), 0o644); err != nil {
			t.Fatal(err)
		}
		tok, err := pretrained.FromFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var got figures
		for _, l := range lines {
			got.add(tok, l)
		}
		if got != want[layout] {
			t.Errorf("%s: %+v, want %+v: change doc.go", layout, got, want[layout])
		}
	}
}

// add adds what a tokenizer makes of a string.
func (f *figures) add(tok *sugarme.Tokenizer, want oracle) {
	defer func() {
		if recover() != nil {
			f.panics++
		}
	}()
	ids := make([]int, len(want.IDs))
	for i, id := range want.IDs {
		ids[i] = int(id)
	}
	if tok.Decode(ids, true) == want.Decoded {
		f.texts++
	}
	if e, err := tok.EncodeSingle(want.text(), true); err == nil && slices.Equal(e.Ids, ids) {
		f.ids++
	}
}
