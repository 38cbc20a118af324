package generators

import (
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// amounts makes amounts of money as a locale other than American English writes them.
func (s speech) amounts(p *Params, lo, hi int64) (*grammar.Node, error) {
	code := s.currency
	if n := p.Get("currency"); n != nil {
		code = n.Value
		if _, err := action.Currency(code); err != nil {
			return nil, err
		}
		code = strings.ToUpper(code)
	}
	f := fields{"n": amounts(lo, hi, plain(grammar.Digits)), "code": grammar.Literal(code), "c": grammar.Number(lo*100, hi*100, 1, plain(s.centsStyle()))}
	if hi >= 1000 {
		f["g"] = amounts(max(lo, 1000), hi, plain(s.groupStyle()))
	}
	if s.english() {
		f["word"] = amounts(lo, hi, plain(grammar.Spelled))
	}
	if c, known := s.at.Currencies[code]; known {
		switch {
		case code == s.currency:
			f["cur"] = grammar.Literal(s.currencyName)
		case strings.Count(c.Many, " ") < 2: // nobody says dollars des États-Unis
			f["cur"] = s.name(c.Many)
		}
		if c.Symbol != "$" || code == "USD" { // a bare $ would be read as American
			f["sym"] = grammar.Literal(c.Symbol)
		}
	}
	return weigh(8, f.phrases(s.money), 2, f.phrases(s.cents)), nil
}

// centsStyle is how numbers with two decimals are written.
func (s speech) centsStyle() grammar.Style {
	if s.at.Decimal == "," {
		return grammar.CentsComma
	}
	return grammar.Cents
}

// groupStyle is how the digits of large numbers are grouped.
func (s speech) groupStyle() grammar.Style {
	switch {
	case s.at.Indian:
		return grammar.IndianCommas
	case s.at.Group == ",":
		return grammar.Commas
	case s.at.Group == ".":
		return grammar.Dots
	}
	return grammar.Spaces
}
