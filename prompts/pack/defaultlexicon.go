package pack

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/generators"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// lexiconOf finds the lexicon of a slot without one: the pack's of the parameter's
// name or of its format, its enumeration, the generator of its format, or a library's
// lexicon of its name or of its format, which comes before a generator of English words.
func (l *loader) lexiconOf(p *action.Param) (*Lexicon, error) {
	named := func(library bool) *Lexicon {
		for _, name := range []string{p.Name, p.Format} {
			if lex := l.content.Lexicons[name]; lex != nil && lex.library == library && l.fits(lex, p) {
				return lex
			}
		}
		return nil
	}
	if lex := named(false); lex != nil {
		return lex, nil
	}
	if lex := l.content.Fallback[p]; lex != nil {
		return lex, nil
	}
	lex := &Lexicon{Name: p.Name, Typed: true}
	kind := p.Format
	if kind == "" {
		kind = p.Type
	}
	switch gen := generators.All[kind]; {
	case len(p.Enum) > 0:
		var kids []*grammar.Node
		for _, v := range p.Enum {
			words := strings.ReplaceAll(v, "_", " ")
			lex.Entries = append(lex.Entries, Entry{Canonical: v, Surface: words})
			kids = append(kids, grammar.ValueNode(v, grammar.Literal(words)))
		}
		lex.Root, lex.Typed = grammar.Choice(kids, nil), false
	case gen != nil && (named(true) == nil || !generators.English(kind)):
		params := &generators.Params{Get: func(string) *yaml.Node { return nil }, Param: p, Reference: l.ref, Locale: l.locale()}
		root, err := gen.Build(params)
		if err != nil {
			return nil, err
		}
		lex.Root = root
	case named(true) != nil:
		return named(true), nil
	default:
		return nil, fmt.Errorf("parameter %q has no lexicon: write one named %q%s in lexicons/", p.Name, p.Name, orFormat(p))
	}
	l.content.Fallback[p] = lex
	return lex, nil
}

func orFormat(p *action.Param) string {
	if p.Format == "" || p.Format == p.Name {
		return ""
	}
	return fmt.Sprintf(" or %q", p.Format)
}

// fits reports whether a lexicon found by a parameter's name can fill it: one
// of canonical values must know only values of the enumeration.
func (l *loader) fits(lex *Lexicon, p *action.Param) bool {
	if len(p.Enum) == 0 {
		return true
	}
	return slices.ContainsFunc(lex.Entries, func(e Entry) bool {
		return slices.Contains(p.Enum, e.Canonical) || slices.Contains(p.Enum, e.Surface)
	}) || lex.Typed
}
