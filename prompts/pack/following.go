package pack

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/source"
	"github.com/slmkit/slmkit/prompts/std"
)

// checkFollowing warns of rules of a library with the wrong words behind them, such as
// "i want to" before "my statement". The ending of a rule's name says what it wants.
func (l *loader) checkFollowing() {
	if len(l.libraries) == 0 || len(l.Errors) > 0 {
		return
	}
	shared := &following{loader: l}
	for _, name := range slices.Sorted(maps.Keys(l.content.rules)) {
		shared.rule(l.content.rules[name])
	}
	checked := map[*Rule]bool{}
	for _, d := range l.content.Drafts {
		f := &following{loader: l, d: d}
		f.check(d.Src, nil, d.Body, nil)
		for _, name := range slices.Sorted(maps.Keys(d.rules)) {
			if r := d.rules[name]; !checked[r] {
				checked[r] = true
				f.rule(r)
			}
		}
	}
}

// following looks at what stands behind rules of libraries in one template, or in the
// rules of the pack where d is nil.
type following struct {
	*loader
	d *Draft
}

func (f *following) find(in *Rule, name string) *Rule {
	if f.d == nil {
		return f.content.rules[name]
	}
	return f.d.Rule(f.content, in, name)
}

func (f *following) rule(r *Rule) {
	for _, alt := range r.Alts {
		f.check(alt.Src, r, alt.Body, nil)
	}
}

// check looks at the rules of libraries in an expression, and behind it at those parts.
func (f *following) check(src source.Text, in *Rule, e expr.Node, behind []expr.Node) {
	switch e := e.(type) {
	case *expr.Sequence:
		for i, part := range e.Parts {
			f.check(src, in, part, slices.Concat(e.Parts[i+1:], behind))
		}
	case *expr.AnyOrder:
		for _, part := range e.Parts {
			f.check(src, in, part, nil)
		}
	case *expr.Rule:
		f.reference(src, in, e, behind)
	default:
		for _, kid := range expr.Children(e) {
			f.check(src, in, kid, behind)
		}
	}
}

// reference looks at the words behind one rule.
func (f *following) reference(src source.Text, in *Rule, ref *expr.Rule, behind []expr.Node) {
	r := f.find(in, ref.Name)
	if r == nil || !r.library {
		return
	}
	wants := std.Wants(std.Language(r.source.File), ref.Name)
	if wants == nil {
		return
	}
	words, _ := f.first(in, &expr.Sequence{Parts: behind})
	at := slices.IndexFunc(words, func(w string) bool { return !wants.Fits(w) })
	if at < 0 {
		return
	}
	message := fmt.Sprintf("<%s> of %s wants %s behind it, and %q follows; right is <%s> %s", ref.Name, std.Library(r.source.File), wants.What, words[at], ref.Name, wants.Example)
	if other := std.Instead(std.Language(r.source.File), words[at]); other != "" && other != ref.Name {
		message += fmt.Sprintf(", or <%s> %s", other, words[at])
	}
	line, col := src.Position(ref.Pos())
	fault := &source.Fault{File: src.File, Line: line, Col: col, Check: "what follows", Warning: true, Message: message}
	if !slices.ContainsFunc(f.Warnings, func(g *source.Fault) bool { return *g == *fault }) {
		f.Add(fault)
	}
}

// first lists the words that an expression may begin with, and says whether it may
// write nothing. Slots and columns begin with words that are not looked at.
func (f *following) first(in *Rule, e expr.Node) (words []string, empty bool) {
	all := func(in *Rule, kids []expr.Node) {
		for _, kid := range kids {
			w, none := f.first(in, kid)
			words, empty = append(words, w...), empty || none
		}
	}
	switch e := e.(type) {
	case *expr.Text:
		if w := strings.Fields(e.Text); len(w) > 0 {
			return []string{strings.ToLower(w[0])}, false
		}
		return nil, true
	case *expr.Article:
		return []string{"a"}, false
	case *expr.Alternatives:
		all(in, e.Alts)
	case *expr.AnyOrder:
		all(in, e.Parts)
	case *expr.Optional:
		all(in, []expr.Node{e.Body})
		empty = true
	case *expr.Rule:
		r := f.find(in, e.Name)
		if r.library && std.IsAside(e.Name) {
			return nil, true
		}
		for _, alt := range r.Alts {
			all(r, []expr.Node{alt.Body})
		}
	case *expr.Sequence:
		for _, part := range e.Parts {
			w, none := f.first(in, part)
			if words = append(words, w...); !none {
				return words, false
			}
		}
		return words, true
	}
	return words, empty
}
