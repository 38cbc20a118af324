package prompts

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/generators"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// lexicon is the values of a slot: words as they stand, canonical values with
// their surfaces, or a generator, in any mixture.
type lexicon struct {
	name    string
	file    string
	line    int
	root    *grammar.Node
	entries []entry // the surfaces that are written out, for checks
	made    []made  // the generators, for checks
	typed   bool    // holds a generator
	used    bool
	written bool // its words are copied into targets
	bare    bool // its canonical values are
}

// made is the words of a generator and where it stands.
type made struct {
	root *grammar.Node
	line int
}

// entry is one surface of a lexicon. canonical is "" where the surface is the
// value.
type entry struct {
	canonical, surface string
	line               int
	chance             float64 // against the others of its list, where weights are written
}

// readLexicons reads one document of lexicons/*.yaml.
func (l *loader) readLexicons(d *source.Document) {
	for _, p := range l.Pairs(d, d.Root, "lexicons") {
		if before := l.pack.lexicons[p.Key]; before != nil {
			l.FaultAt(d, p.Node, "duplicate lexicon", "lexicon %q is also at %s:%d", p.Key, before.file, before.line)
			continue
		}
		lex := &lexicon{name: p.Key, file: d.File, line: p.Node.Line}
		lex.root = l.lexiconNode(d, lex, p.Value)
		l.pack.lexicons[p.Key] = lex
		if lex.root == nil {
			lex.root = grammar.Literal(p.Key) // a fault is noted; go on to find more
		}
	}
}

// lexiconNode builds the tree of a lexicon: a list of values, a mapping of
// canonical values to surfaces, or a generator.
func (l *loader) lexiconNode(d *source.Document, lex *lexicon, n *yaml.Node) *grammar.Node {
	if n.Kind == yaml.MappingNode && !isGenerator(n) {
		var kids []*grammar.Node
		for _, p := range l.Pairs(d, n, "lexicon "+lex.name) {
			if words := l.surfaces(d, lex, p.Key, p.Value); words != nil {
				kids = append(kids, grammar.ValueNode(p.Key, words))
			}
		}
		if len(kids) == 0 {
			l.FaultAt(d, n, "empty lexicon", "lexicon %q has no values", lex.name)
			return nil
		}
		return grammar.Choice(kids, nil)
	}
	return l.surfaces(d, lex, "", n)
}

// surfaces builds one of a list of surfaces.
func (l *loader) surfaces(d *source.Document, lex *lexicon, canonical string, n *yaml.Node) *grammar.Node {
	var kids []*grammar.Node
	var weights []float64
	weighted := false
	before, listed := len(l.Errors), len(lex.entries)
	for _, item := range l.Items(n) {
		w, kid, before := 1.0, (*grammar.Node)(nil), len(lex.entries)
		switch {
		case source.IsText(item):
			kid = l.surface(d, lex, canonical, item)
		case isGenerator(item) || isWeightedGenerator(item):
			if kid = l.generator(d, item); kid != nil {
				lex.made = append(lex.made, made{kid, item.Line})
			}
			if lex.typed = true; len(item.Content) > 2 {
				w, weighted = l.Weight(d, item.Content[3]), true
			}
		case item.Kind == yaml.MappingNode:
			f := l.Fields(d, item, "lexicon "+lex.name, entryShape{})
			if w = l.Weight(d, f["weight"]); source.IsText(f["text"]) {
				kid = l.surface(d, lex, canonical, f["text"])
			} else {
				l.FaultAt(d, item, "yaml", "lexicon %s: text or {text: …, weight: …} is wanted, not %s", lex.name, source.Describe(item))
			}
			weighted = true
		default:
			l.FaultAt(d, item, "yaml", "lexicon %s: text is wanted, not %s", lex.name, source.Describe(item))
		}
		if kid != nil {
			kids, weights = append(kids, kid), append(weights, w)
		}
		for i := range lex.entries[before:] {
			lex.entries[before+i].chance = w
		}
	}
	if len(kids) == 0 {
		if len(l.Errors) == before {
			l.FaultAt(d, n, "empty lexicon", "lexicon %q has no words%s", lex.name, of(canonical))
		}
		return nil
	}
	if !weighted {
		return grammar.Choice(kids, nil)
	}
	for i := range lex.entries[listed:] {
		lex.entries[listed+i].chance /= total(weights)
	}
	return grammar.Choice(kids, weights)
}

func of(canonical string) string {
	if canonical == "" {
		return ""
	}
	return fmt.Sprintf(" for %q", canonical)
}

func (l *loader) surface(d *source.Document, lex *lexicon, canonical string, n *yaml.Node) *grammar.Node {
	text := strings.Join(strings.Fields(n.Value), " ")
	if text == "" {
		l.FaultAt(d, n, "empty surface", "lexicon %q: empty words%s", lex.name, of(canonical))
		return nil
	}
	if slices.ContainsFunc(lex.entries, func(e entry) bool { return e.surface == text && e.canonical == canonical }) {
		l.Add(&Fault{File: d.File, Line: n.Line, Col: n.Column, Check: "duplicate surface", Warning: true,
			Message: fmt.Sprintf("lexicon %q: %q is written twice", lex.name, text)})
		return nil
	}
	lex.entries = append(lex.entries, entry{canonical: canonical, surface: text, line: n.Line})
	return grammar.Literal(text)
}

// isGenerator reports whether a node is {generator: parameters}.
func isGenerator(n *yaml.Node) bool {
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 || generators.All[n.Content[0].Value] == nil {
		return false
	}
	v := n.Content[1]
	return v.Kind == yaml.MappingNode || v.Tag == "!!null" || n.Content[0].Value == "pattern" && v.Kind == yaml.ScalarNode
}

// isWeightedGenerator reports whether an item is {generator: parameters, weight: w}.
func isWeightedGenerator(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode && len(n.Content) == 4 && n.Content[2].Value == "weight" &&
		isGenerator(&yaml.Node{Kind: yaml.MappingNode, Content: n.Content[:2]})
}

// lexiconOf finds the lexicon of a slot without one: that of the parameter's
// name, of its format, its enumeration, or the generator of its format.
func (l *loader) lexiconOf(p *action.Param) (*lexicon, error) {
	for _, name := range []string{p.Name, p.Format} {
		if lex := l.pack.lexicons[name]; lex != nil && l.fits(lex, p) {
			return lex, nil
		}
	}
	if lex := l.pack.fallback[p]; lex != nil {
		return lex, nil
	}
	lex := &lexicon{name: p.Name, typed: true}
	kind := p.Format
	if kind == "" {
		kind = p.Type
	}
	switch gen := generators.All[kind]; {
	case len(p.Enum) > 0:
		var kids []*grammar.Node
		for _, v := range p.Enum {
			words := strings.ReplaceAll(v, "_", " ")
			lex.entries = append(lex.entries, entry{canonical: v, surface: words})
			kids = append(kids, grammar.ValueNode(v, grammar.Literal(words)))
		}
		lex.root, lex.typed = grammar.Choice(kids, nil), false
	case gen != nil:
		params := &generators.Params{Get: func(string) *yaml.Node { return nil }, Param: p, Reference: l.ref}
		root, err := gen.Build(params)
		if err != nil {
			return nil, err
		}
		lex.root = root
	default:
		return nil, fmt.Errorf("parameter %q has no lexicon: write one named %q%s in lexicons/", p.Name, p.Name, orFormat(p))
	}
	l.pack.fallback[p] = lex
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
func (l *loader) fits(lex *lexicon, p *action.Param) bool {
	if len(p.Enum) == 0 {
		return true
	}
	return slices.ContainsFunc(lex.entries, func(e entry) bool {
		return slices.Contains(p.Enum, e.canonical) || slices.Contains(p.Enum, e.surface)
	}) || lex.typed
}

// checkKey names a pair that has been checked already.
type checkKey struct {
	lex   *lexicon
	param *action.Param
}

// checkLexicon holds every written surface of a lexicon to a parameter's type.
func (l *loader) checkLexicon(lex *lexicon, p *action.Param) {
	k := checkKey{lex, p}
	if l.checked[k] || lex.file == "" {
		return
	}
	l.checked[k] = true
	bad := 0
	for _, e := range lex.entries {
		var err error
		if p.Bare() && e.canonical != "" {
			err = l.checkValue(p, e.canonical)
		} else {
			_, err = p.Normalize(e.surface, l.ref)
		}
		if err == nil {
			continue
		}
		if bad++; bad <= 3 { // the rest of a wrong lexicon says nothing new
			l.Add(&Fault{File: lex.file, Line: e.line, Check: "lexicon value",
				Message: fmt.Sprintf("lexicon %q for parameter %q: %v", lex.name, p.Name, err)})
		}
	}
}

// checkValue holds a canonical value of a bare parameter to its type.
func (l *loader) checkValue(p *action.Param, value string) error {
	if len(p.Enum) > 0 {
		if !slices.Contains(p.Enum, value) {
			return fmt.Errorf("%q is not in the enumeration of %q%s", value, p.Name, source.OrList(value, p.Enum))
		}
		return nil
	}
	_, err := p.Normalize(value, l.ref)
	return err
}

// generator builds the tree of {generator: parameters}.
func (l *loader) generator(d *source.Document, n *yaml.Node) *grammar.Node {
	name, v := n.Content[0].Value, n.Content[1]
	if name == "pattern" {
		if !source.IsText(v) {
			l.FaultAt(d, v, "yaml", "pattern: a regular expression is wanted, not %s", source.Describe(v))
			return nil
		}
		out, err := generators.Pattern(v.Value)
		if err != nil {
			l.FaultAt(d, v, "pattern", "pattern %q: %v", v.Value, err)
			return nil
		}
		return out
	}
	gen := generators.All[name]
	var fields map[string]*yaml.Node
	if v.Kind == yaml.MappingNode {
		fields = l.Fields(d, v, name, gen.Params)
	}
	p := &generators.Params{Reference: l.ref, Get: func(key string) *yaml.Node { return fields[key] }}
	out, err := gen.Build(p)
	if err != nil {
		l.FaultAt(d, v, "generator", "%s: %v", name, err)
		return nil
	}
	return out
}
