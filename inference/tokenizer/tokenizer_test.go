package tokenizer

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const fixtures = "../../../shared/fixtures/tokenizers"

func loadFixture(t testing.TB, layout string) *Tokenizer {
	t.Helper()
	path := filepath.Join(fixtures, layout, "tokenizer.json")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the T5 tokenizer is not beside this checkout: %v", err)
	}
	tok, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// TestEqualsHuggingFace compares with the ids that testdata/make_oracle.py got
// from Hugging Face tokenizers. SLMKIT_TOKENIZER_ORACLE names a folder with
// larger files of the same form.
func TestEqualsHuggingFace(t *testing.T) {
	dir := "testdata"
	if d := os.Getenv("SLMKIT_TOKENIZER_ORACLE"); d != "" {
		dir = d
	}
	for _, layout := range []string{"t5_v1_1_hf", "t5_hf_new_format"} {
		t.Run(layout, func(t *testing.T) {
			tok := loadFixture(t, layout)
			f, err := os.Open(filepath.Join(dir, layout+".jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			n, bad := 0, 0
			for lines := bufio.NewScanner(f); lines.Scan(); {
				var want struct {
					Text    *string
					IDs     []int32
					Decoded string
				}
				if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
					t.Fatal(err)
				}
				if want.Text == nil {
					continue // the first line says how the file was made
				}
				n++
				got := tok.Encode(nil, *want.Text)
				if diff := cmp.Diff(want.IDs, got); diff != "" && bad < 10 {
					bad++
					t.Errorf("%q (-want +got):\n%s", *want.Text, diff)
				}
				if text := tok.Decode(want.IDs, true); text != want.Decoded && bad < 10 {
					bad++
					t.Errorf("decoding %q: %q, want %q", *want.Text, text, want.Decoded)
				}
			}
			if n < 90 {
				t.Fatalf("only %d strings were compared", n)
			}
		})
	}
}

func TestMalformed(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(fixtures, "malformed_derived/*.json"))
	if err != nil || len(files) == 0 {
		t.Skip("the broken tokenizers are not beside this checkout")
	}
	for _, path := range files {
		tok, err := Load(path)
		if err == nil {
			t.Errorf("%s: loaded %d pieces, want an error", path, len(tok.pieces))
			continue
		}
		if msg := err.Error(); !strings.HasPrefix(msg, path+": ") || strings.Contains(msg, "\n") {
			t.Errorf("%s: message %q does not name the file on one line", path, msg)
		}
	}
}

// minimal is a whole tokenizer.json of three pieces.
const minimal = `{"added_tokens":[{"id":0,"content":"</s>","special":true}],
"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"},
"decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"},
"post_processor":{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A"}},{"SpecialToken":{"id":"</s>"}}],"special_tokens":{"</s>":{"ids":[0]}}},
"model":{"type":"Unigram","unk_id":1,"vocab":[["</s>",0],["<unk>",0],["▁a",-1],["b",-2]]}}`

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, from, to, want string }{
		{"as it is", "", "", ""},
		{"wordpiece", `"Unigram"`, `"WordPiece"`, `"WordPiece" is not supported`},
		{"no unknown", `"unk_id":1,`, ``, "unk_id is missing"},
		{"unknown out of range", `"unk_id":1`, `"unk_id":9`, "outside the vocabulary of 4"},
		{"no metaspace", `"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"},`, ``, "no Metaspace"},
		{"other mark", `"replacement":"▁"`, `"replacement":"_"`, `mark "_"`},
		{"scheme", `"prepend_scheme":"always"`, `"prepend_scheme":"often"`, `"often" is none of`},
		{"bad score", `["b",-2]`, `["b","x"]`, "model.vocab[3]"},
		{"negative id", `"id":0,"content"`, `"id":-1,"content"`, "has id -1"},
		{"huge id", `"id":0,"content"`, `"id":99999999999,"content"`, "has id 99999999999"},
		{"template", `"special_tokens":{"</s>":{"ids":[0]}}`, `"special_tokens":{}`, "is not defined"},
		{"bytes", `"unk_id":1`, `"unk_id":1,"byte_fallback":true`, "no <0x00>"},
		{"charsmap", `"pre_tokenizer"`, `"normalizer":{"type":"Precompiled","precompiled_charsmap":"AAAA"},"pre_tokenizer"`, "too short"},
		{"charsmap size", `"pre_tokenizer"`, `"normalizer":{"type":"Precompiled","precompiled_charsmap":"////fwAAAAA="},"pre_tokenizer"`, "names a table"},
	} {
		src := strings.Replace(minimal, c.from, c.to, 1)
		tok, err := Parse([]byte(src), "x.json")
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		case c.want == "":
			if got := tok.Encode(nil, "ab xa"); !slices.Equal(got, []int32{2, 3, 1, 0}) && !slices.Equal(got, []int32{2, 3, 1, 1, 0}) {
				t.Errorf("%s: %v", c.name, got)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(minimal), "ab")
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		tok, err := Parse(data, "fuzz")
		if err != nil {
			return
		}
		for _, id := range tok.Encode(nil, text) {
			if id < 0 {
				t.Errorf("id %d", id)
			}
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	tok := loadFixture(b, "t5_v1_1_hf")
	var ids []int32
	b.ReportAllocs()
	for b.Loop() {
		ids = tok.Encode(ids[:0], "i want to view my savings statement for last march")
	}
}
