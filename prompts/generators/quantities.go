package generators

import (
	"errors"
	"fmt"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// percentageWords makes shares of a whole, with their sign or word. A parameter that is a
// number has the number alone.
func percentageWords(p *Params) (*grammar.Node, error) {
	lo, hi, step, err := p.multiples(0, 100, 1)
	if err != nil {
		return nil, err
	}
	s := p.speech()
	f := fields{"n": grammar.Number(lo, hi, step, plain(grammar.Digits))}
	if s.english() {
		f["word"] = grammar.Number(lo, hi, step, plain(grammar.Spelled))
	}
	phrases := s.percent
	if p.numeric() {
		phrases = "*{n}|{word}"
	}
	return f.phrases(phrases), nil
}

// temperatureWords makes temperatures, with their unit. A parameter that is a number has
// the number alone.
func temperatureWords(p *Params) (*grammar.Node, error) {
	scale, err := p.oneOf("scale", "celsius", "fahrenheit")
	if err != nil {
		return nil, err
	}
	lo, hi, step, err := p.multiples(-10, 35, 1)
	if err != nil {
		return nil, err
	}
	s := p.speech()
	if scale == "" {
		scale = "celsius"
		if s.at.Tag == "en-US" {
			scale = "fahrenheit"
			// The bounds are in degrees Celsius, whatever people write.
			lo, hi = (lo*9/5+32)/step*step, (hi*9/5+32)/step*step
		}
	}
	f := fields{}
	if least := max(lo, 0); least <= hi {
		f["n"] = grammar.Number(least, hi, step, plain(grammar.Digits))
		if s.english() {
			f["word"] = grammar.Number(least, hi, step, plain(grammar.Spelled))
		}
	}
	if lo < 0 {
		f["minus"] = grammar.Number(max(1, -hi), -lo, step, plain(grammar.Digits))
	}
	phrases := s.celsius
	switch {
	case p.numeric():
		phrases = "*{n}|{word}|-{minus}"
	case scale == "fahrenheit":
		phrases = s.fahrenheit
	}
	return f.phrases(phrases), nil
}

// numeric reports whether the words fill a parameter that is a number.
func (p *Params) numeric() bool {
	return p.Param != nil && (p.Param.Type == "integer" || p.Param.Type == "number")
}

// multiples reads min, max and step; numbers below 0 are allowed.
func (p *Params) multiples(lo, hi, step int64) (int64, int64, int64, error) {
	for key, to := range map[string]*int64{"min": &lo, "max": &hi, "step": &step} {
		n := p.Get(key)
		if n == nil {
			continue
		}
		if n.Decode(to) != nil || n.Tag != "!!int" || *to < -1000 || *to > 10_000 {
			return 0, 0, 0, fmt.Errorf("%s: %s is no whole number from -1000 to 10000", key, n.Value)
		}
	}
	if step < 1 || lo > hi {
		return 0, 0, 0, errors.New("min, max and step: a step above 0 and min ≤ max are wanted")
	}
	return lo, hi, step, nil
}
