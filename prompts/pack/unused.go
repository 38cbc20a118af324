package pack

import (
	"fmt"
	"maps"
	"slices"

	"github.com/slmkit/slmkit/prompts/source"
)

// checkUnused finds the rules, tables and lexicons that no template uses.
func (l *loader) checkUnused() {
	for _, r := range l.sortedRules() {
		if !r.used && !r.library {
			l.Add(&source.Fault{File: r.source.File, Line: r.source.Line(), Check: "unused rule", Warning: true,
				Message: fmt.Sprintf("no template uses rule %q", r.name)})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.content.tables)) {
		if t := l.content.tables[name]; !t.used {
			l.Add(&source.Fault{File: t.file, Check: "unused lexicon", Warning: true, Message: "no template uses this table"})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.content.Lexicons)) {
		if lex := l.content.Lexicons[name]; !lex.used && !lex.library {
			l.Add(&source.Fault{File: lex.File, Line: lex.line, Check: "unused lexicon", Warning: true,
				Message: fmt.Sprintf("no template uses lexicon %q", name)})
		}
	}
}

func (l *loader) sortedRules() []*Rule {
	var out []*Rule
	for _, name := range slices.Sorted(maps.Keys(l.content.rules)) {
		out = append(out, l.content.rules[name])
	}
	seen := map[*Rule]bool{}
	for _, d := range l.drafts {
		for _, name := range slices.Sorted(maps.Keys(d.rules)) {
			if r := d.rules[name]; !seen[r] {
				seen[r] = true
				out = append(out, r)
			}
		}
	}
	return out
}
