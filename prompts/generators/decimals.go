package generators

import (
	"fmt"

	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// decimalWords makes multiples of a step, written with up to two decimals.
func decimalWords(p *Params) (*grammar.Node, error) {
	lo, hi, step := int64(0), int64(10_000), int64(10)
	for key, to := range map[string]*int64{"min": &lo, "max": &hi, "step": &step} {
		n := p.Get(key)
		if n == nil {
			continue
		}
		v := 0.0
		if err := n.Decode(&v); err != nil || v < 0 || v > 9_999 || v*100 != float64(int64(v*100+0.5)) {
			return nil, fmt.Errorf("%s: %s is no number from 0 to 9999 with two decimals at most", key, source.Describe(n))
		}
		*to = int64(v*100 + 0.5)
	}
	if p.Param != nil && p.Param.Minimum != nil {
		lo = max(lo, int64(*p.Param.Minimum*100))
	}
	if p.Param != nil && p.Param.Maximum != nil {
		hi = min(hi, int64(*p.Param.Maximum*100))
	}
	if step == 0 || lo > hi {
		return nil, fmt.Errorf("min, max and step: a step above 0 and min ≤ max are wanted")
	}
	decimals, cents := grammar.Decimals, grammar.Cents
	if p.speech().at.Decimal == "," {
		decimals, cents = grammar.DecimalsComma, grammar.CentsComma
	}
	return grammar.Choice([]*grammar.Node{grammar.Number(lo, hi, step, plain(decimals)), grammar.Number(lo, hi, step, plain(cents))}, []float64{4, 1}), nil
}
