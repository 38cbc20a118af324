package prompts

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/sampling"
)

// Sample returns up to n different prompts of a template of the pack, drawn by a seed.
func (p *Pack) Sample(t *Template, n int, seed uint64) []dataset.Example {
	var out []dataset.Example
	var w grammar.Walker
	s := sampling.NewSupply(&t.Compiled, seed, n)
	today := p.content.Calendar.First
	w.Reference = today
	reader := NewParser(p).grammar
	seen := map[string]bool{}
	for c := range uint64(4 * n) {
		if s.Ended(c) || len(out) == n {
			break
		}
		if !s.Walk(&w, c) || !reader.HasValues(&w, today) {
			continue
		}
		e, err := newMaker(p, reader.Values).example(t, &w, today)
		if err == nil && !seen[e.Text] {
			seen[e.Text] = true
			out = append(out, e)
		}
	}
	return out
}

// AmbiguousWith is Ambiguous for some templates of the pack alone: it compares these with
// all others. A pair of two actions that is not decided is a fault here.
func (p *Pack) AmbiguousWith(ctx context.Context, some map[*Template]bool, workers int) (Faults, error) {
	pairs, err := p.content.Index().Suspects(ctx)
	if err != nil {
		return nil, err
	}
	pairs = slices.DeleteFunc(pairs, func(pair [2]*grammar.Template) bool {
		return !some[p.content.Ranked[pair[0].Rank]] && !some[p.content.Ranked[pair[1].Rank]]
	})
	var out Faults
	add := func(t *Template, check, format string, args ...any) {
		out = append(out, &Fault{File: "templates/" + t.File, Line: t.Line, Check: check, Warning: true, Message: fmt.Sprintf(format, args...)})
	}
	found, undecided, err := p.overlapsOf(ctx, pairs, overlapSteps, workers)
	if err != nil {
		return nil, err
	}
	for _, o := range found {
		a, b := o.A, o.B
		if !some[a] {
			a, b = b, a
		}
		add(a, "ambiguous prompt", "%q is a prompt of %s here and of %s at templates/%s", o.Text, strings.Join(a.Actions, ", "), strings.Join(b.Actions, ", "), b.Place())
	}
	for _, o := range undecided {
		a, b := o.A, o.B
		if !some[a] {
			a, b = b, a
		}
		add(a, "ambiguous prompt", "it is too large to be told apart from templates/%s", b.Place())
	}
	var mine []*Template
	for _, t := range p.content.Templates {
		if some[t] {
			mine = append(mine, t)
		}
	}
	calls, err := p.twoCalls(ctx, mine, workers)
	return append(out, calls...), err
}
