package generators

import (
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
)

func moneyWords(p *Params) (*grammar.Node, error) {
	lo, hi, err := p.bounds(1, 5000)
	if err != nil {
		return nil, err
	}
	if s := p.speech(); s.at.Tag != "en-US" {
		return s.amounts(p, lo, hi)
	}
	if n := p.Get("currency"); n != nil && n.Value != "USD" {
		c := n.Value
		if _, err := action.Currency(c); err != nil {
			return nil, err
		}
		return weigh(3, amounts(lo, hi, in(grammar.Digits, "", " "+c)), 1, amounts(lo, hi, in(grammar.Commas, "", " "+c))), nil
	}
	k := min(hi/1000, 20)
	return weigh(
		20, amounts(lo, hi, in(grammar.Digits, "$", "")), 4, amounts(lo, hi, in(grammar.Commas, "$", "")),
		16, amounts(lo, hi, in(grammar.Digits, "", " dollars")), 6, amounts(lo, hi, in(grammar.Digits, "", "")),
		8, amounts(lo, hi, in(grammar.Spelled, "", " dollars")), 4, amounts(lo, hi, in(grammar.Digits, "", " bucks")),
		3, amounts(lo, hi, in(grammar.Spelled, "", " bucks")), 4, amounts(lo, hi, in(grammar.Spelled, "", "")),
		5, grammar.Number(lo*100, hi*100, 1, in(grammar.Cents, "$", "")), 1, amounts(lo, hi, in(grammar.Digits, "", " usd")),
		2, amounts(lo, hi, in(grammar.Commas, "", " dollars")), 1, amounts(lo, hi, in(grammar.Digits, "", "$")),
		1, thousands(lo, k, in(grammar.Digits, "", "k")), 1, thousands(lo, k, in(grammar.Digits, "$", "k")), 1, thousands(lo, k, in(grammar.Spelled, "", " grand")),
		4, between(lo, hi, saidMoney),
	), nil
}

// amounts is the whole numbers from lo to hi in one form, round ones more often,
// as people say them; nil where there are none.
func amounts(lo, hi int64, f grammar.NumberForm) *grammar.Node {
	if f.Style.Name == grammar.Commas.Name { // below a thousand they look like digits
		lo = max(lo, 1000)
	}
	if lo > hi {
		return nil
	}
	return grammar.Number(lo, hi, 1, f).Weighted(roundness(lo, hi))
}

// roundness weighs the numbers from lo to hi. Each of six kinds of number, from
// any number to thousands, gets the same total share. A number of several kinds
// gets its share of each.
func roundness(lo, hi int64) []float64 {
	weights := make([]float64, hi-lo+1)
	for _, kind := range []struct{ step, limit int64 }{{1, hi}, {5, 200}, {10, 500}, {50, 2000}, {100, 10_000}, {1000, hi}} {
		from, to := (lo+kind.step-1)/kind.step*kind.step, min(hi, kind.limit)
		count := (to-from)/kind.step + 1
		for v := from; v <= to; v += kind.step {
			weights[v-lo] += 1 / float64(count)
		}
	}
	return weights
}

// thousands is the numbers from 1 to k, as in "5k" or "5 grand".
func thousands(lo, k int64, f grammar.NumberForm) *grammar.Node {
	if lo > 1000 || k < 1 {
		return nil
	}
	return grammar.Number(1, k, 1, f)
}

// saidMoney are amounts as they are spoken, with their value.
var saidMoney = []struct {
	value int64
	words string
}{
	{100, "a hundred dollars"}, {100, "a hundred bucks"}, {100, "a hundred"}, {200, "a couple hundred dollars"}, {200, "a couple hundred bucks"},
	{200, "couple hundred dollars"}, {500, "half a grand"}, {1000, "a grand"}, {1000, "a thousand dollars"}, {1000, "a thousand bucks"}, {1000, "a thousand"},
	{250, "two fifty"}, {150, "one fifty"}, {350, "three fifty"}, {1200, "twelve hundred"}, {1200, "twelve hundred dollars"}, {1500, "fifteen hundred"},
	{1500, "fifteen hundred bucks"}, {250, "two hundred and fifty dollars"}, {120, "a hundred and twenty dollars"}, {150, "a hundred and fifty bucks"},
	{2500, "two and a half grand"}, {1500, "1.5k"}, {2500, "2.5k"},
}

func between(lo, hi int64, said []struct {
	value int64
	words string
}) *grammar.Node {
	var out []*grammar.Node
	for _, s := range said {
		if s.value >= lo && s.value <= hi {
			out = append(out, grammar.Literal(s.words))
		}
	}
	if len(out) == 0 {
		return nil
	}
	return grammar.OneOf(out...)
}
