package prompts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// A Strategy says which of a pack's prompts a dataset is made of.
type Strategy string

// The strategies.
const (
	Weighted Strategy = "weighted" // templates and alternatives by their weights
	Even     Strategy = "even"     // templates, and alternatives, alike
	Uniform  Strategy = "uniform"  // every derivation alike, so large templates give most
	Zipf     Strategy = "zipf"     // weighted, and values by 1/rank in the order of their lexicon
	Diverse  Strategy = "diverse"  // every structure alike, whatever the number of its values
	Covering Strategy = "coverage" // weighted, but rows that pair parts of a template with values that no row has paired come first
)

// Strategies lists all strategies.
var Strategies = []Strategy{Weighted, Even, Uniform, Zipf, Diverse, Covering}

func findStrategy(name string) (Strategy, error) {
	if name == "" {
		return Weighted, nil
	}
	if s := Strategy(name); slices.Contains(Strategies, s) {
		return s, nil
	}
	var names []string
	for _, s := range Strategies {
		names = append(names, string(s))
	}
	return "", fmt.Errorf("strategy %q is none of %s%s", name, strings.Join(names, ", "), text.Suggest(name, names))
}

// share is a template's share of its group's rows.
func (s Strategy) share(t *Template) float64 {
	switch s {
	case Even:
		return 1
	case Uniform:
		return t.Compiled.Root.Float()
	case Diverse:
		return structures(t.Compiled.Root, map[*grammar.Node]float64{})
	}
	return t.Weight
}

// weights are the cumulative weights of the choices of all templates; nil where
// the nodes' own are right.
func (plan *Plan) weights() grammar.ChoiceWeights {
	s, p := plan.strategy, plan.pack
	if s == Weighted || s == Covering {
		return nil
	}
	out := grammar.ChoiceWeights{}
	shapes := map[*grammar.Node]float64{}
	templates := p.content.Templates
	if plan.several {
		templates = slices.Concat(templates, p.content.Dialogues())
	}
	for _, t := range templates {
		s.weigh(t.Compiled.Root, false, out, shapes)
	}
	return out
}

func (s Strategy) weigh(n *grammar.Node, inSlot bool, into grammar.ChoiceWeights, shapes map[*grammar.Node]float64) {
	if _, done := into[n]; done {
		return
	}
	for _, k := range n.Kids {
		s.weigh(k, inSlot || n.Kind == grammar.KindSlot, into, shapes)
	}
	if n.Kind != grammar.KindAlt {
		return
	}
	weights := make([]float64, len(n.Kids))
	for i, k := range n.Kids {
		switch {
		case s == Uniform:
			weights[i] = k.Float()
		case s == Diverse && !inSlot:
			weights[i] = structures(k, shapes)
		case s == Zipf && inSlot:
			weights[i] = 1 / float64(i+1)
		case s == Even:
			weights[i] = 1
		default:
			into[n] = n.Cum
			return
		}
	}
	into[n] = grammar.Cumulate(weights)
}

// structures counts the derivations below a node as if every slot had one value.
func structures(n *grammar.Node, known map[*grammar.Node]float64) float64 {
	if v, ok := known[n]; ok {
		return v
	}
	v := 1.0
	switch n.Kind {
	case grammar.KindSlot, grammar.KindNumber:
	case grammar.KindAlt:
		v = 0
		for _, k := range n.Kids {
			v += structures(k, known)
		}
	default:
		for _, k := range n.Kids {
			v *= structures(k, known)
		}
		if n.Kind == grammar.KindPerm {
			v *= float64(grammar.Factorial(len(n.Kids)))
		}
	}
	known[n] = v
	return v
}
