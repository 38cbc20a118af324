package convert_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/prompts/convert"
)

// TestHassilSays compares the sentences of a pack with those that hassil has
// (testdata/make_hassil.py).
func TestHassilSays(t *testing.T) {
	data, err := os.ReadFile("testdata/hassil.json")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string][]string
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	im, err := convert.Read([]string{"testdata/files/hassil"}, convert.Options{Name: "test"})
	if err != nil {
		t.Fatal(err)
	}
	got := all(t, im)
	for intent, said := range want {
		slices.Sort(said)
		if diff := cmp.Diff(slices.Compact(said), texts(got[intent])); diff != "" {
			t.Errorf("%s (-hassil +pack):\n%s", intent, diff)
		}
	}
	if len(want) < 3 {
		t.Errorf("hassil said sentences of %d intents only", len(want))
	}
}

// TestHassilErrors: what is wrong with a file or a sentence is said with its line.
func TestHassilErrors(t *testing.T) {
	intent := func(sentence string) string {
		return "intents:\n  A:\n    data:\n      - sentences:\n          - ok\n          - \"" + sentence + "\"\n"
	}
	for _, c := range []struct{ text, want string }{
		{intent("a [b"), `in.yaml:6: sentence "a [b": character 5: ']' is missing`},
		{intent("a (b]"), `in.yaml:6: sentence "a (b]": character 5: ')' is wanted before ']'`},
		{intent("a )"), `character 3: ')' opens nothing`},
		{intent("a > b"), `character 3: '>' closes nothing`},
		{intent("a {b"), `character 3: "}" is missing`},
		{intent("a <b>"), "rule <b> is not defined"},
		{intent("a {}"), "a name is wanted between '{' and \"}\""},
		{intent("<a>") + "expansion_rules: {a: \"x <b>\", b: \"[<a>]\"}", "rule <a> refers to itself"},
		{intent("{n}") + "lists: {n: {range: {from: 5, to: 1}}}", "in.yaml:7: range: from 5 to 1 in steps of 1 holds no number"},
		{intent("{n}") + "lists: {n: {range: {from: a, to: 1}}}", "in.yaml:7: range: from is no whole number"},
		{intent("{n}") + "lists: {n: {values: [[a]]}}", `in.yaml:7: list "n": text or {in: words, out: value} is wanted, not a list`},
		{intent("{n}") + "lists: {n: {}}", `in.yaml:7: list "n" has neither values, a range nor a wildcard`},
		{"intents: {A: {data: [{sentences: x}]}}", "in.yaml:1: sentences: a list is wanted"},
		{"language: en\nintents: {}", "no sentences"},
	} {
		_, err := read("hassil", c.text, convert.Options{Strict: true})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n%v, want %s", c.text, err, c.want)
		}
	}
}

// TestHassilLanguages: files of several languages are those of one.
func TestHassilLanguages(t *testing.T) {
	doc := func(lang, words string) string {
		return "language: " + lang + "\nintents: {A: {data: [{sentences: [" + words + "]}]}}\n---\n"
	}
	both := doc("en", "lamp on") + doc("de", "licht an") + "lists: {}"
	if _, err := read("hassil", both, convert.Options{}); err == nil || !strings.Contains(err.Error(), "several languages (en, de): name one with --language") {
		t.Errorf("two languages: %v", err)
	}
	if _, err := read("hassil", both, convert.Options{Language: "fr"}); err == nil || !strings.Contains(err.Error(), "no file is of language fr: the files are of en, de") {
		t.Errorf("no such language: %v", err)
	}
	im := mustRead(t, "hassil", both, convert.Options{Language: "de"})
	if got := texts(all(t, im)["A"]); !slices.Equal(got, []string{"licht an"}) {
		t.Errorf("said %q, want German", got)
	}
}

// TestHassilSlots: slots of a sentence have a value without words, also beside a range
// of numbers, some of which have names; a value that a text cannot have is noted.
func TestHassilSlots(t *testing.T) {
	im := mustRead(t, "hassil", `
intents:
  Dim:
    data:
      - sentences: ["dim to {level}"]
      - sentences: ["go {word:level}"]
      - sentences: ["light full"]
        slots: {level: 7, kind: lamp, none: null, many: [a]}
lists: {level: {range: {from: 5, to: 7}}, word: {values: [{in: "[all the way] up", out: 7}]}}
`, convert.Options{})
	calls := map[string]string{}
	for _, e := range all(t, im)["Dim"] {
		calls[e.Text] = e.Target
	}
	want := map[string]string{"dim to 5": "Dim(level=5)", "dim to 6": "Dim(level=6)", "dim to 7": "Dim(level=7)", "go up": "Dim(level=7)", "go all the way up": "Dim(level=7)", "light full": "Dim(level=7, kind=lamp)"}
	if diff := cmp.Diff(want, calls); diff != "" {
		t.Error(diff)
	}
	var notes []string
	for _, n := range im.Notes {
		notes = append(notes, n.String())
	}
	for _, want := range []string{`in.yaml:8: slot "none" is left out: its value is nothing`, `in.yaml:8: slot "many" is left out: its value is a list`} {
		if !slices.Contains(notes, want) {
			t.Errorf("no note %s in %q", want, notes)
		}
	}
}
