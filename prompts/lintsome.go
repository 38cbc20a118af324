package prompts

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/pack"
)

// AmbiguousOf warns as Ambiguous does, but only of prompts of some templates: those that
// about reports true for. It is for an editor, where little changes at a time.
func (p *Pack) AmbiguousOf(ctx context.Context, workers int, about func(*Template) bool) (out Faults, undecided int, err error) {
	found, undecided, err := p.overlaps(ctx, overlapSteps, workers, func(pair [2]*grammar.Template) bool {
		return about(p.content.Ranked[pair[0].Rank]) || about(p.content.Ranked[pair[1].Rank])
	})
	if err != nil {
		return nil, undecided, err
	}
	for _, o := range found {
		out = append(out, o.fault())
	}
	var some []*Template
	for _, t := range p.content.Templates {
		if about(t) {
			some = append(some, t)
		}
	}
	calls, err := p.twoCalls(ctx, workers, some)
	return append(out, calls...), undecided, err
}

// fault is the warning of a prompt of two actions.
func (o Overlap) fault() *Fault {
	return &Fault{File: pack.Path(o.A.File), Line: o.A.Line, Check: "ambiguous prompt", Warning: true,
		Message: fmt.Sprintf("%q is a prompt of %s here and of %s at %s", o.Text, strings.Join(o.A.Actions, ", "), strings.Join(o.B.Actions, ", "), o.B.Where())}
}

// every keeps all pairs of templates.
func every([2]*grammar.Template) bool { return true }

// kept are the pairs that a function keeps.
func kept(pairs [][2]*grammar.Template, keep func([2]*grammar.Template) bool) [][2]*grammar.Template {
	return slices.DeleteFunc(pairs, func(pair [2]*grammar.Template) bool { return !keep(pair) })
}

// LintT5 gathers what Lint finds and what LintText finds for a T5: all that lint says of a
// pack but for prompts that ask for two calls.
func (p *Pack) LintT5(ctx context.Context) (Faults, error) {
	faults, err := p.Lint(ctx)
	if err != nil {
		return nil, err
	}
	text, err := p.LintText(ctx, T5)
	return append(faults, text.Faults...), err
}
