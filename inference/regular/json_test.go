package regular

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestDecode: JSON as Python and Windows write it is read.
func TestDecode(t *testing.T) {
	for text, want := range map[string]any{
		"\ufeff{\"a\": 1}":                         map[string]any{"a": 1.},
		`{"a": Infinity, "b": [-Infinity, NaN]}`:   map[string]any{"a": 1e308, "b": []any{-1e308, nil}},
		`{"NaN": "Infinity \" NaN", "c": NaN}`:     map[string]any{"NaN": `Infinity " NaN`, "c": nil},
		`null`:                                     nil,
		"[1e30, 1000000000000000019884624838656]":  []any{1e30, 1e30},
		"{\"a\": \"\\\\\", \"b\": Infinity}\r\n\n": map[string]any{"a": `\`, "b": 1e308},
	} {
		var got any
		if err := Decode([]byte(text), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v %v, want %v", text, got, err, want)
		}
	}
}

// TestDecodeSaysWhatItIs: what is not the JSON that is wanted is an error in words, with
// its line.
func TestDecodeSaysWhatItIs(t *testing.T) {
	type part struct {
		N int             `json:"n"`
		S []string        `json:"s"`
		M map[string]bool `json:"m"`
	}
	for text, want := range map[string]string{
		"":       "x.json: it is empty",
		"\ufeff": "x.json: it is empty",
		"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n": "x.json: it is a Git LFS pointer",
		"<!DOCTYPE html><html>": `x.json: starts with "<!DOCTYPE html>": was it downloaded without Git LFS?`,
		"\n <html>":             "was it downloaded without Git LFS?",
		"\xff\xfe{\x00}\x00":    "x.json: it is not UTF-8 text, but looks like UTF-16",
		"{\x00}\x00":            "looks like UTF-16",
		"{\n \"n\": 1,\n}":      "x.json:3: is not JSON: invalid character '}'",
		"{\"n\": ":              "x.json: the JSON ends in the middle",
		"{\"n\": 1.5}":          "x.json:1: n is 1.5 where a whole number belongs",
		"{\n\"n\": \"1\"}":      "x.json:2: n is a string where a whole number belongs",
		"{\"s\": {}}":           "x.json:1: s is an object where a list belongs",
		"{\"s\": [true]}":       "is true or false where a text belongs",
		"{\"m\": {\"a\": []}}":  "is a list where true or false belongs",
		"[]":                    "x.json:1: a list where an object belongs",
	} {
		path := filepath.Join(t.TempDir(), "x.json")
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		var p part
		err := JSON(path, 1000, &p)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "Go ") {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
