package generators

import "github.com/slmkit/slmkit/prompts/grammar"

func integerWords(p *Params) (*grammar.Node, error) {
	lo, hi, err := p.bounds(1, 100)
	if err != nil {
		return nil, err
	}
	if !p.speech().english() {
		return grammar.Number(lo, hi, 1, plain(grammar.Digits)), nil
	}
	return grammar.Choice([]*grammar.Node{grammar.Number(lo, hi, 1, plain(grammar.Digits)), grammar.Number(lo, hi, 1, plain(grammar.Spelled))}, []float64{3, 2}), nil
}
