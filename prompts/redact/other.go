package redact

import (
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/generators"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// source draws values of types.
type source struct {
	trees map[treeKey]*grammar.Template // nil for what a generator refuses
	walk  grammar.Walker
}

// treeKey names a generator as a parameter has it.
type treeKey struct {
	kind   string
	param  *action.Param
	locale string
	day    string
}

func newSource() source { return source{trees: map[treeKey]*grammar.Template{}} }

// mostTrees bounds what is kept: each day has trees of its own.
const mostTrees = 512

// tree is what a generator writes, nil where there is none of the kind.
func (src *source) tree(kind string, p *action.Param, locale string, f *found) *grammar.Template {
	key := treeKey{kind: kind, param: p, locale: locale}
	at := &generators.Params{Get: func(string) *yaml.Node { return nil }, Param: p, Locale: locale}
	if f != nil {
		key.day, at.Reference = f.line.Ref, f.ref
	}
	t, known := src.trees[key]
	if known {
		return t
	}
	if len(src.trees) >= mostTrees {
		clear(src.trees)
	}
	build := func(p *generators.Params) (*grammar.Node, error) { return generators.Pattern(p.Param.Pattern.String()) }
	if kind != byPattern {
		build = generators.All[kind].Build
	}
	if root, err := build(at); err == nil {
		t = &grammar.Template{Root: root}
	}
	src.trees[key] = t
	return t
}

// draws are how many values are tried for one: of those that fit, the one most like it is
// taken.
const draws = 96

// other returns words in place of those that a person said: of the same type, like them in
// shape, and without any value of the line.
func (src *source) other(v *value, said string, f *found, seed uint64) (string, error) {
	for _, all := range []iter.Seq[string]{src.generated(v, said, f, seed), imagined(v, said, seed)} {
		best, most := "", -1
		for words := range all {
			words = cased(said, words)
			if n := alike(said, words); n > most && v.allows(said, words, f) {
				best, most = words, n
			}
		}
		if most >= 0 {
			return best, nil
		}
	}
	return "", errNoOther
}

// generated yields values of the generator for a parameter.
func (src *source) generated(v *value, said string, f *found, seed uint64) iter.Seq[string] {
	return func(yield func(string) bool) {
		p := v.params[0]
		kind := kindOf(p, said, v.number != nil)
		if kind == "" {
			return
		}
		locale := ""
		if p != nil {
			locale = p.Locale
		}
		t := src.tree(kind, p, locale, f)
		for c := uint64(0); t != nil && c < draws; c++ {
			if src.walk.Draw(t, grammar.Points(seed), c) && !yield(string(src.walk.Text)) {
				return
			}
		}
	}
}

// imagined yields words for a parameter without a generator.
func imagined(v *value, said string, seed uint64) iter.Seq[string] {
	return func(yield func(string) bool) {
		r := rand.New(rand.NewPCG(seed, 2))
		for range draws {
			if !yield(invented(v.params[0], said, v.number != nil, r)) {
				return
			}
		}
	}
}

// drawn is the value of a generator that is most like some words.
func (src *source) drawn(kind, said string, seed uint64) string {
	best, most := "", -1
	t := src.tree(kind, nil, "", nil)
	for c := range uint64(draws) {
		if !src.walk.Draw(t, grammar.Points(seed), c) {
			continue
		}
		if words := string(src.walk.Text); alike(said, words) > most && !strings.EqualFold(words, said) {
			best, most = words, alike(said, words)
		}
	}
	return best
}

// allows reports whether words may come in place of others: all parameters read another
// value in them, and they have none of the line's.
func (v *value) allows(said, words string, f *found) bool {
	if strings.TrimSpace(words) == "" || f.has(words) || text.Fold(words) == text.Fold(said) {
		return false
	}
	for _, p := range v.params {
		if p == nil {
			continue
		}
		is, err := p.Normalize(words, f.ref)
		if err != nil {
			return false
		}
		if was, err := p.Normalize(said, f.ref); err == nil && action.Same(is, was) {
			return false
		}
	}
	return true
}

// alike says how much the shapes of words have in common.
func alike(a, b string) int {
	x, y := strings.Fields(a), strings.Fields(b)
	n := 0
	if len(x) == len(y) {
		n += 8
	}
	if shape(a) == shape(b) {
		n += 16
	}
	if len(x) > 0 && len(y) > 0 {
		if strings.EqualFold(x[len(x)-1], y[len(y)-1]) { // dollars
			n += 4
		}
		if strings.EqualFold(x[0], y[0]) { // last, next, my
			n += 2
		}
		if shape(x[0]) == shape(y[0]) {
			n++
		}
	}
	return n
}

// shape is what kinds of characters words have: a for letters, 9 for digits, others as
// they are.
func shape(s string) string {
	var b strings.Builder
	var before rune
	for _, c := range s {
		switch {
		case unicode.IsLetter(c):
			c = 'a'
		case unicode.IsDigit(c):
			c = '9'
		}
		if c != before || c != 'a' {
			b.WriteRune(c)
		}
		before = c
	}
	return b.String()
}

// cased writes words in the case of others.
func cased(like, words string) string {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, like)
	switch {
	case letters == "":
		return words
	case letters == strings.ToLower(letters):
		return strings.ToLower(words)
	case letters == strings.ToUpper(letters) && len([]rune(letters)) > 1:
		return strings.ToUpper(words)
	}
	return words
}

// plain writes a number as targets have it.
func plain(n any) string {
	switch n := n.(type) {
	case float64:
		return strconv.FormatFloat(n, 'f', -1, 64)
	case json.Number:
		return n.String()
	}
	return fmt.Sprint(n)
}
