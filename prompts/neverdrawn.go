package prompts

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/pack"
	"github.com/slmkit/slmkit/prompts/source"
)

// Limits of the search: the dataset size for which every written part should be
// drawn, and the number of derivations tried before a condition counts as one that
// nothing meets.
const (
	million = 1_000_000
	tries   = 20_000
)

// dead finds what no dataset will ever have. The error is that of ctx.
func (p *Pack) dead(ctx context.Context) (Faults, error) {
	l := &deadLint{ctx: ctx, p: p, entered: map[*pack.Rule]bool{}}
	l.shares()
	l.twins()
	for _, d := range p.content.Drafts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		l.unmet(d)
		l.weight(d, d.Src, nil, d.Body.Pos(), d.Body)
		l.expr(d, d.Src, nil, d.Body, map[string]bool{})
	}
	for _, lex := range p.content.Lexicons {
		if !lex.Idle() {
			l.lexicon(lex)
		}
	}
	slices.SortStableFunc(l.faults, func(a, b *Fault) int {
		return cmp.Or(source.CompareFaults(a, b), strings.Compare(a.Message, b.Message))
	})
	return l.faults, ctx.Err()
}

type deadLint struct {
	ctx     context.Context // of the call
	p       *Pack
	faults  Faults
	entered map[*pack.Rule]bool
}

func (l *deadLint) warn(file string, line, col int, check, format string, args ...any) {
	l.faults = append(l.faults, &Fault{File: file, Line: line, Col: col, Check: check, Warning: true, Message: fmt.Sprintf(format, args...)})
}

// at warns at a byte of a scalar.
func (l *deadLint) at(src source.Text, off int, check, format string, args ...any) {
	line, col := src.Position(off)
	l.warn(src.File, line, col, check, format, args...)
}

// shares finds templates whose weight is too small to be drawn at all.
func (l *deadLint) shares() {
	plan, err := NewPlan(l.p, Options{N: million, SplitBy: "text", AllowShortfall: true, Dialogues: new(float64)})
	if err != nil {
		return // nothing can be drawn, for another reason
	}
	type place struct{ at, text string }
	rows := map[place]int{}
	for _, t := range plan.Templates() {
		rows[place{t.Template, t.Text}] += t.Rows
	}
	for _, d := range l.p.content.Drafts {
		if d.Dialogue == nil && rows[place{d.Place(), d.Text}] == 0 {
			l.at(d.Src, 0, "never drawn", "the template has so small a weight that a dataset of a million rows has none of it: %v, of %v for all templates of %s",
				d.Weight, l.weights(d.Action()), d.Action())
		}
	}
}

// weights sums the weights of an action's templates.
func (l *deadLint) weights(action string) (sum float64) {
	for _, d := range l.p.content.Drafts {
		if d.Dialogue == nil && d.Action() == action {
			sum += d.Weight
		}
	}
	return sum
}

// unmet tries whether some derivation of a template meets its condition.
func (l *deadLint) unmet(d *pack.Draft) {
	if d.Condition == "" {
		return
	}
	w := grammar.Walker{Reference: l.p.Reference()}
	few := d.Compiled.Root.Derivations <= tries
	for i := range uint64(tries) {
		switch {
		case few && i >= d.Compiled.Root.Derivations:
			l.warn(d.Src.File, d.Line, 0, "where", "where %q: none of the template's %d prompts meets it", d.Condition, d.Compiled.Root.Derivations)
			return
		case few && w.Unrank(&d.Compiled, i), !few && w.Draw(&d.Compiled, 1, i):
			return
		}
	}
	l.warn(d.Src.File, d.Line, 0, "where", "where %q: none of %d prompts tried meets it", d.Condition, tries)
}

// expr looks for alternatives of an expression that are never chosen. named is
// what is known of the optionals around it.
func (l *deadLint) expr(d *pack.Draft, src source.Text, in *pack.Rule, e expr.Node, named map[string]bool) {
	switch e := e.(type) {
	case *expr.Rule:
		l.rule(d, d.Rule(l.p.content, in, e.Name))
		return
	case *expr.Alternatives:
		l.alternatives(d, in, len(e.Alts), e.Weights, func(i int) (source.Text, int, expr.Node) { return src, e.Alts[i].Pos(), e.Alts[i] })
	case *expr.Optional:
		if e.Percent >= 0 {
			l.chance(src, e.Pos(), e.Percent/100)
		}
		named = l.within(src, e, named)
	}
	for _, k := range expr.Children(e) {
		l.expr(d, src, in, k, named)
	}
}

// rule goes through a rule once, whoever uses it.
func (l *deadLint) rule(d *pack.Draft, r *pack.Rule) {
	if r == nil || l.entered[r] {
		return
	}
	l.entered[r] = true
	l.alternatives(d, r, len(r.Alts), r.Weights, func(i int) (source.Text, int, expr.Node) {
		return r.Alts[i].Src, r.Alts[i].Body.Pos(), r.Alts[i].Body
	})
	for _, alt := range r.Alts {
		l.expr(d, alt.Src, r, alt.Body, map[string]bool{})
	}
}

// chance warns of a choice that is not made once in a million times.
func (l *deadLint) chance(src source.Text, off int, chance float64) {
	if chance < 1.0/million {
		l.at(src, off, "never drawn", "the alternative is chosen once in %s times: a dataset of a million rows has none of it", strconv.FormatFloat(1/chance, 'g', 2, 64))
	}
}

// within returns the optionals whose truth is known inside e. It warns if e
// contradicts an optional around it, because e is then never written.
func (l *deadLint) within(src source.Text, e *expr.Optional, named map[string]bool) map[string]bool {
	if e.Name == "" {
		return named
	}
	if truth, known := named[e.Name]; known && truth == e.Negated {
		l.at(src, e.Pos(), "unreachable", "optional %q contradicts the one around it: it is never written", e.Name)
	}
	inside := map[string]bool{e.Name: !e.Negated}
	for name, truth := range named {
		if name != e.Name {
			inside[name] = truth
		}
	}
	return inside
}

func (l *deadLint) lexicon(lex *pack.Lexicon) {
	for _, e := range lex.Entries {
		if e.Chance > 0 && e.Chance < 1.0/million {
			l.warn(lex.File, e.Line, 0, "never drawn", "lexicon %q: %q is chosen once in %s times: a dataset of a million rows has none of it",
				lex.Name, e.Surface, strconv.FormatFloat(1/e.Chance, 'g', 2, 64))
		}
	}
}
