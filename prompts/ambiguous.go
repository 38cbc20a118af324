package prompts

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/sampling"
)

// Ambiguous warns of prompts that ask for two different calls, which no model can
// answer both right. For prompts of two actions, the grammar gives a proof. For
// prompts of one action with different arguments, Ambiguous tries a sample of
// prompts from each template. The result undecided counts the pairs of templates
// that were too large to decide. The error is that of ctx.
func (p *Pack) Ambiguous(ctx context.Context, workers int) (out Faults, undecided int, err error) {
	found, undecided, err := p.Overlaps(ctx, overlapSteps, workers)
	if err != nil {
		return nil, undecided, err
	}
	for _, o := range found {
		out = append(out, o.fault())
	}
	calls, err := p.twoCalls(ctx, workers, slices.Concat(p.content.Templates, p.content.Leads))
	return append(out, calls...), undecided, err
}

// overlapSteps decides every pair of the banking pack.
const overlapSteps = 200_000

// tried is how many prompts of each template twoCalls reads.
const tried = 50

// twoCalls parses sample prompts of templates. It reports those that also ask
// for the same actions with other arguments, once for each difference.
func (p *Pack) twoCalls(ctx context.Context, workers int, templates []*Template) (out Faults, err error) {
	found := make([][]clash, len(templates))
	numbers := make([]int, len(templates))
	for i := range numbers {
		numbers[i] = i
	}
	err = inParallel(ctx, workers, numbers, func() func(int) {
		r := newClashFinder(p)
		return func(i int) { found[i] = r.clashes(ctx, templates[i]) }
	})
	seen := map[string]bool{}
	for _, c := range slices.Concat(found...) {
		if !seen[c.difference] {
			seen[c.difference] = true
			out = append(out, &Fault{File: "templates/" + c.t.File, Line: c.t.Line, Check: "ambiguous call", Warning: true,
				Message: fmt.Sprintf("%q asks for %s here and for %s at templates/%s", c.text, c.here, c.there, c.place)})
		}
	}
	return out, err
}

// clash is a prompt of a template that asks for another call at another place,
// or at the same.
type clash struct {
	t                        *Template
	place, text, here, there string
	difference               string // the actions and the arguments that only one of the calls has
}

func newClash(t *Template, here, there *dataset.Example) clash {
	a, b := onlyIn(here, there), onlyIn(there, here)
	return clash{t, there.Origin.Template, here.Text, here.Target, there.Target, fmt.Sprintln(here.Intent(), min(a, b), max(a, b))}
}

// onlyIn writes the arguments of a's calls that b's do not have.
func onlyIn(a, b *dataset.Example) string {
	var out []string
	others := b.Want()
	for i, call := range a.Want() {
		for name, v := range call.Arguments {
			if other, ok := others[i].Arguments[name]; !ok || !reflect.DeepEqual(v, other) {
				out = append(out, fmt.Sprintf("%d.%s=%v", i, name, v))
			}
		}
	}
	slices.Sort(out)
	return strings.ToLower(strings.Join(out, " "))
}

// clashFinder finds prompts of a template that ask for a second call. It is used
// by one goroutine.
type clashFinder struct {
	*Parser
	w grammar.Walker
}

func newClashFinder(p *Pack) *clashFinder { return &clashFinder{Parser: NewParser(p)} }

// clashes reads prompts drawn from a template, fewer where ctx ends.
func (f *clashFinder) clashes(ctx context.Context, t *Template) (out []clash) {
	s := sampling.NewSupply(&t.Compiled, 0, tried)
	today := f.pack.content.Calendar.First
	f.w.Reference = today
	for c := range uint64(tried) {
		if s.Ended(c) || ctx.Err() != nil {
			break
		}
		if !s.Walk(&f.w, c) || !f.grammar.HasValues(&f.w, today) {
			continue
		}
		e, err := newMaker(f.pack, f.grammar.Values).example(t, &f.w, today)
		if err != nil {
			continue
		}
		for _, other := range f.parse(e.History, e.Text, today) {
			if other.Target != e.Target && other.Intent() == e.Intent() {
				out = append(out, newClash(t, &e, &other))
			}
		}
	}
	return out
}
