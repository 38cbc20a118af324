package prompts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/prompts/std"
)

const usesStd = "reference_date: 2025-01-01\nuse: std/en\n"

// TestLibraryRulesAreReplaced: a rule of the pack takes the place of the library's, also in
// rules of the library that refer to it.
func TestLibraryRulesAreReplaced(t *testing.T) {
	files := map[string]string{
		"pack.yaml":        usesStd,
		"rules/r.yaml":     "greet: [ahoy]\nfiller: [so]\ncourtesy: [help]\n",
		"templates/t.yaml": "action: show\ntemplates: [\"<open> show it\"]\n",
	}
	p := load(t, files)
	for text, want := range map[string]bool{"ahoy show it": true, "ahoy, show it": true, "show it": true, "hello show it": false} {
		if ok := len(NewParser(p).Parse(text, p.Reference())) > 0; ok != want {
			t.Errorf("%q is read: %v, want %v", text, ok, want)
		}
	}
	for _, w := range p.Warnings() {
		if w.Check == "unused rule" {
			t.Errorf("a library's rules need not be used: %v", w)
		}
	}
	files["pack.yaml"] = "reference_date: 2025-01-01\n"
	files["rules/r.yaml"] += "open: [hi]\n"
	if other := load(t, files); other.Hash() == p.Hash() {
		t.Error("the hash of a pack does not tell that it uses a library")
	}
}

// TestPartsOfLibraries: a part brings the whole language with it and replaces rules of it;
// a library of another language than the pack's is a warning.
func TestPartsOfLibraries(t *testing.T) {
	files := map[string]string{
		"pack.yaml":        "reference_date: 2025-01-01\nuse: std/en/spoken\n",
		"templates/t.yaml": "action: show\ntemplates: [\"<open> show it <date_day>\", \"<salutation> show it\"]\n",
	}
	p := load(t, files)
	for text, want := range map[string]bool{"hey siri show it march third": true, "show it march 3rd": false, "dear sir show it": true} {
		if ok := len(NewParser(p).Parse(text, p.Reference())) > 0; ok != want {
			t.Errorf("%q is read: %v, want %v", text, ok, want)
		}
	}
	files["pack.yaml"] = "reference_date: 2025-01-01\nlanguage: de\nuse: std/en\n"
	want := `pack.yaml:3:6: std/en is in the language "en", and the pack's is "de"`
	if !slices.ContainsFunc(load(t, files).Warnings(), func(w *Fault) bool { return w.Error() == want }) {
		t.Errorf("no warning %q of %v", want, load(t, files).Warnings())
	}
}

// TestLibraryLexicons: a parameter without a lexicon has that of the library with its name;
// where a generator fills it, only one of English words gives way.
func TestLibraryLexicons(t *testing.T) {
	p := load(t, map[string]string{
		"pack.yaml":        "reference_date: 2025-01-01\nlanguage: de\nuse: std/de\n",
		"actions.yaml":     "show: {params: {city: {}, date: {format: date, prefer: past}, phone: {format: phone}}}\n",
		"templates/t.yaml": "action: show\ntemplates: [\"zeig {city}\", \"zeig {date}\", \"zeig {phone}\"]\n",
	})
	for text, want := range map[string]bool{"zeig Hamburg": true, "zeig gestern": true, "zeig morgen": false, "zeig 030 23125 100": true, "zeig 555-0101": false} {
		if ok := len(NewParser(p).Parse(text, p.Reference())) > 0; ok != want {
			t.Errorf("%q is read: %v, want %v", text, ok, want)
		}
	}
}

// TestLibraries: each rule and lexicon of each library has a comment, writes something,
// writes nothing twice, is read by what its language calls a value, and has behind it
// what its name says, within the library and with the words that lint gives as right.
func TestLibraries(t *testing.T) {
	for _, name := range std.Names() {
		if std.Holds(name) == std.Negatives {
			continue
		}
		t.Run(name, func(t *testing.T) {
			entries := std.Entries(name)
			var text strings.Builder
			text.WriteString("action: show\ntemplates:\n")
			for _, e := range entries {
				if e.About == "" {
					t.Errorf("%s:%d: %s has no comment that says what it is", e.File, e.Line, e.Name)
				}
				if e.Kind == std.Lexicons {
					fmt.Fprintf(&text, "  - '{it:%s}'\n", e.Name)
					continue
				}
				behind := ""
				if want := std.Wants(std.Language(name), e.Name); want != nil {
					behind = " " + want.Example
				}
				fmt.Fprintf(&text, "  - '<%s>%s'\n", e.Name, behind)
			}
			p := load(t, map[string]string{
				"pack.yaml":        "reference_date: 2025-01-01\nlanguage: " + cmp.Or(std.Language(name), "en") + "\nuse: " + name + "\n",
				"actions.yaml":     "show: {params: {it: {}}}\n",
				"templates/t.yaml": text.String(),
			})
			for _, w := range p.Warnings() {
				if w.Check != "unused lexicon" { // of the test itself
					t.Error(w)
				}
			}
			for i, tpl := range p.Templates() {
				writtenOnce(t, entries[i], tpl)
			}
		})
	}
}

// writtenOnce checks that a template, or each alternative that it samples, has no words
// twice.
func writtenOnce(t *testing.T, e std.Entry, tpl *Template) {
	t.Helper()
	if e.Kind != std.Rules || tpl.Compiled.Root.Derivations > 3000 || slices.Contains(twice, e.Name) {
		return
	}
	seen := map[string]bool{}
	for words := range tpl.Compiled.Root.Samples(3000) {
		if seen[words] {
			t.Errorf("%s:%d: %s writes %q twice", e.File, e.Line, e.Name, words)
		}
		seen[words] = true
	}
}

// twice are rules that may say the same by different choices, such as thanks before or
// behind please.
var twice = []string{"ask_v", "ask_np", "ask_ing", "ask_wh", "trouble_np", "ask_inf"}

// TestWhatFollows: lint names a rule of a library with the wrong words behind it.
func TestWhatFollows(t *testing.T) {
	for template, want := range map[string]string{
		"<want_v> see it":           "",
		"<want_v> [really] my bill": `<want_v> of std/en wants a bare verb behind it, and "my" follows; right is <want_v> see my bill, or <need_np> my`,
		"<want_v> (see|seeing) it":  `<want_v> of std/en wants a bare verb behind it, and "seeing" follows; right is <want_v> see my bill, or <help_ing> seeing`,
		"(<want_v>|please) my bill": `<want_v> of std/en wants a bare verb behind it, and "my" follows; right is <want_v> see my bill, or <need_np> my`,
		"<tell_wh> when it is due":  "",
		"<tell_wh> <it>":            `<tell_wh> of std/en wants why, when, what, how, where, who, which or if behind it, and "my" follows; right is <tell_wh> when my bill is due, or <need_np> my`,
		"<give_np> <it>":            "",
		"<give_np> to see":          `<give_np> of std/en wants a noun phrase behind it, and "to" follows; right is <give_np> my bill`,
	} {
		p := load(t, map[string]string{"pack.yaml": usesStd, "templates/t.yaml": "action: show\nrules: {it: [my bill]}\ntemplates: [\"" + template + "\", \"<it>\"]\n"})
		got := ""
		for _, w := range p.Warnings() {
			if w.Check == "what follows" {
				got = w.Message
			}
		}
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", template, got, want)
		}
	}
}
