package tokenizer

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// oneLined fails unless an error is one line of bounded length that begins with a name.
func oneLined(t *testing.T, what, name string, err error) {
	t.Helper()
	if msg := err.Error(); !strings.HasPrefix(msg, name+": ") || strings.ContainsAny(msg, "\n\r\x00") || len(msg) > len(name)+maxMessage+8 {
		t.Errorf("%s: message of %d bytes is not one line that names the file: %.200q", what, len(msg), msg)
	}
}

// broken are files of which each has one fault.
var broken = map[string]string{
	"empty":            "",
	"spaces":           " \n",
	"not JSON":         "<html>",
	"no model":         `{"version":"1.0","added_tokens":[]}`,
	"byte order mark":  "\ufeff" + `{"version":"1.0","model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0]]}}`,
	"bad vocabulary":   `{"version":"1.0","added_tokens":[],"model":{"type":"Unigram","unk_id":99,"vocab":[["<pad>","x"]]}}`,
	"truncated":        minimal[:len(minimal)/2],
	"newline in kind":  `{"model":{"type":"a\nb"}}`,
	"enormous kind":    `{"model":{"type":"` + strings.Repeat("x", 1<<20) + `"}}`,
	"NaN":              strings.Replace(minimal, `["b",-2]`, `["b",NaN]`, 1),
	"infinite score":   strings.Replace(minimal, `["b",-2]`, `["b",-1e999]`, 1),
	"enormous number":  strings.Replace(minimal, `["b",-2]`, `["b",`+strings.Repeat("9", 1<<20)+`]`, 1),
	"added tokens":     strings.Replace(minimal, `"added_tokens":[`, `"added_tokens":7,"x":[`, 1),
	"no vocabulary":    `{"model":{"type":"Unigram","unk_id":0}}`,
	"no merges":        `{"model":{"type":"BPE","vocab":{"a":0}}}`,
	"template id":      strings.Replace(minimal, `"ids":[0]`, `"ids":[4]`, 1),
	"negative id":      strings.Replace(minimal, `"ids":[0]`, `"ids":[-1]`, 1),
	"endless template": strings.Replace(minimal, `"ids":[0]`, `"ids":[`+strings.Repeat("0,", 1000)+`0]`, 1),
	"repeated special": strings.Replace(minimal, `{"SpecialToken":{"id":"</s>"}}`, strings.Repeat(`{"SpecialToken":{"id":"</s>"}},`, 1000)+`{"Sequence":{"id":"A"}}`, 1),
	"regexp":           withNormalizer(`{"type":"Replace","pattern":{"Regex":"(\n` + strings.Repeat("a", 1<<20) + `"},"content":""}`),
	"growth":           withNormalizer(`{"type":"Sequence","normalizers":[` + strings.Repeat(`{"type":"Replace","pattern":{"String":"a"},"content":"aaaaaaaaaaaaaaaa"},`, 9) + `{"type":"Strip"}]}`),
	"many normalizers": withNormalizer(`{"type":"Sequence","normalizers":[` + strings.Repeat(`{"type":"Strip"},`, 1000) + `{"type":"Strip"}]}`),
	"deep normalizers": withNormalizer(strings.Repeat(`{"type":"Sequence","normalizers":[`, 2000) + strings.Repeat(`]}`, 2000)),
	"deep JSON":        strings.Repeat("[", 1<<20),
	"deep processors":  strings.Replace(minimal, `"post_processor":`, `"post_processor":`+strings.Repeat(`{"type":"Sequence","processors":[`, 2000)+strings.Repeat(`]}`, 2000)+`,"x":`, 1),
	"deep words":       strings.Replace(minimal, `"pre_tokenizer":`, `"pre_tokenizer":`+strings.Repeat(`{"type":"Sequence","pretokenizers":[`, 2000)+strings.Repeat(`]}`, 2000)+`,"x":`, 1),
	"enormous part":    withNormalizer(`{"type":"Sequence","normalizers":[` + strings.Repeat("0,", maxPart/2) + `0]}`),
	"enormous form":    withNormalizer(`{"type":"Precompiled","precompiled_charsmap":"` + charsmapOf(strings.Repeat("x", 1<<16)) + `"}`),
	"far id":           strings.Replace(minimal, `"id":0,"content"`, `"id":4000000,"content"`, 1),
	"far word":         strings.Replace(wordy, `"a":1`, `"a":4000000`, 1),
	"negative word":    strings.Replace(wordy, `"a":1`, `"a":-4294967295`, 1),
	"taken word":       strings.Replace(wordy, `"a":1`, `"a":2`, 1),
	"fractional word":  strings.Replace(wordy, `"a":1`, `"a":1.5`, 1),
	"no unknown":       strings.Replace(wordy, `"unk_token":"[UNK]"`, `"unk_token":"?"`, 1),
	"no word length":   strings.Replace(wordy, `"max_input_chars_per_word":100`, `"x":0`, 1),
	"endless words":    strings.Replace(wordy, `"max_input_chars_per_word":100`, `"max_input_chars_per_word":1000000000`, 1),
	"negative words":   strings.Replace(wordy, `"max_input_chars_per_word":100`, `"max_input_chars_per_word":-1`, 1),
	"words split":      strings.Replace(wordy, `"BertPreTokenizer"`, `"Whitespace"`, 1),
	"words joined":     strings.Replace(wordy, `"decoder":{"type":"WordPiece"`, `"decoder":{"type":"Metaspace"`, 1),
}

// wordy is a whole tokenizer.json with a WordPiece of three pieces.
const wordy = `{"normalizer":{"type":"BertNormalizer"},"pre_tokenizer":{"type":"BertPreTokenizer"},"decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{"[UNK]":0,"a":1,"##b":2}}}`

// bytely is a whole tokenizer.json with a byte-level BPE of all bytes and one pair.
func bytely() string {
	var vocab strings.Builder
	for b, r := range alphabet {
		fmt.Fprintf(&vocab, "%q:%d,", string(r), b)
	}
	return `{"pre_tokenizer":{"type":"ByteLevel"},"decoder":{"type":"ByteLevel"},"model":{"type":"BPE","vocab":{` + vocab.String() + `"ab":256},"merges":["a b"]}}`
}

func withNormalizer(n string) string {
	return strings.Replace(minimal, `"pre_tokenizer"`, `"normalizer":`+n+`,"pre_tokenizer"`, 1)
}

// charsmapOf is a character map that gives no character a form, but has one.
func charsmapOf(form string) string {
	b := binary.LittleEndian.AppendUint32(nil, 4)
	return base64.StdEncoding.EncodeToString(append(append(b, 0, 0, 0, 0), form...))
}

// TestBroken checks that each broken file gets an error of one line, and that reading it
// takes memory in proportion to the file.
func TestBroken(t *testing.T) {
	for what, file := range broken {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Parse([]byte(file), "x.json")
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: no error", what)
			continue
		}
		oneLined(t, what, "x.json", err)
		if took, bound := after.TotalAlloc-before.TotalAlloc, uint64(12*len(file)+4<<20); took > bound {
			t.Errorf("%s: %d bytes were allocated for a file of %d", what, took, len(file))
		}
	}
	for name, whole := range map[string]string{"minimal": minimal, "wordy": wordy, "bytely": bytely()} {
		if _, err := Parse([]byte(whole), name); err != nil {
			t.Errorf("%s, of which broken files are made: %v", name, err)
		}
	}
}

// TestRepetitions checks that lists of empty elements take no more memory than their text.
func TestRepetitions(t *testing.T) {
	const n = 1 << 20
	for what, file := range map[string]string{
		"pieces":       `{"model":{"type":"Unigram","unk_id":0,"vocab":[` + strings.Repeat("[],", n) + `[]]}}`,
		"added tokens": strings.Replace(minimal, `"added_tokens":[`, `"added_tokens":[`+strings.Repeat("{},", n), 1),
		"merges":       string(editedBPE(t, [2]string{`"merges":[`, `"merges":[` + strings.Repeat("[],", n)})),
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		_, _ = Parse([]byte(file), "x.json")
		runtime.ReadMemStats(&after)
		if took := after.HeapSys - before.HeapSys; after.HeapSys > before.HeapSys && took > uint64(12*len(file)) {
			t.Errorf("%s: the heap grew by %d bytes for a file of %d", what, took, len(file))
		}
	}
}

// TestLoadIsCareful checks that what is no regular file of a sensible size is not read.
func TestLoadIsCareful(t *testing.T) {
	dir := t.TempDir()
	endless, large := filepath.Join(dir, "endless.json"), filepath.Join(dir, "large.json")
	if err := os.WriteFile(large, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, 1<<40); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{dir: "not a regular file", large: "bytes are more than", filepath.Join(dir, "none.json"): "none.json"}
	if runtime.GOOS != "windows" {
		if err := os.Symlink("/dev/zero", endless); err != nil {
			t.Fatal(err)
		}
		want[endless] = "not a regular file"
	}
	for path, want := range want {
		if _, err := Load(path); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}

// TestGaps checks that ids without a piece write nothing and that pieces that are there twice
// do no harm.
func TestGaps(t *testing.T) {
	gaps := strings.Replace(wordy, `"a":1`, `"a":1000`, 1)
	tok, err := Parse([]byte(gaps), "gaps")
	if err != nil {
		t.Fatal(err)
	}
	if got := tok.Decode([]int32{1000, 5, 2, -1, 1 << 30, 1000}, true); got != "ab a" {
		t.Errorf("%q, want %q", got, "ab a")
	}
	if len(tok.pieces) != 1001 {
		t.Errorf("%d ids, want 1001", len(tok.pieces))
	}
	tok, err = Parse([]byte(strings.Replace(minimal, `["b",-2]`, `["b",-2],["b",-3]`, 1)), "twice")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(tok.Encode(nil, "ab")); got != "[2 4 0]" {
		t.Errorf("of a piece that is there twice the last counts: %v", got)
	}
}

// FuzzParse checks that no file makes Parse or Encode panic, that errors are one line, and
// that ids are those of the vocabulary.
func FuzzParse(f *testing.F) {
	f.Add([]byte(minimal), "ab")
	f.Add([]byte(bytely()), "ab a b")
	f.Add([]byte(wordy), "ab Ab,\u0301 余")
	f.Add([]byte(withNormalizer(`{"type":"Precompiled","precompiled_charsmap":"`+charsmapOf("x\x00y")+`"}`)), "send 50 to 余额")
	for _, file := range broken {
		if len(file) < 1<<12 {
			f.Add([]byte(file), "a\xff b")
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		tok, err := Parse(data, "fuzz")
		if err != nil {
			oneLined(t, "fuzz", "fuzz", err)
			return
		}
		ids, err := tok.TryEncode(nil, text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		for _, id := range ids {
			if id < 0 || int(id) >= len(tok.pieces) {
				t.Errorf("id %d, of %d", id, len(tok.pieces))
			}
		}
		tok.Decode(ids, false)
		tok.Texts()
		p := tok.Prefix()
		for i := range len(text) {
			p.Push(text[i])
		}
	})
}
