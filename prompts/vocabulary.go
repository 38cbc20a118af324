package prompts

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// A Vocabulary is what the tokenizer of a model can read and write.
type Vocabulary struct {
	Name string // for messages
	// Measure returns the parts of a text that come out as unknown, and how many
	// tokens it is, those that stand around every text included.
	Measure func(text string) (unknown []string, tokens int)
	// The most tokens of a prompt and of a target; 0 where it does not matter.
	MaxInput, MaxTarget int
	// Errors makes what a model would have to write, but cannot, an error.
	Errors bool
}

// T5 is the vocabulary of T5 as far as its characters go: what looks like text
// but is not in it.
var T5 = Vocabulary{Name: "T5's vocabulary", Measure: func(text string) (unknown []string, tokens int) {
	for _, c := range text {
		if strings.ContainsRune("{}<~^\\`\n", c) && !slices.Contains(unknown, string(c)) {
			unknown = append(unknown, string(c))
		}
	}
	return unknown, 0
}}

// A TextReport is what LintText finds.
type TextReport struct {
	Faults        Faults
	Input, Target Longest
}

// Longest is the template that may write the longest text.
type Longest struct {
	Tokens   int
	Template *Template
}

// LintText looks for what a vocabulary lacks in every word of the grammar, and
// for templates that may write more tokens than a model takes. Once ctx has
// ended it measures no other text; its error is returned.
func (p *Pack) LintText(ctx context.Context, v Vocabulary) (TextReport, error) {
	v.Measure = untilDone(ctx, v.Measure)
	l := &textLint{p: p, v: v, scalars: map[*yaml.Node]*lack{}, entered: map[enteredRule]bool{}}
	l.schema()
	for _, name := range slices.Sorted(maps.Keys(p.lexicons)) {
		l.lexicon(p.lexicons[name])
	}
	for _, d := range p.drafts {
		l.expr(d, d.src, nil, d.body, false)
	}
	for _, s := range l.order {
		line, col := s.src.Position(s.off)
		l.add(s.src.File, line, col, s.unknown, s.written)
	}
	r := TextReport{}
	l.lengths(&r)
	r.Faults = l.faults
	slices.SortStableFunc(r.Faults, source.CompareFaults)
	return r, ctx.Err()
}

// untilDone is a measure until ctx ends, and then says that nothing is unknown
// and nothing long: what is left of a search costs no time.
func untilDone(ctx context.Context, measure func(string) ([]string, int)) func(string) ([]string, int) {
	return func(text string) ([]string, int) {
		if ctx.Err() != nil {
			return nil, 0
		}
		return measure(text)
	}
}

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
	rule    *rule
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
	l.add(p.actions, 0, 0, l.unknown(`a(b="c", d=0123456789); e(f=true, g=false)`), true)
	for _, a := range p.schema.Actions {
		l.add(p.actions, p.lines[a.Name], 0, l.unknown(a.Name), true)
		for _, param := range a.Params {
			unknown := l.unknown(append([]string{param.Name}, param.Enum...)...)
			l.add(p.actions, p.lines[a.Name+" "+param.Name], 0, unknown, true)
			if lex := p.fallback[param]; lex != nil && lex.typed {
				l.add(p.actions, p.lines[a.Name+" "+param.Name], 0, l.generated(lex.root), lex.written)
			}
		}
	}
}

func (l *textLint) lexicon(lex *lexicon) {
	for _, e := range lex.entries {
		l.add(lex.file, e.line, 0, l.unknown(e.surface), lex.written)
		if lex.bare && e.canonical != "" {
			l.add(lex.file, e.line, 0, l.unknown(e.canonical), true)
		}
	}
	for _, g := range lex.made {
		l.add(lex.file, g.line, 0, l.generated(g.root), lex.written)
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

// expr goes through the text of an expression that stands in src, within a
// rule or in the template itself.
func (l *textLint) expr(d *draft, src source.Text, in *rule, e expr.Node, written bool) {
	switch e := e.(type) {
	case *expr.Text:
		l.text(src, e.Pos(), e.Text, written)
	case *expr.Rule:
		l.enter(d, d.rule(l.p, in, e.Name), written)
	case *expr.Slot:
		param := d.param(e)
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

func (l *textLint) enter(d *draft, r *rule, written bool) {
	if r == nil || l.entered[enteredRule{r, written}] {
		return
	}
	l.entered[enteredRule{r, written}] = true
	for _, alt := range r.alts {
		l.expr(d, alt.src, r, alt.body, written)
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

// param is the parameter of a slot.
func (d *draft) param(e *expr.Slot) *action.Param {
	for _, s := range d.compiled.Slots {
		if s.Param.Name == e.Param && (e.Call == 0 || s.Call == e.Call-1) {
			return s.Param
		}
	}
	return nil
}
