package pack

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// readLexicons reads one document of lexicons/*.yaml.
func (l *loader) readLexicons(d *source.Document) {
	for _, p := range l.Pairs(d, d.Root, "lexicons") {
		if before := l.content.Lexicons[p.Key]; before != nil {
			l.FaultAt(d, p.Node, "duplicate lexicon", "lexicon %q is also at %s:%d", p.Key, before.File, before.line)
			continue
		}
		lex := &Lexicon{Name: p.Key, File: d.File, line: p.Node.Line, said: p.Value}
		lex.Root = l.lexiconNode(d, lex, p.Value)
		l.content.Lexicons[p.Key] = lex
		if lex.Root == nil {
			lex.Root = grammar.Literal(p.Key) // a fault is noted; go on to find more
		}
	}
}

// lexiconNode builds the tree of a lexicon: a list of values, a mapping of
// canonical values to surfaces, or a generator.
func (l *loader) lexiconNode(d *source.Document, lex *Lexicon, n *yaml.Node) *grammar.Node {
	if n.Kind == yaml.MappingNode && !isGenerator(n) {
		var kids []*grammar.Node
		for _, p := range l.Pairs(d, n, "lexicon "+lex.Name) {
			if words := l.surfaces(d, lex, p.Key, p.Value); words != nil {
				kids = append(kids, grammar.ValueNode(p.Key, words))
			}
		}
		if len(kids) == 0 {
			l.FaultAt(d, n, "empty lexicon", "lexicon %q has no values", lex.Name)
			return nil
		}
		return grammar.Choice(kids, nil)
	}
	return l.surfaces(d, lex, "", n)
}

// surfaces builds one of a list of surfaces.
func (l *loader) surfaces(d *source.Document, lex *Lexicon, canonical string, n *yaml.Node) *grammar.Node {
	var kids []*grammar.Node
	var weights []float64
	weighted := false
	before, listed := len(l.Errors), len(lex.Entries)
	for _, item := range l.Items(n) {
		w, kid, before := 1.0, (*grammar.Node)(nil), len(lex.Entries)
		switch {
		case source.IsText(item):
			kid = l.surface(d, lex, canonical, item)
		case isGenerator(item) || isWeightedGenerator(item):
			if kid = l.generator(d, item); kid != nil {
				lex.Made = append(lex.Made, Generated{kid, item.Line})
			}
			if lex.Typed = true; len(item.Content) > 2 {
				w, weighted = l.Weight(d, item.Content[3]), true
			}
		case item.Kind == yaml.MappingNode:
			faults := len(l.Errors)
			f := l.Entry(d, item, "lexicon "+lex.Name, entryKeys{})
			if len(l.Errors) > faults {
				continue
			}
			if w = l.Weight(d, f["weight"]); source.IsText(f["text"]) {
				kid = l.surface(d, lex, canonical, f["text"])
			} else {
				l.FaultAt(d, item, "yaml", "lexicon %s: text or {text: …, weight: …} is wanted, not %s", lex.Name, source.Describe(item))
			}
			weighted = true
		default:
			l.FaultAt(d, item, "yaml", "lexicon %s: text is wanted, not %s", lex.Name, source.Describe(item))
		}
		if kid != nil {
			kids, weights = append(kids, kid), append(weights, w)
		}
		for i := range lex.Entries[before:] {
			lex.Entries[before+i].Chance = w
		}
	}
	if len(kids) == 0 {
		if len(l.Errors) == before {
			l.FaultAt(d, n, "empty lexicon", "lexicon %q has no words%s", lex.Name, of(canonical))
		}
		return nil
	}
	if !weighted {
		return grammar.Choice(kids, nil)
	}
	for i := range lex.Entries[listed:] {
		lex.Entries[listed+i].Chance /= Total(weights)
	}
	return grammar.Choice(kids, weights)
}

func of(canonical string) string {
	if canonical == "" {
		return ""
	}
	return fmt.Sprintf(" for %q", canonical)
}

func (l *loader) surface(d *source.Document, lex *Lexicon, canonical string, n *yaml.Node) *grammar.Node {
	text := strings.Join(strings.Fields(n.Value), " ")
	if text == "" {
		l.FaultAt(d, n, "empty surface", "lexicon %q: empty words%s", lex.Name, of(canonical))
		return nil
	}
	if slices.ContainsFunc(lex.Entries, func(e Entry) bool { return e.Surface == text && e.Canonical == canonical }) {
		l.Add(&source.Fault{File: d.File, Line: n.Line, Col: n.Column, Check: "duplicate surface", Warning: true,
			Message: fmt.Sprintf("lexicon %q: %q is written twice", lex.Name, text)})
		return nil
	}
	lex.Entries = append(lex.Entries, Entry{Canonical: canonical, Surface: text, Line: n.Line})
	return l.content.Spacing.Literal(text)
}
