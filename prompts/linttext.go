package prompts

import (
	"context"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/prompts/source"
)

// A TextReport is what LintText finds.
type TextReport struct {
	Faults        Faults
	Input, Target Longest
}

// Longest is the template that may write the longest text, and its tokens.
type Longest struct {
	Tokens   int
	Template *Template
}

// LintText finds the words of the grammar that a vocabulary lacks, and the
// templates that may write more tokens than a model takes. It stops measuring once
// ctx has ended, and returns the error of ctx.
func (p *Pack) LintText(ctx context.Context, v Vocabulary) (TextReport, error) {
	v.Measure = untilDone(ctx, v.Measure)
	l := &textLint{p: p, v: v, scalars: map[*yaml.Node]*lack{}, entered: map[enteredRule]bool{}}
	l.schema()
	for _, name := range slices.Sorted(maps.Keys(p.content.Lexicons)) {
		if lex := p.content.Lexicons[name]; !lex.Idle() {
			l.lexicon(lex)
		}
	}
	for _, d := range p.content.Drafts {
		l.expr(d, d.Src, nil, d.Body, false)
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

// untilDone returns measure while ctx lasts. Once ctx has ended, the returned
// function reports no unknown words and length 0, so the rest of a search takes no
// time.
func untilDone(ctx context.Context, measure func(string) ([]string, int)) func(string) ([]string, int) {
	return func(text string) ([]string, int) {
		if ctx.Err() != nil {
			return nil, 0
		}
		return measure(text)
	}
}
