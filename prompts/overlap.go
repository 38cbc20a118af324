package prompts

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// An Overlap is a prompt that templates of two actions can both write.
type Overlap struct {
	Text string
	A, B *Template
}

// Overlaps finds the pairs of templates of different actions that can write the same
// prompt, with one such prompt each. It searches the two grammars side by side, so that
// both a find and the absence of one are proven; only for numbers with many values does
// it try a sample. undecided counts the pairs that limit steps did not decide. The error
// is that of ctx.
func (p *Pack) Overlaps(ctx context.Context, limit, workers int) (found []Overlap, undecided int, err error) {
	return p.overlaps(ctx, limit, workers, every)
}

// overlaps is Overlaps of the pairs that keep reports true for.
func (p *Pack) overlaps(ctx context.Context, limit, workers int, keep func([2]*grammar.Template) bool) (found []Overlap, undecided int, err error) {
	pairs, err := p.content.OneTurn().Suspects(ctx)
	if err != nil {
		return nil, 0, err
	}
	pairs = kept(pairs, func(pair [2]*grammar.Template) bool { return p.comparable(pair) && keep(pair) })
	var mu sync.Mutex
	err = inParallel(ctx, workers, pairs, func() func([2]*grammar.Template) {
		c := grammar.NewOverlapFinder(grammar.NewParser(p.content.OneTurn(), p.content.Calendar.First))
		return func(pair [2]*grammar.Template) {
			text, decided := c.Find(ctx, pair[0], pair[1], limit)
			mu.Lock()
			defer mu.Unlock()
			if text != "" {
				found = append(found, p.overlap(text, pair))
			} else if !decided {
				undecided++
			}
		}
	})
	slices.SortFunc(found, func(a, b Overlap) int {
		return cmp.Or(strings.Compare(a.A.Place(), b.A.Place()), strings.Compare(a.B.Place(), b.B.Place()))
	})
	return found, undecided, err
}

// overlap names a pair of templates in the order of their places.
func (p *Pack) overlap(text string, pair [2]*grammar.Template) Overlap {
	a, b := p.content.Ranked[pair[0].Rank], p.content.Ranked[pair[1].Rank]
	if a.Place() > b.Place() {
		a, b = b, a
	}
	return Overlap{grammar.Visible(text), a, b}
}

// comparable reports whether a prompt of both templates would ask for two actions: they
// ask for two, and both are of one turn, or both are what dialogues of one action have
// behind their first turn. Dialogues of two actions differ where their first turns do.
func (p *Pack) comparable(pair [2]*grammar.Template) bool {
	a, b := p.content.Ranked[pair[0].Rank], p.content.Ranked[pair[1].Rank]
	if slices.Equal(a.Actions, b.Actions) || len(a.Calls) != len(b.Calls) && (behind(a) || behind(b)) {
		return false
	}
	return behind(a) == behind(b) && (!behind(a) || a.Dialogue.Action == b.Dialogue.Action)
}

// behind reports whether a template is what a dialogue has behind its first turn.
func behind(t *Template) bool { return t.Dialogue != nil && len(t.Calls) > 1 }
