package prompts

import (
	"maps"
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

// TestLibraryRulesFit: each rule of a library compiles, and has behind it what its name
// says, within the library.
func TestLibraryRulesFit(t *testing.T) {
	for _, name := range std.Names() {
		if strings.Count(name, "/") > 1 {
			continue // negatives belong to packs
		}
		var text strings.Builder
		text.WriteString("action: show\ntemplates:\n")
		files := std.Open(name)
		for _, file := range slices.Sorted(maps.Keys(files)) {
			if std.Holds(file) != std.Rules {
				continue
			}
			for line := range strings.Lines(string(files[file])) {
				if rule, _, ok := strings.Cut(line, ":"); ok && rule != "" && !strings.ContainsAny(rule, " #") {
					text.WriteString("  - \"" + rule + " <" + rule + ">\"\n")
				}
			}
		}
		p := load(t, map[string]string{"pack.yaml": "reference_date: 2025-01-01\nuse: " + name + "\n", "templates/t.yaml": text.String()})
		if n := len(p.Templates()); n < 30 {
			t.Errorf("%s: %d rules", name, n)
		}
		for _, w := range p.Warnings() {
			if strings.HasPrefix(w.File, name) {
				t.Error(w)
			}
		}
	}
}

// TestWhatFollows: lint names a rule of a library with the wrong words behind it.
func TestWhatFollows(t *testing.T) {
	for template, want := range map[string]string{
		"<want_v> see it":           "",
		"<want_v> [really] my bill": `<want_v> wants a bare verb behind it, and "my" follows`,
		"<want_v> (see|seeing) it":  `<want_v> wants a bare verb behind it, and "seeing" follows`,
		"<tell_wh> when it is due":  "",
		"<tell_wh> <it>":            `<tell_wh> wants why, when, what, how, where, who, which or if behind it, and "my" follows`,
		"<give_np> <it>":            "",
		"<give_np> to see":          `<give_np> wants a noun phrase behind it, and "to" follows`,
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
