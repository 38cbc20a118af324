package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/source"
	"github.com/slmkit/slmkit/prompts/std"
)

// usedLibrary is one that the pack uses.
type usedLibrary struct {
	name  string
	files map[string][]byte
}

// use reads the names of the libraries that a pack uses, and keeps their files to be
// read after those of the pack.
func (l *loader) use(d *source.Document, n *yaml.Node) {
	seen := map[string]bool{}
	for _, item := range l.Items(n) {
		if len(std.Open(item.Value)) == 0 {
			l.FaultAt(d, item, "use", "there is no library %q%s", item.Value, text.OrList(item.Value, std.Names()))
			continue
		}
		if said := std.Language(item.Value); said != "" && said != tongue(l.content.Language) {
			l.Add(&source.Fault{File: d.File, Line: item.Line, Col: item.Column, Check: "use", Warning: true,
				Message: fmt.Sprintf("%s is in the language %q, and the pack's is %q", item.Value, said, l.content.Language)})
		}
		for _, name := range std.With(item.Value) {
			if !seen[name] {
				seen[name] = true
				l.libraries = append(l.libraries, usedLibrary{name, std.Open(name)})
			}
		}
	}
}

// tongue is the language of a tag such as en-GB.
func tongue(tag string) string {
	out, _, _ := strings.Cut(tag, "-")
	return out
}

// readLibraries reads the libraries. A rule or lexicon of the pack replaces the
// libraries' of the same name, also where other rules of a library refer to it, and one
// of a library replaces that of the libraries before it.
func (l *loader) readLibraries() {
	rules, lexicons := l.content.rules, l.content.Lexicons
	allRules, allLexicons := map[string]*Rule{}, map[string]*Lexicon{}
	for _, lib := range l.libraries {
		l.content.rules, l.content.Lexicons = map[string]*Rule{}, map[string]*Lexicon{}
		for _, name := range slices.Sorted(maps.Keys(lib.files)) {
			for _, d := range l.Documents(name, lib.files[name]) {
				switch std.Holds(name) {
				case std.Rules:
					l.readRules(d, d.Root, l.content.rules)
				case std.Lexicons:
					l.readLexicons(d)
				case std.Negatives:
					l.readTemplates(d)
				}
			}
		}
		maps.Copy(allRules, l.content.rules)
		maps.Copy(allLexicons, l.content.Lexicons)
	}
	for _, r := range allRules {
		r.library = true
	}
	for _, lex := range allLexicons {
		lex.library = true
	}
	l.content.rules, l.content.Lexicons = allRules, allLexicons
	maps.Copy(l.content.rules, rules)
	maps.Copy(l.content.Lexicons, lexicons)
}

// hashLibraries makes what the templates use of the libraries a part of the pack's hash.
// What else a library holds may change, and the pack stays the same.
func (l *loader) hashLibraries() {
	if len(l.libraries) == 0 {
		return
	}
	h := sha256.New()
	h.Write([]byte(l.content.Hash))
	for _, name := range slices.Sorted(maps.Keys(l.content.rules)) {
		r := l.content.rules[name]
		if !r.library || !r.used {
			continue
		}
		fmt.Fprintf(h, "rule %q", name)
		for i, alt := range r.Alts {
			fmt.Fprintf(h, "%q%g", alt.Src.String(), r.Weights[i])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.content.Lexicons)) {
		if lex := l.content.Lexicons[name]; lex.library && lex.used {
			words, _ := yaml.Marshal(lex.said)
			fmt.Fprintf(h, "lexicon %q%q", name, words)
		}
	}
	for _, lib := range l.libraries {
		for _, name := range slices.Sorted(maps.Keys(lib.files)) {
			if data := lib.files[name]; std.Holds(name) == std.Negatives {
				fmt.Fprintf(h, "%s\x00%d\x00", name, len(data))
				h.Write(data)
			}
		}
	}
	l.content.Hash = hex.EncodeToString(h.Sum(nil))
}
