package prompts

import (
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// A Parser finds the calls that prompts ask for by the templates of a pack. It belongs
// to one goroutine.
type Parser struct {
	pack    *Pack
	grammar *grammar.Parser
	found   []int32
}

// NewParser returns a parser for the prompts of a pack.
func NewParser(p *Pack) *Parser {
	return &Parser{pack: p, grammar: grammar.NewParser(p.content.Index(), p.content.Calendar.First)}
}

// Parse returns the examples that text can be, one for each template and target. The
// likeliest comes first: a template that writes fewer prompts says more by writing this
// one. Case, runs of spaces and punctuation at the end do not matter. Relative dates
// count from ref.
func (r *Parser) Parse(text string, ref time.Time) []dataset.Example {
	text = strings.Join(strings.Fields(text), " ")
	out := r.parse(text, ref)
	if bare := strings.TrimRight(text, ".?! "); len(out) == 0 && bare != text {
		out = r.parse(bare, ref)
	}
	return out
}

func (r *Parser) parse(text string, ref time.Time) []dataset.Example {
	lower := strings.ToLower(text)
	var out []dataset.Example
	r.found = r.grammar.Candidates(r.found[:0], lower, int32(len(r.pack.content.Ranked)))
	for _, rank := range r.found {
		t := r.pack.content.Ranked[rank]
		seen := map[string]bool{}
		r.grammar.Parse(&t.Compiled, lower, ref, func(w *grammar.Walker) bool {
			if len(text) == len(w.Text) { // else lower case is longer, and the words stay those of the pack
				w.Text = append(w.Text[:0], text...)
			}
			e, err := newMaker(r.pack, r.grammar.Values).example(t, w, ref)
			if err == nil && !seen[e.Target] {
				seen[e.Target] = true
				out = append(out, e)
			}
			return len(seen) == maxReadings
		})
	}
	return out
}

// maxReadings is how many readings of one template are told.
const maxReadings = 4
