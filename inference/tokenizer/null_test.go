package tokenizer

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestNullIsNotSet: a field of a tokenizer.json that is null is one that is not there,
// whichever it is, outside the tables of tokens.
func TestNullIsNotSet(t *testing.T) {
	prompts := []string{"I want  to view my savings statement for March", "Zoë paid $5.00</s>", "你好", ""}
	encode := func(root any) (ids [][]int32, err error) {
		data, err := json.Marshal(root)
		if err != nil {
			t.Fatal(err)
		}
		tok, err := Parse(data, "tokenizer.json")
		if err != nil {
			return nil, err
		}
		for _, p := range prompts {
			ids = append(ids, tok.Encode(nil, p))
		}
		return ids, nil
	}
	for _, path := range []string{"../../testdata/models/banking/tokenizer.json", "testdata/bpe.json", "testdata/wordpiece.json"} {
		data, err := os.ReadFile(filepath.FromSlash(path))
		if err != nil {
			t.Fatal(err)
		}
		var root map[string]any
		if err := json.Unmarshal(data, &root); err != nil {
			t.Fatal(err)
		}
		n := 0
		visit(root, func(o map[string]any, name string) {
			n++
			was := o[name]
			delete(o, name)
			absent, without := encode(root)
			o[name] = nil
			null, with := encode(root)
			o[name] = was
			if (without == nil) != (with == nil) || !slices.EqualFunc(absent, null, slices.Equal) {
				t.Errorf("%s: %s is null: %v, %v; is not there: %v, %v", path, name, null, with, absent, without)
			}
		})
		if n < 15 {
			t.Errorf("%s: %d fields", path, n)
		}
	}
}

// visit calls f for the fields of an object and of those in it. It passes over tables of
// tokens, and over all but the first elements of lists.
func visit(v any, f func(o map[string]any, name string)) {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			f(v, name)
			if name != "vocab" && name != "merges" && name != "special_tokens" {
				visit(value, f)
			}
		}
	case []any:
		for _, e := range v[:min(2, len(v))] {
			visit(e, f)
		}
	}
}

// TestMissing: where there is another tokenizer's file, the error says how to make
// tokenizer.json of it.
func TestMissing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "tokenizer.json")
	fails := func(path, want string) {
		t.Helper()
		_, err := Load(path)
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	fails(path, path+" is missing: copy it from the folder of the model before its export")
	model := filepath.Join(dir, "spiece.model")
	if err := os.WriteFile(model, []byte("\n\x0b\n\x05<pad>\x15\x00"), 0o666); err != nil {
		t.Fatal(err)
	}
	python := `make tokenizer.json of it with Python, after pip install transformers sentencepiece: python -c 'from transformers import AutoTokenizer as T; T.from_pretrained("` + dir + `").save_pretrained("` + dir + `")'`
	fails(path, path+" is missing, but spiece.model is there: "+python)
	fails(model, model+": is not a tokenizer.json: "+python)
	if err := os.WriteFile(path, []byte("version https://git-lfs.github.com/spec/v1\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	fails(path, path+": it is a Git LFS pointer: fetch the file itself with git lfs pull")
}
