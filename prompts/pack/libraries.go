package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/source"
	"github.com/slmkit/slmkit/prompts/std"
)

// use reads the names of the libraries that a pack uses, and keeps their files to be
// read after those of the pack.
func (l *loader) use(d *source.Document, n *yaml.Node) {
	seen := map[string]bool{}
	for _, item := range l.Items(n) {
		files := std.Open(item.Value)
		if len(files) == 0 {
			l.FaultAt(d, item, "use", "there is no library %q%s", item.Value, text.OrList(item.Value, std.Names()))
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(files)) {
			if !seen[name] {
				seen[name] = true
				l.library = append(l.library, packFile{name, files[name]})
			}
		}
	}
}

// readLibraries reads the libraries. A rule or lexicon of the pack replaces the
// library's of the same name, also where other rules of the library refer to it. What is
// read becomes a part of the pack's hash.
func (l *loader) readLibraries() {
	if len(l.library) == 0 {
		return
	}
	h := sha256.New()
	h.Write([]byte(l.content.Hash))
	rules, lexicons := l.content.rules, l.content.Lexicons
	l.content.rules, l.content.Lexicons = map[string]*Rule{}, map[string]*Lexicon{}
	for _, f := range l.library {
		fmt.Fprintf(h, "%s\x00%d\x00", f.name, len(f.data))
		h.Write(f.data)
		for _, d := range l.Documents(f.name, f.data) {
			switch std.Holds(f.name) {
			case std.Rules:
				l.readRules(d, d.Root, l.content.rules)
			case std.Lexicons:
				l.readLexicons(d)
			case std.Negatives:
				l.readTemplates(d)
			}
		}
	}
	for _, r := range l.content.rules {
		r.library = true
	}
	for _, lex := range l.content.Lexicons {
		lex.library = true
	}
	maps.Copy(l.content.rules, rules)
	maps.Copy(l.content.Lexicons, lexicons)
	l.content.Hash = hex.EncodeToString(h.Sum(nil))
}
