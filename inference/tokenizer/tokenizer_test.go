package tokenizer

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// fixtures is where T5's own tokenizer may be.
const fixtures = "../../../shared/fixtures/tokenizers"

// oracle is a line of what testdata/make_oracle.py writes. The first line has no
// text, but says how the tokenizer differs from the file that it is made of.
type oracle struct {
	Text    *string
	Raw     []byte // the text where it is not UTF-8
	IDs     []int32
	Decoded string
	Words   []int // their lengths in bytes
	Edits   [][2]string
	Parts   map[string]json.RawMessage // of tokenizer.json
}

// text returns what is encoded.
func (o *oracle) text() string {
	if o.Raw != nil {
		return string(o.Raw)
	}
	return *o.Text
}

// readLines reads the lines of a file, the first of which is a header.
func readLines(t testing.TB, path string) (head oracle, lines []oracle) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	if err := d.Decode(&head); err != nil {
		t.Fatal(err)
	}
	for d.More() {
		var o oracle
		if err := d.Decode(&o); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, o)
	}
	if len(lines) < 90 {
		t.Fatalf("%s: only %d strings to compare", path, len(lines))
	}
	return head, lines
}

// readOracle reads the oracle of a layout. SLMKIT_TOKENIZER_ORACLE names a folder
// with larger files of the same form.
func readOracle(t testing.TB, layout string) (head oracle, lines []oracle) {
	t.Helper()
	return readLines(t, filepath.Join(cmp.Or(os.Getenv("SLMKIT_TOKENIZER_ORACLE"), "testdata"), layout+".jsonl"))
}

// bundled is the tokenizer of the bundled model.
const bundled = "../../testdata/models/banking/tokenizer.json"

// sources are the files that the tokenizers of oracles are made of.
var sources = map[string]string{"unigram": bundled, "bpe": "testdata/bpe.json", "wordpiece": "testdata/wordpiece.json"}

// variant returns the tokenizer.json of an oracle: its source with other parts.
func (o *oracle) variant(t testing.TB, layout string) []byte {
	t.Helper()
	kind, _, _ := strings.Cut(layout, "_")
	if kind == "bpe" {
		return editedBPE(t, o.Edits...)
	}
	data, err := os.ReadFile(sources[kind])
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]json.RawMessage
	var normalizer struct {
		Charsmap string `json:"precompiled_charsmap"`
	}
	if err := errors.Join(json.Unmarshal(data, &file), json.Unmarshal(file["normalizer"], &normalizer)); err != nil {
		t.Fatal(err)
	}
	for name, part := range o.Parts {
		file[name] = bytes.ReplaceAll(part, []byte("$CHARSMAP"), []byte(normalizer.Charsmap))
	}
	if data, err = json.Marshal(file); err != nil {
		t.Fatal(err)
	}
	return data
}

// loadVariant makes the tokenizer of an oracle.
func loadVariant(t testing.TB, layout string) *Tokenizer {
	t.Helper()
	head, _ := readOracle(t, layout)
	tok, err := Parse(head.variant(t, layout), layout)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// loadBPE makes the tokenizer of testdata/bpe.json after edits.
func loadBPE(t testing.TB, edits ...[2]string) *Tokenizer {
	t.Helper()
	tok, err := Parse(editedBPE(t, edits...), "bpe.json")
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func editedBPE(t testing.TB, edits ...[2]string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/bpe.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range edits {
		if !bytes.Contains(data, []byte(e[0])) {
			t.Fatalf("bpe.json has no %s", e[0])
		}
		data = bytes.Replace(data, []byte(e[0]), []byte(e[1]), 1)
	}
	return data
}

// layouts are the committed oracles.
var layouts = []string{"unigram", "unigram_first", "unigram_always", "unigram_never", "bpe", "bpe_prefix",
	"wordpiece", "wordpiece_cased", "wordpiece_t5", "wordpiece_accents"}

// TestEqualsHuggingFace compares with the ids that testdata/make_oracle.py got
// from Hugging Face tokenizers.
func TestEqualsHuggingFace(t *testing.T) {
	for _, layout := range layouts {
		t.Run(layout, func(t *testing.T) {
			head, lines := readOracle(t, layout)
			tok, err := Parse(head.variant(t, layout), layout)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, tok, lines)
			if tok.Unknown() < 0 {
				compareBytes(t, tok, lines)
			}
		})
	}
	// T5's own tokenizer, where a checkout has it.
	for _, layout := range []string{"t5_v1_1_hf", "t5_hf_new_format"} {
		path := filepath.Join(fixtures, layout, "tokenizer.json")
		if _, err := os.Stat(path); err != nil {
			continue
		}
		t.Run(layout, func(t *testing.T) {
			tok, err := Load(path)
			if err != nil {
				t.Fatal(err)
			}
			_, lines := readOracle(t, layout)
			compare(t, tok, lines)
		})
	}
}

// TestBundledEqualsHuggingFace compares the bundled model's tokenizer with what
// export/pytorch/make_oracle.py got from Hugging Face's.
func TestBundledEqualsHuggingFace(t *testing.T) {
	tok, err := Load(bundled)
	if err != nil {
		t.Fatal(err)
	}
	_, lines := readLines(t, "../../testdata/oracle/tokenizer.jsonl")
	compare(t, tok, lines)
	_, lines = readLines(t, "../../testdata/oracle/decode.jsonl")
	for _, want := range lines {
		if got := tok.Decode(want.IDs, true); got != want.Decoded {
			t.Errorf("decoding %v: %q, want %q", want.IDs, got, want.Decoded)
		}
	}
}

// compareBytes compares what is particular to a byte-level BPE: words, and texts
// that may be a part of a character.
func compareBytes(t *testing.T, tok *Tokenizer, lines []oracle) {
	texts := tok.Texts()
	for _, want := range lines {
		var words []int
		for s := []byte(*want.Text); len(s) > 0; s = s[words[len(words)-1]:] {
			words = append(words, gptWord(s))
		}
		if !slices.Equal(words, want.Words) {
			t.Errorf("words of %q: %v, want %v", *want.Text, words, want.Words)
		}
		var b strings.Builder
		for _, id := range want.IDs {
			b.WriteString(texts[id])
		}
		if got := b.String(); got != want.Decoded {
			t.Errorf("texts of %q: %q, want %q", *want.Text, got, want.Decoded)
		}
	}
}

func compare(t *testing.T, tok *Tokenizer, lines []oracle) {
	bad := 0
	for _, want := range lines {
		got, err := tok.TryEncode(nil, want.text())
		if err != nil {
			t.Errorf("%q: %v", want.text(), err)
		}
		if diff := gocmp.Diff(want.IDs, got); diff != "" && bad < 10 {
			bad++
			t.Errorf("%q (-want +got):\n%s", want.text(), diff)
		}
		if text := tok.Decode(want.IDs, true); text != want.Decoded && bad < 10 {
			bad++
			t.Errorf("decoding %q: %q, want %q", *want.Text, text, want.Decoded)
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
		{"wordlevel", `"Unigram"`, `"WordLevel"`, `a tokenizer of kind "WordLevel" is not supported: use a model with`},
		{"pre-tokenizer", `"pre_tokenizer":{"type":"Metaspace"`, `"pre_tokenizer":{"type":"ByteLevel"`, `x.json: pre_tokenizer "ByteLevel" is not supported`},
		{"decoder", `"decoder":{"type":"Metaspace"`, `"decoder":{"type":"WordPiece"`, `decoder "WordPiece" is not supported`},
		{"normalizer", `"pre_tokenizer"`, `"normalizer":{"type":"NFC"},"pre_tokenizer"`, `normalizer: kind "NFC" is not supported`},
		{"post-processor", `"TemplateProcessing"`, `"T5Processing"`, `post_processor: kind "T5Processing" is not supported`},
		{"taken id", `"id":0,"content":"</s>"`, `"id":0,"content":"<s>"`, `added token "<s>" has id 0`},
		{"other id", `"id":0,"content":"</s>"`, `"id":7,"content":"</s>"`, `added token "</s>" has id 7`},
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

func TestParseBPE(t *testing.T) {
	const pre, decoder = `"pre_tokenizer":{"type":"ByteLevel"`, `"decoder":{"type":"ByteLevel"`
	for _, c := range []struct{ name, from, to, want string }{
		{"no kind", `"type":"BPE",`, ``, ""},
		{"pre-tokenizer in a list", `"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}`, `"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"ByteLevel"}]}`, ""},
		{"pre-tokenizer", pre, `"pre_tokenizer":{"type":"Metaspace"`, `a BPE tokenizer with the pre_tokenizer "Metaspace" is not supported: use a model with`},
		{"no pre-tokenizer", pre, `"x":{"type":"ByteLevel"`, `pre_tokenizer "null" is not`},
		{"two pre-tokenizers", pre, `"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Digits"},{"type":"ByteLevel"}]`, `pre_tokenizer "Sequence" is not`},
		{"decoder", decoder, `"decoder":{"type":"BPEDecoder"`, `a BPE tokenizer with the decoder "BPEDecoder" is not`},
		{"normalizer", `"normalizer":null`, `"normalizer":{"type":"NFC"}`, `normalizer: kind "NFC" is not`},
		{"post-processor", `"RobertaProcessing"`, `"T5Processing"`, `post_processor: kind "T5Processing" is not`},
		{"no end", `"sep":["</s>",2]`, `"sep":null`, "cls or sep is not a token"},
		{"bad end", `"sep":["</s>",2]`, `"sep":["</s>","2"]`, "post_processor: cls or sep is not a token"},
		{"dropout", `"dropout":null`, `"dropout":0.1`, "model.dropout is on"},
		{"prefix", `"continuing_subword_prefix":null`, `"continuing_subword_prefix":"##"`, `model.continuing_subword_prefix "##" is not`},
		{"suffix", `"end_of_word_suffix":null`, `"end_of_word_suffix":"</w>"`, `model.end_of_word_suffix "</w>" is not`},
		{"vocab", `"vocab":{`, `"vocab":[],"x":{`, "model.vocab is not a table of ids"},
		{"byte", `"A":`, `"AAAAAAAAAAAAAAAAAAAA":`, `no 'A', for the byte 41`},
		{"id", `"A":`, `"A":-`, `model.vocab has the id -`},
		{"id twice", `"vocab":{`, `"vocab":{"twice":5,`, "model.vocab has the id 5 twice"},
		{"merges", `"merges":[`, `"merges":7,"x":[`, "model.merges is not a list"},
		{"not a pair", `"merges":[`, `"merges":["abc",`, "model.merges[0] is not a pair"},
		{"unknown pair", `"merges":[`, `"merges":["qq zz",`, `model.merges[0]: model.vocab does not have all of "qq", "zz" and "qqzz"`},
		{"added id", `"content":"<extra_id_0>"`, `"content":"transfer"`, `added token "transfer" has id 956, which is not its place`},
	} {
		_, err := Parse(editedBPE(t, [2]string{c.from, c.to}), "x.json")
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), "x.json: ") || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// TestMergesAsPairs reads merges as newer files have them.
func TestMergesAsPairs(t *testing.T) {
	var file map[string]any
	if err := json.Unmarshal(editedBPE(t), &file); err != nil {
		t.Fatal(err)
	}
	model := file["model"].(map[string]any)
	for i, m := range model["merges"].([]any) {
		model["merges"].([]any)[i] = strings.Split(m.(string), " ")
	}
	data, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	tok, err := Parse(data, "pairs.json")
	if err != nil {
		t.Fatal(err)
	}
	_, lines := readOracle(t, "bpe")
	compare(t, tok, lines)
}

// FuzzWordPiece: a text that is not UTF-8 has the ids of its replacement, and ids of
// a text are in the vocabulary.
func FuzzWordPiece(f *testing.F) {
	var all []*Tokenizer
	for _, layout := range layouts[6:] {
		_, lines := readOracle(f, layout)
		all = append(all, loadVariant(f, layout))
		for _, l := range lines {
			f.Add(l.text())
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, tok := range all {
			ids, err := tok.TryEncode(nil, text)
			if err != nil {
				t.Errorf("%q: %v", text, err)
			}
			if want := tok.Encode(nil, valid(text)); !slices.Equal(ids, want) {
				t.Errorf("%q: %v, want %v", text, ids, want)
			}
			for _, id := range ids {
				if !tok.has(id) {
					t.Errorf("%q: id %d", text, id)
				}
			}
			tok.Decode(ids, false)
		}
	})
}

// FuzzBPE: a text without added tokens comes back as it was.
func FuzzBPE(f *testing.F) {
	plain := loadBPE(f)
	prefix := loadBPE(f, [2]string{`"add_prefix_space":false`, `"add_prefix_space":true`})
	whole := loadBPE(f, [2]string{`"use_regex":true`, `"use_regex":false`})
	_, lines := readOracle(f, "bpe")
	for _, l := range lines {
		f.Add(*l.Text)
	}
	f.Add("\xff\xc3")
	f.Fuzz(func(t *testing.T, text string) {
		for _, tok := range []*Tokenizer{plain, prefix, whole} {
			got, want := tok.Decode(tok.Encode(nil, text), true), valid(text)
			if tok == prefix && want != "" && want[0] != ' ' {
				want = " " + want
			}
			if has := slices.ContainsFunc(slices.Concat(tok.written.tokens, tok.normal.tokens), func(a added) bool { return strings.Contains(text, a.content) }); !has && got != want {
				t.Errorf("%q became %q", text, got)
			}
		}
	})
}

func BenchmarkEncode(b *testing.B) { benchmarkEncode(b, loadVariant(b, "unigram")) }

func BenchmarkEncodeWordPiece(b *testing.B) { benchmarkEncode(b, loadVariant(b, "wordpiece")) }

func BenchmarkEncodeBPE(b *testing.B) { benchmarkEncode(b, loadBPE(b)) }

func benchmarkEncode(b *testing.B, tok *Tokenizer) {
	var ids []int32
	b.ReportAllocs()
	for b.Loop() {
		ids = tok.Encode(ids[:0], "i want to view my savings statement for last march")
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(bundled); err != nil {
			b.Fatal(err)
		}
	}
}
