package prompts

import (
	"strings"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// Nearness finds the templates nearest to texts. It belongs to one goroutine.
type Nearness struct {
	pack *Pack
	near *grammar.Nearness
}

// NewNearness prepares to look for the nearest templates of a pack.
func NewNearness(p *Pack) *Nearness {
	return &Nearness{p, grammar.NewNearness(p.content.OneTurn())}
}

// NearTemplate is a template with the share of the words that it has in common with a
// text, from 0 to 1; see grammar.Nearness.
type NearTemplate struct {
	*Template
	Share float64
}

// Nearest returns at most a number of templates, those that have most in common with a
// text first.
func (n *Nearness) Nearest(text string, most int) []NearTemplate {
	var out []NearTemplate
	for _, near := range n.near.Nearest(strings.ToLower(text), most+len(n.pack.content.Rests)) {
		if t := n.pack.content.Ranked[near.Rank]; !behind(t) && len(out) < most {
			out = append(out, NearTemplate{t, near.Share})
		}
	}
	return out
}
