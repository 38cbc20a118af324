package prompts

import (
	"fmt"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/pack"
	"github.com/slmkit/slmkit/prompts/std"
)

// A LibraryEntry describes a rule or a lexicon that packs take from a library, or the
// negatives of a part.
type LibraryEntry struct {
	Name     string   `json:"name"`
	Kind     string   `json:"kind"` // rules, lexicons or none
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Section  string   `json:"section,omitempty"`
	About    string   `json:"about"`
	Wants    string   `json:"wants,omitempty"`   // what must follow a rule
	Example  string   `json:"example,omitempty"` // words that may follow it
	Wordings []string `json:"wordings"`          // three of them
}

// A LibraryDoc says what a library, or a part of one, holds.
type LibraryDoc struct {
	Name      string `json:"name"`
	About     string `json:"about"`
	Rules     int    `json:"rules"`
	Lexicons  int    `json:"lexicons"`
	Negatives int    `json:"negatives"` // templates
}

// Libraries lists the libraries and their parts by name.
func Libraries() []LibraryDoc {
	var out []LibraryDoc
	for _, name := range std.Names() {
		doc := LibraryDoc{Name: name, About: std.About(name)}
		for _, e := range std.Entries(name) {
			switch e.Kind {
			case std.Rules:
				doc.Rules++
			case std.Lexicons:
				doc.Lexicons++
			case std.Negatives:
				doc.Negatives += e.Templates
			}
		}
		out = append(out, doc)
	}
	return out
}

// Library describes what a library or a part of one holds, with three wordings of each.
func Library(name string) ([]LibraryEntry, error) {
	entries := std.Entries(name)
	if len(entries) == 0 {
		return nil, fmt.Errorf("there is no library %q%s", name, text.OrList(name, std.Names()))
	}
	p, err := libraryPack(name, entries)
	if err != nil {
		return nil, err
	}
	var out []LibraryEntry
	for i, e := range entries {
		entry := LibraryEntry{Name: e.Name, Kind: string(e.Kind), File: e.File, Line: e.Line, Section: e.Section, About: e.About}
		if want := std.Wants(std.Language(name), e.Name); want != nil && e.Kind == std.Rules {
			entry.Wants, entry.Example = want.What, want.Example
		}
		templates := p.Templates
		if e.Kind != std.Negatives {
			templates = templates[i : i+1]
		}
		for _, t := range templates[:min(len(templates), wordings)] {
			entry.Wordings = append(entry.Wordings, firstWordings(t.Compiled.Root, wordings+1-min(len(templates), wordings))...)
		}
		out = append(out, entry)
	}
	return out, nil
}

// wordings is how many of a rule are shown.
const wordings = 3

// firstWordings are up to n texts that a node writes, not the empty one.
func firstWordings(n *grammar.Node, most int) []string {
	var out []string
	seen := map[string]bool{"": true}
	for words := range n.Samples(64) {
		if words = strings.TrimSpace(words); !seen[words] {
			seen[words] = true
			if out = append(out, words); len(out) == most {
				break
			}
		}
	}
	return out
}

// libraryPack is a pack that uses a library, with a template for each rule and lexicon.
func libraryPack(name string, entries []std.Entry) (*pack.Content, error) {
	language := std.Language(name)
	if language == "" {
		language = "en"
	}
	var templates strings.Builder
	templates.WriteString("action: show\ntemplates:\n")
	for _, e := range entries {
		if e.Kind == std.Lexicons {
			fmt.Fprintf(&templates, "  - '{words:%s}'\n", e.Name)
		} else {
			fmt.Fprintf(&templates, "  - '<%s>'\n", e.Name)
		}
	}
	files := map[string]string{
		"pack.yaml":    "name: library\nreference_date: 2025-06-16\nlanguage: " + language + "\nuse: " + name + "\n",
		"actions.yaml": "show: {params: {words: {}}}\n",
	}
	if entries[0].Kind != std.Negatives {
		files["templates/t.yaml"] = templates.String()
	}
	return pack.ReadText(files, "library")
}
