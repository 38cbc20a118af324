package generators

import (
	"strings"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// plain is the form of numbers in a style with nothing around them.
func plain(s grammar.Style) grammar.NumberForm { return grammar.NumberForm{Style: s} }

// in is the form of numbers in a style between two texts.
func in(s grammar.Style, before, after string) grammar.NumberForm {
	return grammar.NumberForm{Style: s, Before: before, After: after}
}

// words is one of a list, written with bars.
func words(list string) *grammar.Node {
	var kids []*grammar.Node
	for w := range strings.SplitSeq(list, "|") {
		kids = append(kids, grammar.Literal(w))
	}
	return grammar.OneOf(kids...)
}

// weigh is alternatives, each behind its weight; those that are nil are left out.
func weigh(parts ...any) *grammar.Node {
	var kids []*grammar.Node
	var weights []float64
	for i := 0; i < len(parts); i += 2 {
		if n := parts[i+1].(*grammar.Node); n != nil {
			kids, weights = append(kids, n), append(weights, float64(parts[i].(int)))
		}
	}
	return grammar.Choice(kids, weights)
}
