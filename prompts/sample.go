package prompts

import (
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
