package prompts

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/pack"
	"github.com/slmkit/slmkit/prompts/source"
)

// A Vocabulary is what the tokenizer of a model can read and write.
type Vocabulary struct {
	Name string // for messages
	// Measure returns the parts of a text that come out as unknown, and how many
	// tokens it is, including those that every text begins or ends with.
	Measure func(text string) (unknown []string, tokens int)
	// The most tokens that a prompt and a target may have; 0 means any number.
	MaxInput, MaxTarget int
	// Errors makes it an error that a model cannot write something in a target.
	Errors bool
}

// T5 is the vocabulary of T5 as far as single characters go: the printable ones that it
// lacks, and the newline.
var T5 = Vocabulary{Name: "T5's vocabulary", Measure: func(text string) (unknown []string, tokens int) {
	for _, c := range text {
		if strings.ContainsRune("{}<~^\\`\n", c) && !slices.Contains(unknown, string(c)) {
			unknown = append(unknown, string(c))
		}
	}
	return unknown, 0
}}

type textLint struct {
	p       *Pack
	v       Vocabulary
	faults  Faults
	scalars map[*yaml.Node]*lack
	order   []*lack
	entered map[enteredRule]bool
}

// lack is what a scalar has that the vocabulary does not; off is the place of
// the first. written is set where a model would have to write it.
type lack struct {
	src     source.Text
	off     int
	unknown []string
	written bool
}

// enteredRule is a rule that has been gone through as words that are copied
// into targets, or as others.
type enteredRule struct {
	rule    *pack.Rule
	written bool
}

func (l *textLint) add(file string, line, col int, unknown []string, written bool) {
	if len(unknown) == 0 {
		return
	}
	quoted := make([]string, len(unknown))
	for i, u := range unknown {
		quoted[i] = fmt.Sprintf("%q", u)
	}
	what := "a model reads <unk> instead"
	if written {
		what = "a model cannot write it in a target"
	}
	l.faults = append(l.faults, &Fault{File: file, Line: line, Col: col, Check: "vocabulary", Warning: !l.v.Errors || !written,
		Message: fmt.Sprintf("%s has no %s: %s", l.v.Name, strings.Join(quoted, ", "), what)})
}

// unknown gathers what is unknown in some texts, each once.
func (l *textLint) unknown(texts ...string) []string {
	var out []string
	for _, text := range texts {
		unknown, _ := l.v.Measure(text)
		for _, u := range unknown {
			if !slices.Contains(out, u) {
				out = append(out, u)
			}
		}
	}
	return out
}

// schema checks what targets are made of besides words.
func (l *textLint) schema() {
	p := l.p
	l.add(p.content.Actions, 0, 0, l.unknown(`a(b="c", d=0123456789); e(f=true, g=false)`), true)
	for _, a := range p.content.Schema.Actions {
		l.add(p.content.Actions, p.content.Lines[a.Name], 0, l.unknown(a.Name), true)
		for _, param := range a.Params {
			unknown := l.unknown(append([]string{param.Name}, param.Enum...)...)
			l.add(p.content.Actions, p.content.Lines[a.Name+" "+param.Name], 0, unknown, true)
			if lex := p.content.Fallback[param]; lex != nil && lex.Typed {
				l.add(p.content.Actions, p.content.Lines[a.Name+" "+param.Name], 0, l.generated(lex.Root), lex.Written)
			}
		}
	}
}

func (l *textLint) lexicon(lex *pack.Lexicon) {
	for _, e := range lex.Entries {
		l.add(lex.File, e.Line, 0, l.unknown(e.Surface), lex.Written)
		if lex.Bare && e.Canonical != "" {
			l.add(lex.File, e.Line, 0, l.unknown(e.Canonical), true)
		}
	}
	for _, g := range lex.Made {
		l.add(lex.File, g.Line, 0, l.generated(g.Root), lex.Written)
	}
}

// generated goes through the words of a generator.
func (l *textLint) generated(n *grammar.Node) []string {
	switch n.Kind {
	case grammar.KindLiteral:
		return l.unknown(n.Text)
	case grammar.KindNumber:
		var out []string
		for text := range n.Texts() {
			out = append(out, l.unknown(text)...)
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	var out []string
	for _, k := range n.Kids {
		for _, u := range l.generated(k) {
			if !slices.Contains(out, u) {
				out = append(out, u)
			}
		}
	}
	return out
}

// expr goes through the text of an expression in src, within a
// rule or in the template itself.
func (l *textLint) expr(d *pack.Draft, src source.Text, in *pack.Rule, e expr.Node, written bool) {
	switch e := e.(type) {
	case *expr.Text:
		l.text(src, e.Pos(), e.Text, written)
	case *expr.Rule:
		l.enter(d, d.Rule(l.p.content, in, e.Name), written)
	case *expr.Slot:
		param := d.Param(e)
		l.text(src, e.Pos(), e.Value, param != nil)
		if e.Words != nil {
			l.expr(d, src, in, e.Words, written || param != nil && !param.Bare())
		}
	default:
		for _, k := range expr.Children(e) {
			l.expr(d, src, in, k, written)
		}
	}
}

func (l *textLint) enter(d *pack.Draft, r *pack.Rule, written bool) {
	if r == nil || l.entered[enteredRule{r, written}] {
		return
	}
	l.entered[enteredRule{r, written}] = true
	for _, alt := range r.Alts {
		l.expr(d, alt.Src, r, alt.Body, written)
	}
}

// text notes what is unknown in text that begins at a byte of a scalar.
func (l *textLint) text(src source.Text, off int, text string, written bool) {
	unknown := l.unknown(text)
	if len(unknown) == 0 {
		return
	}
	if at := strings.Index(src.String()[off:], unknown[0]); at > 0 {
		off += at
	}
	s := l.scalars[src.Node]
	if s == nil {
		s = &lack{src: src, off: off}
		l.scalars[src.Node] = s
		l.order = append(l.order, s)
	}
	s.written = s.written || written
	for _, u := range unknown {
		if !slices.Contains(s.unknown, u) {
			s.unknown = append(s.unknown, u)
		}
	}
}
